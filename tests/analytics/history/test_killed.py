"""Writers that are killed at any moment, and several at once: the history is readable, and no day is lost."""

import contextlib
import random
import subprocess
import sys
import time
from pathlib import Path

from analytics.history.archivist import Archivist
from analytics.history.problem import examine
from analytics.history.rebuild import rebuild
from analytics.history.store import Store
from analytics.history.verify import verify
from analytics.queries.history import History
from queue_server.eventlog.opening import open_database
from queue_server.eventlog.sqlite import sqlite_url
from tests.analytics.history.days import TICKETS, record
from tests.analytics.history.looks import counted, policies
from tests.analytics.history.processes import ROOT, writing

KILLS = 8


def told(lines: list[bytes]) -> dict[str, str]:
    """Return the last acknowledged version of each day."""
    return dict(line.decode().split() for line in lines)


def look(directory: Path, acknowledged: dict[tuple[str, str], str]) -> None:
    history = History(directory)
    assert history.problems() == ()
    found, versions = counted(history), policies(history)
    assert acknowledged.keys() <= found.keys(), "a day that was acknowledged is lost"
    assert set(found.values()) == {TICKETS}
    # The writer begins again with its last day, and may be killed before it has corrected it: the day is in one of its versions.
    assert {day: versions[day] for day in acknowledged} | {max(acknowledged): ""} == acknowledged | {max(acknowledged): ""}
    history.close()
    store = Store(directory)
    assert not [file.path for part in store.manifest().parts for file in part.files if examine(directory, file)]
    store.close()


def test_what_was_acknowledged_survives_the_writers_death(tmp_path: Path) -> None:
    chance = random.Random(2026)
    acknowledged: dict[tuple[str, str], str] = {}
    for _ in range(KILLS):
        with writing(tmp_path / "history", "wendeng") as writer:
            lines = writer.acknowledged(3)
            time.sleep(chance.uniform(0, 0.3))  # not to wait for anything: the moment of the kill is to be any
            acknowledged |= {("wendeng", day): version for day, version in told(lines + writer.kill()).items()}
        look(tmp_path / "history", acknowledged)
    assert len(acknowledged) > KILLS
    assert any(path.name == "2026-03.1.parquet" for path in (tmp_path / "history").rglob("*")), "months were merged, too"


def test_two_write_at_once_and_one_is_killed(tmp_path: Path) -> None:
    acknowledged: dict[tuple[str, str], str] = {}
    with writing(tmp_path / "history", "wendeng") as stays, writing(tmp_path / "history", "zetou") as dies:
        first = dies.acknowledged(4)
        second = stays.acknowledged(4)
        acknowledged |= {("zetou", day): version for day, version in told(first + dies.kill()).items()}
        second += stays.acknowledged(3)  # whoever waited for the killed one's lock has it now
        acknowledged |= {("wendeng", day): version for day, version in told(second + stays.leave()).items()}
    history = History(tmp_path / "history")
    assert acknowledged.keys() <= counted(history).keys()
    assert {day: version for day, version in policies(history).items() if day in acknowledged} == acknowledged
    history.close()


def test_a_rebuild_that_is_killed_beside_an_archivist_leaves_a_history_that_can_be_made_whole(tmp_path: Path) -> None:
    chance, url = random.Random(2027), sqlite_url(tmp_path / "onewindow.db")
    database = open_database(url, create=True)
    dates = [f"2026-{month:02d}-{day:02d}" for month in range(1, 5) for day in range(1, 25)]
    for date in dates:
        record(database, "wendeng", date)
    command = [sys.executable, "-m", "queue_server.cli", "history", "rebuild", "--data", str(tmp_path)]
    for kill in range(KILLS):
        archivist = Archivist(database, tmp_path / "history")
        rebuilding = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stdin=subprocess.DEVNULL)
        if kill % 2:
            archivist.start()
        with contextlib.suppress(subprocess.TimeoutExpired):
            rebuilding.wait(chance.uniform(0.6, 1.6))
        rebuilding.kill()
        rebuilding.wait()
        archivist.stop()
        assert verify(tmp_path / "history", database).problems == ()
    store = Store(tmp_path / "history")
    rebuild(store, database)
    found = verify(tmp_path / "history", database)
    assert (found.days, found.problems, found.missing, found.strange) == (len(dates), (), (), ())
    again = rebuild(store, database, verify=True)
    assert (again.missing, again.different, again.dropped) == (0, 0, 0)
    history = History(tmp_path / "history")
    assert counted(history) == {("wendeng", date): TICKETS for date in dates}
    history.close()
    store.close()
    database.close()
