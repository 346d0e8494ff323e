"""A hall's day in which everything happens once at least, played by real commands. Run as a script, it prints the events."""

from collections.abc import Iterator
from typing import Any

from queue_server.core import commands as c
from queue_server.core.day import HallDay
from queue_server.core.decide import decide
from queue_server.core.events import HallEvent, encode
from queue_server.core.evolve import evolve
from queue_server.core.setup import CounterSetup, HallSetup, Intake, ServiceSetup

OPENED_MS = 1_772_411_400_000
"""2026-03-02 08:30 in Weihai."""

SETUP = HallSetup(
    hall="wendeng",
    tz="Asia/Shanghai",
    services={
        "P01": ServiceSetup(group="pension", kind="instant", mean_s=300),
        "W07": ServiceSetup(group="work_injury", kind="reviewed", mean_s=900, review_group="work_injury"),
        "C02": ServiceSetup(group="collection", kind="instant", mean_s=240, offered=False),
    },
    counters=(CounterSetup(counter=1), CounterSetup(counter=2), CounterSetup(counter=3, takes=("pension", "medical"))),
    no_show_s=0,
)
INTAKE = (Intake(from_ms=OPENED_MS, until_ms=OPENED_MS + 12_000_000, closes_ms=OPENED_MS + 12_600_000),)


class Player:
    """Plays commands on a day, one a minute."""

    def __init__(self, hall: str = "wendeng", date: str = "2026-03-02") -> None:
        self.hall, self.date = hall, date
        self.day = HallDay()
        self.events: list[HallEvent] = []

    def play(self, command: type[c.Command], by: str = "teller", **given: Any) -> list[HallEvent]:
        at_ms = OPENED_MS + 60_000 * len(self.events)
        caused = decide(self.day, command(at_ms=at_ms, by=by, **given))  # type: ignore[arg-type]
        for event in caused:
            evolve(self.day, event)
        self.events += caused
        return caused

    def open(self) -> None:
        self.play(c.OpenDay, "system", hall=self.hall, date=self.date, setup=SETUP, intake=INTAKE)

    def ticket(self, number: str) -> str:
        return f"{self.hall}.{self.date}.{number}"


def play(hall: str = "wendeng", date: str = "2026-03-02") -> Iterator[Player]:
    """Play the day, and give the player after each step: the last step closes the day."""
    player = Player(hall, date)
    for step in _STEPS:
        step(player)
        yield player


def played(hall: str = "wendeng", date: str = "2026-03-02", *, closed: bool = True) -> Player:
    """Return the player after the day, or just before it is closed."""
    steps = play(hall, date)
    player = next(steps)
    for _ in range(len(_STEPS) - (1 if closed else 2)):
        player = next(steps)
    return player


def _open(p: Player) -> None:
    p.open()
    p.play(c.OpenCounter, "teller", counter=1)
    p.play(c.OpenCounter, "teller2", counter=2)
    p.play(c.OpenCounter, "teller3", counter=3, takes=("pension",))


def _issue(p: Player) -> None:
    p.play(c.TakeTicket, "kiosk", services=("P01",), p50_s=60.0, p90_s=240.5, pass_hash="5e" * 32)
    p.play(c.TakeTicket, "kiosk", services=("W07", "P01"), home_district="huancui")
    p.play(c.TakeTicket, "kiosk", priority="elder", channel="phone")
    p.play(c.TakeTicket, "greeter", channel="counter")
    p.play(c.TakeTicket, "kiosk")
    p.play(c.TakeTicket, "kiosk")


def _serve(p: Player) -> None:
    p.play(c.CallNext, counter=1)
    p.play(c.Recall, counter=1)
    p.play(c.StartService, counter=1)
    p.play(c.FinishService, counter=1)


def _transfer(p: Player) -> None:
    p.play(c.CallTicket, counter=1, ticket=p.ticket("A002"))
    p.play(c.StartService, counter=1)
    p.play(c.TransferTicket, counter=1, to_counter=2, place="front")
    p.play(c.CallTicket, "teller2", counter=2, ticket=p.ticket("A002"))
    p.play(c.TransferTicket, "teller2", counter=2, services=("P01",), place="back")
    p.play(c.CallTicket, "teller3", counter=3, ticket=p.ticket("A002"))
    p.play(
        c.FinishService,
        "teller3",
        counter=3,
        work=(c.Work(service="W07", outcome="accepted"), c.Work(service="P01", outcome="lacking")),
    )


def _away(p: Player) -> None:
    p.play(c.CallTicket, counter=1, ticket=p.ticket("A003"))
    p.play(c.HoldTicket, counter=1, reason="photo")
    p.play(c.ReturnTicket, "greeter", ticket=p.ticket("A003"))
    p.play(c.CallTicket, counter=1, ticket=p.ticket("A003"))
    p.play(c.Recall, counter=1)
    p.play(c.MarkNoShow, counter=1)


def _change(p: Player) -> None:
    p.play(c.SetPriority, "greeter", ticket=p.ticket("A004"), priority="pregnant", reason="claim-shown")
    p.play(c.CancelTicket, "visitor", ticket=p.ticket("A005"))
    p.play(c.PauseCounter, "teller3", counter=3, reason="meal")
    p.play(c.ResumeCounter, "teller3", counter=3)
    p.play(c.PauseCounter, "teller3", counter=3)
    p.play(c.ConfigureDay, "manager", setup=SETUP, intake=None)


def _release(p: Player) -> None:
    p.play(c.CallTicket, counter=1, ticket=p.ticket("A001"))
    p.play(c.CloseCounter, counter=1)


def _busy(p: Player) -> None:
    p.play(c.CallTicket, "teller2", counter=2, ticket=p.ticket("A004"))
    p.play(c.StartService, "teller2", counter=2)
    p.play(c.OpenCounter, "manager", counter=2, take_over=True)


def _close(p: Player) -> None:
    p.play(c.CloseDay, "manager", force=True)


_STEPS = (_open, _issue, _serve, _transfer, _away, _change, _release, _busy, _close)


if __name__ == "__main__":
    for event in played().events:
        print(encode(event).decode())
