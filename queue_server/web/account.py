"""One's own login: its password, and the sessions that it has."""

from typing import Annotated, Any

import msgspec
from msgspec import Meta

from queue_server.app import passwords
from queue_server.app.accounts import UnknownSession
from queue_server.app.hashing import TooManyLogins
from queue_server.app.logins import WrongPassword
from queue_server.app.passwords import PASSWORD_LONGEST
from queue_server.app.sessions import LiveSession
from queue_server.projections.views import Time, rfc3339
from queue_server.web.answers import Answer, json_answer
from queue_server.web.bodies import NoBody, NoQuery
from queue_server.web.operations import Call, Operation
from queue_server.web.sessions import LoginView, login_answer

Password = Annotated[str, Meta(min_length=1, max_length=PASSWORD_LONGEST)]


class PasswordBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`current`: the password as it is; `new`: at least 12 characters, no common one, without the username."""

    current: Password
    new: Password


class SessionView(msgspec.Struct, frozen=True, kw_only=True):
    """A session that has not ended. `seen_at`: its last use, to about a minute. `address`: the network that it was begun from, null when it is
    not known. `device`: the kind of browser and system. `current`: the one that asks."""

    id: str
    started_at: Time
    seen_at: Time
    expires_at: Time
    address: str | None
    device: str | None
    current: bool


class SessionList(msgspec.Struct, frozen=True):
    sessions: tuple[SessionView, ...]


def session_views(sessions: list[LiveSession], current: str) -> tuple[SessionView, ...]:
    """Return sessions as they are answered. `current`: hash of the asking one's token."""
    return tuple(
        SessionView(
            id=session.id,
            started_at=rfc3339(session.created_ms),
            seen_at=rfc3339(session.seen_ms),
            expires_at=rfc3339(session.expires_ms),
            address=session.origin.address,
            device=session.origin.device,
            current=session.token_hash == current,
        )
        for session in sessions
    )


async def change_password(call: Call[PasswordBody, NoQuery]) -> Answer:
    body = call.body
    return login_answer(
        call, await call.api.logins.change_password(call.login, body.current, body.new, call.address, call.agent)
    )


async def list_sessions(call: Call[NoBody, NoQuery]) -> Answer:
    sessions = await call.api.accounts.sessions(call.login.username)
    return json_answer(SessionList(session_views(sessions, call.login.token_hash)))


async def end_session(call: Call[NoBody, NoQuery]) -> Answer:
    await call.api.accounts.end_session(call.login.username, call.params["session"], by=call.by)
    return Answer(204)


async def end_other_sessions(call: Call[NoBody, NoQuery]) -> Answer:
    await call.api.accounts.end_others(call.login)
    return Answer(204)


OPERATIONS: tuple[Operation[Any, NoQuery], ...] = (
    Operation(
        id="change-password",
        method="PUT",
        path="/api/v1/me/password",
        handler=change_password,
        tag="sessions",
        summary="Set one's own password; all sessions end, and this one goes on with a new token",
        rights="login",
        initial=True,
        body=PasswordBody,
        answers={200: LoginView},
        refusals=(
            WrongPassword,
            TooManyLogins,
            passwords.PasswordTooShort,
            passwords.PasswordTooLong,
            passwords.PasswordHoldsName,
            passwords.PasswordGuessable,
            passwords.PasswordUnchanged,
        ),
    ),
    Operation(
        id="list-sessions",
        method="GET",
        path="/api/v1/sessions",
        handler=list_sessions,
        tag="sessions",
        summary="One's own sessions, the last begun first",
        rights="login",
        answers={200: SessionList},
    ),
    Operation(
        id="end-other-sessions",
        method="DELETE",
        path="/api/v1/sessions",
        handler=end_other_sessions,
        tag="sessions",
        summary="End all of one's own sessions but this one",
        rights="login",
        answers={204: None},
    ),
    Operation(
        id="end-session",
        method="DELETE",
        path="/api/v1/sessions/{session}",
        handler=end_session,
        tag="sessions",
        summary="End one of one's own sessions",
        rights="login",
        answers={204: None},
        refusals=(UnknownSession,),
    ),
)
