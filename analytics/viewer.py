"""Who looks at the dashboards, and what they may see: decided by the server, carried in headers, enforced here for every request.

| scope | waits and figures of | counts by town hall of |
| --- | --- | --- |
| `hall:H` | the hall H | H's district |
| `district:D` | D's halls, and D as a whole | D |
| `city` | every hall, every district, the city | the city |

A hall's manager sees how many tickets the other halls of the district issued and served, and nothing else of them: ticket numbers count
up without gaps on every public board, so these counts are no secret, and without them no town can be compared.
"""

from collections.abc import Iterable, Mapping
from urllib.parse import quote, unquote

import msgspec

from analytics.words import Language

CITY = "city"

HEADER_PREFIX = "x-onewindow-"
LOGIN, USER, SCOPES, LANG, NOW, SPEED, LOADS = (
    f"{HEADER_PREFIX}{name}" for name in ("login", "user", "scopes", "lang", "now", "speed", "loads")
)


class Viewer(msgspec.Struct, frozen=True, kw_only=True):
    """A logged-in person who asks for dashboards.

    Attributes:
        login: Its username, which nobody else has. user: Its name, as it is shown.
        scopes: `hall:ID`, `district:ID`, `city`: those in which the login may see dashboards.
        loads: Whether the login may load the bureau's figures.
        now_ms: The halls' clock, Unix milliseconds; `speed`: how many of its seconds a real second has.
        language: What the request asks for; the proxy fills it in.
    """

    user: str
    scopes: tuple[str, ...]
    now_ms: int
    speed: float = 1.0
    loads: bool = False
    language: Language = "zh"
    login: str = ""


def to_headers(viewer: Viewer) -> dict[str, str]:
    """Return the headers that tell the dashboards' process who asks."""
    return {
        LOGIN: quote(viewer.login),
        USER: quote(viewer.user),
        SCOPES: quote(msgspec.json.encode(viewer.scopes).decode(), safe='[]",:'),
        LANG: viewer.language,
        NOW: str(viewer.now_ms),
        SPEED: repr(viewer.speed),
        LOADS: str(int(viewer.loads)),
    }


def from_headers(headers: Mapping[str, str]) -> Viewer | None:
    """Return whom the headers name; None when they are missing or wrong: then nobody may see anything."""
    try:
        return msgspec.convert(
            {
                "login": unquote(headers.get(LOGIN, "")),
                "user": unquote(headers[USER]),
                "scopes": msgspec.json.decode(unquote(headers[SCOPES]).encode()),
                "language": headers.get(LANG, "zh"),
                "now_ms": int(headers[NOW]),
                "speed": float(headers.get(SPEED, "1")),
                "loads": headers.get(LOADS) == "1",
            },
            Viewer,
        )
    except (KeyError, ValueError):
        return None


class Place(msgspec.Struct, frozen=True):
    """A hall and the district that it belongs to."""

    hall: str
    district: str


class Rights:
    """What a viewer's scopes open in a city.

    Attributes:
        places: The city's halls. `halls`: ids of those whose figures the viewer may see.
        districts: Districts whose tickets the viewer may see counted by hall.
        choices: Scopes that the viewer may look at, widest first: `city`, `district:D`, `hall:H`.
    """

    def __init__(self, scopes: Iterable[str], places: Iterable[Place]) -> None:
        self.places = {place.hall: place.district for place in places}
        given = set(scopes)
        every = CITY in given
        known = dict.fromkeys(self.places.values())
        self._whole = {district for district in known if every or f"district:{district}" in given}
        self.halls = {hall for hall, district in self.places.items() if district in self._whole or f"hall:{hall}" in given}
        self.districts = {self.places[hall] for hall in self.halls}
        self.choices: tuple[str, ...] = (
            *((CITY,) if every and self.places else ()),
            *(f"district:{district}" for district in known if district in self._whole),
            *(f"hall:{hall}" for hall in self.places if hall in self.halls),
        )

    def within(self, choice: str) -> list[str]:
        """Return the halls of a choice.

        Raises:
            PermissionError: the viewer may not look at it, or there is no such thing.
        """
        if choice not in self.choices:
            raise PermissionError(choice)
        kind, _, name = choice.partition(":")
        if kind == CITY:
            return list(self.places)
        if kind == "district":
            return [hall for hall, district in self.places.items() if district == name]
        return [name]

    def counted(self) -> list[str]:
        """Return the halls whose tickets the viewer may see counted."""
        return [hall for hall, district in self.places.items() if district in self.districts]

    def district_of(self, choice: str) -> str:
        """Return the district whose town halls are shown with a choice: its own; for the city the one with most halls."""
        kind, _, name = choice.partition(":")
        if kind == "district":
            return name
        if kind == "hall":
            return self.places[name]
        districts = list(self.places.values())
        return max(dict.fromkeys(districts), key=districts.count)
