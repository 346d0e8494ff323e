"""Whether the history is whole: its files byte for byte, and its days against the log's."""

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from analytics.history import manifest
from analytics.history.closed import closed_days
from analytics.history.manifest import HallDate
from analytics.history.problem import Problem, examine, problem
from queue_server.eventlog.database import Database


class Verified(NamedTuple):
    """What was found.

    Attributes:
        files, days: How many the manifest lists; days: current ones.
        problems: Files that cannot be read as they were written.
        missing: Closed days of the log that the history has not. strange: days from a log that this log has not closed.
        unlisted: Files that count for nothing: a writer was killed before it had listed them.
    """

    files: int
    days: int
    problems: tuple[Problem, ...]
    missing: tuple[HallDate, ...]
    strange: tuple[HallDate, ...]
    unlisted: int


def verify(directory: Path, database: Database, progress: Callable[[int, int], None] | None = None) -> Verified:
    """Read every byte, change nothing. Servers may go on.

    Args:
        progress: Called with the files done and their total.

    Raises:
        HistoryNewer, HistoryDamaged: the manifest cannot be used. LogUnavailable: the database cannot be read just now.
    """
    with database.reading() as connection:
        before = closed_days(connection)
    found = manifest.read(directory)
    with database.reading() as connection:
        after = closed_days(connection)
    listed = [(part, file) for part in found.parts for file in part.files]
    problems = []
    for done, (part, file) in enumerate(listed, 1):
        fault = examine(directory, file)
        if fault is not None:
            problems.append(problem(part, file, fault))
        if progress is not None:
            progress(done, len(listed))
    current = [hall_date for part in found.parts for hall_date in part.current()]
    of_log = {hall_date for part in found.parts if part.source == "log" for hall_date in part.current()}
    known = {file.path for _, file in listed} | {retired.path for retired in found.retired}
    there = {str(path.relative_to(directory)) for path in directory.glob("*/*/*.parquet") if not path.name.startswith(".")}
    return Verified(
        files=len(listed),
        days=len(current),
        problems=tuple(problems),
        missing=tuple(sorted(before - of_log)),
        strange=tuple(sorted(of_log - after)),
        unlisted=len(there - known),
    )
