"""The visits that halls carried, of one period, and what of them must be hidden."""

from collections.abc import Sequence
from typing import NamedTuple

import msgspec
import pandas as pd

from analytics.measures.suppression import FEWEST, hidden, hidden_within
from analytics.measures.towns import by_hall, by_level, near_home
from analytics.pages.closed import Reading
from analytics.queries.filter import Filter
from analytics.queries.towns import TownsFrames, read


class Counted(NamedTuple):
    """One period. `halls`: as `measures.towns.by_hall`. `hide`: halls whose count must not be shown. `districts`, `months`, `channels`: NaN where hidden."""

    halls: pd.DataFrame
    hide: "pd.Series[bool]"
    districts: pd.DataFrame
    months: pd.DataFrame
    channels: pd.DataFrame
    near: int
    served: int
    told: bool


def halls_of(reading: Reading) -> list[str]:
    """Return the halls to count: those of the choice, of a hall's choice all of its district that the viewer may see counted.

    Of other halls a hall's manager may see whole counts and nothing else, so a narrowed question is about the viewer's halls alone.
    """
    choice, rights = reading.asked.choice, reading.rights
    if not choice.startswith("hall:"):
        return rights.within(choice)
    district = rights.district_of(choice)
    return [
        hall
        for hall in rights.counted()
        if rights.places[hall] == district and (hall in rights.halls or not any(reading.narrowed))
    ]


def counted(reading: Reading, asked: Filter, halls: Sequence[str]) -> Counted:
    """Return what is known of one period, and what of it must be hidden."""
    frames: TownsFrames = read(reading.history, msgspec.structs.replace(asked, halls=tuple(halls)))
    places = by_hall(frames.visits, frames.days, reading.setup.halls.loc[list(halls)])
    own = pd.Series(places.index.isin(reading.own), index=places.index)
    hide = hidden_within(places["served"], places["district"] + places["near"].map({True: "+", False: "-"}), own)
    all_own = bool(own.all())
    whole = near_home(places)
    districts = _without(whole, _any(whole[["near", "other"]], all_own))
    months = by_level(frames.visits, places, "month")
    days = frames.month_days.set_index("month")["days"].reindex(months.index)
    a_month = _without(months, _any(months, all_own))
    served = a_month["near"] + a_month["other"]
    seen = places[places.index.isin(reading.rights.halls)]
    seen_own = bool(seen.index.isin(reading.own).all())
    channels = by_level(frames.visits, seen, "channel")
    near, total = int(whole["near"].sum()), int(whole["served"].sum())
    small = any(0 < one < FEWEST for one in (near, total - near))
    return Counted(
        halls=places,
        hide=hide,
        districts=districts,
        months=pd.DataFrame(
            {
                "days": days,
                "near": a_month["near"] / days,
                "other": a_month["other"] / days,
                "share": a_month["near"] / served.where(served.gt(0) & bool(places["near"].any())),
            }
        ).set_axis(pd.DatetimeIndex(months.index), axis="index"),
        channels=channels.mask(_hidden(channels, seen_own)),
        near=near,
        served=total,
        told=total > 0 and (all_own or not small),
    )


def _hidden(counts: pd.DataFrame, own: bool) -> pd.DataFrame:
    return hidden(counts, sums=(len(counts) > 1, True), own=counts.notna() if own else None)


def _without(frame: pd.DataFrame, rows: "pd.Series[bool]") -> pd.DataFrame:
    """Return the frame with nothing in these rows."""
    return frame[~rows].reindex(frame.index)


def _any(counts: pd.DataFrame, own: bool) -> "pd.Series[bool]":
    """Tell which rows to hide: with one cell the whole row, whose sum is shown otherwise."""
    return _hidden(counts, own).any(axis="columns")


def town_of(reading: Reading, hall: str) -> str | None:
    """Return the division code of a hall's town; None: none is set up."""
    return reading.setup.city.halls[hall][0].town
