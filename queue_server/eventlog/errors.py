"""The tree of errors that the log and its database raise.

OneWindowError
+-- LogError              one append or read
|   +-- StreamConflict    the stream has another head than expected: read it again and decide again
|   |   +-- AnswerKept    the command was answered meanwhile: look its answer up
|   |   +-- RowThere      somebody else has made the row meanwhile
|   |   +-- StreamLocked  another server is about to write to the stream
|   +-- AppendRefused     a row of this append cannot be stored; what else shared its commit is not touched
|   +-- LogUnavailable    nothing stored, or the outcome unknown: try again, with the same key
+-- DatabaseError         opening; each is one clear line for whoever starts the program
    +-- DatabaseInUse, DatabaseMissing, DatabaseForeign, DatabaseNewer, DatabaseOlder, DatabaseUnreachable
"""

from typing import ClassVar, Literal

from queue_server.core.errors import OneWindowError

Reason = Literal[
    "vanished",
    "replaced",
    "locked",
    "full",
    "read-only",
    "damaged",
    "slow",
    "closed",
    "failed",
    "unreachable",
    "clock",
    "busy",
]


class LogError(OneWindowError):
    pass


class StreamConflict(LogError):
    """Facts: `stream`, `expected`, `head`."""

    code = "stream-conflict"
    title = "The stream has gone on meanwhile"


class AnswerKept(StreamConflict):
    """Facts: `scope`, `key`."""

    code = "answer-kept"
    title = "The command has been answered already"


class RowThere(StreamConflict):
    """Fact: `table`."""

    code = "row-there"
    title = "A row that should be new is there already"


class StreamLocked(StreamConflict):
    """Fact: `stream`."""

    code = "stream-locked"
    title = "Another server is writing to the stream"


class AppendRefused(LogError):
    """Fact: `reason`, the name of what the database raised."""

    code = "append-refused"
    title = "The log cannot store what it was given"


class LogUnavailable(LogError):
    """Fact: `reason`; `sentence` says it in words for an operator."""

    code = "storage-unavailable"
    title = "The storage cannot be reached just now; try again"

    sentences: ClassVar[dict[Reason, str]] = {
        "vanished": "the database file is not where it was opened; it is used again as soon as it is back",
        "replaced": "another file stands where the database was opened; put the right one back, or restart to use this one",
        "locked": "another program holds the database's lock",
        "full": "the disk is full",
        "read-only": "the database file cannot be written to",
        "damaged": "the database file is damaged",
        "slow": "the database does not answer in time",
        "closed": "the log is closed",
        "failed": "the disk does not take or give what it should",
        "unreachable": "the database server cannot be reached; it is used again as soon as it answers",
        "clock": "this machine's clock is more than 2 s off the database's; set one of them right",
        "busy": "other servers write to the same hall all the time",
    }

    def __init__(self, *, reason: Reason) -> None:
        super().__init__(reason=reason)
        self.reason: Reason = reason

    @property
    def sentence(self) -> str:
        return self.sentences[self.reason]


class LogDamaged(LogError):
    """Facts: `stream`, `seq` of the first event that is not where it should be."""

    code = "log-damaged"
    title = "The log has a hole"


class DatabaseError(OneWindowError):
    pass


class DatabaseInUse(DatabaseError):
    code = "database-in-use"
    title = "Another server process uses the database"


class DatabaseMissing(DatabaseError):
    code = "database-missing"
    title = "There is no such database"


class DatabaseForeign(DatabaseError):
    code = "database-foreign"
    title = "This is not a database of OneWindow"


class DatabaseNewer(DatabaseError):
    code = "database-newer"
    title = "The database was made by a newer release"


class DatabaseOlder(DatabaseError):
    """Facts: `revision` of the tables, `known`: the newest."""

    code = "database-older"
    title = "The database was made by an older release; stop its servers and run: onewindow migrate"


class DatabaseUnreachable(DatabaseError):
    """Facts: `database`, and `reason`, what the system or the server said."""

    code = "database-unreachable"
    title = "The database cannot be opened"
