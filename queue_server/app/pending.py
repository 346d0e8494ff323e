"""A command on its way: what is asked, by whom, and who waits for the answer."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NamedTuple

from queue_server.core import commands as c
from queue_server.core import events as e
from queue_server.core.day import HallDay
from queue_server.core.errors import OneWindowError
from queue_server.logs.context import request_id


class Reply(NamedTuple):
    """An answer as the web sends it: JSON, or nothing for 204."""

    status: int
    body: bytes


Make = Callable[[HallDay, int], c.HallCommand]
MakeReply = Callable[[HallDay, c.HallCommand, list[e.HallEvent]], Reply]


@dataclass(eq=False, slots=True)
class Pending:
    """A command of which nothing has been decided yet.

    Attributes:
        make: Called with the day and the time stamped when its turn comes. reply: called with the day just after.
        date: The day of the ticket that it is for; None: the hall's open day.
        opens: Whether it may begin the hall's day.
        request_id: Of the request that asked for it, for the log.
        done: Its answer, once `run` of a worker has taken it.
    """

    make: Make
    reply: MakeReply
    date: str | None
    opens: bool
    actor: str
    key: str | None
    body_hash: str
    request_id: str | None = field(default_factory=request_id)
    done: "asyncio.Future[Reply]" = field(init=False)

    def tell(self, result: Reply | OneWindowError) -> None:
        """Answer whoever waits, if he still does."""
        if self.done.done():
            return
        if isinstance(result, OneWindowError):
            self.done.set_exception(result)
        else:
            self.done.set_result(result)
