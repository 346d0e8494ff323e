"""`onewindow migrate`"""

import argparse

from queue_server.cli.options import add_database, database_url
from queue_server.eventlog.opening import open_database
from queue_server.eventlog.schema import REVISION

add_arguments = add_database


def run(arguments: argparse.Namespace) -> int:
    open_database(database_url(arguments), create=False, migrate=True).close()
    print(f"the database's tables are those of this release ({REVISION})")
    return 0
