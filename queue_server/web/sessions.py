"""Logging in and out, and who one is."""

from typing import Annotated, Any

import msgspec
from msgspec import Meta

from queue_server.app.access import Identity
from queue_server.app.hashing import TooManyLogins
from queue_server.app.logins import Login, WrongLogin
from queue_server.app.passwords import PASSWORD_LONGEST
from queue_server.city.staff import RoleGrant
from queue_server.projections.views import Time, rfc3339
from queue_server.web.answers import JSON, PRIVATE, Answer, json_answer
from queue_server.web.bodies import NoBody, NoQuery
from queue_server.web.credentials import session_cookie
from queue_server.web.errors import WrongOrigin
from queue_server.web.operations import Call, Operation


class LoginBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    username: Annotated[str, Meta(min_length=1, max_length=64)]
    password: Annotated[str, Meta(min_length=1, max_length=PASSWORD_LONGEST)]


class UserView(msgspec.Struct, frozen=True, kw_only=True):
    """Who is logged in. `hall`: of a login that is for one hall. `must_change_password`: somebody else set it; until it is changed the
    login may do nothing else."""

    username: str
    name: str
    roles: tuple[RoleGrant, ...]
    hall: str | None
    demo: bool
    must_change_password: bool


class LoginView(msgspec.Struct, frozen=True, kw_only=True):
    token: str
    expires_at: Time
    user: UserView


async def log_in(call: Call[LoginBody, NoQuery]) -> Answer:
    return login_answer(call, await call.api.logins.log_in(call.body.username, call.body.password, call.address, call.agent))


def login_answer(call: Call[Any, NoQuery], login: Login) -> Answer:
    """Return the answer that gives a client its new session."""
    identity = login.identity
    view = LoginView(token=login.token, expires_at=rfc3339(identity.expires_ms), user=_user(call, identity))
    lasts_s = (identity.expires_ms - call.api.logins.now_ms()) // 1000
    return json_answer(view, headers=(*JSON, session_cookie(login.token, lasts_s, secure=call.https)))


async def log_out(call: Call[NoBody, NoQuery]) -> Answer:
    await call.api.logins.log_out(call.login)
    return Answer(204, headers=(*PRIVATE, session_cookie("", 0, secure=call.https)))


async def me(call: Call[NoBody, NoQuery]) -> Answer:
    return json_answer(_user(call, call.login))


def _user(call: Call[Any, NoQuery], identity: Identity) -> UserView:
    return UserView(
        username=identity.username,
        name=identity.name,
        roles=identity.roles,
        hall=identity.hall,
        demo=call.api.halls.registry.demo,
        must_change_password=identity.must_change_password,
    )


OPERATIONS = (
    Operation(
        id="log-in",
        method="POST",
        path="/api/v1/session",
        handler=log_in,
        tag="sessions",
        summary="Log in; the token is also set as a cookie",
        body=LoginBody,
        answers={200: LoginView},
        refusals=(WrongLogin, TooManyLogins, WrongOrigin),
    ),
    Operation(
        id="log-out",
        method="DELETE",
        path="/api/v1/session",
        handler=log_out,
        tag="sessions",
        summary="End the session",
        rights="login",
        initial=True,
        answers={204: None},
    ),
    Operation(
        id="get-me",
        method="GET",
        path="/api/v1/me",
        handler=me,
        tag="sessions",
        summary="Who is logged in",
        rights="login",
        initial=True,
        answers={200: UserView},
    ),
)
