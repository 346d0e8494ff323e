"""Halls and districts side by side: waits as they would be with one mix of services, and changes with their uncertainty.

Direct standardisation (for example Fleiss, Levin and Paik, Statistical Methods for Rates and Proportions, 3rd ed. 2003, ch. 19): each service's mean
wait in the unit, weighted by the service's share of all calls in the standard. A service that the unit does not offer, or of which it called
fewer than 5, has no mean there: it is left out, the weights of the others are raised to sum to 1, and the standard's own mean over these same
services stands beside it, so that both sides of the comparison have the same services. `covered` tells how much of the standard is left.

Changes: a mean wait or a share is a ratio of two daily sums. Its variance comes from the days' residuals (ratio estimator; Cochran, Sampling
Techniques, 3rd ed. 1977, 6.3), since visitors of one day are not independent of each other; two periods' variances add, and the 95 % interval has
the degrees of freedom of Welch and Satterthwaite. Days are taken as independent of each other.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from analytics.measures.students_t import t_quantile

FEWEST_CALLED = 5
"""Of a service in a unit: of fewer no mean is taken."""
LEAST_COVERED = 0.5
"""Of the standard: a wait that stands for less of it is not shown."""
FEWEST_DAYS = 5
"""In each period: of fewer days nothing can be said about how days differ."""


def standard_of(strata: pd.DataFrame) -> pd.DataFrame:
    """Return the standard that halls together make.

    Args:
        strata: `service` (missing: none named; of several halls or of all together), `called`, `wait_s` (sum, seconds).

    Returns:
        By service ("" where none was named), those called at all: `weight` (share of all calls), `mean_s`.
    """
    summed = _by_service(strata.assign(unit=""), "unit").loc[""] if len(strata) else _NOTHING
    summed = summed[summed["called"].gt(0)]
    return pd.DataFrame({"weight": summed["called"] / summed["called"].sum(), "mean_s": summed["wait_s"] / summed["called"]})


def standardised(
    strata: pd.DataFrame, unit_of: Mapping[str, str], standard: pd.DataFrame, offered: Mapping[str, frozenset[str]]
) -> pd.DataFrame:
    """Return each unit's mean wait as it was and with the standard's mix of services.

    Args:
        strata: As for `standard_of`, by `hall`. unit_of: The unit of a hall; halls that are not in it are left out.
        standard: As `standard_of` gives it. offered: Services by unit, for telling why one is missing; "" is always offered.

    Returns:
        By unit, those with a call: `called`, `crude_s`, `standardised_s` (NaN: less than `LEAST_COVERED` of the standard), `standard_s` (of the
        same services), `covered`, `not_offered`, `too_few` (shares of the standard; they sum to 1).
    """
    mine = strata.assign(unit=strata["hall"].map(dict(unit_of))).dropna(subset=["unit"])
    summed = _by_service(mine, "unit")
    totals = summed.groupby(level="unit", sort=False).sum()
    by_service = {
        column: summed[column]
        .unstack("service")
        .reindex(index=totals.index, columns=standard.index)
        .fillna(0)
        .to_numpy(dtype=float)
        for column in ("called", "wait_s")
        if len(summed)
    }
    weight, mean_s = standard["weight"].to_numpy(dtype=float), standard["mean_s"].to_numpy(dtype=float)
    rows = {}
    for place, (unit, total) in enumerate(totals.iterrows()):
        if not total["called"]:
            continue
        called, wait_s = by_service["called"][place], by_service["wait_s"][place]
        enough = called >= FEWEST_CALLED
        covered = float(weight[enough].sum())
        lacking = ~enough & (called == 0) & ~standard.index.isin([*offered.get(str(unit), frozenset()), ""])
        shown = covered >= LEAST_COVERED
        rows[unit] = {
            "called": int(total["called"]),
            "crude_s": float(total["wait_s"] / total["called"]),
            "standardised_s": float((weight[enough] * (wait_s[enough] / called[enough])).sum() / covered) if shown else np.nan,
            "standard_s": float((weight * mean_s)[enough].sum() / covered) if shown else np.nan,
            "covered": covered,
            "not_offered": float(weight[lacking].sum()),
            "too_few": float(weight[~enough & ~lacking].sum()),
        }
    columns = ["called", "crude_s", "standardised_s", "standard_s", "covered", "not_offered", "too_few"]
    return pd.DataFrame.from_dict(rows, orient="index", columns=columns).rename_axis("unit").astype({"called": "int64"})


def ratios(daily: pd.DataFrame, part: str, whole: str) -> pd.DataFrame:
    """Return each unit's ratio of two daily sums.

    Args:
        daily: One row a unit and day: `unit`, `part`, `whole`.

    Returns:
        By unit, in order of appearance: `ratio` (NaN: nobody), `variance` (NaN: of one day), `days` (those with something in `whole`).
    """
    unit, names = pd.factorize(daily["unit"])
    x, y = daily[whole].to_numpy(dtype=float), daily[part].to_numpy(dtype=float)
    some = x > 0
    unit, x, y = unit[some], x[some], y[some]

    def summed(values: "np.ndarray[Any, np.dtype[np.float64]]") -> "np.ndarray[Any, np.dtype[np.float64]]":
        return np.bincount(unit, weights=values, minlength=len(names)).astype(float)

    n, all_x = np.bincount(unit, minlength=len(names)), summed(x)
    with np.errstate(divide="ignore", invalid="ignore"):  # of no day, and of one
        r = summed(y) / all_x
        variance = np.where(n > 1, n / (n - 1) * summed((y - r[unit] * x) ** 2) / all_x**2, np.nan)
    return pd.DataFrame({"ratio": r, "variance": variance, "days": n}, index=pd.Index(names, name="unit"))


def changes(now: pd.DataFrame, then: pd.DataFrame, part: str, whole: str) -> pd.DataFrame:
    """Return each unit's change of `part / whole` between two periods, with its 95 % interval.

    Args:
        now, then: One row a unit and day: `unit`, `part`, `whole`.

    Returns:
        By unit of `now`, in its order: `now`, `then` (NaN: nobody), `change`, `low`, `high` (NaN with under `FEWEST_DAYS` days in a period),
        `days`, `days_then`.
    """
    one = ratios(now, part, whole)
    other = ratios(then, part, whole).reindex(one.index)
    days, days_then = one["days"], other["days"].fillna(0).astype("int64")
    half = [
        _half_width(v, n, w, m) if min(n, m) >= FEWEST_DAYS else np.nan
        for v, n, w, m in zip(one["variance"], days, other["variance"], days_then, strict=True)
    ]
    change = one["ratio"] - other["ratio"]
    return pd.DataFrame(
        {
            "now": one["ratio"],
            "then": other["ratio"],
            "change": change,
            "low": change - half,
            "high": change + half,
            "days": days,
            "days_then": days_then,
        }
    )


def _half_width(one: float, n: int, other: float, m: int) -> float:
    both = one + other
    if both <= 0:
        return 0.0
    freedom = both**2 / (one**2 / (n - 1) + other**2 / (m - 1))
    return t_quantile(0.975, freedom) * float(np.sqrt(both))


_NOTHING = pd.DataFrame({"called": pd.Series(dtype="int64"), "wait_s": pd.Series(dtype="float64")})


def _by_service(strata: pd.DataFrame, unit: str) -> pd.DataFrame:
    """Sum `called` and `wait_s` by unit and service; a service that was not named is ""."""
    named = strata.assign(service=strata["service"].astype(object).where(strata["service"].notna(), ""))
    return named.groupby([unit, "service"], sort=False)[["called", "wait_s"]].sum()
