"""What the protocol's answers look like to a client: the fields that ours read, and no others."""

import msgspec

from queue_server.clients.live import Frame


class CityView(msgspec.Struct, kw_only=True):
    now: str
    speed: float = 1.0
    demo: bool = False
    districts: list["District"] = msgspec.field(default_factory=list)


class District(msgspec.Struct, kw_only=True):
    id: str


class Session(msgspec.Struct, kw_only=True):
    """A span of opening, RFC 3339: tickets are given until `intake_until`, counters serve until `closes`."""

    opens: str
    closes: str
    intake_until: str


class HallView(msgspec.Struct, kw_only=True):
    """A hall. `counters`: how many are set up; `sessions`: of `date`, None in a hall without hours; `closed`: that day has ended."""

    id: str
    level: str
    district: str
    date: str
    closed: bool = False
    counters: int = 0
    tz: str = "Asia/Shanghai"
    sessions: list[Session] | None = None
    one_person: bool = False
    waiting: int = 0


class HallsView(msgspec.Struct, kw_only=True):
    halls: list[HallView]


class ServiceView(msgspec.Struct, kw_only=True):
    code: str
    group: str = "general"
    kind: str = "instant"
    typical_minutes: float = 6.0


class ServicesView(msgspec.Struct, kw_only=True):
    services: list[ServiceView]


class WaitRange(msgspec.Struct, kw_only=True):
    p50_s: float
    p90_s: float


class TicketView(msgspec.Struct, kw_only=True):
    """A ticket. Times are RFC 3339; `wait` stands while it waits, `pass_` in the issuer's answer alone."""

    id: str
    number: str
    date: str
    state: str
    services: list[str]
    priority: str
    issued_at: str
    called_at: str | None = None
    started_at: str | None = None
    finished_at: str | None = None
    counter: int | None = None
    calls: int = 0
    seq: int = 0
    wait: WaitRange | None = None
    log: str = ""
    pass_: str | None = msgspec.field(name="pass", default=None)


class CounterView(msgspec.Struct, kw_only=True):
    counter: int
    state: str
    staff: str | None = None
    takes: list[str] | None = None
    since: str | None = None
    seq: int = 0


class CounterFrame(Frame, kw_only=True):
    """What a teller's screen shows. `waiting_total`: those whom this counter takes."""

    counter: CounterView
    ticket: TicketView | None = None
    waiting_total: int = 0


class BoardCall(msgspec.Struct, kw_only=True):
    seq: int
    number: str
    counter: int


class BoardCounter(msgspec.Struct, kw_only=True):
    counter: int
    state: str = "closed"
    number: str | None = None


class BoardFrame(Frame, kw_only=True):
    calls: list[BoardCall]
    counters: list[BoardCounter]
