"""An administrator's endpoints: logins of staff and devices. Passwords are made here and told once; nobody chooses another's."""

from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

from queue_server.app.accounts import Account, LastAdministrator, UnknownSession, UserDisabled
from queue_server.app.hashing import TooManyLogins
from queue_server.app.users import UnknownUser, User, UserExists, UserInvalid
from queue_server.city.staff import RoleGrant, is_device
from queue_server.city.staff_section import LONGEST_NAME
from queue_server.projections.views import Time, rfc3339
from queue_server.web.account import SessionView, session_views
from queue_server.web.answers import Answer, json_answer
from queue_server.web.bodies import NoBody, NoQuery
from queue_server.web.operations import Call, Operation

Roles = Annotated[tuple[RoleGrant, ...], Meta(min_length=1, max_length=64)]


class UserBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A new login. `name`: the person's or device's."""

    name: Annotated[str, Meta(min_length=1, max_length=LONGEST_NAME)]
    roles: Roles


class RolesBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    roles: Roles


class DisabledBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    disabled: bool


class StaffView(msgspec.Struct, frozen=True, kw_only=True):
    """A login. `device`: it is no person's. `password`: `none`, nobody can log in yet; `initial`, somebody else set it; `own`.
    `sessions`: those that have not ended; `seen_at`: the last use of one of them."""

    username: str
    name: str
    roles: tuple[RoleGrant, ...]
    device: bool
    disabled: bool
    password: Literal["none", "initial", "own"]
    created_at: Time
    sessions: int
    seen_at: Time | None


class StaffList(msgspec.Struct, frozen=True):
    users: tuple[StaffView, ...]


class StaffDetail(StaffView, frozen=True, kw_only=True):
    """A login with its sessions."""

    open_sessions: tuple[SessionView, ...]


class InitialPassword(msgspec.Struct, frozen=True):
    """A password that is told this once; whoever logs in with it sets their own first, unless it is a device's."""

    username: str
    password: str


def _told(account: Account) -> dict[str, Any]:
    stored, sessions = account.stored, account.sessions
    password = "none" if not stored.has_password else "initial" if stored.initial else "own"
    return {
        "username": stored.user.username,
        "name": stored.user.name,
        "roles": stored.user.roles,
        "device": is_device(stored.user.roles),
        "disabled": stored.disabled,
        "password": password,
        "created_at": rfc3339(stored.created_ms),
        "sessions": len(sessions),
        "seen_at": rfc3339(max(session.seen_ms for session in sessions)) if sessions else None,
    }


def _list(accounts: list[Account]) -> Answer:
    return json_answer(StaffList(tuple(StaffView(**_told(account)) for account in accounts)))


async def get_user(call: Call[Any, NoQuery]) -> Answer:
    account = await call.api.accounts.account(call.params["username"])
    return json_answer(StaffDetail(**_told(account), open_sessions=session_views(account.sessions, call.login.token_hash)))


async def list_users(call: Call[NoBody, NoQuery]) -> Answer:
    return _list(await call.api.accounts.all())


async def list_hall_users(call: Call[NoBody, NoQuery]) -> Answer:
    return _list(await call.api.accounts.all(call.hall))


async def add_user(call: Call[UserBody, NoQuery]) -> Answer:
    user = User(username=call.params["username"], name=call.body.name, roles=call.body.roles)
    return json_answer(InitialPassword(user.username, await call.api.accounts.add(user, by=call.by)), 201)


async def renew_password(call: Call[NoBody, NoQuery]) -> Answer:
    username = call.params["username"]
    return json_answer(InitialPassword(username, await call.api.accounts.renew_password(username, by=call.by)))


async def set_roles(call: Call[RolesBody, NoQuery]) -> Answer:
    await call.api.accounts.set_roles(call.params["username"], call.body.roles, by=call.by)
    return await get_user(call)


async def set_disabled(call: Call[DisabledBody, NoQuery]) -> Answer:
    accounts, username = call.api.accounts, call.params["username"]
    await (accounts.disable if call.body.disabled else accounts.enable)(username, by=call.by)
    return await get_user(call)


async def end_user_sessions(call: Call[NoBody, NoQuery]) -> Answer:
    await call.api.accounts.end_all(call.params["username"], by=call.by)
    return Answer(204)


async def end_user_session(call: Call[NoBody, NoQuery]) -> Answer:
    await call.api.accounts.end_session(call.params["username"], call.params["session"], by=call.by)
    return Answer(204)


OPERATIONS: tuple[Operation[Any, NoQuery], ...] = (
    Operation(
        id="list-users",
        method="GET",
        path="/api/v1/users",
        handler=list_users,
        tag="users",
        summary="All logins of staff and devices",
        rights="city",
        action="manage-users",
        answers={200: StaffList},
    ),
    Operation(
        id="list-hall-users",
        method="GET",
        path="/api/v1/halls/{hall}/users",
        handler=list_hall_users,
        tag="users",
        summary="The logins that have a role for this hall alone",
        rights="hall",
        action="list-users",
        answers={200: StaffList},
    ),
    Operation(
        id="get-user",
        method="GET",
        path="/api/v1/users/{username}",
        handler=get_user,
        tag="users",
        summary="A login and its sessions",
        rights="city",
        action="manage-users",
        answers={200: StaffDetail},
        refusals=(UnknownUser,),
    ),
    Operation(
        id="add-user",
        method="PUT",
        path="/api/v1/users/{username}",
        handler=add_user,
        tag="users",
        summary="Add a login; the answer tells its initial password, once",
        rights="city",
        action="manage-users",
        body=UserBody,
        answers={201: InitialPassword},
        refusals=(UserExists, UserInvalid, TooManyLogins),
    ),
    Operation(
        id="renew-password",
        method="PUT",
        path="/api/v1/users/{username}/password",
        handler=renew_password,
        tag="users",
        summary="Give a login a new initial password, which the answer tells once; its sessions end",
        rights="city",
        action="manage-users",
        body=NoBody,
        answers={200: InitialPassword},
        refusals=(UnknownUser, UserDisabled, TooManyLogins),
    ),
    Operation(
        id="set-roles",
        method="PUT",
        path="/api/v1/users/{username}/roles",
        handler=set_roles,
        tag="users",
        summary="Give a login other roles; its sessions have them at once",
        rights="city",
        action="manage-users",
        body=RolesBody,
        answers={200: StaffDetail},
        refusals=(UnknownUser, UserInvalid, LastAdministrator),
    ),
    Operation(
        id="set-disabled",
        method="PUT",
        path="/api/v1/users/{username}/disabled",
        handler=set_disabled,
        tag="users",
        summary="Disable a login, which ends its sessions, or let it be used again",
        rights="city",
        action="manage-users",
        body=DisabledBody,
        answers={200: StaffDetail},
        refusals=(UnknownUser, LastAdministrator),
    ),
    Operation(
        id="end-user-sessions",
        method="DELETE",
        path="/api/v1/users/{username}/sessions",
        handler=end_user_sessions,
        tag="users",
        summary="End all sessions of a login",
        rights="city",
        action="manage-users",
        answers={204: None},
        refusals=(UnknownUser,),
    ),
    Operation(
        id="end-user-session",
        method="DELETE",
        path="/api/v1/users/{username}/sessions/{session}",
        handler=end_user_session,
        tag="users",
        summary="End one session of a login",
        rights="city",
        action="manage-users",
        answers={204: None},
        refusals=(UnknownSession,),
    ),
)
