"""`onewindow replay visits.csv --hall H --counters N --speed S [--server URL] ...`."""

import argparse
import os
from pathlib import Path

from queue_server.clients.replay.defaults import OWN_SPEED, PASSWORD_VARIABLE, USERNAME_VARIABLE


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Describe `onewindow replay`."""
    parser.add_argument("visits", type=Path, metavar="VISITS.csv", help="recorded visits, csv or csv.gz (see docs/replay.md)")
    parser.add_argument("--hall", required=True, help="whose visits, and on a running server the hall to drive")
    parser.add_argument(
        "--counters", required=True, metavar="N|QUEUE=N,...", help="how many counters; by queue with --by-group"
    )
    parser.add_argument(
        "--speed", type=float, default=None, help=f"recorded seconds a second (default {OWN_SPEED:g}, or the server's)"
    )
    parser.add_argument(
        "--server", metavar="URL", default=None, help="a running server; without it one is started and removed again"
    )
    parser.add_argument("--username", default=os.environ.get(USERNAME_VARIABLE), help=f"login on it (or {USERNAME_VARIABLE})")
    parser.add_argument("--password-file", type=Path, default=None, help=f"file with its password (or {PASSWORD_VARIABLE})")
    lines = parser.add_mutually_exclusive_group()
    lines.add_argument("--unified", action="store_true", help="one line, every counter takes everything (default)")
    lines.add_argument("--by-group", action="store_true", help="a line for each recorded service, with counters of its own")
    parser.add_argument(
        "--tz",
        default="Asia/Shanghai",
        help="zone of times without offset (default Asia/Shanghai; a server's hall has its own)",
    )
    parser.add_argument("--strict", action="store_true", help="refuse a file with bad rows (exit 2)")
    parser.add_argument("--seed", type=int, default=1, help="of service times that were not recorded (default 1)")
    parser.add_argument("--report", type=Path, default=None, metavar="OUT.json", help="write the report there as well")


def run(args: argparse.Namespace) -> int:
    """Carry out `onewindow replay`; returns the exit status: 0, 1 when a check failed, 130 when interrupted.

    Raises:
        OneWindowError: it could not begin.
    """
    from queue_server.clients.replay.session import replay  # noqa: PLC0415 - whoever imports a part of the replay needs no client

    return replay(args)
