"""Waits of closed days by any grouping: how long, within the target, who left, who did not come.

Service level: of those called, and of those who left uncalled after the target had passed, the share that was called within the target.
Who left before the target had passed is counted in neither (the target could still have been kept); nor is who was in the line when the day
was closed before the target had passed.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from analytics.measures.counted import quantiles
from analytics.measures.suppression import hidden

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
        waits, outcomes: Of one dimension, as `queries.waits` counts them; `by`: its columns.

    Returns:
        One row a group with a ticket, index `by` (of one group: 0):
        `issued`, `called`, `done`, `no_show`, `left_uncalled`, `closed`: tickets;
        `p50_s`, `p90_s`, `max_s`, `mean_s`: waits of those called, seconds (quantiles to the whole second);
        `service_level`: see above; `no_show_share`: of those called; `left_share`: of those issued, who left uncalled;
        `walk_s`, `service_s`, `house_s`: means, seconds, of those that have one. Shares are 0..1. NaN: nobody to measure.
    """
    keyed = outcomes.set_index(list(by)) if by else outcomes
    at = quantiles(waits, by, "waited_s", PROBABILITIES).reindex(keyed.index)
    judged = keyed["called"] + keyed["given_up"]
    return pd.DataFrame(
        {
            "issued": keyed["issued"],
            "called": keyed["called"],
            "done": keyed["done"],
            "no_show": keyed["no_show"],
            "left_uncalled": keyed["left_uncalled"],
            "closed": keyed["closed"],
            "p50_s": at[0.5],
            "p90_s": at[0.9],
            "max_s": at[1.0],
            "mean_s": _over(keyed["wait_s"], keyed["called"]),
            "service_level": _over(keyed["within"], judged),
            "no_show_share": _over(keyed["no_show"], keyed["called"]),
            "left_share": _over(keyed["left_uncalled"], keyed["issued"]),
            "walk_s": _over(keyed["walk_s"], keyed["walked"]),
            "service_s": _over(keyed["service_s"], keyed["served"]),
            "house_s": _over(keyed["house_s"], keyed["in_house"]),
        },
        index=keyed.index,
    )


def _over(part: "pd.Series[float]", whole: "pd.Series[int]") -> "np.ndarray[Any, np.dtype[np.float64]]":
    """Return `part / whole`, NaN where there is nothing to divide by."""
    over, under = part.to_numpy(dtype=float, na_value=np.nan), whole.to_numpy(dtype=float)
    found = np.full(len(under), np.nan)
    np.divide(over, under, out=found, where=under != 0)
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
    keyed = outcomes.set_index(list(by)) if by else outcomes
    persons = pd.DataFrame(
        {name: keyed[list(of)].to_numpy(dtype=np.int64).sum(axis=1) for name, of in _OF.items()}, keyed.index
    )
    added = persons.columns.isin(_ADD_UP)
    beside_whole = hidden(persons.loc[:, added], sums=(bool(by), False))
    return hidden(persons, sums=(False, False)).assign(**{str(name): beside_whole[name] for name in beside_whole})
