"""The page of cuts: what it says of the catalogue, of what a bureau loads, and of imported logs; who may load, and who may see what."""

import base64
import csv
import io
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from msgspec import structs
from scipy import stats

from analytics.history import bureau
from analytics.history.bureau import BeforeAfter, Loaded
from analytics.history.store import Store
from analytics.imports.cuts import COLUMNS, LARGEST_BYTES
from analytics.imports.logs import import_log
from analytics.imports.mapping import parse_mapping
from analytics.viewer import to_headers
from queue_server.city.city import City
from queue_server.eventlog.database import Database
from queue_server.eventlog.opening import open_database
from tests.analytics.callbacks import Page, callback_body, text_of
from tests.analytics.permits import MAPPING
from tests.analytics.played import CITY, HALLS, Played

FIRST = datetime(2025, 1, 1, 9, tzinfo=ZoneInfo("Asia/Shanghai"))
HEAD = ",".join(COLUMNS) + "\n"
ROW = "W014,9,3,60,30,5,2,working,notice 7\n"


@pytest.fixture
def none(tmp_path: Path) -> Path:
    """An empty history."""
    directory = tmp_path / "history"
    directory.mkdir()
    return directory


class Cuts:
    """The page of cuts, asked by one viewer."""

    def __init__(self, reader: Database, history: Path, *scopes: str, loads: bool = False, language: str = "en") -> None:
        self.page = Page(reader, *scopes, history=history, language=language)
        self.page.headers = to_headers(structs.replace(self.page.viewer, loads=loads))
        self.language = ("language", "data", language)
        self.shown: Any = None

    def shortened(self, search: str = "") -> dict[str, Any]:
        return self._drawn("cuts-answer", search, ("cuts-loaded", "data", None))

    def measured(self, search: str = "") -> dict[str, Any]:
        return self._drawn("measured-answer", search)

    def _drawn(self, output: str, search: str, *more: tuple[str, str, Any]) -> dict[str, Any]:
        inputs = [("cuts-address", "search", search), *more]
        shown = (f"{output.removesuffix('-answer')}-shown", "data", self.shown)
        answer = self.page.post(callback_body(self.page.dependencies, output, inputs, shown, self.language))
        assert answer.status_code == 200, answer.text
        parts: dict[str, Any] = (answer.json or {})["response"]
        return parts

    def load(self, data: bytes | str, name: str = "ours.csv") -> Any:
        """Send a file as the page does; return the answer."""
        content = data.encode() if isinstance(data, str) else data
        return self.load_raw("data:text/csv;base64," + base64.b64encode(content).decode(), name)

    def load_raw(self, contents: Any, name: Any = "ours.csv") -> Any:
        return self.choose({"contents": contents, "name": name, "at": 1})

    def choose(self, chosen: Any) -> Any:
        inputs = [("cuts-chosen", "data", chosen)]
        return self.page.post(callback_body(self.page.dependencies, "cuts-load-said", inputs, self.language))


def rows(parts: dict[str, Any], card: str) -> list[dict[str, str]]:
    """Return a card's CSV."""
    return list(csv.DictReader(io.StringIO(parts[f"{card}-rows"]["data"].removeprefix("\ufeff"))))


def said(component: Any) -> str:
    return text_of(component).replace("\u00a0", " ")


def test_the_cuts_stand_beside_what_was_published_and_are_marked(played: Played, reader: Database, none: Path) -> None:
    parts = Cuts(reader, none, "hall:wendeng").shortened()
    # Steps 6 + 9 + 10 = 25 to 4 + 6 + 6 = 16: 36 %; days 60 + 30 = 90 to 45 + 20 = 65: 27.8 %; largest 15.
    assert [said(figure) for figure in parts["cuts-figures"]["children"]] == [
        "Steps−36.0%illustrative25 → 16published 2017more than 30%",
        "Time limits−27.8%illustrative90 → 65published 2017nearly one third",
        "Largest single cut15 daysillustrativeone service: Work-injury recognitionpublished 2017up to 15 days",
    ]
    assert "illustrative" in said(parts["cuts-answer"]["children"])
    assert said(parts["cuts-badge"]["children"]) == "illustrative"
    for card in ("steps", "days", "materials", "spread", "services"):
        assert "2017-09-05" in said(parts[f"cuts-{card}-source"]["children"])
    assert "1 in calendar days" in said(parts["cuts-days-source"]["children"])
    days = rows(parts, "cuts-days")
    assert [(row["Group"], row["State both"], row["Cut (%)"]) for row in days] == [
        ("Registration, general", "0", ""),
        ("Work injury", "1", "25.0"),
        ("Pension", "1", "33.3"),
    ]
    services = rows(parts, "cuts-services")
    assert [row["Code"] for row in services] == ["W014", "E024", "G001"], "the largest first, and what has no limit at the end"
    assert (services[0]["Days before"], services[0]["Days after"], services[0]["Days are"]) == ("60", "45", "calendar")
    assert services[2]["Steps cut (%)"] == "33.3"


@pytest.mark.parametrize(
    ("search", "codes"),
    [
        ("?what=steps", ["E024", "W014", "G001"]),
        ("?group=pension", ["E024"]),
        ("?group=pension,general", ["E024", "G001"]),
        ("?find=gsrd", ["W014"]),
        ("?find=ordinary+retirement", ["E024"]),
        ("?find=w014", ["W014"]),
        ("?find=nothing+of+the+sort", []),
        ("?what=%22&group=x&find=", ["W014", "E024", "G001"]),
    ],
)
def test_a_service_is_found_by_what_the_address_says(
    played: Played, reader: Database, none: Path, search: str, codes: list[str]
) -> None:
    parts = Cuts(reader, none, "city").shortened(search)
    assert [row["Code"] for row in rows(parts, "cuts-services")] == codes
    if not codes:
        assert said(parts["cuts-answer"]["children"]) == "The catalogue has no such service: change what is asked for."


def test_an_empty_catalogue_says_so(tmp_path: Path) -> None:
    played = Played(tmp_path / "other.db", City(name=CITY.name, districts=CITY.districts, halls=HALLS, services=()))
    reader = open_database(played.url, create=False, reader=True)
    parts = Cuts(reader, tmp_path / "history", "city").shortened()
    assert said(parts["cuts-answer"]["children"]) == "Nothing is stated of these services before and after."
    assert said(parts["cuts-figures"]["children"][0]).startswith("Steps–illustrative")
    reader.close()
    played.close()


def test_an_administrator_loads_the_bureaus_own(played: Played, reader: Database, none: Path) -> None:
    admin = Cuts(reader, none, "city", loads=True)
    answer = admin.load("\ufeff" + HEAD + ROW)
    assert answer.status_code == 200, answer.text
    parts = answer.json["response"]
    assert said(parts["cuts-load-said"]["children"]) == "One service loaded."
    assert "One service, from the file ours.csv, loaded by official on " in said(parts["cuts-load-state"]["children"])
    assert "notice 7" in said(parts["cuts-load-state"]["children"])
    assert parts["cuts-of"]["value"] == "bureau"
    # Everybody sees them now, and can still look at the catalogue's.
    manager = Cuts(reader, none, "hall:wendeng")
    own = manager.shortened()
    assert said(own["cuts-answer"]["children"]).startswith("One service takes 3 steps instead of 9 (−66.7%).")
    assert "nobody has checked them here" in said(own["cuts-answer"]["children"])
    assert said(own["cuts-badge"]["children"]) == "the bureau's own"
    assert "illustrative" not in said(own["cuts-figures"]["children"])
    assert rows(own, "cuts-materials")[0]["Cut (%)"] == "60.0"
    assert "notice 7" in said(own["cuts-steps-source"]["children"])
    assert [row["Code"] for row in rows(own, "cuts-services")] == ["W014"]
    assert len(rows(manager.shortened("?of=catalogue"), "cuts-services")) == 3
    shown = manager.page.layout(page="cuts").text
    assert "loaded by official" in shown
    assert "cuts-file" not in shown


@pytest.mark.parametrize("scopes", [("city",), ("district:wendeng",), ("hall:wendeng",), ("city", "hall:wendeng")])
def test_nobody_else_can_load_whatever_is_sent(played: Played, reader: Database, none: Path, scopes: tuple[str, ...]) -> None:
    other = Cuts(reader, none, *scopes)
    assert other.load(HEAD + ROW).status_code == 403
    other.page.headers |= {"X-OneWindow-Loads": "yes"}
    assert other.load(HEAD + ROW).status_code == 403
    assert list(none.iterdir()) == []
    assert "cuts-file" not in other.page.layout(page="cuts").text


@pytest.mark.parametrize(
    ("language", "sentence"), [("en", "line 3: W014 stands in line 2 already"), ("zh", "第 3 行：W014 已在第 2 行出现")]
)
def test_a_wrong_line_changes_nothing_and_is_named(
    played: Played, reader: Database, none: Path, language: str, sentence: str
) -> None:
    admin = Cuts(reader, none, "city", loads=True, language=language)
    admin.load(HEAD + ROW)
    before = (none / bureau.NAME).read_bytes()
    parts = admin.load(HEAD + ROW + ROW + "G001,x,1,,,,,,y\n" * 30).json["response"]
    told = said(parts["cuts-load-said"]["children"])
    assert sentence in told
    assert ("31 lines are wrong" in told) if language == "en" else ("有 31 行错误" in told)
    assert ("and 11 more" in told) if language == "en" else ("另有 11 行" in told)
    assert parts.keys() == {"cuts-load-said"}, "nothing else is drawn again"
    assert (none / bureau.NAME).read_bytes() == before


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"\xff\xfes\0", "The file is neither UTF-8 nor GB18030 text."),
        (b"a,b\n", "The first line does not name the column service, source."),
        (b"x" * (LARGEST_BYTES + 1), "The file is larger than 128 KB."),
        (b"", "The first line does not name the column service, source."),
    ],
)
def test_what_is_no_such_file_is_said(played: Played, reader: Database, none: Path, data: bytes, sentence: str) -> None:
    parts = Cuts(reader, none, "city", loads=True).load(data).json["response"]
    assert said(parts["cuts-load-said"]["children"]) == f"{sentence} Nothing was changed."
    assert list(none.iterdir()) == []


@pytest.mark.parametrize("contents", [5, "x", "data:;base64,=", "data:;base64,é", ["data:;base64,QQ=="], "A" * 400_000])
def test_what_no_browser_sends_is_refused(played: Played, reader: Database, none: Path, contents: Any) -> None:
    answer = Cuts(reader, none, "city", loads=True).load_raw(contents)
    if contents == "x":  # nothing after the comma: an empty file
        assert answer.status_code == 200
    else:
        assert answer.status_code == 400
    assert Cuts(reader, none, "city", loads=True).choose({"name": "x"}).status_code == 400
    assert list(none.iterdir()) == []


def test_a_server_without_a_history_keeps_nothing(played: Played, reader: Database, tmp_path: Path) -> None:
    parts = Cuts(reader, tmp_path / "nowhere", "city", loads=True).load(HEAD + ROW).json["response"]
    assert said(parts["cuts-load-said"]["children"]).startswith("This server keeps no history")
    assert not (tmp_path / "nowhere").exists()


def test_a_history_that_cannot_be_written_is_said(played: Played, reader: Database, none: Path) -> None:
    (none / bureau.NAME).mkdir()  # a directory stands where the file should
    (none / bureau.NAME / "x").touch()
    parts = Cuts(reader, none, "city", loads=True).load(HEAD + ROW).json["response"]
    assert said(parts["cuts-load-said"]["children"]) == "The server could not keep the file. Nothing was changed."


def test_a_hostile_name_and_source_are_text_and_no_formula(played: Played, reader: Database, none: Path) -> None:
    admin = Cuts(reader, none, "city", loads=True)
    admin.load(
        HEAD + 'W014,9,3,,,,,,=HYPERLINK("http://x")\n'.replace('=HYPERLINK("http://x")', '"=HYPERLINK(""http://x"")"'),
        "a\u202e\n.csv",
    )
    kept = bureau.read(none)
    assert kept is not None
    assert kept.file == "a??.csv"
    assert rows(admin.shortened(), "cuts-services")[0]["Steps from"] == '\'=HYPERLINK("http://x")'


def test_services_that_are_gone_are_not_shown(played: Played, reader: Database, none: Path) -> None:
    gone = BeforeAfter(service="X999", steps_before=5, steps_after=1, source="x")
    bureau.replace(none, Loaded(by="b", at_ms=0, file="f", rows=(gone,)))
    page = Cuts(reader, none, "city")
    assert rows(page.shortened(), "cuts-services") == []
    assert "1 of them are no longer in the catalogue" in page.page.layout(page="cuts").text


def test_the_template_comes_as_a_file(played: Played, reader: Database, none: Path) -> None:
    page = Cuts(reader, none, "city", loads=True).page
    body = callback_body(
        page.dependencies, "cuts-template-file", [("cuts-template", "n_clicks", 1)], ("language", "data", "zh")
    )
    data = page.post(body).json["response"]["cuts-template-file"]["data"]  # type: ignore[index]
    assert data["filename"] == "onewindow-cuts.csv"
    assert data["content"].splitlines()[1].startswith("G001,参保登记,Enrolment,general,")


def test_what_is_shown_already_is_not_drawn_again(played: Played, reader: Database, none: Path) -> None:
    page = Cuts(reader, none, "city", loads=True)
    page.shown = page.shortened("?group=pension")["cuts-shown"]["data"]
    assert page.shortened("?group=pension&limit=9").keys() == {"cuts-notes"}
    assert "cuts-answer" in page.shortened("?group=general")
    page.load(HEAD + ROW)
    assert "cuts-answer" in page.shortened("?group=pension"), "other figures are loaded"
    page.shown = page.measured()["measured-shown"]["data"]
    assert page.measured("?find=x").keys() == {"measured-notes"}


Log = Callable[..., Path]


@pytest.fixture
def log(none: Path, tmp_path: Path) -> Log:
    """Import a log of units; a case is (days since the first one began, days it took, whether it has ended).

    `districts`: the mapping's table of units.
    """

    def imported(*, districts: str = "", **units: list[tuple[float, float, bool]]) -> Path:
        file = tmp_path / "log.csv"
        with file.open("w", encoding="utf-8", newline="") as opened:
            writer = csv.writer(opened)
            writer.writerow(["case", "activity", "at", "transition", "unit", "state"])
            for unit, cases in units.items():
                for number, (start, took, ended) in enumerate(cases):
                    begin = FIRST + timedelta(days=start)
                    end = begin + timedelta(days=took)
                    about = (unit, "closed" if ended else "open")
                    steps = [("accept", begin, "start"), ("accept", begin + timedelta(days=took / 4), "complete")]
                    if ended:
                        steps += [("decide", begin + timedelta(days=took / 2), "start"), ("decide", end, "complete")]
                    for activity, at, transition in steps:
                        writer.writerow([f"{unit}-{number}", activity, at.isoformat(), transition, *about])
        store = Store(none)
        import_log(
            file, parse_mapping((MAPPING + districts).encode(), "test"), store, unit=None, cases=None, told=lambda *_: None
        )
        store.close()
        return none

    return imported


def drawn(seed: int, n: int = 61, last: float = 200.0) -> list[tuple[float, float, bool]]:
    """Return cases of which those that would take longer than the log lasts go on."""
    chance = np.random.default_rng(seed)
    found = []
    for start, took in zip(chance.uniform(0, 150, n).round(3), chance.lognormal(3.5, 0.8, n).round(3), strict=True):
        found.append((float(start), float(took), bool(start + took < last)))
    return found


def expected(cases: list[tuple[float, float, bool]], observed: float) -> tuple[Any, "np.ndarray[Any, Any]"]:
    """Return SciPy's estimate, and the days of those that ended."""
    ended = np.array([took for _, took, done in cases if done])
    going_on = np.array([observed - start for start, _, done in cases if not done])
    return stats.ecdf(stats.CensoredData(uncensored=ended, right=going_on)), ended


def test_processing_times_are_scipys(played: Played, reader: Database, log: Log) -> None:
    north, south = drawn(1), drawn(2, 41)
    history = log(north=north, south=south)
    # The log was watched until its last event, whosever it is.
    last = max(start + (took if done else took / 4) for start, took, done in [*north, *south])
    parts = Cuts(reader, history, "city").measured("?limit=40&other=south")
    units = {row["Unit"]: row for row in rows(parts, "measured-units")}
    for name, cases in (("north", north), ("south", south)):
        theirs, _ = expected(cases, last)
        assert int(units[name]["Cases"]) == len(cases)
        assert int(units[name]["Open"]) == sum(not done for *_, done in cases)
        assert float(units[name]["Within the limit (%)"]) == pytest.approx(100 * float(theirs.cdf.evaluate(40.0)), abs=0.051)
        below = theirs.sf.probabilities < 0.5
        assert float(units[name]["Half done (days)"]) == pytest.approx(float(theirs.sf.quantiles[below][0]), abs=0.051)
    curve = [row for row in rows(parts, "measured-curves") if row["Unit"] == "north"]
    theirs, _ = expected(north, last)
    watched = np.array([took if done else last - start for start, took, done in north])
    for row in curve:
        day = float(row["After days"])
        assert int(row["At risk"]) == (watched >= day).sum()
        assert float(row["Done (%)"]) == pytest.approx(100 * float(theirs.cdf.evaluate(day)), abs=0.051)
    text = said(parts["measured-answer"]["children"])
    assert text.startswith("north: of 61 cases half were done within ")
    assert "south: " in text
    assert "watched until" in said(parts["measured-curves-source"]["children"])


def test_where_the_time_goes(played: Played, reader: Database, log: Log) -> None:
    history = log(north=[(float(n), 8.0, True) for n in range(10)])
    parts = Cuts(reader, history, "city").measured()
    # 8 days: accept 2, then 2 of waiting for the decision, which takes 4.
    by_activity = {row["Activity"]: row for row in rows(parts, "measured-time")}
    assert by_activity["decide"]["Waiting (days a case)"] == "2.0"
    assert by_activity["decide"]["Handling (days a case)"] == "4.0"
    assert by_activity["accept"]["Handling (days a case)"] == "2.0"
    assert by_activity["decide"]["Share (%)"] == "75.0"
    assert said(parts["measured-figures"]["children"][3]) == "Waiting25%"


def test_a_period_is_that_in_which_cases_began(played: Played, reader: Database, log: Log) -> None:
    cases = [(float(n), 10.0, True) for n in range(20)] + [(float(n), 30.0, True) for n in range(20, 30)]
    history = log(north=cases)
    page = Cuts(reader, history, "city")
    parts = page.measured("?from=2025-01-01&to=2025-01-20&other=north&other-from=2025-01-21")
    found = said(parts["measured-answer"]["children"])
    assert found.startswith("north 2025-01-01–2025-01-20: of 20 cases half were done within 10.0 days")
    assert "north 2025-01-21–: 30.0 days" in found
    assert rows(parts, "measured-units")[0]["Cases"] == "20"


def test_few_cases_are_not_shown(played: Played, reader: Database, log: Log) -> None:
    history = log(north=[(float(n), 3.0, True) for n in range(9)], tiny=[(float(n), 77.0, True) for n in range(4)])
    page = Cuts(reader, history, "city")
    parts = page.measured("?unit=tiny")
    assert said(parts["measured-answer"]["children"]) == "tiny: fewer than 5 cases, too few to be shown."
    assert rows(parts, "measured-curves") == []
    assert rows(parts, "measured-time") == []
    assert [row["Unit"] for row in rows(parts, "measured-units")] == ["north"]
    assert "One unit with fewer than 5 cases is not shown." in said(parts["measured-units-line"]["children"])
    assert "77" not in str({name: part for name, part in parts.items() if name.endswith(("-rows", "-drawn", "figures"))})
    narrowed = page.measured("?to=2025-01-04")
    assert said(narrowed["measured-answer"]["children"]) == "north: fewer than 5 cases, too few to be shown."


DISTRICTS = """
[units]
north = "wendeng"
south = "rongcheng"
"""


@pytest.mark.parametrize(
    ("scopes", "seen"),
    [
        (("city",), {"north", "south", "nowhere"}),
        (("district:wendeng",), {"north"}),
        (("district:rongcheng", "hall:wendeng"), {"south"}),
        (("district:wendeng", "district:rongcheng"), {"north", "south"}),
        (("hall:wendeng",), set()),
    ],
)
@pytest.mark.parametrize("search", ["", "?unit=south&other=nowhere", "?unit=nowhere&other=north", "?unit=north&other=south"])
def test_who_answers_for_a_district_sees_its_units_alone(
    played: Played, reader: Database, log: Log, scopes: tuple[str, ...], seen: set[str], search: str
) -> None:
    units = {
        name: [(float(n), days, True) for n in range(9)] for name, days in (("north", 3.0), ("south", 4.0), ("nowhere", 5.0))
    }
    page = Cuts(reader, log(districts=DISTRICTS, **units), *scopes)
    parts = page.measured(search)
    sent = str(parts) + page.page.layout(search, page="cuts").text
    assert {name for name in units if name in sent.replace(search, "")} == seen
    if seen:
        assert {row["Unit"] for row in rows(parts, "measured-units")} == seen


def test_a_district_without_units_is_told_so(played: Played, reader: Database, log: Log) -> None:
    history = log(north=[(float(n), 3.0, True) for n in range(9)])
    parts = Cuts(reader, history, "district:wendeng").measured("?unit=north")
    assert said(parts["measured-answer"]["children"]) == (
        "Of the event logs that have been loaded none is said to be of this district. Administrators say it when they load one."
    )
    assert parts["measured-content"]["hidden"] is True
    assert "north" not in str(parts)


@pytest.mark.parametrize("search", ["", "?unit=north", "?unit=north&other=north"])
def test_who_works_in_a_hall_sees_nothing_of_it(played: Played, reader: Database, log: Log, search: str) -> None:
    history = log(north=[(float(n), 3.0, True) for n in range(9)])
    page = Cuts(reader, history, "hall:wendeng", "hall:zetou")
    parts = page.measured(search)
    assert "north" not in str(parts)
    assert parts["measured-content"]["hidden"] is True
    assert "north" not in page.page.layout(search, page="cuts").text


@pytest.mark.parametrize("search", ["?limit=x&from=never&unit=nowhere&other=nowhere", "?limit=-5", "?limit=nan", "?limit=1e9"])
def test_what_nobody_can_mean_counts_as_not_said(played: Played, reader: Database, log: Log, search: str) -> None:
    page = Cuts(reader, log(north=[(float(n), 3.0, True) for n in range(9)]), "city")
    assert said(page.measured(search)["measured-answer"]["children"]) == said(page.measured()["measured-answer"]["children"])


def test_without_a_log_the_page_says_who_loads_one_and_to_who_does_how(played: Played, reader: Database, none: Path) -> None:
    told = {}
    for loads in (False, True):
        parts = Cuts(reader, none, "city", loads=loads).measured()
        assert parts["measured-content"]["hidden"] is True
        told[loads] = [said(paragraph) for paragraph in parts["measured-answer"]["children"]]
    assert told[False] == ["No event log of cases has been loaded yet, so nothing was measured. Administrators load them."]
    assert told[True][0] == told[False][0]
    assert "onewindow import log FILE" in told[True][1]


@pytest.mark.parametrize("damage", [b"{", b'{"version": 99}'])
def test_a_log_that_cannot_be_read_is_said_and_the_rest_is_there(
    played: Played, reader: Database, log: Log, damage: bytes
) -> None:
    history = log(north=[(float(n), 3.0, True) for n in range(9)])
    (history / "logs" / "manifest.json").write_bytes(damage)
    page = Cuts(reader, history, "city")
    parts = page.measured()
    assert "cannot be read" in said(parts["measured-notes"]["children"])
    assert page.page.layout(page="cuts").status_code == 200
    assert rows(page.shortened(), "cuts-services")


def test_the_definitions_have_every_measure_of_the_page(played: Played, reader: Database, none: Path) -> None:
    text = Page(reader, "city", history=none).layout(page="definitions").text
    for measure in ("materials", "own", "median", "limit", "censored", "activity-time"):
        assert f"measure-{measure}" in text
