"""Runs as processes: one a viewer, two in all, stopped, left, lost; and their answers."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest

from analytics.simulation import jobs as module
from analytics.simulation.changed import Change
from analytics.simulation.jobs import Jobs, State
from analytics.simulation.question import CHANGED, Question
from tests.analytics.memory import DATE
from tests.analytics.simulation.recorded import month

ENDS_S = 120.0
TZ = "Asia/Shanghai"
SHORT = Question(hall="wendeng", since=DATE, until=DATE, tz=TZ, change=Change(counters=2), replications=5)
LONG = Question(
    hall="wendeng", since=DATE, until=DATE + timedelta(days=30), tz=TZ, change=Change(counters=2), replications=100_000
)
OTHER = msgspec.structs.replace(LONG, seed=2)
THIRD = msgspec.structs.replace(LONG, seed=3)


@pytest.fixture(scope="module")
def directory(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return month(tmp_path_factory.mktemp("history"), days=5)


@pytest.fixture
def jobs(directory: Path) -> Iterator[Jobs]:
    made = Jobs(directory)
    yield made
    made.close()


def until(true: Callable[[], bool]) -> None:
    """Wait until something holds."""
    end_s = time.monotonic() + ENDS_S
    while not true():
        assert time.monotonic() < end_s, "it did not come to pass"
        time.sleep(0.05)


def ended(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return True
    return Path(f"/proc/{process}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0] == "Z"


def look(jobs: Jobs, question: Question, user: str = "ann", page: str = "page", version: str = "1") -> State:
    return jobs.look(user, page, question, version)


def test_a_run_gives_its_answer_and_the_next_who_asks_has_it_at_once(jobs: Jobs) -> None:
    assert jobs.begin("ann", "page", SHORT, "1").kind == "running"
    until(lambda: look(jobs, SHORT).kind != "running")
    state = look(jobs, SHORT)
    assert state.kind == "done"
    assert state.comparison is not None
    assert state.comparison.answers[CHANGED].difference["mean_wait_s"].mean > 0
    assert jobs.begin("bob", "his", SHORT, "1") == state
    until(lambda: jobs.processes == [])
    assert jobs.begin("bob", "his", SHORT, "2").kind == "running"  # the history is another one


def test_progress_grows_and_a_run_can_be_stopped(jobs: Jobs) -> None:
    jobs.begin("ann", "page", LONG, "1")
    until(lambda: look(jobs, LONG).share > 0)
    before = look(jobs, LONG).share
    until(lambda: look(jobs, LONG).share > before)
    (process,) = jobs.processes
    assert os.getpriority(os.PRIO_PROCESS, process) > os.getpriority(os.PRIO_PROCESS, 0)
    jobs.end("ann", "another page")
    assert look(jobs, LONG).kind == "running"
    jobs.end("ann", "page")
    assert look(jobs, LONG).kind == "none"
    until(lambda: ended(process))


def test_one_a_viewer_and_two_in_all(jobs: Jobs) -> None:
    jobs.begin("ann", "page", LONG, "1")
    (first,) = jobs.processes
    jobs.begin("ann", "second page", OTHER, "1")
    until(lambda: ended(first))
    assert look(jobs, LONG).kind == "replaced"
    assert look(jobs, OTHER, page="second page").kind == "running"
    jobs.begin("bob", "page", LONG, "1")
    assert jobs.begin("cai", "page", THIRD, "1").kind == "waiting"
    assert len(jobs.processes) == 2
    jobs.end("bob", "page")
    until(lambda: look(jobs, THIRD, "cai").kind == "running")


def test_a_page_that_was_left_ends_its_run(jobs: Jobs, monkeypatch: pytest.MonkeyPatch) -> None:
    jobs.begin("ann", "page", LONG, "1")
    (process,) = jobs.processes
    monkeypatch.setattr(module, "LEFT_S", 0.1)
    until(lambda: ended(process))
    until(lambda: look(jobs, LONG).kind == "none")


def test_a_run_that_dies_is_said_to_have_and_can_be_begun_again(jobs: Jobs) -> None:
    jobs.begin("ann", "page", LONG, "1")
    os.kill(jobs.processes[0], signal.SIGKILL)
    until(lambda: look(jobs, LONG).kind == "failed")
    assert jobs.begin("ann", "page", LONG, "1").kind == "running"


def test_days_that_cannot_be_played_are_refused(jobs: Jobs) -> None:
    nowhere = msgspec.structs.replace(SHORT, hall="zetou")
    jobs.begin("ann", "page", nowhere, "1")
    until(lambda: look(jobs, nowhere).kind != "running")
    assert look(jobs, nowhere).kind == "refused"


def test_a_run_ends_with_who_started_it(directory: Path) -> None:
    starts = (
        "import sys, time, msgspec; from pathlib import Path; from analytics.simulation.jobs import Jobs;"
        "from analytics.simulation.question import Question;"
        f"jobs = Jobs(Path({str(directory)!r}));"
        "jobs.begin('ann', 'page', msgspec.json.decode(sys.argv[1], type=Question), '1');"
        "print(jobs.processes[0], flush=True); time.sleep(600)"
    )
    with subprocess.Popen([sys.executable, "-c", starts, msgspec.json.encode(LONG)], stdout=subprocess.PIPE) as parent:
        assert parent.stdout is not None
        process = int(parent.stdout.readline())
        assert not ended(process)
        parent.kill()
    until(lambda: ended(process))
