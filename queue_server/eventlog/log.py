"""What an event log is, whatever keeps it.

A stream's events are numbered 1, 2, 3 ... without gaps. An append names the head that it expects, so of two that decided on
the same state one fails and decides again.
"""

from collections.abc import Mapping
from typing import NamedTuple, Protocol

import msgspec

ANSWER_KEPT_MS = 48 * 3600 * 1000
"""How long a command's answer is kept for whoever sends the command again; the wire protocol promises it."""


class StoredEvent(NamedTuple):
    """`body` is what `core.events.encode` wrote."""

    stream: str
    seq: int
    body: bytes


class StreamEvents(NamedTuple):
    """New events of one stream, at least one. `expected`: the stream's head before them, 0 when there is no such stream."""

    stream: str
    expected: int
    bodies: tuple[bytes, ...]


class Answer(msgspec.Struct, frozen=True):
    """What a command was answered, kept under its key. `at_ms`: real Unix milliseconds, not the hall clock's.

    A key that was kept for `ANSWER_KEPT_MS` is free again, deleted or not.
    """

    scope: str
    actor: str
    key: str
    body_hash: str
    status: int
    answer: bytes
    at_ms: int


class Upsert(NamedTuple):
    """Rows to insert, or to overwrite in the given columns where the table's primary key is there already.

    A row gives all columns that may not be null, in either case.
    """

    table: str
    rows: tuple[Mapping[str, object], ...]


class Insert(NamedTuple):
    """Rows that must be new: one whose primary key is there makes the append a conflict."""

    table: str
    rows: tuple[Mapping[str, object], ...]


class Delete(NamedTuple):
    """Rows to delete by their primary keys, each a mapping of the key's columns."""

    table: str
    keys: tuple[Mapping[str, object], ...]


Write = Upsert | Insert | Delete


class Append(NamedTuple):
    """What becomes durable together or not at all; `writes` happen in their order."""

    streams: tuple[StreamEvents, ...]
    writes: tuple[Write, ...] = ()
    answers: tuple[Answer, ...] = ()


class EventLog(Protocol):
    """`id`: random hex that was made with the log; a log with another id has other events under the same numbers."""

    id: str

    async def append(self, append: Append) -> None:
        """Store all of `append`; it is durable when this returns.

        A cancelled caller does not stop what has begun: it is stored whole, or not at all.

        Raises:
            StreamConflict: a stream's head is not the expected one. Nothing of this append is stored.
            AnswerKept: an answer is kept under a key of `answers` already. Nothing of this append is stored.
            RowThere: a row of an `Insert` is there already. Nothing of this append is stored.
            AppendRefused: a row of it cannot be stored. Nothing of this append is stored.
            LogUnavailable: nothing is stored, or the outcome is unknown.
        """

    async def read(self, stream: str, after: int = 0, limit: int | None = None) -> list[StoredEvent]:
        """Return the stream's events with a seq above `after`, at most `limit`, in order."""

    async def head(self, stream: str) -> int:
        """Return the seq of the stream's last event, 0 when there is no such stream."""

    async def heads(self, prefix: str = "") -> dict[str, int]:
        """Return the heads of all streams whose names begin with `prefix`, by name."""

    async def answer(self, scope: str, actor: str, key: str) -> Answer | None:
        """Return the answer that was kept under this key."""

    async def close(self) -> None:
        """Take no more appends, and return when those under way are stored."""
