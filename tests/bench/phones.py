"""A full hall: twelve desks, 1,000 waiting, 5,000 phone pages. How long the event loop makes others wait."""

import tempfile
import threading
import time
from pathlib import Path

from tests.bench.fanout import HALL, Crowd
from tests.bench.process import allow_files, latencies_ms
from tests.support.server import ServerProcess, body

WAITING = 1_000
PHONES = 5_000
DESKS = 12
WATCHED_S = 20.0
CALLS_PER_S = 1.0
"""Twelve desks of five minutes a visitor call once in 25 s: this hall is 25 times as busy."""


class Calls(threading.Thread):
    """Desks that finish and call in turn; each finish and each call changes every phone's place in the line."""

    def __init__(self, server: ServerProcess) -> None:
        super().__init__()
        self._teller, self.over, self.slowest_ms = server.login("teller"), threading.Event(), 0.0

    def run(self) -> None:
        desk = 0
        while not self.over.wait(1 / CALLS_PER_S):
            desk = desk % DESKS + 1
            self._teller.post(f"{HALL}/counters/{desk}/finish", json={})
            began = time.perf_counter()
            body(self._teller.post(f"{HALL}/counters/{desk}/call-next"))
            self.slowest_ms = max(self.slowest_ms, (time.perf_counter() - began) * 1000)


def told(name: str, found: list[float]) -> str:
    marks = (found[len(found) // 2], found[len(found) * 99 // 100], found[-1])
    return f"  {name:<52}" + "".join(f"{mark:8.1f}" for mark in marks)


def main() -> None:
    allow_files(20_000)
    with tempfile.TemporaryDirectory() as folder, ServerProcess(Path(folder) / "data") as server:
        teller, kiosk = server.login("teller"), server.login("kiosk")
        for desk in range(1, DESKS + 1):
            body(teller.post(f"{HALL}/counters/{desk}/open", json={}))
        passes = Path(folder) / "passes"
        taken = [body(kiosk.post(f"{HALL}/tickets", json={}), 201)["pass"] for _ in range(WAITING)]
        passes.write_text("".join(f"/ws/tickets/{one}\n" for one in taken))
        print(
            f"{DESKS} desks, {WAITING} waiting: the smallest answer of the server (ms): median, 99 %, worst (the longest stall)"
        )
        print(told("no screen, nobody calls", latencies_ms(server, WATCHED_S)), flush=True)
        desks = [f"--path=/ws/halls/wendeng/counters/{desk}" for desk in range(1, DESKS + 1)]
        token = teller.headers["Authorization"].removeprefix("Bearer ")
        with Crowd(server.port, PHONES, "--paths", str(passes)), Crowd(server.port, DESKS, f"--token={token}", *desks):
            print(told(f"{PHONES} phones and the desks' screens, nobody calls", latencies_ms(server, WATCHED_S)), flush=True)
            calls = Calls(server)
            calls.start()
            print(told(f"the same, {CALLS_PER_S:.0f} finish and call a second", latencies_ms(server, WATCHED_S)))
            calls.over.set()
            calls.join()
            print(
                f"  the slowest call took {calls.slowest_ms:.0f} ms; the server's memory {server.memory_kib() / 1024:.0f} MiB"
            )


if __name__ == "__main__":
    main()
