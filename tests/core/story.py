"""given / when / then: a day told in commands, one command, and what must come of it.

    given(*OPENED, Open(1), Take()).when(Next(1)).then(TicketCalled(...))

The day before is told in commands, too, so that no test begins from a state that the rules would not allow.
"""

from collections.abc import Iterable

import pytest

from queue_server.core import commands as c
from queue_server.core import events as e
from queue_server.core.day import HallDay
from queue_server.core.decide import decide
from queue_server.core.errors import HallError
from queue_server.core.evolve import evolve, fold
from queue_server.core.setup import CounterSetup, HallSetup, ServiceSetup

DATE = "2026-03-02"
SETUP = HallSetup(
    hall="wendeng",
    tz="Asia/Shanghai",
    services={
        "cash": ServiceSetup(group="pension", kind="instant", mean_s=300),
        "claim": ServiceSetup(group="medical", kind="reviewed", mean_s=600, review_group="medical"),
        "elsewhere": ServiceSetup(group="general", kind="instant", mean_s=300, offered=False),
    },
    counters=(CounterSetup(counter=1), CounterSetup(counter=2), CounterSetup(counter=3, takes=("pension",))),
)


def opened(setup: HallSetup = SETUP, **more: object) -> c.OpenDay:
    return c.OpenDay(**{"at_ms": 0, "by": "system", "hall": "wendeng", "date": DATE, "setup": setup, "intake": None} | more)  # type: ignore[arg-type]


OPENED = opened()


def staffed(counter: int, at_ms: int = 0, by: str | None = None, **more: object) -> c.OpenCounter:
    """A counter opened by its own teller, `t1` at counter 1."""
    return c.OpenCounter(at_ms=at_ms, by=by or f"t{counter}", counter=counter, **more)  # type: ignore[arg-type]


def ticket(number: str) -> str:
    return f"wendeng.{DATE}.{number}"


def play(day: HallDay, command: c.HallCommand) -> list[e.HallEvent]:
    """Decide and apply one command; a refusal must leave the day as it was."""
    before = day.facts()
    try:
        events = decide(day, command)
    except HallError:
        assert day.facts() == before
        raise
    assert day.facts() == before
    for event in events:
        evolve(day, event)
    return events


class Given:
    def __init__(self, commands: Iterable[c.HallCommand]) -> None:
        self.day = HallDay()
        self.log: list[e.HallEvent] = []
        for command in commands:
            events = decide(self.day, command)
            for event in events:
                evolve(self.day, event)
            self.log += events

    def when(self, command: c.HallCommand) -> "When":
        return When(self, command)


class When:
    def __init__(self, given: Given, command: c.HallCommand) -> None:
        self.day, self.log, self.command = given.day, given.log, command

    def then(self, *expected: e.HallEvent) -> HallDay:
        """Check the events and return the day after them, which the log must give again."""
        events = play(self.day, self.command)
        assert events == list(expected)
        assert fold(e.decode(e.encode(event)) for event in self.log + events).facts() == self.day.facts()
        return self.day

    def then_nothing(self) -> HallDay:
        return self.then()

    def then_refused(self, error: type[HallError], **facts: object) -> HallDay:
        with pytest.raises(error) as refused:
            play(self.day, self.command)
        assert refused.value.facts.items() >= facts.items()
        assert error.code in str(refused.value)
        return self.day


def given(*commands: c.HallCommand) -> Given:
    return Given(commands)
