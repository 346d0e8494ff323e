"""Rows of visits, of a hall's whole day -> tickets of the history, by the rules that need the whole day. Pure."""

from collections.abc import Mapping
from typing import NamedTuple

import pandas as pd

from analytics.history.schema import TICKETS
from analytics.imports.mapping import TIMES
from analytics.imports.mapping import Mapping as Mapped
from analytics.imports.tally import Tally


class MadeTickets(NamedTuple):
    """Whole hall-days: rows of `tickets`, and what was done to their rows of the file."""

    tickets: pd.DataFrame
    tally: Tally


def tickets_of_days(rows: pd.DataFrame, mapping: Mapped, source: str) -> MadeTickets:
    """Return the tickets of whole hall-days.

    Args:
        rows: Columns `STAGED`, in any order.
        source: As in the history: `import:NAME`.
    """
    rows = rows.sort_values("line", kind="stable")
    tally = Tally()
    keep = mapping.rules.duplicates == "keep"
    named = rows["same"].ne("") & rows["same"].notna()
    day = ["hall", "date"]
    again = rows.duplicated([*day, "told"]) & ~(~named & keep)
    other = named & ~again & rows[~again].duplicated([*day, "same"]).reindex(rows.index, fill_value=False)
    for rule, which in (("duplicate", again), ("conflicting-duplicate", other)):
        for line in rows.loc[which, "line"]:
            tally.refuse(rule, int(line))
    taken = rows[~(again | other)]
    changed = taken["corrections"].ne("") | taken["notes"].ne("")
    for line, corrections, notes in taken.loc[changed, ["line", "corrections", "notes"]].itertuples(index=False):
        tally.take(int(line), str(corrections).split(), str(notes).split())
    tally.taken += int((~changed).sum())
    return MadeTickets(_tickets(taken, mapping, source), tally)


def _tickets(taken: pd.DataFrame, mapping: Mapped, source: str) -> pd.DataFrame:
    taken = taken.sort_values(["hall", "date", "issued_ms", "line"], kind="stable").reset_index(drop=True)
    order = taken.groupby(["hall", "date"]).cumcount() + 1
    day = pd.to_datetime(taken["date"])
    times = {name: taken[f"{name.removesuffix('_at')}_ms"].astype("Int64") for name in TIMES}
    done = taken["outcome"].eq("done")
    start = times["started_at"].fillna(times["called_at"])
    columns: dict[str, object] = {
        name: taken[name]
        for name in (
            "hall",
            "service",
            "service_group",
            "kind",
            "priority",
            "channel",
            "home_district",
            "outcome",
            "hour",
            "counter",
        )
    }
    columns |= times
    columns |= {
        "date": day,
        "number": taken["number"].where(taken["number"].notna(), "#" + order.astype(str).str.zfill(4)),
        "order": order,
        "services": [[service] if isinstance(service, str) else [] for service in taken["service"]],
        "month": day.dt.to_period("M").dt.to_timestamp(),
        "weekday": day.dt.day_of_week + 1,
        "wait_s": _seconds(times["issued_at"], times["called_at"]),
        "walk_s": _seconds(times["called_at"], times["started_at"]),
        "service_s": _seconds(start, times["finished_at"]).where(done),
        "house_s": _seconds(times["issued_at"], times["finished_at"]).where(done),
        "target_s": pd.Series([mapping.rules.target_s] * len(taken), dtype="Int64"),
        "start_left_out": (done & times["finished_at"].notna() & times["started_at"].isna()).astype("boolean"),
        "source": source,
    }
    return history_frame(columns, taken.index)


def history_frame(columns: Mapping[str, object], index: pd.Index) -> pd.DataFrame:
    """Return a frame with the history's columns of tickets; what is not given is null: other systems do not tell it."""
    return pd.DataFrame({name: columns.get(name) for name in TICKETS}, index=index)


def _seconds(since: "pd.Series[int]", until: "pd.Series[int]") -> "pd.Series[float]":
    return ((until - since) / 1000).astype("float64")
