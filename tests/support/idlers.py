"""Opens many connections that say nothing: `python -m tests.support.idlers PORT COUNT ADDRESS`, from a loopback address that is best its own:
ports of one address run out. Prints how many stand, and drops them when its stdin ends. A process of its own, because each has its own limit of open files."""

import resource
import socket
import sys


def main() -> None:
    port, count, address = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    held = []
    for _ in range(count):
        try:
            held.append(socket.create_connection(("127.0.0.1", port), timeout=10, source_address=(address, 0)))
        except OSError:
            break
    print(len(held), flush=True)
    sys.stdin.read()


if __name__ == "__main__":
    main()
