"""Days small enough to be checked by hand, and any number of others."""

import msgspec
from hypothesis import strategies as st

from analytics.simulation.shifts import Habits, Shift
from analytics.simulation.visits import NEVER, Visits
from queue_server.core.setup import CounterSetup, Group, HallSetup, Intake, ServiceSetup

S = 1000
"""Milliseconds of a second."""
MINUTE = 60 * S

SETUP = HallSetup(
    hall="wendeng",
    tz="Asia/Shanghai",
    services={
        "cash": ServiceSetup(group="pension", kind="instant", mean_s=300),
        "claim": ServiceSetup(group="medical", kind="reviewed", mean_s=600, review_group="medical"),
        "card": ServiceSetup(group="general", kind="instant", mean_s=120),
    },
    counters=tuple(CounterSetup(counter=number) for number in (1, 2, 3)),
    policy="first-come",
)

TAKES: st.SearchStrategy[tuple[Group, ...] | None] = st.sampled_from(
    [None, None, ("pension",), ("medical", "pension"), ("general",)]
)
SERVICES = st.sampled_from([(), ("cash",), ("claim",), ("card",), ("cash", "claim"), ("gone",)])
SECONDS = st.integers(0, 60).map(lambda seconds: seconds * S)
"""Coarse, so that many things happen in the same millisecond."""


def hall(**changed: object) -> HallSetup:
    return msgspec.structs.replace(SETUP, **changed)


def one(at_s: float, service_s: float, **more: object) -> dict[str, object]:
    """One visit for `several`."""
    return {"at_ms": round(at_s * S), "service_ms": round(service_s * S)} | more


def several(*visits: dict[str, object]) -> Visits:
    """Visits, each told by what differs from the defaults."""
    empty: dict[str, object] = {
        "walk_ms": 0, "services": (), "priority": "normal", "channel": "kiosk", "home_district": None, "comes": True,
        "patience_ms": NEVER, "follows": NEVER,
    }  # fmt: skip
    names = ["at_ms", "service_ms", *empty]
    return Visits(**{name: [(empty | visit)[name] for visit in visits] for name in names})  # type: ignore[arg-type]


@st.composite
def any_services(draw: st.DrawFn) -> HallSetup:
    return hall(
        policy=draw(st.sampled_from(["first-come", "strict", "accumulating"])),
        services={code: SETUP.services[code] for code in ("cash", "claim", "card")},
        no_show_calls=draw(st.integers(0, 3)),
        no_show_s=draw(st.sampled_from([0, 0, 45, 90])),
    )


@st.composite
def any_visits(draw: st.DrawFn) -> Visits:
    n = draw(st.integers(0, 25))
    of = lambda each: draw(st.lists(each, min_size=n, max_size=n))  # noqa: E731
    at_ms = sorted(of(SECONDS))
    follows = [draw(st.integers(0, k - 1)) if k and draw(st.integers(0, 4)) == 0 else NEVER for k in range(n)]
    return Visits(
        at_ms=at_ms,
        service_ms=of(SECONDS),
        walk_ms=of(st.sampled_from([0, 0, S, 5 * S])),
        services=[services if services != ("gone",) else () for services in of(SERVICES)],
        priority=of(st.sampled_from(["normal", "normal", "elder", "urgent", "appointment"])),
        channel=[
            "counter" if follows[k] != NEVER else channel
            for k, channel in enumerate(of(st.sampled_from(["kiosk", "kiosk", "phone", "appointment"])))
        ],
        home_district=[None] * n,
        comes=of(st.integers(0, 4).map(bool)),
        patience_ms=of(st.sampled_from([NEVER, NEVER, 0, 10 * S, 40 * S])),
        follows=follows,
    )


@st.composite
def any_shifts(draw: st.DrawFn, takes: st.SearchStrategy[tuple[Group, ...] | None] = TAKES) -> list[Shift]:
    shifts = []
    for counter in (1, 2, 3):
        times = sorted(set(draw(st.lists(SECONDS, max_size=6))))
        for since, until in zip(times[::2], times[1::2], strict=False):
            shifts.append(
                Shift(
                    counter,
                    since,
                    until,
                    takes=draw(takes),
                    works_off_ms=draw(st.sampled_from([0, 0, 20 * S, 600 * S])),
                    ends=draw(st.sampled_from(["close", "pause"])),
                    reason=draw(st.sampled_from(["meal", "break"])),
                )
            )
    return shifts


HABITS = st.builds(Habits, st.sampled_from([0, 0, 3 * S]), st.sampled_from([10 * S, 30 * S]))
INTAKES: st.SearchStrategy[tuple[Group, ...] | None] = st.sampled_from(
    [None, (), (Intake(from_ms=0, until_ms=40 * S, closes_ms=50 * S),)]
)
