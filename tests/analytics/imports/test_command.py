"""`onewindow import` and its report."""

import json
from pathlib import Path

import pytest

from queue_server.cli import main
from tests.analytics.imports.dirt import MAPPING, dirty_visits
from tests.analytics.imports.test_logs import ROWS, as_csv


@pytest.fixture
def history(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.delenv("ONEWINDOW_DATABASE", raising=False)
    monkeypatch.delenv("ONEWINDOW_HISTORY", raising=False)
    return tmp_path / "data" / "history"


def test_visits_are_imported_beside_the_database_and_reported(
    tmp_path: Path, history: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file, mapping, report = tmp_path / "v.csv", tmp_path / "m.toml", tmp_path / "r.json"
    dirty = dirty_visits(seed=1, count=90)
    file.write_text(dirty.csv(), newline="")
    mapping.write_text(MAPPING)
    command = [
        "import",
        "visits",
        str(file),
        "--mapping",
        str(mapping),
        "--data",
        str(tmp_path / "data"),
        "--report",
        str(report),
    ]
    assert main(command) == 0
    said = capsys.readouterr()
    assert f"rows: {dirty.truth.read} read, {dirty.truth.taken} taken" in said.out
    assert f"refused {dirty.truth.refused['duplicate']}: duplicate (the same row again); such as line " in said.out
    assert said.err == ""
    told = json.loads(report.read_bytes())
    assert told["rows"]["refused"] == dirty.truth.refused.total()
    assert told["rows"]["refusals"] == dict(dirty.truth.refused)
    assert told["source"] == "import:old-system"
    assert (history / "manifest.json").exists()


def test_a_report_that_cannot_be_written_is_one_line_and_the_import_is_done(
    tmp_path: Path, history: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file, mapping, report = tmp_path / "v.csv", tmp_path / "m.toml", tmp_path / "r.json"
    file.write_text(dirty_visits(seed=1, count=90).csv(), newline="")
    mapping.write_text(MAPPING)
    report.mkdir()
    command = ["import", "visits", str(file), "--mapping", str(mapping), "--data", str(tmp_path / "data")]
    assert main([*command, "--report", str(report)]) == 2
    said = capsys.readouterr()
    assert said.err.startswith("onewindow: export-not-written:")
    assert len(said.err.splitlines()) == 1
    assert "rows: " in said.out
    assert (history / "manifest.json").exists()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["data", "m.toml", "r.json", "v.csv"]


def test_halls_that_the_city_does_not_have_are_named(tmp_path: Path, history: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data = ["--data", str(tmp_path / "data")]
    assert main(["init", str(Path(__file__).parents[3] / "docs" / "example-city.toml"), *data]) == 0
    file, report = tmp_path / "v.csv", tmp_path / "r.json"

    def imported(*halls: str) -> str:
        file.write_text("hall,issued_at\n" + "".join(f"{hall},2026-03-02 09:00:00\n" for hall in halls))
        capsys.readouterr()
        assert main(["import", "visits", str(file), *data, "--report", str(report)]) == 0
        return capsys.readouterr().out

    assert "does not have" not in imported("dong")
    assert json.loads(report.read_bytes())["not_the_citys"] == []
    told = imported("dong", "north", "wendng")
    assert "2 halls of these the city does not have: no page shows them (north, wendng)." in told.splitlines()[-1]
    assert json.loads(report.read_bytes())["not_the_citys"] == ["north", "wendng"]
    many = imported(*(f"h{n:02d}" for n in range(12)))
    assert "12 halls of these the city does not have" in many
    assert "h09 and 2 more" in many
    assert "1 hall of these the city does not have: no page shows it (north)." in imported("north")


def test_without_the_citys_database_it_is_said_that_halls_were_not_looked_up(
    tmp_path: Path, history: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "v.csv"
    file.write_text("hall,issued_at\nnorth,2026-03-02 09:00:00\n")
    assert main(["import", "visits", str(file), "--history", str(history), "--data", str(tmp_path / "none")]) == 0
    assert "whether it has these halls was not looked up" in capsys.readouterr().out


def test_a_log_is_imported_under_a_name_and_unit(tmp_path: Path, history: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "log.csv"
    file.write_text(as_csv(ROWS))
    assert main(["import", "log", str(file), "--unit", "town", "--name", "permits", "--history", str(history)]) == 0
    assert "town: 2 cases (0 open), 4 steps; median processing time 2.524 days" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["visits", "none.csv"], "import-file-unreadable"),
        (["visits", "none.csv", "--mapping", "none.toml"], "mapping-unreadable"),
        (["visits", "none.csv", "--preset", "warsaw", "--mapping", "m.toml"], "one of both"),
        (["visits", "none.csv", "--tz", "Mars/Base"], "Mars/Base"),
        (["log", "none.xes"], "import-file-unreadable"),
        (["visits"], "FILE"),
        (["visits", "none.csv", "--report", "no/such/dir/r.json"], "report"),
    ],
)
def test_what_cannot_be_done_is_one_line_and_exit_2(
    arguments: list[str],
    said: str,
    history: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["import", *arguments, "--history", str(history)]) == 2
    told = capsys.readouterr()
    assert said in told.err
    assert len(told.err.splitlines()) == 1
    assert told.out == ""


def test_beside_a_database_server_the_history_has_to_be_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("ONEWINDOW_HISTORY", raising=False)
    file = tmp_path / "v.csv"
    file.write_text("hall,issued_at\n")
    assert main(["import", "visits", str(file), "--database", "postgresql://u@h/n"]) == 2
    assert "--history" in capsys.readouterr().err
