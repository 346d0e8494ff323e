"""The process that plays one what-if: `python -m analytics.simulation.runner DIRECTORY` reads a `Question` from the standard input.

It says how far it is on the standard output (`Told`, a line each), the answer last. It gives way to everything else on the machine, and
ends when its standard input does: whoever started it holds the other end.
"""

import os
import sys
import threading
import time
from pathlib import Path

import msgspec

from analytics.niceness import give_way
from analytics.queries.filter import Filter
from analytics.queries.history import History
from analytics.queries.staffing import playable
from analytics.simulation.changed import AS_IT_WAS
from analytics.simulation.question import CHANGED, Question, Told, known
from analytics.simulation.record import recording
from analytics.simulation.whatif import Comparison, compare

NICENESS = 15
"""Below the dashboards' own process, which is below the halls'."""
TELLS_EVERY_S = 0.2
ENDED = 3


def answer(history: History, question: Question) -> Comparison:
    """Play the question.

    Raises:
        ValueError: the days cannot be played, or not so.
    """
    asked = Filter(halls=(question.hall,), since=question.since, until=question.until)
    frames = playable(history, asked)
    found = recording(frames["tickets"], frames["counters"], frames["days"], tz=question.tz)
    changes = {} if question.change == AS_IT_WAS else {CHANGED: question.change}
    told_s = 0.0

    def progress(share: float) -> None:
        nonlocal told_s
        if time.monotonic() - told_s >= TELLS_EVERY_S:
            told_s = time.monotonic()
            _tell(Told(share=share))

    return compare(found, changes, replications=question.replications, seed=question.seed, progress=progress)


def _tell(told: Told) -> None:
    sys.stdout.buffer.write(msgspec.json.encode(told) + b"\n")
    sys.stdout.buffer.flush()


def _end_with_stdin() -> None:
    while os.read(0, 4096):
        pass
    os._exit(ENDED)


def main(arguments: list[str]) -> int:
    """Run the process; return its exit code."""
    give_way(NICENESS)
    line = bytearray()
    while not line.endswith(b"\n"):
        read = os.read(0, 65536)
        if not read:
            return ENDED
        line += read
    question = msgspec.json.decode(bytes(line), type=Question)
    threading.Thread(target=_end_with_stdin, name="parent", daemon=True).start()
    history = History(Path(arguments[0]))
    try:
        _tell(Told(share=0.0))
        _tell(Told(answer=known(answer(history, question))))
    except ValueError as error:
        _tell(Told(refused=str(error)))
    except BrokenPipeError:
        return ENDED
    finally:
        history.close()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
