"""When counters stand open."""

from typing import Literal, NamedTuple

from queue_server.core.setup import Group, PauseReason


class Shift(NamedTuple):
    """A span in which a counter serves, Unix milliseconds.

    Attributes:
        takes: Groups it takes in this span; None is unified, everything.
        works_off_ms: After `until_ms` it goes on calling for so long while somebody waits whom it takes; a ticket at the counter is
            served to its end in any case.
        ends: What the teller does then. A shift that begins at a paused counter resumes it.
        reason: Of the pause.
    """

    counter: int
    from_ms: int
    until_ms: int
    takes: tuple[Group, ...] | None = None
    works_off_ms: int = 0
    ends: Literal["close", "pause"] = "close"
    reason: PauseReason = "meal"


class Habits(NamedTuple):
    """What tellers do between tickets; all of it our assumption unless the caller knows better.

    Attributes:
        gap_ms: From finishing to the next call.
        recall_ms: Between two calls of a visitor who does not come, and from the last to marking the absence, if the hall's rule
            does not ask for more.
    """

    gap_ms: int = 0
    recall_ms: int = 30_000
