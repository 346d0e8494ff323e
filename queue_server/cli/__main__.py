"""`python -m queue_server.cli ...`: the same as `onewindow ...`."""

import sys

from queue_server.cli.commands import main

if __name__ == "__main__":
    sys.exit(main())
