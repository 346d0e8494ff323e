"""The tree of errors that the history raises.

OneWindowError
+-- HistoryError
    +-- HistoryNewer        a newer release wrote it: nothing is read by guessing, and nothing written over it
    +-- HistoryDamaged      the manifest cannot be read
    +-- HistoryUnwritable   the system does not let it be written; what was there is as it was
    +-- HistoryBusy         another process writes to it for too long
    +-- DayNotClosed        only what does not change any more is history
"""

from queue_server.core.errors import OneWindowError


class HistoryError(OneWindowError):
    pass


class HistoryNewer(HistoryError):
    """Facts: `file`, `version` of it, `known`: the newest that this release reads."""

    code = "history-newer"
    title = "The history was written by a newer release"


class HistoryDamaged(HistoryError):
    """Fact: `file`."""

    code = "history-damaged"
    title = "The list of the history's files cannot be read; onewindow history rebuild begins a new one"


class HistoryUnwritable(HistoryError):
    """Facts: `directory`, `reason`: what the system said."""

    code = "history-unwritable"
    title = "The history cannot be written"


class HistoryBusy(HistoryError):
    """Fact: `directory`."""

    code = "history-busy"
    title = "Another process writes to the history"


class DayNotClosed(HistoryError):
    """Fact: `events`: how many the day has."""

    code = "day-not-closed"
    title = "The day's last event does not close it"
