"""Event logs become cases and steps: CSV and XES alike, open cases, and dirt by rule."""

import gzip
from collections.abc import Callable
from pathlib import Path
from xml.sax.saxutils import quoteattr

import pandas as pd
import pytest

from analytics.history.casebook import Casebook
from analytics.history.errors import HistoryDamaged, HistoryNewer
from analytics.history.store import Store
from analytics.imports.errors import FileUnreadable, MappingUnreadable
from analytics.imports.logs import import_log
from analytics.imports.mapping import parse_mapping
from analytics.imports.report import Report, told

HEADER = "case_id,concept:name,time:timestamp,org:resource,lifecycle:transition"
MAPPING = """
name = "permits"
kind = "log"
time_zone = "Europe/Amsterdam"
[columns]
case = "case_id"
activity = "concept:name"
at = "time:timestamp"
resource = { column = "org:resource", optional = true }
transition = { column = "lifecycle:transition", optional = true }
case_state = { column = "status", optional = true }
[cases]
open_states = ["open"]
"""

Row = tuple[str, str, str, str, str]
TakeLog = Callable[..., Report]

ROWS: list[Row] = [
    ("c1", "register", "2024-03-04T08:00:00+01:00", "ann", "start"),
    ("c1", "register", "2024-03-04T08:10:00+01:00", "ann", "complete"),
    ("c1", "decide", "2024-03-05T08:10:00+01:00", "bob", "start"),
    ("c1", "decide", "2024-03-05T09:10:00+01:00", "bob", "complete"),
    ("c2", "register", "2024-03-04T09:00:00+01:00", "ann", "complete"),
    ("c2", "decide", "2024-03-08T09:00:00+01:00", "ann", "complete"),
]


@pytest.fixture
def take_log(store: Store, tmp_path: Path) -> TakeLog:
    def taken(content: str | bytes, mapping: str = MAPPING, *, name: str = "log.csv", cases: str | None = None) -> Report:
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        case_path = None
        if cases is not None:
            case_path = tmp_path / "cases.csv"
            case_path.write_text(cases, encoding="utf-8")
        chosen = parse_mapping(mapping.encode(), "test")
        return import_log(path, chosen, store, unit=None, cases=case_path, told=lambda *_: None)

    return taken


@pytest.fixture
def casebook(directory: Path) -> Casebook:
    return Casebook(directory)


def as_csv(rows: list[Row]) -> str:
    return HEADER + "\n" + "".join(",".join(row) + "\n" for row in rows)


def as_xes(rows: list[Row]) -> str:
    """Write the rows as an XES document, traces in order of their first event."""
    traces: dict[str, list[Row]] = {}
    for row in rows:
        traces.setdefault(row[0], []).append(row)
    body = ""
    for case, events in traces.items():
        body += f'<trace><string key="concept:name" value={quoteattr(case)}/>'
        for _, activity, at, resource, transition in events:
            body += (
                f'<event><string key="concept:name" value={quoteattr(activity)}><string key="nested" value="x"/></string>'
                f'<date key="time:timestamp" value={quoteattr(at)}/><string key="org:resource" value={quoteattr(resource)}/>'
                f'<string key="lifecycle:transition" value={quoteattr(transition)}/></event>'
            )
        body += "</trace>"
    globals_ = '<global scope="event"><string key="concept:name" value="none"/></global>'
    return f'<?xml version="1.0"?><log xes.version="2.0" xmlns="http://www.xes-standard.org/">{globals_}{body}</log>'


def test_cases_have_processing_times_and_steps(take_log: TakeLog, casebook: Casebook) -> None:
    report = take_log(as_csv(ROWS))
    cases = casebook.frame("cases").set_index("case")
    assert (cases["ended_at"] - cases["started_at"]).to_dict() == {
        "c1": pd.Timedelta(days=1, hours=1, minutes=10),
        "c2": pd.Timedelta(days=4),
    }
    assert cases["working_days"].to_dict() == {"c1": 1, "c2": 4}
    assert cases[["activities", "events", "resources"]].to_numpy().tolist() == [[2, 4, 2], [2, 2, 1]]
    steps = casebook.frame("steps")
    assert steps[["case", "order", "activity"]].to_numpy().tolist() == [
        ["c1", 1, "register"],
        ["c1", 2, "decide"],
        ["c2", 1, "register"],
        ["c2", 2, "decide"],
    ]
    assert steps["started_at"].isna().tolist() == [False, False, True, True]
    assert report.units["permits"].median_days == pytest.approx((1 + 70 / 1440 + 4) / 2)
    assert report.rows.taken == 6


def test_xes_gives_the_same_as_csv(take_log: TakeLog, casebook: Casebook) -> None:
    take_log(as_csv(ROWS))
    before = casebook.frame("cases"), casebook.frame("steps")
    for name, content in (("log.xes", as_xes(ROWS).encode()), ("log.xes.gz", gzip.compress(as_xes(ROWS).encode()))):
        report = take_log(content, name=name)
        assert (report.rows.read, report.unchanged) == (6, True)
    pd.testing.assert_frame_equal(casebook.frame("cases"), before[0])
    pd.testing.assert_frame_equal(casebook.frame("steps"), before[1])


def test_nobody_s_name_is_kept(take_log: TakeLog, directory: Path) -> None:
    take_log(as_csv([("c1", "register", "2024-03-04T08:00:00Z", "Annette Andersson", "complete")]))
    for path in directory.rglob("*"):
        if path.is_file():
            assert b"Annette" not in path.read_bytes()


def test_a_case_goes_on_when_its_state_says_so_and_is_watched_until_the_log_ends(take_log: TakeLog, casebook: Casebook) -> None:
    text = HEADER + ",status\n" + "".join(",".join(row) + (",open\n" if row[0] == "c1" else ",shut\n") for row in ROWS)
    report = take_log(text)
    cases = casebook.frame("cases").set_index("case")
    assert cases["ended_at"].isna().to_dict() == {"c1": True, "c2": False}
    assert cases.loc["c1", "observed_at"] == pd.Timestamp("2024-03-08 08:00")
    assert pd.isna(cases.loc["c1", "working_days"])
    assert (report.units["permits"].open, report.rows.notes["open-case"]) == (1, 1)


def test_an_activity_can_end_a_case(take_log: TakeLog, casebook: Casebook) -> None:
    take_log(as_csv([*ROWS, ("c3", "register", "2024-03-04T08:00:00Z", "", "complete")]), MAPPING + 'ended_by = ["decide"]\n')
    assert casebook.frame("cases").set_index("case")["ended_at"].isna().to_dict() == {"c1": False, "c2": False, "c3": True}


def test_a_file_of_cases_says_when_they_began_and_ended(take_log: TakeLog, casebook: Casebook) -> None:
    mapping = MAPPING + '[cases.columns]\ncase = "id"\nstarted_at = "from"\nended_at = "to"\n'
    cases = "id,from,to\nc1,2024-03-01,2024-03-06\nc2,2024-03-04,\nc9,2024-03-04,2024-03-02\nc9,2024-03-04,2024-03-02\n,2024-03-01,\n"
    report = take_log(as_csv(ROWS), mapping, cases=cases)
    found = casebook.frame("cases").set_index("case")
    assert found.loc["c1", "started_at"] == pd.Timestamp("2024-02-29 23:00")
    assert found.loc["c1", "ended_at"] == pd.Timestamp("2024-03-05 23:00")
    assert pd.isna(found.loc["c2", "ended_at"])
    assert report.case_rows is not None
    assert report.case_rows.refusals == {"duplicate": 1, "no-case": 1}
    assert report.case_rows.corrections == {"end-before-start": 1}
    assert report.case_rows.read == report.case_rows.taken + report.case_rows.refused == 5


def test_dirt_of_logs_is_met_by_rule(take_log: TakeLog, casebook: Casebook) -> None:
    rows: list[Row] = [
        *ROWS,
        ROWS[0],
        ("", "register", "2024-03-04T08:00:00Z", "", "complete"),
        ("c4", "", "2024-03-04T08:00:00Z", "", "complete"),
        ("c4", "register", "", "", "complete"),
        ("c4", "register", "soon", "", "complete"),
        ("c4", "register", "2999-01-01T00:00:00Z", "", "complete"),
        ("NA", "register", "2024-03-04T08:00:00Z", "", "complete"),
        ("c5", "check", "2024-03-04T08:00:00Z", "", "start"),  # its end is missing
        ("c6", "check", "2024-03-04T08:00:00Z", "", "start"),
        ("c6", "check", "2024-03-04T07:00:00Z", "", "complete"),  # before its start
        ("c7", "check", "2024-03-04T07:00:00Z", "", "finish"),
        ("c8", "a", "2024-03-04T07:00:00Z", "", "start"),
        ("c8", "b", "2024-03-04T07:30:00Z", "", "complete"),
    ]
    report = take_log(as_csv(rows) + "c9,register,2024-03-04T08:00:00Z\n")
    assert report.rows.refusals == {
        "duplicate": 1,
        "no-case": 1,
        "no-activity": 1,
        "no-time": 1,
        "bad-time": 1,
        "in-the-future": 1,
        "shifted-columns": 1,
    }
    assert report.rows.corrections == {"end-before-start": 1, "unknown-value": 1}
    assert report.rows.notes == {"reads-na": 1, "open-step": 2, "end-without-start": 1}
    assert report.rows.read == report.rows.taken + report.rows.refused == len(rows) + 1
    steps = casebook.frame("steps").set_index(["case", "activity"])
    assert steps.loc[("c6", "check"), "started_at"] == pd.Timestamp("2024-03-04 08:00")
    assert pd.isna(steps.loc[("c6", "check"), "ended_at"])
    assert "NA" in set(casebook.frame("cases")["case"])


def test_steps_side_by_side_pair_first_with_first(take_log: TakeLog, casebook: Casebook) -> None:
    take_log(
        as_csv(
            [
                ("c", "a", "2024-03-04T08:00:00Z", "", "start"),
                ("c", "a", "2024-03-04T08:05:00Z", "", "start"),
                ("c", "a", "2024-03-04T08:10:00Z", "", "complete"),
                ("c", "a", "2024-03-04T08:20:00Z", "", "complete"),
            ]
        )
    )
    steps = casebook.frame("steps")
    assert ((steps["ended_at"] - steps["started_at"]).dt.total_seconds() / 60).tolist() == [10.0, 15.0]


def test_the_same_log_again_changes_nothing_and_another_one_is_a_revision(take_log: TakeLog, casebook: Casebook) -> None:
    assert take_log(as_csv(ROWS)).revision == 1
    version = casebook.version
    again = take_log(as_csv(list(reversed(ROWS))))
    assert (again.revision, again.unchanged, casebook.version) == (1, True, version)
    assert take_log(as_csv(ROWS[:4])).revision == 2
    assert casebook.frame("cases")["case"].tolist() == ["c1"]
    assert (casebook.directory / "permits.cases.1.parquet").exists()


def test_logs_stand_side_by_side_and_are_asked_for_by_unit(take_log: TakeLog, casebook: Casebook) -> None:
    take_log(as_csv(ROWS))
    take_log(as_csv(ROWS[:4]), MAPPING.replace("permits", "other"))
    assert casebook.frame("cases")["unit"].tolist() == ["other", "permits", "permits"]
    assert casebook.frame("cases", ["other"])["case"].tolist() == ["c1"]
    assert set(casebook.logs()) == {"permits", "other"}


def test_a_unit_is_of_the_district_that_every_log_of_it_names(take_log: TakeLog, casebook: Casebook) -> None:
    of_wendeng = MAPPING + '[units]\npermits = "wendeng"\nelsewhere = "rongcheng"\n'
    report = take_log(as_csv(ROWS), of_wendeng)
    assert report.units["permits"].district == "wendeng"
    assert any(line.startswith("  permits, of wendeng: 2 cases") for line in told(report))
    assert casebook.districts() == {"permits": "wendeng"}, "the log has no case of the other"
    other = of_wendeng.replace('name = "permits"', 'name = "other"').replace(
        "[columns]\n", '[columns]\nunit = { constant = "permits" }\n'
    )
    take_log(as_csv(ROWS), other)
    assert casebook.districts() == {"permits": "wendeng"}
    take_log(as_csv(ROWS), other.replace('"wendeng"', '"rongcheng"'))
    assert casebook.districts() == {}, "the logs differ"


def test_other_districts_of_the_same_rows_count_at_once(take_log: TakeLog, casebook: Casebook) -> None:
    take_log(as_csv(ROWS))
    version = casebook.version
    again = take_log(as_csv(ROWS), MAPPING + '[units]\npermits = "wendeng"\n')
    assert (again.revision, again.unchanged) == (1, True)
    assert (casebook.districts(), casebook.version) == ({"permits": "wendeng"}, version + 1)
    take_log(as_csv(ROWS))
    assert casebook.districts() == {}


def test_an_empty_casebook_has_its_columns(casebook: Casebook) -> None:
    assert list(casebook.frame("steps")) == ["unit", "case", "order", "activity", "started_at", "ended_at", "source"]


def test_files_of_a_newer_release_or_cut_short_are_refused(take_log: TakeLog, casebook: Casebook) -> None:
    take_log(as_csv(ROWS))
    path = casebook.directory / "permits.steps.1.parquet"
    path.write_bytes(path.read_bytes()[:-10])
    with pytest.raises(HistoryDamaged):
        casebook.frame("steps")
    (casebook.directory / "manifest.json").write_text('{"version": 2}')
    with pytest.raises(HistoryNewer):
        casebook.logs()


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (as_xes(ROWS)[:-40], "cut short"),
        (as_xes(ROWS).replace("<log", '<!DOCTYPE log [<!ENTITY a "b">]><log'), "document type"),
        ("<html></html>", "not log"),
        ("", "cut short"),
    ],
)
def test_what_is_no_whole_xes_document_is_refused_as_a_whole(
    content: str, reason: str, take_log: TakeLog, casebook: Casebook, directory: Path
) -> None:
    with pytest.raises(FileUnreadable, match=reason):
        take_log(content, name="log.xes")
    assert casebook.logs() == {}
    assert not (directory / "imports").exists()


def test_a_log_needs_its_columns_and_the_right_kind_of_mapping(take_log: TakeLog) -> None:
    with pytest.raises(FileUnreadable, match="time:timestamp"):
        take_log("case_id,concept:name\n")
    with pytest.raises(MappingUnreadable):
        take_log(as_csv(ROWS), 'name = "v"\n[columns]\nhall = "h"\nissued_at = "i"\n')
    with pytest.raises(MappingUnreadable, match="--cases"):
        take_log(as_csv(ROWS), cases="id\n")
