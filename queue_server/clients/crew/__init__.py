"""The demo's crew: plays visitors and tellers in every hall over the wire protocol.

    errands.py     what a visitor comes for; every rate that is an assumption
    visitors.py    the visitors of one hall: they come, take tickets, and some give up
    teller.py      one teller at one counter, woken by the counter's frames
    desk.py        the counter's screen: its latest frame, its buttons
    office.py      what they know of their hall: hours, date, line
    players.py     all halls of a server
    __main__.py    the command: python -m queue_server.clients.crew --url URL

It follows the server's clock and speed, comes back when the server restarts, and ends when its parent is gone.
"""
