"""What running a command adds to the rules' errors."""

from queue_server.core.errors import Invalid, NotFound, OneWindowError


class UnknownHall(NotFound):
    code = "unknown-hall"
    title = "There is no such hall"


class KeyReused(Invalid):
    code = "idempotency-key-reused"
    title = "The key was used with another request"


class Overloaded(OneWindowError):
    code = "overloaded"
    title = "The hall has more commands waiting than it can take; send again later"
