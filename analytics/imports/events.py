"""A row of an event log -> an event, by the mapping and by the rules for dirt. Pure.

Who did it is only counted: of a resource's name a keyed digest is staged until its case is made, and then nothing.
"""

import hashlib
from collections.abc import Mapping, Sequence

from analytics.imports.clock import Clock
from analytics.imports.columns import Fields
from analytics.imports.mapping import ALLOWED
from analytics.imports.mapping import Mapping as Mapped
from analytics.imports.rules import READS_NA, Refused
from analytics.imports.visits import check_period

STAGED = {
    "line": "BIGINT",
    "unit": "VARCHAR",
    "case": "VARCHAR",
    "activity": "VARCHAR",  # null: the row tells of the case as a whole
    "at_ms": "BIGINT",
    "transition": "VARCHAR",
    "instance": "VARCHAR",
    "resource": "VARCHAR",
    "case_started_ms": "BIGINT",
    "case_ended_ms": "BIGINT",
    "case_state": "VARCHAR",
    "told": "VARCHAR",  # equal of the same facts
    "corrections": "VARCHAR",
    "notes": "VARCHAR",
}

LONGEST_TEXT = 200
DEFAULT_TRANSITION = "complete"
"""Of an event that tells none, as the lifecycle extension of XES has it for atomic events."""


class EventReader:
    """Makes events of what rows tell.

    Args:
        unit: Of cases whose unit the log does not tell.
        now_ms: Unix time of the import.
        key: For the digests of resources.
    """

    def __init__(self, mapping: Mapped, *, unit: str, now_ms: int, key: bytes) -> None:
        self._mapping = mapping
        self._unit = unit
        self._now_ms = now_ms
        self._key = key[:64]
        self._clock = Clock(mapping.tz, mapping.file.times, mapping.shift, dates=True)
        self._closed = frozenset(mapping.rules.closed_on)
        self._words = mapping.values.get("transition", {})

    def event(self, line: int, told: Mapping[str, str], facts: Sequence[str]) -> tuple[object, ...]:
        """Return a row of `STAGED`.

        Args:
            told: Texts by field (`mapping.EVENT_FIELDS`); one that is missing or empty is not recorded.
            facts: Everything that the row tells: rows of equal facts are the same.

        Raises:
            Refused: a rule does not take it.
        """
        corrections: list[str] = []
        notes: list[str] = []
        case, activity = told.get("case", ""), told.get("activity", "")
        if not case:
            raise Refused("no-case")
        if not activity:
            raise Refused("no-activity")
        unit = told.get("unit", "") or self._unit
        for text in (case, activity, unit):
            if not text.isprintable() or len(text) > LONGEST_TEXT:
                raise Refused("unreadable-text", text)
        if case.upper() in READS_NA or activity.upper() in READS_NA:
            notes.append("reads-na")
        if not told.get("at", ""):
            raise Refused("no-time")
        at = self._clock.read(told["at"], unit)
        if at.ms > self._now_ms:
            raise Refused("in-the-future", told["at"])
        check_period(at.day, self._mapping, self._closed, told["at"])
        corrections += at.corrections
        notes += at.notes
        return (
            line,
            unit,
            case,
            activity,
            at.ms,
            self._transition(told.get("transition", ""), corrections),
            told.get("instance", ""),
            self._resource(told.get("resource", "")),
            self._case_time(told.get("case_started_at", ""), unit, corrections),
            self._case_time(told.get("case_ended_at", ""), unit, corrections),
            told.get("case_state", "") or None,
            hashlib.blake2b("\x1f".join(facts).encode("utf-8", "surrogateescape"), digest_size=12).hexdigest(),
            " ".join(dict.fromkeys(corrections)),
            " ".join(dict.fromkeys(notes)),
        )

    def case(self, line: int, told: Mapping[str, str]) -> tuple[object, ...]:
        """Return a row of `STAGED` that tells of a case as a whole; `told`: texts by field (`mapping.CASE_FIELDS`).

        Raises:
            Refused: a rule does not take it.
        """
        corrections: list[str] = []
        case = told.get("case", "")
        if not case:
            raise Refused("no-case")
        if not case.isprintable() or len(case) > LONGEST_TEXT:
            raise Refused("unreadable-text", case)
        started = self._case_time(told.get("started_at", ""), self._unit, corrections)
        ended = self._case_time(told.get("ended_at", ""), self._unit, corrections)
        return (
            line, self._unit, case, None, None, None, None, None, started, ended, told.get("state", "") or None,
            hashlib.blake2b("\x1f".join(told.values()).encode("utf-8", "surrogateescape"), digest_size=12).hexdigest(),
            " ".join(dict.fromkeys(corrections)), "reads-na" if case.upper() in READS_NA else "",
        )  # fmt: skip

    def _transition(self, told: str, corrections: list[str]) -> str:
        if not told:
            return DEFAULT_TRANSITION
        word = self._words.get(told, told.lower())
        if word not in ALLOWED["transition"]:
            corrections.append("unknown-value")
            return "unknown"
        return word

    def _resource(self, told: str) -> str:
        return (
            hashlib.blake2b(told.encode("utf-8", "surrogateescape"), key=self._key, digest_size=8).hexdigest() if told else ""
        )

    def _case_time(self, told: str, unit: str, corrections: list[str]) -> int | None:
        if not told:
            return None
        try:
            moment = self._clock.read(told, unit)
        except Refused:
            corrections.append("bad-field")
            return None
        corrections += moment.corrections
        return moment.ms


class EventRows:
    """Reads rows of a CSV log; also of Parquet."""

    def __init__(self, reader: EventReader, fields: Fields) -> None:
        self._reader = reader
        self._fields = fields

    def read(self, line: int, fields: list[str] | None) -> tuple[object, ...]:
        return self._reader.event(line, self._fields.told(fields), fields or ())


class CaseRows:
    """Reads rows of a file of cases."""

    def __init__(self, reader: EventReader, fields: Fields) -> None:
        self._reader = reader
        self._fields = fields

    def read(self, line: int, fields: list[str] | None) -> tuple[object, ...]:
        return self._reader.case(line, self._fields.told(fields))
