"""From one call to the last of many boards, against bare `websockets.broadcast()` to as many connections; memory a connection."""

import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from types import TracebackType

from tests.bench.process import Bare, allow_files
from tests.support.server import ServerProcess, body

SIZES = (1_000, 10_000)
PASSES = 5
ROUNDS = 5
HALL = "/api/v1/halls/wendeng"


class Crowd:
    """Readers in a process of their own."""

    def __init__(self, port: int, size: int, *which: str) -> None:
        command = [sys.executable, "-m", "tests.bench.load", "watch", "--port", str(port), *which]
        self.process = subprocess.Popen(
            [*command, "--connections", str(size)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        assert self._line() == "open"

    def _line(self) -> str:
        assert self.process.stdout is not None
        return self.process.stdout.readline().strip()

    def expect(self, mark: str) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(mark + "\n")
        self.process.stdin.flush()
        assert self._line() == "ready"

    def last(self) -> float:
        """Return when the last reader had the frame, `perf_counter` seconds."""
        return float(self._line())

    def __enter__(self) -> "Crowd":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.process.terminate()
        self.process.wait(10)


def measure_bare(size: int, frame_bytes: int) -> float:
    """Return the median time from the broadcast to the last reader, seconds."""
    with Bare("broadcast", "--frame-bytes", str(frame_bytes)) as bare, Crowd(bare.port, size, "--path", "/") as crowd:
        assert bare.process.stdin is not None
        assert bare.process.stdout is not None
        times = []
        for number in range(ROUNDS):
            crowd.expect(f'"round{number}"')
            bare.process.stdin.write("\n")
            bare.process.stdin.flush()
            began = float(bare.process.stdout.readline())
            times.append(crowd.last() - began)
        return statistics.median(times)


def measure_ours(size: int) -> tuple[float, float, int]:
    """Return the median time from sending `call-next` to the last board, seconds; KiB a connection; the frame's bytes."""
    with tempfile.TemporaryDirectory() as folder, ServerProcess(Path(folder) / "data") as server:
        teller, kiosk = server.login("teller"), server.login("kiosk")
        body(teller.post(f"{HALL}/counters/11/open", json={}))
        numbers = [body(kiosk.post(f"{HALL}/tickets", json={}), 201)["number"] for _ in range(ROUNDS + 12)]
        for _ in range(12):  # a full list of calls, as on a busy morning
            body(teller.post(f"{HALL}/counters/11/call-next"))
            body(teller.post(f"{HALL}/counters/11/finish", json={}))
        before = server.memory_kib()
        with Crowd(server.port, size, "--path", "/ws/halls/wendeng/board") as crowd:
            memory = (server.memory_kib() - before) / size
            times = []
            for number in numbers[12:]:
                crowd.expect(f'"number":"{number}"')
                began = time.perf_counter()
                body(teller.post(f"{HALL}/counters/11/call-next"))
                times.append(crowd.last() - began)
                # The frame of the finish must have reached everybody, or the next call would wait for it.
                crowd.expect('"counter":11,"state":"idle"')
                body(teller.post(f"{HALL}/counters/11/finish", json={}))
                crowd.last()
            import websockets.sync.client

            with websockets.sync.client.connect(f"{server.ws}/ws/halls/wendeng/board") as board:
                frame = len(board.recv(decode=False))
        return statistics.median(times), memory, frame


def main() -> None:
    allow_files(20_000)
    for size in SIZES:
        rows = []
        for number in range(1, PASSES + 1):
            ours, memory, frame = measure_ours(size)
            bare = measure_bare(size, frame)
            rows.append((ours, bare, memory))
            print(f"{size} boards, pass {number}: broadcast {1000 * bare:.0f} ms, call to last board {1000 * ours:.0f} ms, "
                  f"{ours / bare:.2f}x; {memory:.0f} KiB a connection; frame {frame} B")  # fmt: skip
        ratio = statistics.median(ours / bare for ours, bare, _ in rows)
        memory = statistics.median(memory for _, _, memory in rows)
        print(f"{size} boards: {ratio:.2f}x bare broadcast (goal 1.5), {memory:.0f} KiB a connection (goal 40)")


if __name__ == "__main__":
    main()
