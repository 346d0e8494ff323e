"""Snapshots of a day as visits: by hand, on dirt, and on the packaged real day."""

import argparse
import gzip
from datetime import date, timedelta
from importlib.resources import files
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from queue_server.clients.visits import read_visits
from queue_server.clients.warsaw import add_arguments, run
from queue_server.clients.warsaw.arrivals import LinePolls, pace
from queue_server.clients.warsaw.convert import Conversion, convert, told
from queue_server.clients.warsaw.snapshots import read_snapshots
from queue_server.core.errors import OneWindowError
from tests.clients.warsaw.test_snapshots import DAY, HEADER, row

PACKAGED = files("queue_server") / "data" / "warsaw"
REAL_HALL, REAL_DAY = "UD_Mokotow_2", date(2020, 1, 15)


def conversion(*rows: str, hall: str = "UD_X", on: date = DAY, seed: int = 1) -> Conversion:
    return convert(read_snapshots([HEADER, *rows], hall=hall, on=on), hall=hall, on=on, seed=seed)


def day(*states: tuple[str, str, int], queue: str = "471", letter: str = "A", counters: int = 2) -> list[str]:
    """Rows of one queue: (time, number, waiting) each."""
    return [
        row(time, queue=queue, letter=letter, number=number, waiting=waiting, counters=counters)
        for time, number, waiting in states
    ]


def clock(visits: Conversion) -> list[str]:
    return [f"{visit.issued_at:%H:%M}" for visit in visits.visits]


def test_arrivals_are_the_increments_of_number_and_waiting() -> None:
    found = conversion(*day(("08:00", "", 2), ("08:05", "A001", 3), ("08:10", "A004", 0), ("08:15", "A004", 1)))
    # issued so far: 2, 4, 4, 5
    assert [f"{visit.issued_at:%H:%M}" < "08:00" for visit in found.visits] == [True, True, False, False, False]
    assert "08:00" <= clock(found)[2] <= clock(found)[3] <= "08:05"
    assert "08:10" <= clock(found)[4] <= "08:15"
    assert all(visit.service == "A" for visit in found.visits)


def test_visitors_who_leave_unseen_are_not_counted_again_when_others_come() -> None:
    assert len(conversion(*day(("08:00", "A001", 9), ("08:05", "A001", 7), ("08:10", "A001", 9))).visits) == 10


def test_nothing_depends_on_the_order_of_rows_and_the_seed_decides_the_spread() -> None:
    rows = day(("08:00", "A001", 5), ("08:05", "A003", 8), ("08:10", "A009", 4))
    assert conversion(*rows).visits == conversion(*reversed(rows)).visits
    assert conversion(*rows).visits != conversion(*rows, seed=2).visits
    assert len(conversion(*rows).visits) == len(conversion(*rows, seed=2).visits)


def test_an_idle_queue_and_a_leftover_at_no_counter_have_no_visits() -> None:
    idle = day(("08:00", "", 0), ("08:05", "", 0))
    leftover = day(("08:00", "", 7), ("08:05", "", 7), queue="472", letter="B", counters=0)
    found = conversion(*idle, *leftover)
    assert found.visits == []
    assert len(found.idle) == 2
    assert "closed on that date" in told(found)[-1]


def test_queues_that_share_a_letter_share_their_numbers() -> None:
    first = day(("08:00", "A001", 1), ("08:05", "A001", 1), ("08:10", "A003", 0))
    second = day(("08:00", "", 0), ("08:05", "A002", 0), ("08:10", "A004", 0), queue="472")
    assert len(conversion(*first, *second).visits) == 4


def test_queues_of_a_letter_in_another_hundred_are_lines_of_their_own() -> None:
    first = day(("08:00", "D001", 0), ("08:05", "D004", 0), letter="D")
    second = day(("08:00", "D501", 0), ("08:05", "D506", 0), queue="606", letter="D")
    found = conversion(*first, *second)
    assert {line.service: len(line.visits) for line in found.lines} == {"D": 4, "D-606": 6}


def test_a_queue_without_a_letter_is_counted_by_who_waits() -> None:
    found = conversion(*day(("08:00", "K001", 0), ("08:05", "R009", 3), ("08:10", "R002", 2), queue="203", letter=" "))
    assert [line.service for line in found.lines] == ["203"]
    assert len(found.visits) == 3
    assert found.lines[0].misread.foreign == 3


def test_the_pace_is_busy_counter_time_over_calls() -> None:
    line = LinePolls(minutes=[0, 5, 10, 15], waiting=[4, 4, 0, 3], counters=[2, 2, 2, 2], called=[1, 7, 11, 12])
    assert pace(line).busy_s == 2 * 5 * 60  # only the first interval has a line at both ends
    assert pace(line).calls == 6
    assert pace(line).mean_s == 100


def test_service_times_follow_the_pace_of_the_hour() -> None:
    slow = [(f"08:{minute:02d}", f"A{1 + minute // 5:03d}", 9) for minute in range(0, 60, 5)]  # two counters, one call in 5 min
    fast = [(f"14:{minute:02d}", f"A{12 + 5 * (minute // 5):03d}", 9) for minute in range(0, 60, 5)]
    (line,) = conversion(*day(*slow, *fast)).lines
    early = [visit.service_s for visit in line.visits if visit.called_min is not None and visit.called_min < 9 * 60]
    late = [visit.service_s for visit in line.visits if visit.called_min is not None and 14 * 60 < visit.called_min < 15 * 60]
    assert sum(early) / len(early) > 2 * sum(late) / len(late)


def test_the_pace_of_a_line_is_kept_by_its_service_times() -> None:
    steady = [(f"{8 + minute // 60:02d}:{minute % 60:02d}", f"A{1 + 2 * (minute // 5):03d}", 9) for minute in range(0, 480, 5)]
    (line,) = conversion(*day(*steady)).lines  # two counters, two calls in five minutes: a mean service of five
    whole = line.visits[: len(line.visits) // 40 * 40]
    assert sum(visit.service_s for visit in whole) / len(whole) == pytest.approx(300, rel=0.02)


def test_the_report_tells_what_was_met() -> None:
    rows = day(("08:00", "A001", 6), ("08:05", "B002", 6), ("08:10", "A003", 5))
    report = "\n".join(told(conversion(*rows, rows[0], row("99:00"))))
    assert "duplicates 1" in report
    assert "rows left out 1" in report
    assert "foreign 1" in report
    assert "still waited at the last poll" in report


def arguments(*argv: object) -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    add_arguments(parser)
    return parser.parse_args(["warsaw", *map(str, argv)])


def test_the_command_writes_visits(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source, output = tmp_path / "queues.csv", tmp_path / "visits.csv.gz"
    source.write_text(HEADER + "".join(day(("08:00", "A001", 2), ("08:05", "A003", 1))))
    assert run(arguments(source, "--hall", "UD_X", "--date", DAY, "-o", output)) == 0
    visits = gzip.decompress(output.read_bytes()).decode().splitlines()
    assert visits[0] == "hall,issued_at,service,service_s,patience_s,priority"
    assert len(visits) == 5
    assert "4 visits" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("content", "argv", "says"),
    [
        (HEADER + row(), ("--hall", "UD_Z", "--date", "2020-01-15"), "no hall UD_Z in the file; it has UD_X"),
        (HEADER + row(), ("--hall", "UD_X", "--date", "2020-01-16"), "was not polled on 2020-01-16; it was on 2020-01-15"),
        (HEADER + row(number="", waiting=0), ("--hall", "UD_X", "--date", "2020-01-15"), "closed on that date"),
        ("hall,issued_at\n", ("--hall", "UD_X", "--date", "2020-01-15"), "lacks"),
        ("\0" * 200_000, ("--hall", "UD_X", "--date", "2020-01-15"), "field limit"),
    ],
)
def test_what_cannot_be_converted_is_said_and_nothing_is_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], content: str, argv: tuple[str, ...], says: str
) -> None:
    source, output = tmp_path / "queues.csv", tmp_path / "visits.csv"
    source.write_text(content)
    with pytest.raises(OneWindowError) as refused:
        run(arguments(source, *argv, "-o", output))
    assert says in f"{capsys.readouterr().err}{refused.value}"
    assert not output.exists()


def test_the_packaged_visits_are_what_the_converter_makes_of_the_packaged_snapshots(tmp_path: Path) -> None:
    snapshots, visits = (
        PACKAGED / f"{kind}-{REAL_HALL}-{REAL_DAY}.csv{end}" for kind, end in (("snapshots", ".gz"), ("visits", ""))
    )
    output = tmp_path / "visits.csv"
    assert run(arguments(snapshots, "--hall", REAL_HALL, "--date", REAL_DAY, "-o", output)) == 0
    assert output.read_bytes() == visits.read_bytes()


def test_the_packaged_day_is_plausible() -> None:
    with gzip.open(str(PACKAGED / f"snapshots-{REAL_HALL}-{REAL_DAY}.csv.gz"), "rt", encoding="utf-8") as lines:
        found = convert(read_snapshots(lines, hall=REAL_HALL, on=REAL_DAY), hall=REAL_HALL, on=REAL_DAY, seed=1)
    # The last numbers of the day are A160, B187, D077 and K166, and nobody waits.
    assert {line.service: len(line.visits) for line in found.lines} == {"A": 160, "B": 187, "D": 77, "K": 166}
    assert all(visit.called_min is not None for line in found.lines for visit in line.visits)
    assert not any(vars(line.misread)["back"] + vars(line.misread)["stray"] for line in found.lines)


def test_the_packaged_visits_are_read_without_a_bad_row() -> None:
    with (PACKAGED / f"visits-{REAL_HALL}-{REAL_DAY}.csv").open(encoding="utf-8") as text:
        assert text.readline().startswith("hall,issued_at")
    found = read_visits(Path(str(PACKAGED / f"visits-{REAL_HALL}-{REAL_DAY}.csv")), ZoneInfo("Europe/Warsaw"))
    assert (len(found.visits), found.bad) == (590, [])
    assert found.visits[-1].issued_at - found.visits[0].issued_at < timedelta(hours=9)
