"""What an import refuses as a whole: nothing of it becomes history."""

from queue_server.core.errors import OneWindowError


class MappingUnreadable(OneWindowError):
    code = "mapping-unreadable"
    title = "The mapping cannot be used"


class FileUnreadable(OneWindowError):
    code = "import-file-unreadable"
    title = "The file cannot be read"


class ImportRunning(OneWindowError):
    code = "import-running"
    title = "The same import is going on"


class ReportNowhere(OneWindowError):
    code = "report-nowhere"
    title = "The report's directory is not there"
