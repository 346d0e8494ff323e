"""Logins and what they may do where."""

import re
from collections.abc import Iterable, Mapping
from typing import Literal, get_args

import msgspec

USERNAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}")
RESERVED = frozenset({"visitor", "system"})
"""What events call those who have no login."""

Role = Literal["teller", "greeter", "reviewer", "cashier", "manager", "official", "admin", "kiosk", "display", "terminal"]
ROLES: tuple[Role, ...] = get_args(Role)
DEVICES: frozenset[Role] = frozenset({"kiosk", "display", "terminal"})

SCOPES: Mapping[str, tuple[str, ...]] = {
    # What a role may be granted for; the others for a hall or a district.
    "official": ("district", "city"),
    "admin": ("city",),
    "kiosk": ("hall",),
    "display": ("hall",),
    "terminal": ("hall",),
}
HALL_OR_DISTRICT = ("hall", "district")


class RoleGrant(msgspec.Struct, frozen=True):
    """A role and where it holds: `hall:ID`, `district:ID` or `city`."""

    role: Role
    scope: str


class Staff(msgspec.Struct, frozen=True, kw_only=True):
    """A login of a person or a device. `password`: only in the file of a demo city; others are given by `onewindow user add`."""

    username: str
    name: str
    roles: tuple[RoleGrant, ...]
    password: str | None = None


def scopes_of(role: str) -> tuple[str, ...]:
    """Return the kinds of places for which `role` may be granted."""
    return SCOPES.get(role, HALL_OR_DISTRICT)


def is_device(roles: Iterable[RoleGrant]) -> bool:
    """Tell whether a login with these roles is a device's and no person's."""
    return all(grant.role in DEVICES for grant in roles)
