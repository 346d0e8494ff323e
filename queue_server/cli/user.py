"""`onewindow user add`, `onewindow user password`"""

import argparse
import getpass
import sys
from pathlib import Path

from queue_server.app.setup import add_login, set_login_password
from queue_server.cli.options import add_database, database_url
from queue_server.cli.usage import Usage
from queue_server.logs.configuration import keep_audit


def add_arguments(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(required=True, metavar="ACTION")
    add = actions.add_parser("add", help="add a login; the password is asked for, or read from a file or standard input")
    add.add_argument("username")
    add.add_argument(
        "--role", action="append", required=True, metavar="ROLE@SCOPE", help="such as admin@city, teller@hall:zetou"
    )
    add.add_argument("--name", default=None, help="the person's or device's name (default: the username)")
    add.set_defaults(act=_add)
    password = actions.add_parser(
        "password", help="set a login's password; it is asked for, or read from a file or standard input"
    )
    password.add_argument("username")
    password.set_defaults(act=_set_password)
    for action in (add, password):
        action.add_argument("--password-file", type=Path, default=None)
        add_database(action)


def run(arguments: argparse.Namespace) -> int:
    keep_audit()
    arguments.act(arguments)
    print(f"{arguments.username} can log in with it; a person sets a password of their own first, a device keeps it")
    return 0


def _add(arguments: argparse.Namespace) -> None:
    name = arguments.username if arguments.name is None else arguments.name
    add_login(database_url(arguments), arguments.username, name, arguments.role, _password(arguments))


def _set_password(arguments: argparse.Namespace) -> None:
    set_login_password(database_url(arguments), arguments.username, _password(arguments))


def _password(arguments: argparse.Namespace) -> str:
    """Return the password from the file, else as typed twice on a terminal, else the first line of stdin."""
    try:
        if arguments.password_file is not None:
            return str(arguments.password_file.read_text(encoding="utf-8").rstrip("\r\n"))
        if sys.stdin is None or not sys.stdin.isatty():
            line = "" if sys.stdin is None else sys.stdin.readline()
            if not line:
                raise Usage("no password was given: type it on a terminal, or name a file with --password-file")
            return line.rstrip("\r\n")
    except PermissionError:
        raise Usage("the password file cannot be read by the user that this command runs as: give it as `< FILE`") from None
    except OSError as error:
        raise Usage(f"the password file cannot be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise Usage("the password is not UTF-8 text") from None
    password = getpass.getpass("Password: ")
    if getpass.getpass("Again: ") != password:
        raise Usage("the two passwords differ")
    return password
