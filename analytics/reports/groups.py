"""The report's part about service groups: how they waited and were served in the month, and in the one before.

It has the shape of a page, and is one of the report alone: the page Waits tells services apart, and answers for a group when its filter names one.
"""

import pandas as pd

from analytics.figures.spread import spread_figure
from analytics.measures.staffing import service_times
from analytics.measures.suppression import without_few
from analytics.pages.asked import GROUPS
from analytics.pages.cards import ROWS_PX, Drawn, Key, card, card_outputs, drawn_card, source
from analytics.pages.closed import ClosedPage, Reading, about
from analytics.pages.tables import shown
from analytics.pages.texts import Children
from analytics.pages.waits import measures
from analytics.queries.filter import Filter
from analytics.queries.staffing import served_by_group
from analytics.queries.waits import read_groups
from analytics.words import Words

NAME = "groups"
CARD = "groups-waits"
UNNAMED = ""
"""The group of tickets that named no service."""
COLUMNS = {
    "service_group": 0,
    "month": 0,
    "issued": 0,
    "called": 0,
    "p50": 1,
    "p90": 1,
    "level": 1,
    "left": 1,
    "service_median": 1,
}


def layout(words: Words) -> Children:
    """Return the part's content, without figures."""
    key = (Key("sea", "waits-p50"), Key("mid", "waits-p90"), Key("then", "compare-then"))
    return [card(words, CARD, height=260, key=key, least=ROWS_PX)]


def draw(reading: Reading) -> Drawn:
    """Return the part's content: groups in the catalogue's order, those of tickets that named no service last."""
    words, asked = reading.words, reading.asked
    now = by_group(reading, asked.now)
    then = None if asked.then is None else by_group(reading, asked.then)
    periods = [(asked.now, now), *([(asked.then, then)] if asked.then is not None and then is not None else [])]
    groups = [group for group in (*GROUPS, UNNAMED) if any(group in frame.index for _, frame in periods)]
    rows = []
    for group in groups:
        for period, frame in periods:
            if group in frame.index:
                rows.append(frame.loc[group].to_dict() | {"group": _name(group, words), "month": f"{period.since:%Y-%m}"})
    drawn = now[now["p50_s"].notna()]
    drawn = drawn.loc[[group for group in groups if group in drawn.index]]
    return drawn_card(
        CARD,
        spread_figure(
            drawn,
            [_name(group, words) for group in drawn.index],
            then=then,
            target_s=reading.target_s,
            revision=CARD,
            words=words,
        ),
        _table(pd.DataFrame(rows, columns=["group", "month", *now.columns]), words),
        line=[],
        source=source(words, ("closed-definition", {}), ("groups-definition", {}), ("source-closed", about(reading))),
    )


def by_group(reading: Reading, asked: Filter) -> pd.DataFrame:
    """Return the measures of the page Waits by service group, with `median_s`: of service times; of too few persons nothing but how many they are."""
    frame = measures(read_groups(reading.history, asked), "group", reading.fewest)
    served = service_times(served_by_group(reading.history, asked), "service_group")
    served = without_few(served, ["served"], persons="served", fewest=reading.fewest)
    frame, served = _keyed(frame), _keyed(served)
    return frame.assign(median_s=served["p50_s"].reindex(frame.index))


def _keyed(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.set_axis([UNNAMED if pd.isna(group) else str(group) for group in frame.index], axis="index")


def _name(group: str, words: Words) -> str:
    return words.plain(f"group-{group}" if group else "service-unnamed")


def _table(rows: pd.DataFrame, words: Words) -> pd.DataFrame:
    frame = pd.DataFrame(
        {
            "service_group": rows["group"],
            "month": rows["month"],
            "issued": rows["issued"].astype("int64"),
            "called": rows["called"].astype("int64"),
            "p50": rows["p50_s"].astype("float64") / 60,
            "p90": rows["p90_s"].astype("float64") / 60,
            "level": rows["service_level"].astype("float64") * 100,
            "left": rows["left_share"].astype("float64") * 100,
            "service_median": rows["median_s"].astype("float64") / 60,
        }
    )
    return shown(frame, COLUMNS, words)


PAGE = ClosedPage(NAME, (CARD,), layout, card_outputs(CARD), draw)
