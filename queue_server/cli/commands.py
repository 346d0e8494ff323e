"""Which commands there are, and running one. Wrong use and refusals are one line on stderr and exit code 2."""

import argparse
import importlib
import os
import sys
from collections.abc import Sequence

from queue_server.cli.usage import OneLineParser, Usage
from queue_server.core.errors import OneWindowError
from queue_server.logs.configuration import configure

COMMANDS = {
    "serve": ("queue_server.cli.serve", "serve a city that was loaded with init"),
    "demo": ("queue_server.cli.demo", "serve the demo city (made on the first start), with demo logins"),
    "init": ("queue_server.cli.init", "load a city file into a new database"),
    "check": ("queue_server.cli.check", "name every wrong line of a city file"),
    "user": ("queue_server.cli.user", "logins of staff and devices"),
    "rebuild": ("queue_server.cli.rebuild", "make the tickets table again from the log and compare row for row"),
    "verify": ("queue_server.cli.verify", "fold every day again and check heads, rows and answers; servers may run"),
    "backup": ("queue_server.cli.backup", "write everything into a new file; servers may run"),
    "restore": ("queue_server.cli.restore", "fill a new or empty database from a backup"),
    "migrate": ("queue_server.cli.migrate", "bring the database of an older release up to date; stop its servers first"),
    "retention": ("queue_server.cli.retention", "delete what has outlived its purpose; servers do it every night"),
    "history": ("queue_server.cli.history", "the closed days' files that the dashboards read: made again, or looked at"),
    "import": (
        "queue_server.cli.importing",
        "take other systems' records, an event log, residents of towns, or the bureau's own figures, into the history",
    ),
    "export": ("queue_server.cli.export", "write the history's tickets for other programs"),
    "doctor": ("queue_server.cli.doctor", "say what is wrong with a server and its machine; changes nothing, servers may run"),
    "replay": ("queue_server.clients.replay", "play recorded visits against a server and report"),
    "convert": ("queue_server.clients.warsaw", "turn other systems' records into visits"),
}
"""By name: the module that has `add_arguments(parser)` and `run(arguments)`, and what it does."""

SERVERS = {"serve", "demo"}
"""Commands that go on until they are ended: their log is read. Others say what they have done."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return the exit code: 0, 2 for what the user can change, 130 after Ctrl-C."""
    try:
        given = list(sys.argv[1:] if argv is None else argv)
        arguments = _parser(given[0] if given else "").parse_args(given)
        configure(level="info" if arguments.command in SERVERS else "warning")
        code: int = arguments.run(arguments)
        return code
    except Usage as error:
        print(error, file=sys.stderr)
        return 2
    except OneWindowError as error:
        print(f"onewindow: {error}", file=sys.stderr)
        return 2
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except KeyboardInterrupt:
        return 130


def _parser(chosen: str) -> argparse.ArgumentParser:
    """Return the parser of all commands; the module of the `chosen` one alone is loaded, to start quickly."""
    parser = OneLineParser(
        prog="onewindow", description="Queue management and service analytics for service halls: one ticket, any open counter."
    )
    commands = parser.add_subparsers(required=True, dest="command", metavar="COMMAND")
    for name, (module, told) in COMMANDS.items():
        command = commands.add_parser(name, help=told)
        if name == chosen:
            loaded = importlib.import_module(module)
            loaded.add_arguments(command)
            command.set_defaults(run=loaded.run)
    return parser
