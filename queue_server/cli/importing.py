"""`onewindow import populations FILE`"""

import argparse

from queue_server.cli import populations


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Describe `onewindow import`."""
    what = parser.add_subparsers(dest="what", required=True, metavar="WHAT")
    populations.add_arguments(what.add_parser("populations", help="residents of towns, for visits a thousand of them (CSV)"))


def run(arguments: argparse.Namespace) -> int:
    """Carry out `onewindow import`; returns the exit status."""
    return populations.run(arguments)
