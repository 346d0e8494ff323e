"""What can be wrong with a request before any rule of a hall is asked.

OneWindowError
+-- RequestError
    +-- MalformedRequest, MalformedJson, KeyInvalid   the request cannot be read
    +-- RequestTooSlow, HeadTooLarge                  ... and is not waited for
    +-- NotLoggedIn                               it needs a login
    +-- NotAllowed, WrongOrigin                   the login does not have the right, or a browser sent it from elsewhere
    +-- PasswordChangeRequired                    the login has to set a password of its own first
    +-- UnknownPath, MethodNotAllowed             nothing is there, or it cannot be done with it
    +-- BodyTooLarge
    +-- BodyInvalid, QueryInvalid                 it can be read and says what it may not
    +-- Failed                                    a defect of the server
"""

from queue_server.core.errors import OneWindowError


class RequestError(OneWindowError):
    pass


class MalformedRequest(RequestError):
    code = "malformed-request"
    title = "This is not a request of HTTP"


class MalformedJson(RequestError):
    """Fact: `reason`, where the JSON breaks."""

    code = "malformed-json"
    title = "The body is not JSON"


class KeyInvalid(RequestError):
    code = "idempotency-key-invalid"
    title = "An Idempotency-Key is 1 to 128 visible ASCII characters, given once"


class NotLoggedIn(RequestError):
    code = "not-logged-in"
    title = "This needs a valid login"


class NotAllowed(RequestError):
    """Fact: `action`, what the login may not do here."""

    code = "not-allowed"
    title = "The login does not have the right to do this here"


class PasswordChangeRequired(RequestError):
    code = "password-change-required"
    title = "Somebody else set this login's password: set your own first"


class WrongOrigin(RequestError):
    code = "wrong-origin"
    title = "A page of another site sent the request"


class UnknownPath(RequestError):
    code = "unknown-path"
    title = "There is nothing at this address"


class MethodNotAllowed(RequestError):
    """Fact: `allow`, the methods that are."""

    code = "method-not-allowed"
    title = "The address does not take this method"


class RequestTooSlow(RequestError):
    """Fact: `limit_s`."""

    code = "too-slow"
    title = "The request did not arrive in time"


class HeadTooLarge(RequestError):
    """Fact: `limit`, in bytes."""

    code = "head-too-large"
    title = "The request's line and header fields are too large"


class BodyTooLarge(RequestError):
    """Fact: `limit`, in bytes."""

    code = "too-large"
    title = "The body is too large"


class BodyInvalid(RequestError):
    """Fact: `reason`, which field is wrong and why."""

    code = "invalid-body"
    title = "The body does not have the fields or values that this takes"


class QueryInvalid(RequestError):
    """Fact: `reason`, which parameter is wrong and why."""

    code = "invalid-query"
    title = "The query does not have the parameters or values that this takes"


class Failed(RequestError):
    code = "internal-error"
    title = "The server failed; it has logged why"


class ClientGone(Exception):
    """The client left before its request had arrived whole; nobody is there to be answered."""
