"""Files with every kind of dirt, made from a seed, and what is true of them.

The dirt is put in row by row: each row is made clean, then at most one thing is done to it, and what has to come of that is written down at
once. So the truth is known without reading the file.
"""

import csv
import io
import random
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

TZ = ZoneInfo("Europe/Warsaw")
HEADER = ["Branch", "Ticket", "Queue", "Taken", "Called", "Start", "End", "Window", "State"]
MAPPING = """
name = "old-system"
time_zone = "Europe/Warsaw"

[file]
times = ["%d.%m.%Y %H:%M:%S"]
missing = ["-"]

[columns]
hall = "Branch"
number = "Ticket"
service = "Queue"
issued_at = "Taken"
called_at = "Called"
started_at = "Start"
finished_at = "End"
counter = "Window"
outcome = "State"

[halls]
North = "north"
South = "south"
NA = "na"

[values.outcome]
served = "done"
absent = "no_show"
gone = "left"

[rules]
since = 2024-01-01
until = 2024-12-31
closed_on = [2024-05-01]
longest_service_s = 7200

[[shift]]
since = 2025-03-04
until = 2025-03-04
hall = "north"
years = -1

[[shift]]
since = 2016-06-01
until = 2016-06-30
hall = "south"
days = 2922
"""


@dataclass
class Truth:
    """What an import of the file has to find. `tickets`: by (hall, date, number), (wait_s, service_s, outcome)."""

    read: int = 0
    refused: Counter[str] = field(default_factory=Counter)
    corrected: Counter[str] = field(default_factory=Counter)
    noted: Counter[str] = field(default_factory=Counter)
    corrected_rows: int = 0
    tickets: dict[tuple[str, date, str], tuple[float | None, float | None, str]] = field(default_factory=dict)

    @property
    def taken(self) -> int:
        return self.read - self.refused.total()


@dataclass
class DirtyFile:
    header: list[str]
    rows: list[list[str]]
    truth: Truth

    def csv(self) -> str:
        text = io.StringIO(newline="")
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(self.header)
        writer.writerows(self.rows)
        return text.getvalue()


KINDS = (
    "clean", "clean", "clean", "clean", "clean", "absent", "gone", "duplicate", "conflicting", "shifted-short", "shifted-right",
    "no-hall", "unknown-hall", "no-time", "bad-time", "future", "out-of-period", "holiday", "wrong-year", "wrong-clock",
    "end-before-start", "call-before-issue", "missing-end", "too-long", "bad-counter", "unknown-state", "long-number", "na-hall",
    "na-number", "surrogate",
)  # fmt: skip


def dirty_visits(seed: int, count: int) -> DirtyFile:
    """Return a file of about `count` rows on some days of 2024 in three halls; every kind of dirt is in it from 30 rows on."""
    chance = random.Random(seed)
    truth, rows = Truth(), list[list[str]]()
    days = [date(2024, 3, 4), date(2024, 3, 5), date(2024, 6, 3)]
    for order in range(count):
        kind = KINDS[order % len(KINDS)]
        number, day = f"A{order:05d}", chance.choice(days)
        hall = {"wrong-year": "North", "wrong-clock": "South", "na-hall": "NA"}.get(kind) or chance.choice(["North", "South"])
        if kind == "wrong-year":
            day = date(2024, 3, 4)
        if kind == "wrong-clock":
            day = date(2024, 6, 3)
        issued = datetime(day.year, day.month, day.day, 8, tzinfo=TZ) + timedelta(seconds=chance.randrange(8 * 3600))
        wait_s, walk_s, service_s = chance.randrange(3600), chance.randrange(90), chance.randrange(30, 3600)
        called = issued + timedelta(seconds=wait_s)
        started = called + timedelta(seconds=walk_s)
        finished = started + timedelta(seconds=service_s)
        row = [hall, number, "K", _told(issued), _told(called), _told(started), _told(finished), str(1 + order % 12), "served"]
        facts: tuple[float | None, float | None, str] = (float(wait_s), float(service_s), "done")
        taken = True
        match kind:
            case "absent":
                row[5:7], row[8], facts = ["-", ""], "absent", (float(wait_s), None, "no_show")
            case "gone":
                row[4:7], row[8], facts = ["", "-", ""], "gone", (None, None, "left")
            case "duplicate":
                _refuse(truth, rows, list(row), "duplicate")  # put in twice: the second one is refused
            case "conflicting":
                later = [*row[:7], "31", row[8]]
                rows.append(row)
                truth.read += 1
                _refuse(truth, rows, later, "conflicting-duplicate")
                truth.tickets[hall.lower(), day, number] = facts
                continue
            case "shifted-short":
                _refuse(truth, rows, row[1:], "shifted-columns")
                continue
            case "shifted-right":
                _refuse(truth, rows, [row[0], row[1], row[2], "K2", *row[3:8]], "shifted-columns")
                continue
            case "no-hall":
                _refuse(truth, rows, ["", *row[1:]], "no-hall")
                continue
            case "unknown-hall":
                _refuse(truth, rows, ["West", *row[1:]], "unknown-hall")
                continue
            case "no-time":
                _refuse(truth, rows, [*row[:3], "-", "", *row[5:]], "no-time")
                continue
            case "bad-time":
                _refuse(truth, rows, [*row[:3], "31.02.2024 08:00:00", "", *row[5:]], "bad-time")
                continue
            case "future":
                _refuse(truth, rows, [*row[:3], f"01.01.{datetime.now(UTC).year + 2} 08:00:00", *row[4:]], "in-the-future")
                continue
            case "out-of-period":
                _refuse(truth, rows, [*row[:3], "15.07.2012 08:00:00", *row[4:]], "out-of-period")
                continue
            case "holiday":
                _refuse(truth, rows, [*row[:3], "01.05.2024 08:00:00", "", "", "", *row[7:]], "closed-day")
                continue
            case "wrong-year":
                row[3:7] = [_told(time + timedelta(days=365)) for time in (issued, called, started, finished)]
                truth.corrected["wrong-year"] += 1
            case "wrong-clock":
                row[3:7] = [_told(time - timedelta(days=2922)) for time in (issued, called, started, finished)]
                truth.corrected["wrong-clock"] += 1
            case "end-before-start":
                row[6] = _told(started - timedelta(seconds=1))
                # the end is not taken, so it is missing, too
                truth.corrected.update(["end-before-start", "missing-end"])
                facts = (facts[0], None, "done")
            case "call-before-issue":
                row[4] = _told(issued - timedelta(seconds=1))
                truth.corrected["end-before-start"] += 1
                facts = (None, facts[1], "done")
            case "missing-end":
                row[6] = "-"
                truth.corrected["missing-end"] += 1
                facts = (facts[0], None, "done")
            case "too-long":
                row[6] = _told(started + timedelta(seconds=7201))
                truth.corrected.update(["too-long", "missing-end"])
                facts = (facts[0], None, "done")
            case "bad-counter":
                row[7] = "window"
                truth.corrected["bad-field"] += 1
            case "unknown-state":
                row[8] = "whatever"
                truth.corrected["unknown-value"] += 1
            case "long-number":
                row[1] = f"37108119900101{order:04d}"
                truth.corrected["long-number"] += 1
                number = ""
            case "na-hall":
                pass
            case "na-number":
                number = row[1] = "NA"
                hall = row[0] = "North" if order % 2 else "South"
                taken = (hall.lower(), day, "NA") not in truth.tickets
                if not taken:
                    _refuse(truth, rows, row, "conflicting-duplicate")
                    continue
                truth.noted["reads-na"] += 1
            case "surrogate":
                _refuse(truth, rows, ["No\x07rth", *row[1:]], "unreadable-text")
                continue
        rows.append(row)
        truth.read += 1
        truth.corrected_rows += kind in CORRECTED_KINDS
        if number:
            truth.tickets[hall.lower(), day, number] = facts
    return DirtyFile(HEADER, rows, truth)


CORRECTED_KINDS = {
    "wrong-year", "wrong-clock", "end-before-start", "call-before-issue", "missing-end", "too-long", "bad-counter", "unknown-state",
    "long-number",
}  # fmt: skip


def _refuse(truth: Truth, rows: list[list[str]], row: list[str], rule: str) -> None:
    rows.append(row)
    truth.read += 1
    truth.refused[rule] += 1


def _told(time: datetime) -> str:
    return time.astimezone(TZ).strftime("%d.%m.%Y %H:%M:%S")
