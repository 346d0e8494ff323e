"""What-ifs that viewers have asked for: each a process of its own, at most one a viewer and two in all.

A run ends when its viewer stops it, asks for another one, or has not asked about it for a while (the page was left), when it takes too
long, and when this process ends: it holds the runs' standard input (`runner`).
"""

import contextlib
import logging
import os
import select
import subprocess
import sys
import threading
import time
from collections import OrderedDict
from pathlib import Path
from typing import Literal, NamedTuple

import msgspec

from analytics.simulation.question import Question, Told
from analytics.simulation.whatif import Comparison

log = logging.getLogger("onewindow.analytics")

MOST = 2
"""Runs at the same time: more would only share the cores."""
LEFT_S = 75.0
"""A page that nobody looks at still asks once a minute; one that was left does not."""
LONGEST_S = 900.0
LOOKS_EVERY_S = 1.0
KEPT = 32
"""Answers kept, of a few kilobytes."""

Kind = Literal["none", "waiting", "running", "done", "refused", "failed", "replaced"]


class State(NamedTuple):
    """How a run stands.

    Attributes:
        kind: `none`: nobody asked for it, or it was ended; `waiting` for others to end; `refused`: the days cannot be played;
            `replaced`: the viewer has begun another one elsewhere.
        share: That is done, 0..1.
    """

    kind: Kind
    share: float = 0.0
    comparison: Comparison | None = None


class _Job:
    def __init__(self, page: str, question: Question, version: str) -> None:
        self.page, self.question, self.version = page, question, version
        self.asked_s = time.monotonic()
        self.process: subprocess.Popen[bytes] | None = None
        self.ended = False
        self.state = State("waiting")

    @property
    def running(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def end(self) -> None:
        """End the run, wherever it stands."""
        self.ended = True
        if self.process is not None:
            with contextlib.suppress(ProcessLookupError):
                self.process.kill()


class Jobs:
    """The runs of all viewers. For several threads.

    Args:
        directory: Of the history.
    """

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._lock = threading.Lock()
        self._jobs: dict[str, _Job] = {}
        self._done: OrderedDict[tuple[bytes, str], Comparison] = OrderedDict()

    def begin(self, user: str, page: str, question: Question, version: str) -> State:
        """Begin a run, unless it is under way or its answer is known.

        Args:
            page: Of the viewer, which may have several open. version: Of the history.
        """
        with self._lock:
            if (known := self._known(question, version)) is not None:
                return known
            job = self._jobs.get(user)
            if job is not None and job.question == question and job.state.kind in ("waiting", "running"):
                job.page, job.asked_s = page, time.monotonic()
            else:
                if job is not None:
                    job.end()
                self._jobs[user] = _Job(page, question, version)
            self._advance()
            return self._jobs[user].state

    def look(self, user: str, page: str, question: Question, version: str) -> State:
        """Return how a run stands, and remember that somebody asked."""
        with self._lock:
            job = self._jobs.get(user)
            if job is None or job.question != question:
                known = self._known(question, version)
                return known or State("replaced" if job is not None and job.page != page else "none")
            job.asked_s = time.monotonic()
            self._advance()
            return job.state

    def end(self, user: str, page: str) -> bool:
        """End the run that this page of the viewer has begun; return whether there was one without an answer."""
        with self._lock:
            job = self._jobs.get(user)
            if job is None or job.page != page:
                return False
            self._jobs.pop(user).end()
            self._advance()
            return job.state.kind in ("running", "waiting")

    def close(self) -> None:
        """End all runs."""
        with self._lock:
            for job in self._jobs.values():
                job.end()
            self._jobs.clear()

    @property
    def processes(self) -> list[int]:
        """Ids of the processes that run."""
        with self._lock:
            return [job.process.pid for job in self._jobs.values() if job.running and job.process is not None]

    def _known(self, question: Question, version: str) -> State | None:
        comparison = self._done.get((msgspec.json.encode(question), version))
        return None if comparison is None else State("done", 1.0, comparison)

    def _advance(self) -> None:
        """Start runs that wait, in the order in which they were asked for, as far as there is room."""
        now_s = time.monotonic()
        for user, job in list(self._jobs.items()):
            if job.state.kind == "waiting" and now_s - job.asked_s > LEFT_S:
                del self._jobs[user]
        room = MOST - sum(job.running for job in self._jobs.values())
        for job in [job for job in self._jobs.values() if job.state.kind == "waiting"][: max(room, 0)]:
            self._start(job)

    def _start(self, job: _Job) -> None:
        try:
            # In a session of its own, as the dashboards' process is: Ctrl-C in a terminal is the server's to handle.
            job.process = subprocess.Popen(
                [sys.executable, "-m", "analytics.simulation.runner", str(self._directory)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
            )
            assert job.process.stdin is not None
            job.process.stdin.write(msgspec.json.encode(job.question) + b"\n")
            job.process.stdin.flush()
        except OSError as error:
            log.warning("a run cannot be started", extra={"why": error.strerror})
            job.end()
            job.state = State("failed")
            return
        job.state = State("running")
        threading.Thread(target=self._attend, args=(job,), name="what-if", daemon=True).start()

    def _attend(self, job: _Job) -> None:
        """Take down what a run says, until it ends."""
        process = job.process
        assert process is not None
        assert process.stdin is not None
        assert process.stdout is not None
        began_s, said = time.monotonic(), b""
        with process.stdin, process.stdout as output:
            while True:
                ready, _, _ = select.select([output], [], [], LOOKS_EVERY_S)
                if ready:
                    read = os.read(output.fileno(), 65536)
                    if not read:
                        break
                    *lines, said = (said + read).split(b"\n")
                    for line in lines:
                        self._hear(job, msgspec.json.decode(line, type=Told))
                now_s = time.monotonic()
                if now_s - job.asked_s > LEFT_S or now_s - began_s > LONGEST_S:
                    job.end()
            code = process.wait()
        with self._lock:
            if job.state.kind == "running":
                job.state = State("none" if job.ended else "failed")
                if not job.ended:
                    log.warning("a run ended without an answer", extra={"exit_code": code})
            self._advance()

    def _hear(self, job: _Job, told: Told) -> None:
        with self._lock:
            if told.answer is not None:
                job.state = State("done", 1.0, told.answer)
                self._done[msgspec.json.encode(job.question), job.version] = told.answer
                if len(self._done) > KEPT:
                    self._done.popitem(last=False)
            elif told.refused is not None:
                log.info("a run was refused", extra={"why": told.refused})
                job.state = State("refused")
            elif told.share is not None:
                job.state = State("running", told.share)
