"""Replays recorded visits against a server over its wire protocol, and reports what the visitors went through.

plan.py      recorded visits -> who comes when, for what, how long; which counters take what
record.py    what happened, as the server answered it
course.py    the run: visitors, patience, counters, the board
checks.py    what must hold of every run, from the answers, the board's frames and the log
report.py    figures of a record
told.py      the report in words and tables
city.py      a server of the replay's own: a demo city made for one hall
command.py   `onewindow replay`; defaults.py what it takes when nothing else is said
session.py   one replay from its arguments to its report; stage.py where it plays
"""

from queue_server.clients.replay.command import add_arguments, run

__all__ = ["add_arguments", "run"]
