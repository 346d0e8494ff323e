"""A city as one TOML file, see docs/city-file.md. Checking and loading are one reading, so they cannot disagree."""

import re
from pathlib import Path
from urllib.parse import urlsplit

from queue_server.city.catalogue import Service
from queue_server.city.city import City, District
from queue_server.city.errors import CityFileErrors, Finding
from queue_server.city.hall import HallConfig
from queue_server.city.halls_section import read_defaults, read_hall
from queue_server.city.node import ID, Node, Sheet, distinct
from queue_server.city.services_csv import read_services_csv
from queue_server.city.services_section import read_services
from queue_server.city.staff import Staff
from queue_server.city.staff_section import Known, read_password, read_staff
from queue_server.city.toml import read_toml

LARGEST_BYTES = 20_000_000
"""A file beyond this was named by mistake."""

DIVISION = re.compile(r"[0-9A-Za-z-]{1,32}")


def load_city(path: str | Path) -> City:
    """Return the city that a file describes.

    Raises:
        CityFileErrors: the file, or the table of services that it names, has something to change.
    """
    city, findings = read_city_file(path)
    if city is None:
        raise CityFileErrors(findings)
    return city


def read_city_file(path: str | Path) -> tuple[City | None, list[Finding]]:
    """Return the city, or None and everything that has to be changed, in the order of the lines. Never raises."""
    path = Path(path)
    try:
        text = read_text(path)
    except UnreadableFile as error:
        return None, [Finding(error.line or 1, "the file", str(error), path)]
    toml = read_toml(text)
    sheet = Sheet(path, toml.positions.line, whole=toml.whole)
    sheet.findings += [Finding(fault.line, "the file", fault.message, path) for fault in toml.faults]
    city, others = _read_city(sheet.node(toml.content))
    findings = sorted(sheet.findings, key=lambda finding: finding.line) + sorted(others, key=lambda finding: finding.line)
    return (None, findings) if findings else (city, findings)


class UnreadableFile(Exception):
    """`line`: where; None: the file as a whole."""

    def __init__(self, message: str, line: int | None = None) -> None:
        super().__init__(message)
        self.line = line


def read_text(path: Path, *, pipes: bool = True) -> str:
    """Return a file's text. `pipes`: whether it may be a pipe, for whose other end is waited.

    Raises:
        UnreadableFile: there is none, it is a pipe that may not be, it is huge, or it is not UTF-8 (`line` is the first that is not).
    """
    try:
        if not pipes and path.is_fifo():
            raise UnreadableFile("is a pipe and no file")
        with path.open("rb") as file:
            content = file.read(LARGEST_BYTES + 1)
    except (OSError, ValueError) as error:  # ValueError: a path that no file can have
        raise UnreadableFile(f"cannot be read: {getattr(error, 'strerror', None) or error}") from None
    if len(content) > LARGEST_BYTES:
        raise UnreadableFile(f"is larger than {LARGEST_BYTES // 1_000_000} MB")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise UnreadableFile("is not UTF-8 from here on; save the file as UTF-8", line) from None


def _read_city(root: Node) -> tuple[City | None, list[Finding]]:
    """Read the whole file; also return the findings that lie in another file."""
    fields = root.fields(("city", "districts", "halls"), ("defaults", "services", "staff"))
    about = fields["city"].fields(("name",), ABOUT) if "city" in fields else {}
    demo = bool(about["demo"].boolean()) if "demo" in about else False
    password = read_password(about["password"], demo=demo) if "password" in about else None
    services, codes, elsewhere = _read_catalogue(root, fields, about)
    districts = _read_districts(fields["districts"]) if "districts" in fields else ()
    named = Known(_ids(fields.get("halls")), _ids(fields.get("districts")), demo, password)
    defaults = read_defaults(fields["defaults"], codes) if "defaults" in fields else {}
    halls: list[HallConfig] = []
    staff: list[tuple[Node, Staff | None]] = []
    items = fields["halls"].items(least=1) if "halls" in fields else []
    for item in items:
        hall = read_hall(item, defaults, named.districts, codes)
        if hall is not None:
            halls.append(hall)
        staff += _read_hall_staff(item, named)
    distinct([(item.under("id", None), _id(item)) for item in items], "hall")
    staff += [(item, read_staff(item, named)) for item in (fields["staff"].items() if "staff" in fields else [])]
    distinct([(item.under("username", None), login.username) for item, login in staff if login is not None], "login")
    name = about["name"].text() if "name" in about else None
    address = _address(about["public_url"]) if "public_url" in about else None
    assumptions, sources = (about[key].texts() if key in about else () for key in ("assumptions", "sources"))
    if name is None:
        return None, elsewhere
    city = City(
        name=name,
        demo=demo,
        public_url=address,
        districts=districts,
        halls=tuple(halls),
        services=services,
        staff=tuple(login for _, login in staff if login is not None),
        assumptions=assumptions,
        sources=sources,
    )
    return city, elsewhere


ABOUT = ("demo", "public_url", "password", "services", "assumptions", "sources")


def _read_catalogue(
    root: Node, fields: dict[str, Node], about: dict[str, Node]
) -> tuple[tuple[Service, ...], set[str] | None, list[Finding]]:
    """Read the services, from the file itself or from the table that it names; also their codes, None when not all are known."""
    if "services" in about and "services" in fields:
        about["services"].fault("the services stand in [[services]] too; keep one of the two")
    if "services" in fields:
        items = fields["services"].items(least=1)
        return read_services(items), {code for item in items if (code := _id(item, "code")) is not None}, []
    if "services" not in about:
        root.clash('has no services: name a table, `services = "services.csv"` in [city], or write [[services]]')
        return (), None, []
    named = about["services"]
    name = named.string()
    if name is None:
        return (), None, []
    if Path(name).is_absolute():
        named.fault("has to be a path beside this file, not an absolute one")
        return (), None, []
    path = root.sheet.file.parent / name
    try:
        text = read_text(path, pipes=False)
    except UnreadableFile as error:
        if error.line is None:
            named.fault(f"{name}: {error}")
            return (), None, []
        return (), None, [Finding(error.line, path.name, str(error), path)]
    nodes, sheet = read_services_csv(path, text)
    services = read_services(nodes)
    return services, None if sheet.findings else {service.code for service in services}, sheet.findings


def _read_districts(node: Node) -> tuple[District, ...]:
    districts: list[District] = []
    ids: list[tuple[Node, str | None]] = []
    codes: list[tuple[Node, str | None]] = []
    for item in node.items(least=1):
        fields = item.fields(("id", "name"), ("code",))
        key = fields["id"].matching(ID, "an id: small letters and digits, beginning with a letter") if "id" in fields else None
        name = fields["name"].text() if "name" in fields else None
        code = fields["code"].matching(DIVISION, "a division's code in quotes") if "code" in fields else None
        ids.append((fields.get("id", item), key))
        codes.append((fields.get("code", item), code))
        if key is not None and name is not None:
            districts.append(District(id=key, name=name, code=code))
    distinct(ids, "district")
    distinct(codes, "code")
    return tuple(districts)


def _read_hall_staff(hall: Node, known: Known) -> list[tuple[Node, Staff | None]]:
    if not isinstance(hall.value, dict) or "staff" not in hall.value:
        return []
    place = _id(hall)
    return [(item, read_staff(item, known, place or "?")) for item in hall.under("staff", hall.value["staff"]).items()]


def _id(node: Node, key: str = "id") -> str | None:
    """Return the id that a table says it has, whatever else is wrong with it."""
    found = node.value.get(key) if isinstance(node.value, dict) else None
    return found if isinstance(found, str) else None


def _ids(node: Node | None) -> set[str]:
    items = node.value if node is not None and isinstance(node.value, list) else []
    return {found for at, item in enumerate(items) if node is not None and (found := _id(node.under(at, item))) is not None}


def _address(node: Node) -> str | None:
    text = node.string()
    if text is None:
        return None
    try:
        parts = urlsplit(text)
        fits = parts.scheme in ("http", "https") and bool(parts.hostname) and not parts.query and not parts.fragment
        fits = fits and parts.username is None and parts.port != 0 and not any(sign.isspace() for sign in text)
    except ValueError:
        fits = False
    if not fits:
        node.fault(f"{text!r} is no public address; one is https://halls.example.org")
        return None
    return text.rstrip("/")
