"""Run as a process: an import that kills itself (SIGKILL) when it has told so often how far it has come.

python -m tests.analytics.imports.importing KIND FILE MAPPING HISTORY AFTER
"""

import os
import signal
import sys
from pathlib import Path

from analytics.history.store import Store
from analytics.imports.logs import import_log
from analytics.imports.mapping import load_mapping
from analytics.imports.report import Report
from analytics.imports.run import import_visits


def run(kind: str, file: Path, mapping: Path, history: Path, *, after: int) -> Report:
    """Import a file; `after`: die when it has been told so often, 0: never."""
    count = 0

    def told(what: str, done: int, total: int) -> None:
        nonlocal count
        count += 1
        assert 0 <= done <= total, what
        if count == after:
            os.kill(os.getpid(), signal.SIGKILL)

    store = Store(history)
    try:
        if kind == "log":
            return import_log(file, load_mapping(mapping), store, unit=None, cases=None, told=told)
        return import_visits(file, load_mapping(mapping), store, told=told)
    finally:
        store.close()


if __name__ == "__main__":
    _, kind, file, mapping, history, after = sys.argv
    report = run(kind, Path(file), Path(mapping), Path(history), after=int(after))
    sys.stdout.buffer.write(report.as_json())
