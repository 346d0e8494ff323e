"""What came of days, as measures: of days that were played, and of the same days as they were recorded."""

from collections.abc import Sequence
from math import nan
from statistics import quantiles

from analytics.simulation.halls import Played
from analytics.simulation.record import RecordedDay


def open_ms(played: Played) -> int:
    """Return how long the counters of a day stood open, together, milliseconds."""
    since: dict[int, int] = {}
    total = 0
    for change in played.changes:
        if change.counter in since:
            total += change.at_ms - since.pop(change.counter)
        if change.state == "open":
            since[change.counter] = change.at_ms
    return total + sum(played.closed_ms - at_ms for at_ms in since.values())


class Tally:
    """Sums over a run's days."""

    def __init__(self) -> None:
        self._waits_s: list[float] = []
        self._tickets = self._left = self._never = self._within = self._of_level = 0
        self._busy_ms = self._open_ms = 0

    def add(self, day: RecordedDay, played: Played) -> None:
        """Count a day that was played."""
        target_ms = day.setup.target_s * 1000
        self._tickets += len(played.visit)
        self._open_ms += open_ms(played)
        for issued, called, ended, freed, outcome in zip(
            played.issued_ms, played.called_ms, played.ended_ms, played.freed_ms, played.outcome, strict=True
        ):
            if called is not None:
                self.called(called - issued, target_ms)
                self._busy_ms += (freed if freed is not None else called) - called
            elif outcome == "left" and ended is not None:
                self.left(ended - issued, target_ms)
            else:
                self._never += 1

    def called(self, waited_ms: int, target_ms: int) -> None:
        """Count somebody who was called after waiting so long."""
        self._waits_s.append(waited_ms / 1000)
        self._of_level += 1
        self._within += waited_ms <= target_ms

    def left(self, waited_ms: int, target_ms: int) -> None:
        """Count somebody who left uncalled after waiting so long."""
        self._left += 1
        self._of_level += waited_ms > target_ms

    def recorded(self, day: RecordedDay) -> None:
        """Count a day as it was recorded."""
        target_ms = day.setup.target_s * 1000
        self._tickets += len(day.waited_ms)
        for waited_ms, left, called in zip(day.waited_ms, day.left, day.called, strict=True):
            if called:
                self.called(waited_ms, target_ms)
            elif left:
                self.left(waited_ms, target_ms)
            else:
                self._never += 1

    def measures(self) -> dict[str, float]:
        """Return the measures, by name (`whatif.compare`); NaN: nobody to measure."""
        waits = self._waits_s
        return {
            "mean_wait_s": sum(waits) / len(waits) if waits else nan,
            "p90_wait_s": quantiles(waits, n=10, method="inclusive")[8] if len(waits) > 1 else nan,
            "within_target": self._within / self._of_level if self._of_level else nan,
            "left": self._left / self._tickets if self._tickets else nan,
            "never_called": self._never / self._tickets if self._tickets else nan,
            "occupancy": self._busy_ms / self._open_ms if self._open_ms else nan,
        }


def recorded_measures(days: Sequence[RecordedDay]) -> dict[str, float]:
    """Return the measures of days as they were recorded."""
    tally = Tally()
    for day in days:
        tally.recorded(day)
    open_s = sum(day.open_s for day in days)
    return tally.measures() | {"occupancy": sum(day.busy_s for day in days) / open_s if open_s else nan}
