"""Closed days by place: what halls served, how much of it near home, and against the residents."""

from collections.abc import Mapping

import pandas as pd

NEAR_HOME = ("town", "village")
"""Levels of hall that are a district's halls near home: what is meant by a town hall here, a one-person community with it."""


def by_hall(counts: pd.DataFrame, days: pd.DataFrame, halls: pd.DataFrame) -> pd.DataFrame:
    """Return what each hall issued and served.

    Args:
        counts: `hall`, `issued`, `served`; any rows of a hall are summed. days: `hall`, `days` (closed days in the period).
        halls: Index `hall`, also those without a day: `district`, `level`.

    Returns:
        In the order of `halls`: `district`, `level`, `near` (a town or village hall), `days`, `issued`, `served`.
    """
    found = halls[["district", "level"]].copy()
    found["near"] = found["level"].isin(NEAR_HOME)
    found["days"] = days.set_index("hall")["days"]
    found[["issued", "served"]] = counts.groupby("hall")[["issued", "served"]].sum()
    return found.fillna({"days": 0, "issued": 0, "served": 0}).astype({"days": "int64", "issued": "int64", "served": "int64"})


def near_home(halls: pd.DataFrame) -> pd.DataFrame:
    """Return by district how many visits its town and village halls served, and how many all its halls.

    Args:
        halls: As `by_hall` gives them.

    Returns:
        In the order of districts: `near`, `other`, `served` (their sum), `share` (near of served, 0..1; NaN: nobody, or none of these halls is near home).
    """
    near = halls["served"].where(halls["near"], 0).groupby(halls["district"], sort=False).sum()
    served = halls.groupby("district", sort=False)["served"].sum()
    known = served.gt(0) & halls["near"].groupby(halls["district"], sort=False).any()
    return pd.DataFrame({"near": near, "other": served - near, "served": served, "share": near / served.where(known)})


def by_level(counts: pd.DataFrame, halls: pd.DataFrame, key: str) -> pd.DataFrame:
    """Sum visits served by `key`, near home and elsewhere.

    Args:
        counts: `hall`, `key`, `served`; rows of the same are summed. halls: As `by_hall` gives them; others are left out.

    Returns:
        Index `key`, rising: `near`, `other`.
    """
    mine = counts[counts["hall"].isin(halls.index)]
    near = mine["hall"].map(halls["near"]).astype(bool)
    return pd.DataFrame(
        {
            "near": mine["served"].where(near, 0).groupby(mine[key]).sum(),
            "other": mine["served"].where(~near, 0).groupby(mine[key]).sum(),
        }
    ).astype("int64")


def per_thousand(served: "pd.Series[float]", residents: Mapping[str, int]) -> "pd.Series[float]":
    """Return visits a thousand residents in the period, of the places whose residents are known."""
    known = served[[place for place in served.index if place in residents]]
    return known / pd.Series({place: residents[place] for place in known.index}, dtype="float64") * 1000
