"""How the wait ranges that visitors were shown did against the waits that they had."""

from collections.abc import Iterable
from typing import NamedTuple


class Calibration(NamedTuple):
    """Shares of `tickets` whose wait was within the p50 and within the p90 shown; None without tickets.

    A range that tells the truth has shares of 0.5 and 0.9.
    """

    tickets: int
    p50_share: float | None
    p90_share: float | None


def calibration_of(issued: Iterable[tuple[float, float, float]]) -> Calibration:
    """Compare waits with ranges.

    Args:
        issued: Of each ticket that was called and had been shown a range when it was issued: its wait from issue to first call, and
            the p50 and p90 of the range, in seconds.

    Waits and ranges are compared in whole seconds, as ranges are shown. A wait that equals a bound is counted by the randomised
    probability integral transform (Czado, Gneiting, Held, Biometrics 65 (2009) 1254-1261): the value falls on a step of the
    distribution, and the share of the step below the bound counts. A wait that equals both bounds, as of somebody who was promised
    to be called at once and was, stands on a step that holds both: it counts 0.5 for the p50 and 0.9 for the p90. One that equals
    one bound alone counts half (the mid-rank).
    """
    tickets = 0
    within_p50 = within_p90 = 0.0
    for wait_s, p50_s, p90_s in issued:
        wait, middle, high = round(wait_s), round(p50_s), round(p90_s)
        tickets += 1
        if wait == middle == high:
            within_p50 += 0.5
            within_p90 += 0.9
        else:
            within_p50 += _below(wait, middle)
            within_p90 += _below(wait, high)
    if not tickets:
        return Calibration(0, None, None)
    return Calibration(tickets, within_p50 / tickets, within_p90 / tickets)


def _below(wait: int, bound: int) -> float:
    return 0.5 if wait == bound else float(wait < bound)
