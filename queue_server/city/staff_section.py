"""Logins as a city file writes them: `[[staff]]`, and `staff` of a hall, whose roles hold for that hall."""

from collections.abc import Collection, Mapping
from typing import NamedTuple

from queue_server.city.node import Node
from queue_server.city.staff import RESERVED, ROLES, USERNAME, RoleGrant, Staff, scopes_of

LONGEST_NAME = 60
LONGEST_PASSWORD = 128


class Known(NamedTuple):
    """Ids that a scope may name, and whether passwords may stand in the file, and the one of who has no other."""

    halls: Collection[str]
    districts: Collection[str]
    demo: bool
    password: str | None


def read_staff(node: Node, known: Known, hall: str | None = None) -> Staff | None:
    """Read one login. `hall`: the hall in whose table it stands. None: something in it is wrong and noted."""
    findings = node.sheet.findings
    before = len(findings)
    fields = node.fields(("username", "name", "roles"), ("password",))
    username = fields["username"].matching(USERNAME, "a login: small letters, digits, - . _") if "username" in fields else None
    if username in RESERVED:
        fields["username"].fault(f"{username!r} is what events call somebody without a login")
    name = fields["name"].string(LONGEST_NAME) if "name" in fields else None
    roles = [_read_role(item, known, hall) for item in fields["roles"].items(least=1)] if "roles" in fields else []
    password = known.password
    if "password" in fields:
        password = read_password(fields["password"], demo=known.demo)
    if len(findings) > before or username is None or name is None:
        return None
    return Staff(username=username, name=name, roles=tuple(role for role in roles if role is not None), password=password)


def read_password(node: Node, *, demo: bool) -> str | None:
    """Read a password, which only a demo's file may have."""
    if not demo:
        node.clash("a password may stand only in the file of a demo (`demo = true`); `onewindow user add` gives real ones")
        return None
    return node.string(LONGEST_PASSWORD)


def _read_role(node: Node, known: Known, hall: str | None) -> RoleGrant | None:
    """Read `ROLE@hall:ID`, `ROLE@district:ID` or `ROLE@city`; in a hall's table also `ROLE` alone."""
    text = node.string()
    if text is None:
        return None
    word, at, scope = text.partition("@")
    if not at:
        scope = f"hall:{hall}"
    if word not in ROLES:
        node.fault(f"{word!r} is no role; known are {', '.join(ROLES)}")
    if not at and hall is None:
        node.fault(f"has to say where it holds: {word}@hall:ID, {word}@district:ID or {word}@city")
        return None
    place, colon, name = scope.partition(":")
    places: Mapping[str, Collection[str]] = {"hall": known.halls, "district": known.districts}
    if scope == "city":
        pass
    elif place not in places or not colon or not name:
        node.fault(f"{scope!r} is no place; one is hall:ID, district:ID or city")
        return None
    elif at and name not in places[place]:
        node.clash(f"there is no {place} {name!r}")
        return None
    if word not in ROLES:
        return None
    if place not in scopes_of(word):
        node.fault(f"the role `{word}` is not given for a {place}, but for a {' or '.join(scopes_of(word))}")
        return None
    return RoleGrant(word, scope)
