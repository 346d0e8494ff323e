"""Tickets by the place where they were taken."""

import pandas as pd

NEAR_HOME = ("town", "village")
"""Levels of hall that are a district's halls near home: what is meant by a town hall here, a one-person community with it."""


def tickets_by_hall(tickets: pd.DataFrame, halls: pd.DataFrame) -> pd.DataFrame:
    """Count a day's tickets by hall.

    Args:
        tickets: One row a ticket: `hall`, `state`.
        halls: One row a hall, index `hall`: `district`, `level`.

    Returns:
        Index `hall`, in the order of `halls`, also those without a ticket: `district`, `level`, `issued`, `served`.
    """
    counted = halls[["district", "level"]].copy()
    counted["issued"] = tickets.groupby("hall").size()
    counted["served"] = tickets["state"].eq("done").groupby(tickets["hall"]).sum()
    return counted.fillna({"issued": 0, "served": 0}).astype({"issued": "int64", "served": "int64"})


def town_halls(by_hall: pd.DataFrame, district: str) -> pd.DataFrame:
    """Return the rows of `tickets_by_hall` of a district's town and village halls, most tickets first, else in their own order."""
    here = by_hall[by_hall["district"].eq(district) & by_hall["level"].isin(NEAR_HOME)]
    return here.sort_values("issued", ascending=False, kind="stable")


def other_districts(by_hall: pd.DataFrame, district: str) -> pd.DataFrame:
    """Sum the town and village halls of the other districts.

    Returns:
        Index `district`, most tickets first: `halls`, `issued`, `served`, `issued_a_hall` (mean).
    """
    elsewhere = by_hall[by_hall["district"].ne(district) & by_hall["level"].isin(NEAR_HOME)]
    groups = elsewhere.groupby("district", sort=False)
    summed = groups[["issued", "served"]].sum()
    summed.insert(0, "halls", groups.size())
    summed["issued_a_hall"] = summed["issued"] / summed["halls"]
    return summed.sort_values("issued", ascending=False, kind="stable")
