"""When days' files become a month's: one file a kind, so that years are few files."""

from datetime import timedelta

from analytics.history.manifest import Manifest, first_of, month_of
from analytics.history.store import Store

LATE_DAYS = 2
"""A month is over when so many days of a later one have begun: its last days are closed in the night after them."""
MOST_PARTS = 64
"""Of a month that still runs: with more they are merged, too, so that a question never opens hundreds of files."""


def due(manifest: Manifest) -> list[tuple[str, str, str | None]]:
    """Return the months, with source and log, whose parts should be merged."""
    groups: dict[tuple[str, str, str | None], int] = {}
    last = None
    for part in manifest.parts:
        if part.days:
            group = (part.month, part.source, part.log)
            groups[group] = groups.get(group, 0) + 1
            latest = first_of(part.month) + timedelta(days=max(days[-1] for days in part.days.values()) - 1 - LATE_DAYS)
            last = max(latest, last or latest)
    running = month_of(last) if last is not None else ""
    return sorted(group for group, parts in groups.items() if parts > (1 if group[0] < running else MOST_PARTS))


def merge_due(store: Store) -> int:
    """Merge what should be; return how many months were.

    Raises:
        HistoryUnwritable, HistoryBusy, HistoryNewer, HistoryDamaged: the history cannot be written.
    """
    return sum(store.merge(*group) for group in due(store.manifest()))
