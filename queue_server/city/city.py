"""A whole city as its file says it."""

import msgspec

from queue_server.city.catalogue import Service
from queue_server.city.hall import HallConfig
from queue_server.city.staff import Staff
from queue_server.city.text import Text


class District(msgspec.Struct, frozen=True, kw_only=True):
    """`code`: its administrative division code, None where it has none."""

    id: str
    name: Text
    code: str | None = None


class City(msgspec.Struct, frozen=True, kw_only=True):
    """A city file's content.

    Attributes:
        demo: Passwords may stand in the file, and a server with it listens on loopback alone.
        public_url: Address under which phones reach the server, None: they do not.
        assumptions: What is assumed of the whole city. `sources`: where its figures come from.
    """

    name: Text
    demo: bool = False
    public_url: str | None = None
    districts: tuple[District, ...]
    halls: tuple[HallConfig, ...]
    services: tuple[Service, ...]
    staff: tuple[Staff, ...] = ()
    assumptions: tuple[Text, ...] = ()
    sources: tuple[Text, ...] = ()
