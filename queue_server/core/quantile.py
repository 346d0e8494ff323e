"""The quantile of a small sample."""

from collections.abc import Iterable


def quantile(values: Iterable[float], p: float) -> float | None:
    """Return the quantile at `p` (0 .. 1) by linear interpolation of order statistics (Hyndman and Fan's type 7), None of nothing."""
    ordered = sorted(values)
    if not ordered:
        return None
    at = p * (len(ordered) - 1)
    low = int(at)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (ordered[high] - ordered[low]) * (at - low)
