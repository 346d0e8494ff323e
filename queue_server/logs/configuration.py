"""Where log lines go, in which form, and which of them.

Libraries are heard from `warning` on whatever level is chosen: at `debug` some of them write what they send and receive, with
passes, cookies and tokens in it.
"""

import logging
import os
import sys
import threading
from collections.abc import Mapping
from logging.handlers import SysLogHandler
from types import TracebackType
from typing import ClassVar

from queue_server.core.errors import OneWindowError
from queue_server.logs.lines import JsonLines, TextLines

FORM_VARIABLE = "ONEWINDOW_LOG"
"""`json` or `text`; otherwise text on a terminal and JSON everywhere else."""
LEVEL_VARIABLE = "ONEWINDOW_LOG_LEVEL"
"""`debug`, `info` (a server's default), `warning` (that of commands) or `error`. Of our own loggers."""

FORMS: Mapping[str, type[logging.Formatter]] = {"json": JsonLines, "text": TextLines}
LEVELS = {"debug": logging.DEBUG, "info": logging.INFO, "warning": logging.WARNING, "error": logging.ERROR}
MACHINE_LOG = "/dev/log"
"""Where syslog or journald listens."""

AUDIT = "onewindow.audit"
OWN = "onewindow"
"""The name that all of our loggers begin with."""

log = logging.getLogger("onewindow.process")


class LogSettingInvalid(OneWindowError):
    """Facts: `variable`, `allowed`."""

    code: ClassVar[str] = "log-setting-invalid"
    title: ClassVar[str] = "The environment variable does not have an allowed value"


def configure(environment: Mapping[str, str] = os.environ, *, level: str = "info") -> None:
    """Send all log lines of this process to its standard error, as the environment says; `level` where it says none.

    Raises:
        LogSettingInvalid: it says something else than what is allowed.
    """
    form = _chosen(environment, FORM_VARIABLE, FORMS, "text" if sys.stderr.isatty() else "json")
    level = _chosen(environment, LEVEL_VARIABLE, LEVELS, level)
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(FORMS[form]())
    root = logging.getLogger()
    for old in root.handlers[:]:
        if isinstance(old.formatter, tuple(FORMS.values())):  # it was configured before
            root.removeHandler(old)
    root.addHandler(handler)
    root.setLevel(logging.WARNING)
    logging.getLogger(OWN).setLevel(LEVELS[level])
    logging.raiseExceptions = False  # it would write the record itself, as it is
    logging.captureWarnings(True)
    sys.excepthook = _uncaught
    threading.excepthook = _uncaught_in_thread


def keep_audit() -> None:
    """Send a command's audit records to the log of the machine, if it has one: nobody keeps what a terminal shows.

    journald notes beside each who was logged in.
    """
    try:
        handler = SysLogHandler(MACHINE_LOG, facility=SysLogHandler.LOG_AUTHPRIV)
    except OSError:  # as in most containers
        return
    handler.ident = "onewindow: "
    handler.setFormatter(JsonLines())
    audit = logging.getLogger(AUDIT)
    audit.addHandler(handler)
    audit.setLevel(logging.INFO)
    audit.propagate = False


def _chosen(environment: Mapping[str, str], variable: str, allowed: Mapping[str, object], default: str) -> str:
    chosen = environment.get(variable) or default
    if chosen not in allowed:
        raise LogSettingInvalid(variable=variable, allowed="|".join(allowed))
    return chosen


def _uncaught(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    if issubclass(kind, KeyboardInterrupt):
        return
    log.critical("the process ends with an error that nobody caught", exc_info=(kind, error, trace))


def _uncaught_in_thread(given: threading.ExceptHookArgs) -> None:
    if given.exc_value is not None and not issubclass(given.exc_type, SystemExit):
        name = given.thread.name if given.thread is not None else ""
        trace = (given.exc_type, given.exc_value, given.exc_traceback)
        log.error("a thread ended with an error that nobody caught", extra={"thread_name": name}, exc_info=trace)
