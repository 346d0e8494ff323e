"""Tables of the page about staffing, and the words beside them."""

import pandas as pd

from analytics.figures.names import distinct
from analytics.pages.closed import Reading
from analytics.pages.tables import shown
from analytics.pages.texts import Children, both
from analytics.words import Words, share


def hours_table(hours: pd.DataFrame, words: Words) -> pd.DataFrame:
    """Return the rows of `measures.staffing.by_hour` as they are shown and exported."""
    frame = pd.DataFrame(
        {
            "hour": [f"{hour:02d}" for hour in hours.index],
            "issued_day": hours["issued"].to_numpy(),
            "open": hours["open"].to_numpy(),
            "busy": hours["busy"].to_numpy(),
            "paused": hours["paused"].to_numpy(),
            "occupancy": hours["occupancy"].to_numpy() * 100,
            "paused_share": hours["paused_share"].to_numpy() * 100,
        }
    )
    return shown(
        frame, {"hour": 0, "issued_day": 1, "open": 2, "busy": 2, "paused": 2, "occupancy": 1, "paused_share": 1}, words
    )


def wanted_table(wanted: pd.DataFrame, words: Words) -> pd.DataFrame:
    """Return the rows of `measures.staffing.wanted` as they are shown and exported."""
    columns = {"hour": 0, "issued_hour": 1, "erlangs": 2, "wanted": 0, "open": 2, "within_open": 1}
    frame = pd.DataFrame(columns=list(columns), dtype="float64")
    if len(wanted):
        frame = pd.DataFrame(
            {
                "hour": [f"{hour:02d}" for hour in wanted.index],
                "issued_hour": wanted["issued"].to_numpy(),
                "erlangs": wanted["erlangs"].to_numpy(),
                "wanted": wanted["wanted"].astype("int64").to_numpy(),
                "open": wanted["open"].to_numpy(),
                "within_open": wanted["within_open"].to_numpy() * 100,
            }
        )
    return shown(frame, columns, words)


def service_names(rows: pd.DataFrame, reading: Reading) -> list[str]:
    """Return the names of the services that rows are of, no two alike."""
    words = reading.words
    names = [
        words.plain("service-unnamed") if code is None else reading.services.get(str(code), str(code)) for code in rows.index
    ]
    return distinct(names, rows.index)


def services_table(served: pd.DataFrame, reading: Reading) -> pd.DataFrame:
    """Return the rows of `measures.staffing.service_times` as they are shown and exported."""
    frame = pd.DataFrame({"service": service_names(served, reading), "served": served["served"].astype("int64").to_numpy()})
    for name in ("mean", "p50", "low", "high", "p90"):
        frame[f"served_{name}"] = served[f"{name}_s"].to_numpy(dtype=float) / 60
    columns = {"service": 0, "served": 0, **{f"served_{name}": 1 for name in ("mean", "p50", "low", "high", "p90")}}
    return shown(frame, columns, reading.words)


def fairness_table(fair: pd.DataFrame, words: Words) -> pd.DataFrame:
    """Return the rows of `measures.staffing.fairness` as they are shown and exported."""
    frame = pd.DataFrame(
        {
            "priority": [words.plain(f"priority-{name}") for name in fair.index],
            "called": fair["called"].astype("int64").to_numpy(),
            "p50": fair["p50_s"].to_numpy(dtype=float) / 60,
            "p90": fair["p90_s"].to_numpy(dtype=float) / 60,
            "overtaken": fair["overtaken"].to_numpy(dtype=float) * 100,
            "by_alike": fair["by_alike"].to_numpy(dtype=float) * 100,
        }
    )
    return shown(frame, {"priority": 0, "called": 0, "p50": 1, "p90": 1, "overtaken": 1, "by_alike": 1}, words)


def overtaken(fair: pd.DataFrame, words: Words) -> Children:
    """Return in a line who was overtaken: those without a priority, whom it concerns."""
    rows = fair[fair.index == "normal"].dropna(subset=["overtaken"])
    if rows.empty:
        return []
    row = rows.iloc[0]
    return both(words, "fairness-overtaken", any=share(float(row["overtaken"])), alike=share(float(row["by_alike"])))
