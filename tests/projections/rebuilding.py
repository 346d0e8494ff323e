"""A program that rebuilds a database and waits after the first day. Run as a script: `rebuilding.py URL`."""

import sys

from queue_server.eventlog.opening import open_database
from queue_server.projections.rebuild import rebuild


def tell(done: int, total: int) -> None:
    print(f"{done} of {total}", flush=True)
    sys.stdin.read()


if __name__ == "__main__":
    rebuild(open_database(sys.argv[1], create=False), tell)
