"""`onewindow check`"""

import argparse
from collections.abc import Iterable
from pathlib import Path

from queue_server.city.check import check_city
from queue_server.city.errors import Finding
from queue_server.cli.usage import Usage


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("city", type=Path, metavar="CITY-FILE")


def run(arguments: argparse.Namespace) -> int:
    findings = check_city(arguments.city)
    if findings:
        raise wrong_lines(arguments.city, findings)
    print(f"{arguments.city}: nothing to change")
    return 0


def wrong_lines(city: Path, findings: Iterable[Finding]) -> Usage:
    """Print the findings, a line each, and return what says how many they are."""
    findings = list(findings)
    for finding in findings:
        print(f"{finding.file or city}:{finding.line}: {finding.where}: {finding.message}")
    return Usage(f"{city}: {len(findings)} to change")
