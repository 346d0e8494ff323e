"""`onewindow init`"""

import argparse
from pathlib import Path

from queue_server.app.setup import initialise
from queue_server.city.errors import CityFileErrors
from queue_server.city.file import load_city
from queue_server.cli.check import wrong_lines
from queue_server.cli.options import add_database, database_url


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("city", type=Path, metavar="CITY-FILE")
    add_database(parser)


def run(arguments: argparse.Namespace) -> int:
    try:
        city = load_city(arguments.city)
    except CityFileErrors as error:
        raise wrong_lines(arguments.city, error.findings) from None
    initialise(database_url(arguments), city)
    print(f"{city.name.zh} {city.name.en}: {len(city.halls)} halls, {len(city.services)} services, {len(city.staff)} logins")
    without = sum(staff.password is None for staff in city.staff)
    if without:
        print(f"next: a password for each of {without} logins: onewindow user password NAME, or on the page /staff")
    if not any(grant.role == "admin" for staff in city.staff for grant in staff.roles):
        print("next: an administrator: onewindow user add NAME --role admin@city")
    return 0
