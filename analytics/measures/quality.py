"""How far a hall's records can be trusted: what should be rare, as shares of what it could have happened to."""

import pandas as pd

SHORT_S = 30
"""A service in less is more likely a key pressed twice than a service."""

INDICATORS = {"short": "timed", "hasty": "called", "left_out": "done", "late": "finished"}
"""What is counted -> of what: services under `SHORT_S` of those with a service time that began by `start`; tickets held or marked absent within 10 s of the call of those
called; services without a start of those done; services that only closing the day ended of all that ended."""


def quality(daily: pd.DataFrame) -> pd.DataFrame:
    """Sum the indicators by unit.

    Args:
        daily: `unit`, and the columns of `INDICATORS`.

    Returns:
        By unit, in its order: the counts, and each indicator's share (`short_share` ...), 0..1, NaN: it could happen to nobody.
    """
    columns = [*INDICATORS, *dict.fromkeys(INDICATORS.values())]
    summed = daily.groupby("unit", sort=False)[columns].sum().astype("int64")
    for name, whole in INDICATORS.items():
        summed[f"{name}_share"] = summed[name] / summed[whole].where(summed[whole].gt(0)).astype("float64")
    return summed
