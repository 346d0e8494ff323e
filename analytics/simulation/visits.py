"""Who comes to a hall on a day, and what each of them brings: drawn or recorded once, played as often as one likes."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import compress
from typing import Self, TypeVar

from queue_server.core.setup import Channel, PriorityClass

T = TypeVar("T")

NEVER = -1


@dataclass(kw_only=True)
class Visits:
    """Columns, one entry a ticket that somebody wants; times in milliseconds.

    Attributes:
        at_ms: When the visitor takes the ticket, Unix time, in rising order. Of a visit that follows another: so long after the
            other one's end.
        service_ms: Start to finish.
        walk_ms: Call to start.
        services, priority, channel, home_district: As the ticket has them.
        comes: Whether the visitor is there when called; a visitor who is not is called again and then marked absent.
        patience_ms: Cancels when not called after so long; `NEVER`: stays.
        follows: The index of the visit of the same person after whose end this one is made, before it in the order; `NEVER`: none.

    An empty column means: all alike, by the defaults (no service, normal, kiosk, at once, comes, stays, follows nobody).
    """

    at_ms: Sequence[int]
    service_ms: Sequence[int]
    walk_ms: Sequence[int] = ()
    services: Sequence[tuple[str, ...]] = ()
    priority: Sequence[PriorityClass] = ()
    channel: Sequence[Channel] = ()
    home_district: Sequence[str | None] = ()
    comes: Sequence[bool] = ()
    patience_ms: Sequence[int] = ()
    follows: Sequence[int] = field(default=())

    def __len__(self) -> int:
        return len(self.at_ms)

    def filled(self) -> Self:
        """Return the same visits with every column in full."""
        n = len(self)
        return replace(
            self,
            walk_ms=self.walk_ms or [0] * n,
            services=self.services or [()] * n,
            priority=self.priority or ["normal"] * n,
            channel=self.channel or ["kiosk"] * n,
            home_district=self.home_district or [None] * n,
            comes=self.comes or [True] * n,
            patience_ms=self.patience_ms or [NEVER] * n,
            follows=self.follows or [NEVER] * n,
        )

    def kept(self, keep: Sequence[bool]) -> Self:
        """Return those of the visits for which `keep` is true; one that followed a visit that is not kept goes too."""
        keeps = list(keep)
        follows = list(self.follows)
        place = [NEVER] * len(self)
        kept = 0
        for k, wanted in enumerate(keeps):
            if follows and follows[k] != NEVER and not keeps[follows[k]]:
                keeps[k] = False
            elif wanted:
                place[k] = kept
                kept += 1

        def of(column: Sequence[T]) -> list[T]:
            return list(compress(column, keeps)) if column else []

        return replace(
            self,
            at_ms=of(self.at_ms),
            service_ms=of(self.service_ms),
            walk_ms=of(self.walk_ms),
            services=of(self.services),
            priority=of(self.priority),
            channel=of(self.channel),
            home_district=of(self.home_district),
            comes=of(self.comes),
            patience_ms=of(self.patience_ms),
            follows=[place[k] if k != NEVER else NEVER for k in of(follows)],
        )
