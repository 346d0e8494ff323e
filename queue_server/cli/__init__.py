"""The command line: `onewindow ...`.

commands.py    which commands there are, and running one: its exit code, and every refusal as one line
usage.py       what says what the user should change
options.py     options that several commands have, and what they mean
progress.py    how far something has come, on a terminal
the others     a command each, by its name: `add_arguments(parser)` and `run(arguments)`
"""

from queue_server.cli.commands import main

__all__ = ["main"]
