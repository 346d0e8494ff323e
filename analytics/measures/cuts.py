"""What the reform shortened: steps, and time limits, before and after, as the catalogue states them.

A cut is 1 - after / before. A service's limit before is the legal one, after it the promised one, in days as the catalogue states
them (working or calendar); a service without a limit counts in no figure of days. Totals are cuts of sums, not means of cuts: a
service with many steps weighs more.
"""

from typing import NamedTuple

import numpy as np
import pandas as pd


class Cuts(NamedTuple):
    """Sums over services. `step_cut`, `day_cut`: shares, NaN without anything to cut.

    `largest_days`: the greatest number of days taken off one service's limit; `largest`: the codes of the services that have it.
    `stepped`: services whose steps are stated. `limited`: services with both limits.
    """

    services: int
    stepped: int
    steps_before: int
    steps_after: int
    step_cut: float
    limited: int
    days_before: int
    days_after: int
    day_cut: float
    largest_days: int
    largest: tuple[str, ...]


def cut(before: float, after: float) -> float:
    """Return 1 - after / before, NaN when there was nothing before."""
    return 1 - after / before if before > 0 else np.nan


def cuts(catalogue: pd.DataFrame) -> Cuts:
    """Sum up the catalogue.

    Args:
        catalogue: One row a service: `code`, `steps_before`, `steps_after` (NaN, both of them: not stated), `legal_days`,
            `promised_days` (NaN or 0: no limit).
    """
    limited = _limited(catalogue)
    off = limited["legal_days"] - limited["promised_days"]
    largest = float(off.max()) if len(off) else 0.0
    steps_before, steps_after = float(catalogue["steps_before"].sum()), float(catalogue["steps_after"].sum())
    days_before, days_after = float(limited["legal_days"].sum()), float(limited["promised_days"].sum())
    return Cuts(
        services=len(catalogue),
        stepped=int(catalogue["steps_before"].notna().sum()),
        steps_before=int(steps_before),
        steps_after=int(steps_after),
        step_cut=cut(steps_before, steps_after),
        limited=len(limited),
        days_before=int(days_before),
        days_after=int(days_after),
        day_cut=cut(days_before, days_after),
        largest_days=max(0, int(largest)),
        largest=tuple(limited.loc[off.eq(largest), "code"]) if largest > 0 else (),
    )


def cuts_by_group(catalogue: pd.DataFrame) -> pd.DataFrame:
    """Return means a service and cuts of sums by group, in the order in which groups first stand in the catalogue.

    Args:
        catalogue: As for `cuts`, and `group`.

    Returns:
        Index `group`: `services`, `steps_before`, `steps_after` (mean a service that states them), `step_cut`; `limited`, `days_before`,
        `days_after` (mean a service that has a limit, NaN when none has), `day_cut`, `largest_days`.
    """
    rows = []
    for group, services in catalogue.groupby("group", sort=False):
        total = cuts(services)
        rows.append(
            {
                "group": group,
                "services": total.services,
                "steps_before": total.steps_before / total.stepped if total.stepped else np.nan,
                "steps_after": total.steps_after / total.stepped if total.stepped else np.nan,
                "step_cut": total.step_cut,
                "limited": total.limited,
                "days_before": total.days_before / total.limited if total.limited else np.nan,
                "days_after": total.days_after / total.limited if total.limited else np.nan,
                "day_cut": total.day_cut,
                "largest_days": total.largest_days,
            }
        )
    columns = ["services", "steps_before", "steps_after", "step_cut", "limited", "days_before", "days_after", "day_cut"]
    return pd.DataFrame(rows, columns=["group", *columns, "largest_days"]).set_index("group")


def _limited(catalogue: pd.DataFrame) -> pd.DataFrame:
    return catalogue[catalogue["legal_days"].fillna(0).gt(0) & catalogue["promised_days"].notna()]
