"""The history as an event log: what pm4py reads of it, and what the standard asks of it."""

import gzip
import warnings
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pandas as pd
import pytest
from defusedxml.ElementTree import parse

from analytics.history.casebook import Casebook
from analytics.history.store import Store
from analytics.queries.history import History
from analytics.reports.xes import Ticket, events_of, write_xes
from queue_server.cli import main
from tests.analytics.history.days import frames
from tests.analytics.history.looks import EVERYTHING

NAMESPACE = "{http://www.xes-standard.org/}"

STANDARD = {
    # attributes of the standard extensions (IEEE 1849-2016, annex): type, and on what they may stand
    "concept:name": ("string", {"log", "trace", "event"}),
    "concept:instance": ("string", {"event"}),
    "time:timestamp": ("date", {"event"}),
    "lifecycle:model": ("string", {"log"}),
    "lifecycle:transition": ("string", {"event"}),
    "org:resource": ("string", {"event"}),
    "org:role": ("string", {"event"}),
    "org:group": ("string", {"event"}),
}
TRANSITIONS = {
    "schedule", "assign", "withdraw", "reassign", "start", "suspend", "resume", "pi_abort", "ate_abort", "complete", "autoskip",
    "manualskip", "unknown",
}  # fmt: skip


@pytest.fixture
def history(tmp_path: Path) -> Iterator[Path]:
    directory = tmp_path / "history"
    store = Store(directory)
    store.write(frames(("wendeng", "2026-03-02"), ("wendeng", "2026-03-03"), ("zetou", "2026-03-02")))
    store.write(frames(("gejia", "2026-03-02"), source="simulated"))
    yield directory
    store.close()


def tickets_of(history: Path, *halls: str) -> pd.DataFrame:
    opened = History(history)
    frame = opened.frame('SELECT * FROM tickets ORDER BY date, hall, "order"', EVERYTHING)
    opened.close()
    return frame[frame["hall"].isin(halls)].reset_index(drop=True)


def check_standard(path: Path) -> None:
    """Hold a document against the standard's rules for extensions, globals and attributes."""
    with gzip.open(path) if path.suffix == ".gz" else path.open("rb") as file:
        root = parse(file).getroot()
    assert root.tag == f"{NAMESPACE}log"
    assert root.get("xes.version") == "2.0"
    order = [child.tag.removeprefix(NAMESPACE) for child in root]
    rank = {"extension": 0, "global": 1, "classifier": 2, "string": 3, "date": 3, "boolean": 3, "trace": 4}
    assert [rank[tag] for tag in order] == sorted(rank[tag] for tag in order)
    prefixes = {one.get("prefix") for one in root.findall(f"{NAMESPACE}extension")}
    scopes = {one.get("scope"): {child.get("key") for child in one} for one in root.findall(f"{NAMESPACE}global")}
    assert set(scopes) == {"trace", "event"}
    for classifier in root.findall(f"{NAMESPACE}classifier"):
        assert set(str(classifier.get("keys")).split()) <= scopes["event"]
    for level, elements in (
        ("log", [root]),
        ("trace", root.findall(f"{NAMESPACE}trace")),
        ("event", root.findall(f"{NAMESPACE}trace/{NAMESPACE}event")),
    ):
        for element in elements:
            attributes = [child for child in element if child.get("key") is not None]
            keys = [str(child.get("key")) for child in attributes]
            assert len(keys) == len(set(keys))
            assert scopes.get(level, set()) <= set(keys)
            for child in attributes:
                key = str(child.get("key"))
                if ":" in key:
                    assert key.split(":", maxsplit=1)[0] in prefixes
                    kind, where = STANDARD[key]
                    assert child.tag == NAMESPACE + kind
                    assert level in where
                if key == "time:timestamp":
                    assert datetime.fromisoformat(str(child.get("value"))).tzinfo is not None
                if key == "lifecycle:transition":
                    assert child.get("value") in TRANSITIONS


def read_by_pm4py(path: Path) -> pd.DataFrame:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import pm4py

        return pm4py.read_xes(str(path), show_progress_bar=False)


@pytest.mark.parametrize("name", ["out.xes", "out.xes.gz"])
def test_pm4py_reads_every_ticket_with_its_times(name: str, history: Path, tmp_path: Path) -> None:
    to = tmp_path / name
    command = [
        "export",
        "xes",
        str(to),
        "--history",
        str(history),
        "--hall",
        "wendeng",
        "--since",
        "2026-03-02",
        "--until",
        "2026-03-02",
    ]
    assert main(command) == 0
    check_standard(to)
    tickets = tickets_of(history, "wendeng")
    tickets = tickets[tickets["date"] == "2026-03-02"]
    log = read_by_pm4py(to)
    assert log["case:concept:name"].drop_duplicates().tolist() == [
        f"wendeng.2026-03-02.{number}" for number in tickets["number"]
    ]
    for activity, column in (
        ("issued", "issued_at"),
        ("called", "called_at"),
        ("started", "started_at"),
        ("finished", "finished_at"),
    ):
        wanted = tickets[tickets["outcome"].eq("done") | (column != "finished_at")][column].dropna()
        found = log.loc[log["concept:name"].eq(activity), "time:timestamp"]
        assert found.dt.tz_convert("UTC").dt.tz_localize(None).tolist() == wanted.tolist()
    ended = log[log["concept:name"].isin(["finished", "no_show", "left", "closed"])]
    assert len(ended) == len(tickets)
    assert log.groupby("case:concept:name")["time:timestamp"].apply(lambda times: times.is_monotonic_increasing).all()


def test_nothing_of_staff_is_in_it(history: Path, tmp_path: Path) -> None:
    to = tmp_path / "out.xes"
    assert main(["export", "xes", str(to), "--history", str(history)]) == 0
    resources = set(read_by_pm4py(to)["org:resource"].dropna())
    assert resources
    assert all(one.startswith("counter ") for one in resources)


def test_simulated_tickets_carry_the_word(history: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    to = tmp_path / "out.xes"
    assert main(["export", "xes", str(to), "--history", str(history)]) == 0
    assert "from log, simulated" in capsys.readouterr().out
    log = read_by_pm4py(to)
    assert set(log.loc[log["case:hall"] == "gejia", "case:source"]) == {"simulated"}
    assert 'value="OneWindow tickets (simulated)"' in to.read_text()


def test_the_export_can_be_imported_as_a_log(history: Path, tmp_path: Path) -> None:
    to, other = tmp_path / "out.xes.gz", tmp_path / "other"
    assert main(["export", "xes", str(to), "--history", str(history), "--hall", "wendeng"]) == 0
    assert main(["import", "log", str(to), "--unit", "wendeng", "--history", str(other)]) == 0
    cases = Casebook(other).frame("cases")
    tickets = tickets_of(history, "wendeng")
    assert len(cases) == len(tickets)
    done = tickets[tickets["outcome"] == "done"]
    names = "wendeng." + done["date"].dt.strftime("%Y-%m-%d") + "." + done["number"]
    house_s = (cases.set_index("case")["ended_at"] - cases.set_index("case")["started_at"]).dt.total_seconds()
    assert house_s.loc[names].tolist() == done["house_s"].tolist()


def test_texts_that_xml_cannot_write_are_left_out_and_others_escaped(tmp_path: Path) -> None:
    ticket = Ticket(
        hall="h", date="2026-03-02", number='<A&"1">', service="a\x0bb\x00", service_group=None, kind=None, priority=None, channel=None,
        outcome="left", counter=None, issued_at=datetime(2026, 3, 2, 8), called_at=None, started_at=None, finished_at=None,  # noqa: DTZ001
        source="log", scenario=None,
    )  # fmt: skip
    to = tmp_path / "out.xes"
    assert write_xes(to, [ticket], about={}) == (1, 2)
    check_standard(to)
    log = read_by_pm4py(to)
    assert set(log["case:concept:name"]) == {'h.2026-03-02.<A&"1">'}
    assert set(log["case:service"]) == {"ab"}
    assert events_of(ticket)[-1].known is False


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--hall", "nowhere"], "nothing-to-export"),
        (["--since", "2027-01-01"], "nothing-to-export"),
        (["--since", "soon"], "no date"),
    ],
)
def test_what_cannot_be_exported_is_one_line_and_leaves_no_file(
    arguments: list[str], said: str, history: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    to = tmp_path / "out.xes"
    assert main(["export", "xes", str(to), "--history", str(history), *arguments]) == 2
    told = capsys.readouterr().err
    assert said.replace("no date", "is not a date") in told
    assert len(told.splitlines()) == 1
    assert not to.exists()


def test_a_place_that_cannot_be_written_is_said(history: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["export", "xes", str(tmp_path / "no" / "out.xes"), "--history", str(history)]) == 2
    assert "export-not-written" in capsys.readouterr().err
