"""Waits of closed days by any grouping: how long, within the target, who left, who did not come.

Service level: of those called, and of those who left uncalled after the target had passed, the share that was called within the target.
Who left before the target had passed is counted in neither (the target could still have been kept); nor is who was in the line when the day
was closed before the target had passed.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from analytics.measures.counted import Floats, quantiles
from analytics.measures.suppression import FEWEST, hidden

PROBABILITIES = (0.5, 0.9, 1.0)
_OF = {
    "p50_s": ("called",),
    "p90_s": ("called",),
    "max_s": ("called",),
    "mean_s": ("called",),
    "service_level": ("called", "given_up"),
    "no_show_share": ("called",),
    "left_share": ("issued",),
    "walk_s": ("walked",),
    "service_s": ("served",),
    "house_s": ("in_house",),
}
"""Of whom each measure is: counts that are added."""
_ADD_UP = ("mean_s", "service_level", "no_show_share", "left_share", "walk_s", "service_s", "house_s")
"""Measures of which that of one group follows from the whole's and the other groups'."""


def waits_by(waits: pd.DataFrame, outcomes: pd.DataFrame, by: Sequence[str]) -> pd.DataFrame:
    """Summarise tickets by group.

    Args:
        waits, outcomes: Of one dimension, as `queries.waits` counts them: the second by group, index `by`, its columns.

    Returns:
        One row a group with a ticket, index `by` (of one group: 0):
        `issued`, `called`, `done`, `no_show`, `left_uncalled`, `closed`: tickets;
        `p50_s`, `p90_s`, `max_s`, `mean_s`: waits of those called, seconds (quantiles to the whole second);
        `service_level`: see above; `no_show_share`: of those called; `left_share`: of those issued, who left uncalled;
        `walk_s`, `service_s`, `house_s`: means, seconds, of those that have one. Shares are 0..1. NaN: nobody to measure.
    """
    at = quantiles(waits, by, "waited_s", PROBABILITIES).reindex(outcomes.index)
    of = dict(zip(outcomes.columns, outcomes.to_numpy().T, strict=True))
    counts = {name: of[name].astype(np.int64) for name in ("issued", "called", "done", "no_show", "left_uncalled", "closed")}
    times: dict[str, Any] = {
        f"{name}_s": at[p].to_numpy() for name, p in zip(("p50", "p90", "max"), PROBABILITIES, strict=True)
    }
    shares = {
        "mean_s": _over(of["wait_s"], of["called"]),
        "service_level": _over(of["within"], of["called"] + of["given_up"]),
        "no_show_share": _over(of["no_show"], of["called"]),
        "left_share": _over(of["left_uncalled"], of["issued"]),
        "walk_s": _over(of["walk_s"], of["walked"]),
        "service_s": _over(of["service_s"], of["served"]),
        "house_s": _over(of["house_s"], of["in_house"]),
    }
    return pd.DataFrame(counts | times | shares, index=outcomes.index)


def _over(part: Floats, whole: Floats) -> Floats:
    """Return `part / whole`, NaN where there is nothing to divide by."""
    found = np.full(len(whole), np.nan)
    np.divide(part, whole, out=found, where=whole != 0)
    return found


def withheld(outcomes: pd.DataFrame, by: Sequence[str]) -> pd.DataFrame:
    """Tell which measures must not be shown to who does not work in the hall, where the whole's are shown beside the groups'.

    A measure of 1 to 4 persons is hidden, whatever the group's size; of means and shares a second group's with it where the first would follow from
    the whole's (`suppression.hidden`).

    Args:
        outcomes, by: As for `waits_by`.

    Returns:
        Booleans by measure, with the index of `waits_by`.
    """
    count = dict(zip(outcomes.columns, outcomes.to_numpy().T, strict=True))
    persons = np.array([sum(count[name] for name in of) for of in _OF.values()]).T
    hide = pd.DataFrame((persons > 0) & (persons < FEWEST), index=outcomes.index, columns=list(_OF))
    if hide.to_numpy().any():
        add_up = pd.DataFrame(persons, index=outcomes.index, columns=list(_OF))[list(_ADD_UP)]
        hide[list(_ADD_UP)] = hidden(add_up, sums=(bool(by), False))
    return hide
