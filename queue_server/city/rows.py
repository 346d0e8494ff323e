"""The city's rows: districts, halls with all versions of their set-up, catalogue versions, notices.

A hall's set-up and the catalogue are never overwritten: each change is a new version, and a day carries the one that it opened
with. Times are Unix milliseconds.
"""

import msgspec
from sqlalchemy import BigInteger, Column, Connection, Index, Integer, Table, cast, delete, insert, select, update
from sqlalchemy import Text as TextType

from queue_server.city.catalogue import Service
from queue_server.city.check import check_hall
from queue_server.city.city import City, District
from queue_server.city.errors import (
    CityExists,
    CityMissing,
    HallMissing,
    NoticeInvalid,
    NoticeMissing,
    NoticeUnreadable,
    VersionConflict,
)
from queue_server.city.hall import HallConfig
from queue_server.city.retention import Periods, read_periods
from queue_server.city.text import JOINERS, Text, has_invisible, has_tower
from queue_server.eventlog.tables import meta, metadata

city_table = Table(
    "city",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("body", TextType, nullable=False),
)

districts = Table(
    "districts",
    metadata,
    Column("id", TextType, primary_key=True),
    Column("position", Integer, nullable=False),
    Column("zh", TextType, nullable=False),
    Column("en", TextType, nullable=False),
    Column("code", TextType),
)

halls = Table(
    "halls",
    metadata,
    Column("id", TextType, primary_key=True),
    Column("position", Integer, nullable=False),
    Column("version", Integer, nullable=False),
    Column("zh", TextType, nullable=False),
    Column("en", TextType, nullable=False),
    Column("level", TextType, nullable=False),
    Column("district", TextType, nullable=False),
    Column("town", TextType),
    Column("tz", TextType, nullable=False),
)

hall_versions = Table(
    "hall_versions",
    metadata,
    Column("hall", TextType, primary_key=True),
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("at_ms", BigInteger, nullable=False),
    Column("by", TextType, nullable=False),
    Column("body", TextType, nullable=False),
)

catalogue_versions = Table(
    "catalogue_versions",
    metadata,
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("at_ms", BigInteger, nullable=False),
    Column("by", TextType, nullable=False),
    Column("body", TextType, nullable=False),
)

notices = Table(
    "notices",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("hall", TextType, nullable=False),
    Column("zh", TextType, nullable=False),
    Column("en", TextType, nullable=False),
    Column("from_ms", BigInteger, nullable=False),
    Column("until_ms", BigInteger),
    Index("notices_hall", "hall"),
    sqlite_autoincrement=True,  # an id that a page still shows never comes to name another notice
)

NOTICE_LENGTH = 500
"""Characters of a notice in one language: a board shows a few lines."""

NOTICE_MAY_HAVE = "\n" + JOINERS
"""Of what cannot be seen: boards show a new line as a space."""


class Notice(msgspec.Struct, frozen=True, kw_only=True):
    """What a hall tells its visitors from `from_ms` until before `until_ms` (hall time; None: until it is deleted)."""

    id: int
    hall: str
    text: Text
    from_ms: int
    until_ms: int | None = None

    def shows_at(self, at_ms: int) -> bool:
        return self.from_ms <= at_ms and (self.until_ms is None or at_ms < self.until_ms)


class StoredCity(msgspec.Struct, frozen=True, kw_only=True):
    """The city as the rows have it now. `halls`: configuration and version by id, in the file's order. `version`: of all of it."""

    name: Text
    demo: bool
    public_url: str | None
    districts: tuple[District, ...]
    services: tuple[Service, ...]
    catalogue_version: int
    halls: dict[str, tuple[HallConfig, int]]
    notices: tuple[Notice, ...]
    assumptions: tuple[Text, ...]
    sources: tuple[Text, ...]
    periods: Periods
    version: int

    def all_assumptions(self) -> dict[Text, tuple[str, ...]]:
        """Return what is assumed, each sentence once, with the halls of which it is; none: of the whole city."""
        told: dict[Text, tuple[str, ...]] = dict.fromkeys(self.assumptions, ())
        of_halls: dict[Text, list[str]] = {}
        for hall, (config, _) in self.halls.items():
            for assumption in config.assumptions:
                of_halls.setdefault(assumption, []).append(hall)
        for assumption, halls in of_halls.items():
            told.setdefault(assumption, tuple(halls) if len(halls) < len(self.halls) else ())
        return told


class _CityBody(msgspec.Struct, frozen=True, kw_only=True):
    name: Text
    demo: bool = False
    public_url: str | None = None
    assumptions: tuple[Text, ...] = ()
    sources: tuple[Text, ...] = ()


def store_city(connection: Connection, city: City, at_ms: int, by: str = "system") -> None:
    """Put a loaded city into an empty database. Logins are not among its rows.

    Raises:
        CityExists: there is one already.
    """
    if connection.execute(select(city_table.c.id)).first() is not None:
        raise CityExists
    if connection.execute(select(meta.c.key).where(meta.c.key == "setup")).first() is None:
        connection.execute(insert(meta).values(key="setup", value="0"))
    body = _CityBody(
        name=city.name, demo=city.demo, public_url=city.public_url, assumptions=city.assumptions, sources=city.sources
    )
    connection.execute(insert(city_table).values(id=1, body=_text(body)))
    connection.execute(insert(catalogue_versions).values(version=1, at_ms=at_ms, by=by, body=_text(city.services)))
    connection.execute(
        insert(districts),
        [
            {"id": district.id, "position": position, "zh": district.name.zh, "en": district.name.en, "code": district.code}
            for position, district in enumerate(city.districts)
        ],
    )
    connection.execute(
        insert(halls),
        [{"id": hall.id, "position": position, "version": 1, **_columns(hall)} for position, hall in enumerate(city.halls)],
    )
    connection.execute(
        insert(hall_versions),
        [{"hall": hall.id, "version": 1, "at_ms": at_ms, "by": by, "body": _text(hall)} for hall in city.halls],
    )


setup_version = select(meta.c.value).where(meta.c.key == "setup").scalar_subquery()
"""How often the set-up has changed, as text; null where it has not since the city was stored."""


def count_change(connection: Connection) -> None:
    """Let every server see that it must read the set-up again."""
    counted = update(meta).where(meta.c.key == "setup").values(value=cast(cast(meta.c.value, Integer) + 1, TextType))
    if connection.execute(counted).rowcount == 0:
        connection.execute(insert(meta).values(key="setup", value="1"))


def read_city(connection: Connection) -> StoredCity:
    """Return the city as it is now.

    Raises:
        CityMissing: none was stored.
    """
    row = connection.execute(select(city_table.c.body)).first()
    if row is None:
        raise CityMissing
    body = msgspec.json.decode(row.body, type=_CityBody)
    services, catalogue_version = _catalogue(connection)
    now = halls.join(hall_versions, (halls.c.id == hall_versions.c.hall) & (halls.c.version == hall_versions.c.version))
    configs = connection.execute(
        select(halls.c.id, halls.c.version, hall_versions.c.body).select_from(now).order_by(halls.c.position)
    )
    return StoredCity(
        name=body.name,
        demo=body.demo,
        public_url=body.public_url,
        districts=tuple(
            District(id=row.id, name=Text(row.zh, row.en), code=row.code)
            for row in connection.execute(select(districts).order_by(districts.c.position))
        ),
        services=services,
        catalogue_version=catalogue_version,
        halls={row.id: (msgspec.json.decode(row.body, type=HallConfig), row.version) for row in configs},
        notices=tuple(list_notices(connection)),
        assumptions=body.assumptions,
        sources=body.sources,
        periods=read_periods(connection),
        version=int(connection.execute(select(setup_version)).scalar() or 0),
    )


def save_hall(connection: Connection, config: HallConfig, expected_version: int, at_ms: int, by: str) -> int:
    """Store a changed set-up of a hall and return its version.

    Raises:
        HallMissing: there is no hall with its id.
        VersionConflict: the hall's version is not `expected_version` any more.
        SetupInvalid: the city file would refuse it.
    """
    version = connection.execute(select(halls.c.version).where(halls.c.id == config.id)).scalar_one_or_none()
    if version is None:
        raise HallMissing(hall=config.id)
    if version != expected_version:
        raise VersionConflict(hall=config.id, expected=expected_version, version=version)
    check_hall(config, _catalogue(connection)[0], connection.execute(select(districts.c.id)).scalars().all())
    same = (halls.c.id == config.id) & (halls.c.version == version)
    # First, so that of two servers that change it at once the second finds the first one's version.
    if connection.execute(update(halls).where(same).values(version=version + 1, **_columns(config))).rowcount == 0:
        raise VersionConflict(hall=config.id, expected=expected_version, version=version + 1)
    row = {"hall": config.id, "version": version + 1, "at_ms": at_ms, "by": by, "body": _text(config)}
    connection.execute(insert(hall_versions).values(row))
    count_change(connection)
    return int(version) + 1


def list_notices(connection: Connection, hall: str | None = None) -> list[Notice]:
    """Return the notices of one hall or of all, oldest beginning first."""
    query = select(notices).order_by(notices.c.from_ms, notices.c.id)
    if hall is not None:
        query = query.where(notices.c.hall == hall)
    return [
        Notice(id=row.id, hall=row.hall, text=Text(row.zh, row.en), from_ms=row.from_ms, until_ms=row.until_ms)
        for row in connection.execute(query)
    ]


def add_notice(connection: Connection, hall: str, text: Text, from_ms: int, until_ms: int | None) -> Notice:
    """Store a notice of a hall and return it with its id.

    Raises:
        HallMissing: there is no such hall.
        NoticeInvalid: a language is missing or too long, or it would never show.
        NoticeUnreadable: it has a character that cannot be seen, or a tower of marks.
    """
    if connection.execute(select(halls.c.id).where(halls.c.id == hall)).first() is None:
        raise HallMissing(hall=hall)
    _refuse_unfit(text, from_ms, until_ms)
    result = connection.execute(insert(notices).values(hall=hall, zh=text.zh, en=text.en, from_ms=from_ms, until_ms=until_ms))
    key = result.inserted_primary_key
    assert key is not None
    count_change(connection)
    return Notice(id=int(key[0]), hall=hall, text=text, from_ms=from_ms, until_ms=until_ms)


def delete_notice(connection: Connection, hall: str, notice: int) -> None:
    """Delete a notice of a hall.

    Raises:
        NoticeMissing: the hall has none with this id.
    """
    result = connection.execute(delete(notices).where((notices.c.id == notice) & (notices.c.hall == hall)))
    if result.rowcount == 0:
        raise NoticeMissing(notice=notice)
    count_change(connection)


def _catalogue(connection: Connection) -> tuple[tuple[Service, ...], int]:
    """Return the services and the version of the newest catalogue."""
    row = connection.execute(select(catalogue_versions).order_by(catalogue_versions.c.version.desc()).limit(1)).one()
    return msgspec.json.decode(row.body, type=tuple[Service, ...]), row.version


def _refuse_unfit(text: Text, from_ms: int, until_ms: int | None) -> None:
    if not all(part.strip() and len(part) <= NOTICE_LENGTH for part in (text.zh, text.en)):
        raise NoticeInvalid(length=NOTICE_LENGTH)
    if any(has_invisible(part, but=NOTICE_MAY_HAVE) or has_tower(part) for part in (text.zh, text.en)):
        raise NoticeUnreadable
    if until_ms is not None and until_ms <= from_ms:
        raise NoticeInvalid(from_ms=from_ms, until_ms=until_ms)


def _columns(hall: HallConfig) -> dict[str, str | None]:
    return {
        "zh": hall.name.zh, "en": hall.name.en, "level": hall.level, "district": hall.district, "town": hall.town, "tz": hall.tz,
    }  # fmt: skip


def _text(body: object) -> str:
    return msgspec.json.encode(body).decode()
