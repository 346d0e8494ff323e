"""Which request a log line belongs to."""

from contextvars import ContextVar


class RequestContext:
    """One request or websocket, as far as log lines may tell of it.

    Attributes:
        id: Given by a trusted proxy, or made here.
        actor: Username of the login that asks; empty: none, or a visitor.
        hall: The hall that it is about; empty: none.
        code: Of what refused it; empty: nothing did.
        counted: Whether it has been counted for `/metrics`.
        ended: It was answered. What goes on in its context, such as a task that it began for everybody, is no longer its own.
    """

    __slots__ = ("actor", "code", "counted", "ended", "hall", "id")

    def __init__(self, id_: str) -> None:
        self.id = id_
        self.actor = self.hall = self.code = ""
        self.counted = self.ended = False


current: ContextVar[RequestContext | None] = ContextVar("request", default=None)


def request_id() -> str | None:
    """Return the id of the request that is being answered, None outside of one."""
    context = current.get()
    return context.id or None if context is not None and not context.ended else None
