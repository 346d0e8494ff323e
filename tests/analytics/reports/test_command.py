"""`onewindow report`: files that Chromium made, and what is refused in one line."""

import json
import os
import re
import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

from analytics.history.location import HISTORY_VARIABLE
from analytics.reports import made
from analytics.reports.chromium import PROGRAM_VARIABLE, PROGRAMS
from queue_server.cli import main
from queue_server.eventlog.location import DATABASE_VARIABLE
from tests.analytics.memory import stored, ticket
from tests.analytics.played import HALLS, Played
from tests.analytics.still import read


@pytest.fixture(autouse=True)
def alone(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in (DATABASE_VARIABLE, HISTORY_VARIABLE):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture(autouse=True, scope="module")
def chromium() -> Iterator[None]:
    """Where the machine has no Chromium, there is Playwright's."""
    with pytest.MonkeyPatch.context() as patch:
        if not any(map(shutil.which, PROGRAMS)):
            with sync_playwright() as playwright:
                patch.setenv(PROGRAM_VARIABLE, playwright.chromium.executable_path)
        yield


@pytest.fixture
def data(played: Played, tmp_path: Path) -> Path:
    stored(
        tmp_path / "history",
        [
            ticket(n, hall=hall, date=date(2026, 3, 2 + n % 4), wait_s=60.0 * n)
            for hall in ("wendeng", "zetou", "rongcheng")
            for n in range(1, 13)
        ],
    )
    return tmp_path


class Run:
    def __init__(self, data: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self._data, self._capsys = data, capsys

    def __call__(self, *arguments: str | Path) -> tuple[int, str, str]:
        sandbox = () if "--sandbox" in arguments else ("--no-sandbox",)
        given = [str(one) for one in arguments if one != "--sandbox"]
        code = main(["report", *given, *sandbox, "--data", str(self._data), "--month", "2026-03"])
        said = self._capsys.readouterr()
        return code, said.out, said.err


@pytest.fixture
def run(data: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    return Run(data, capsys)


def pages_of(pdf: bytes) -> int:
    assert pdf.startswith(b"%PDF-")
    assert pdf.rstrip().endswith(b"%%EOF")
    return len(re.findall(rb"/Type /Page\b", pdf))


def test_a_report_is_printed(run: Run, tmp_path: Path) -> None:
    to = tmp_path / "wendeng.pdf"
    assert run("--scope", "hall:wendeng", "--to", to) == (0, f"{to}\n", "")
    pdf = to.read_bytes()
    assert 5 < pages_of(pdf) < 40
    assert b"/StructTreeRoot" in pdf, "not tagged: nobody can have it read out"
    assert b"/Outlines" in pdf
    assert re.search(rb"/MediaBox \[0 0 59[45]\.?\d* 84[12]\.?\d*\]", pdf), "not A4"
    assert list(tmp_path.glob(".*.pdf*")) == []


@pytest.mark.parametrize("language", ["zh", "en"])
def test_html_has_its_charts_in_it(run: Run, tmp_path: Path, language: str) -> None:
    to = tmp_path / "city.html"
    assert run("--to", to, "--language", language)[0] == 0
    report = read(to.read_text(encoding="utf-8"))
    charts = report.all("svg", class_name="main-svg")
    cards = report.all("section", class_name="card")
    assert len(cards) == len([card for card in cards if card.all("svg", class_name="main-svg")]) > 15
    said = " ".join(chart.text for chart in charts)
    assert ("文登区社保大厅" if language == "zh" else "Wendeng District") in said
    assert all(one.attributes["xlink:href"].startswith("data:") for one in report.all("image"))
    assert not report.all("script")
    ids = [one.attributes["id"] for one in report.all() if "id" in one.attributes]
    assert len(ids) == len(set(ids)), "one chart's clip would cut another's"


def test_without_charts_no_chromium_is_needed(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHROMIUM", "no-such-program")
    to = tmp_path / "wendeng.html"
    assert run("--scope", "hall:wendeng", "--no-charts", "--to", to)[0] == 0
    report = read(to.read_text(encoding="utf-8"))
    assert report.all("table")
    assert not report.all("svg")


def test_every_hall_is_made_once(run: Run, tmp_path: Path, data: Path) -> None:
    to = tmp_path / "reports"
    made_of = ("--every", "hall", "--no-charts", "--language", "en", "--to", to)
    assert run(*made_of) == (0, f"{to}: {len(HALLS)} reports made\n", "")
    files = sorted(path.name for path in to.iterdir())
    assert files == sorted([made.NAME, *(f"2026-03-hall-{hall.id}-en.html" for hall in HALLS)])
    assert run(*made_of)[1] == f"{to}: 0 reports made, {len(HALLS)} were there\n"
    (to / "2026-03-hall-zetou-en.html").unlink()
    (to / "2026-03-hall-daoji-en.html").write_text("half of one")
    assert run(*made_of)[1] == f"{to}: 2 reports made, {len(HALLS) - 2} were there\n"
    stored(data / "history", [ticket(1, date=date(2026, 3, 30))])
    assert run(*made_of)[1] == f"{to}: {len(HALLS)} reports made\n"
    (to / made.NAME).write_text(json.dumps(["no such list"]))
    assert run(*made_of)[1] == f"{to}: {len(HALLS)} reports made\n"


def test_districts_are_printed_by_one_chromium(run: Run, tmp_path: Path) -> None:
    to = tmp_path / "reports"
    assert run("--every", "district", "--to", to) == (0, f"{to}: 2 reports made\n", "")
    assert all(pages_of(path.read_bytes()) for path in to.glob("*.pdf"))


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--scope", "hall:nowhere"), "scope-unknown"),
        (("--scope", "nowhere"), "scope-unknown"),
        (("--to", "report.doc"), "FILE.pdf or FILE.html"),
        (("--to", "report.html", "--format", "pdf"), "FILE.pdf or FILE.html"),
        (("--every", "hall"), "into which directory"),
        (("--no-charts", "--format", "pdf"), "HTML alone"),
        (("--month", "2026-13"), "not a month such as 2026-03"),
    ],
)
def test_what_cannot_be_made_is_one_line(run: Run, arguments: tuple[str, ...], said: str) -> None:
    code, out, err = run(*arguments)
    assert (code, out, len(err.splitlines())) == (2, "", 1)
    assert said in err


def test_without_chromium_it_is_told_what_to_install(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHROMIUM", "no-such-program")
    code, _, err = run("--to", tmp_path / "a.pdf")
    assert code == 2
    assert "chromium-missing" in err
    assert "apt install chromium" in err
    assert not (tmp_path / "a.pdf").exists()


@pytest.mark.parametrize("program", ["/bin/true", "/bin/cat"])
def test_what_is_no_chromium_is_told(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, program: str) -> None:
    monkeypatch.setenv("CHROMIUM", program)
    code, _, err = run("--to", tmp_path / "a.pdf")
    assert (code, len(err.splitlines())) == (2, 1)
    assert "chromium-failed" in err


def test_a_machine_without_chinese_characters_is_told(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fonts = tmp_path / "fonts.conf"
    fonts.write_text(f"<fontconfig><dir>{tmp_path}</dir><cachedir>{tmp_path}</cachedir></fontconfig>")
    monkeypatch.setenv("FONTCONFIG_FILE", str(fonts))
    assert "font-missing" in run("--to", tmp_path / "a.pdf")[2]


@pytest.mark.skipif(os.geteuid() != 0, reason="root alone is refused")
def test_root_has_to_say_that_no_sandbox_is_meant(run: Run, tmp_path: Path) -> None:
    code, _, err = run("--sandbox", "--to", tmp_path / "a.pdf")
    assert code == 2
    assert "chromium-as-root" in err


def test_a_place_that_cannot_be_written_is_said(run: Run, tmp_path: Path) -> None:
    for to in (tmp_path / "no" / "a.html", tmp_path):
        target = to if to.suffix else to / "folder.html"
        if not to.suffix:
            target.mkdir()
        code, _, err = run("--no-charts", "--to", target)
        assert (code, len(err.splitlines())) == (2, 1)
        assert "export-not-written" in err
    (tmp_path / "file").write_text("")
    assert "export-not-written" in run("--every", "hall", "--no-charts", "--to", tmp_path / "file" / "below")[2]
