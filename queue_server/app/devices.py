"""How many tickets a device may give: what visitors at it could take, and no flood by whoever has stolen its session."""

import time
from collections.abc import Callable

from queue_server.app.window import WindowLimit
from queue_server.core.errors import OneWindowError

TICKETS_A_WINDOW = 60
WINDOW_S = 60.0
"""A visitor needs ten seconds at a kiosk, so a login that six kiosks of a hall share stays below."""


class TooManyTickets(OneWindowError):
    """Fact: `retry_after_s`."""

    code = "too-many-tickets"
    title = "This device has given more tickets than visitors can take; send again later"


class DeviceLimit:
    """Counts tickets by the login that asks, in windows that begin with the first. Each server counts for itself.

    Args:
        most: Tickets in a window of `window_s` seconds; None: no limit.
    """

    def __init__(
        self,
        most: int | None = TICKETS_A_WINDOW,
        window_s: float = WINDOW_S,
        *,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._given = WindowLimit(most, window_s, monotonic=monotonic) if most is not None else None

    def count(self, username: str) -> None:
        """Count a ticket.

        Raises:
            TooManyTickets: the window has no more; this one is not counted.
        """
        if self._given is None:
            return
        refused_s = self._given.refused_s(username)
        if refused_s is not None:
            raise TooManyTickets(retry_after_s=refused_s)
        self._given.count(username)
