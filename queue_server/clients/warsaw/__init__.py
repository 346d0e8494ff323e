"""Turns snapshots of Warsaw's municipal queues (2020, from the city's open-data interface) into visits.

    snapshots.py   rows -> polls of one hall's day; what is wrong with a row, and what is done about it
    numbers.py     the ticket number now being served -> how many tickets have been called
    arrivals.py    polls of one line -> visits: when they came, when they were called, how long they were served
    convert.py     the command, and the report of what was met

A snapshot tells, every five minutes and for every queue, how many wait, at how many counters, and which number is being
served. It names no visitor: arrivals are the increments of (number being served + number waiting).
"""

from queue_server.clients.warsaw.convert import add_arguments, run

__all__ = ["add_arguments", "run"]
