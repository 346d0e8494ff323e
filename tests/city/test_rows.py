"""The city in the database: stored once, changed by versions."""

from collections.abc import Iterator

import msgspec
import pytest
from sqlalchemy import Connection, create_engine, select

from queue_server.city.city import City
from queue_server.city.errors import (
    CityExists,
    CityMissing,
    HallMissing,
    NoticeInvalid,
    NoticeMissing,
    SetupInvalid,
    VersionConflict,
)
from queue_server.city.file import load_city
from queue_server.city.hours import Session
from queue_server.city.rows import (
    Notice,
    add_notice,
    delete_notice,
    hall_versions,
    halls,
    list_notices,
    read_city,
    save_hall,
    store_city,
)
from queue_server.city.text import Text
from queue_server.core.setup import CounterSetup
from queue_server.eventlog.tables import metadata
from tests.city.paths import EXAMPLE, WEIHAI

CITY = load_city(EXAMPLE)
DONG = CITY.halls[0]


@pytest.fixture
def empty() -> Iterator[Connection]:
    engine = create_engine("sqlite://")
    with engine.begin() as connection:
        metadata.create_all(connection)
        yield connection
    engine.dispose()


@pytest.fixture
def stored(empty: Connection) -> Connection:
    store_city(empty, CITY, 1_000, "admin")
    return empty


@pytest.mark.parametrize("city", [CITY, load_city(WEIHAI)], ids=["example", "weihai"])
def test_what_was_stored_is_read(empty: Connection, city: City) -> None:
    store_city(empty, city, 1_000)
    read = read_city(empty)
    assert (read.name, read.demo, read.public_url) == (city.name, city.demo, city.public_url)
    assert (read.assumptions, read.sources) == (city.assumptions, city.sources)
    assert read.districts == city.districts
    assert read.services == city.services
    assert read.catalogue_version == 1
    assert list(read.halls.values()) == [(hall, 1) for hall in city.halls]
    assert list(read.halls) == [hall.id for hall in city.halls]
    assert read.notices == ()


def test_a_database_has_one_city(stored: Connection) -> None:
    with pytest.raises(CityExists):
        store_city(stored, load_city(WEIHAI), 2_000)
    assert read_city(stored).name == CITY.name


def test_a_database_without_a_city_says_so(empty: Connection) -> None:
    with pytest.raises(CityMissing, match="onewindow init"):
        read_city(empty)


def test_assumptions_of_city_and_halls_are_told_once_each(stored: Connection) -> None:
    city = load_city(WEIHAI)
    stored_city = read_city(stored)
    assert stored_city.all_assumptions() == dict.fromkeys(CITY.assumptions, ())
    told = msgspec.structs.replace(stored_city, halls={hall.id: (hall, 1) for hall in city.halls}).all_assumptions()
    of_wendeng = [text.en for text, halls in told.items() if halls == ("wendeng",)]
    assert of_wendeng == ["Published are twelve people at the front desk; a counter for each is inferred"]
    (no_show,) = (halls for text, halls in told.items() if text.en.startswith("The no-show rule"))
    assert no_show == (), "what every hall assumes is of the whole city"
    assert set(told) == {*CITY.assumptions, *(text for hall in city.halls for text in hall.assumptions)}


def test_a_changed_hall_is_a_new_version(stored: Connection) -> None:
    changed = msgspec.structs.replace(DONG, target_s=600, name=Text("东厅", "East Hall"), closed_dates=())
    assert save_hall(stored, changed, 1, 2_000, "hao.qing") == 2
    again = msgspec.structs.replace(changed, hours=None)
    assert save_hall(stored, again, 2, 3_000, "hao.qing") == 3
    assert read_city(stored).halls["dong"] == (again, 3)
    rows = stored.execute(select(hall_versions).where(hall_versions.c.hall == "dong").order_by(hall_versions.c.version)).all()
    assert [(row.version, row.at_ms, row.by) for row in rows] == [
        (1, 1_000, "admin"),
        (2, 2_000, "hao.qing"),
        (3, 3_000, "hao.qing"),
    ]
    row = stored.execute(select(halls).where(halls.c.id == "dong")).one()
    assert (row.version, row.zh, row.en, row.level, row.district, row.tz) == (
        3, "东厅", "East Hall", "district", "dong", "Asia/Shanghai",
    )  # fmt: skip


def test_a_change_of_an_older_version_is_refused(stored: Connection) -> None:
    save_hall(stored, msgspec.structs.replace(DONG, target_s=600), 1, 2_000, "hao.qing")
    with pytest.raises(VersionConflict) as caught:
        save_hall(stored, DONG, 1, 3_000, "fan.yu")
    assert caught.value.code == "version-conflict"
    assert caught.value.facts == {"hall": "dong", "expected": 1, "version": 2}
    assert read_city(stored).halls["dong"][0].target_s == 600


def test_a_hall_that_is_not_there_cannot_be_changed(stored: Connection) -> None:
    with pytest.raises(HallMissing):
        save_hall(stored, msgspec.structs.replace(DONG, id="xi"), 1, 2_000, "fan.yu")


@pytest.mark.parametrize(
    ("change", "where"),
    [
        ({"counters": ()}, "counters"),
        ({"counters": (CounterSetup(counter=1), CounterSetup(counter=1))}, "counters[1].counter"),
        ({"counters": (CounterSetup(counter=1, takes=()),)}, "counters[0].takes"),
        ({"hours": {"mon": (Session("08:30", "12:00"), Session("11:00", "17:00"))}}, "hours.mon[1]"),
        ({"hours": {"mon": (Session("8:30", "12:00"),)}}, "hours.mon[0]"),
        ({"hours": {"mon": (Session("08:30", "08:40"),)}}, "intake_cutoff_min"),
        ({"closed_dates": ("2026-02-30",)}, "closed_dates[0]"),
        ({"rates": {"normal": 0.0}}, "rates.normal"),
        ({"rates": {"vip": 1.0}}, "rates.vip"),
        ({"series": {"normal": "AA"}}, "series.normal"),
        ({"target_s": 0}, "target_s"),
        ({"no_show_calls": -1}, "no_show_calls"),
        ({"tz": "Mars/Olympus"}, "tz"),
        ({"offers": ("X1",)}, "offers[0]"),
        ({"district": "xi"}, "district"),
        ({"name": Text("", "East")}, "name.zh"),
    ],
)
def test_what_the_city_file_may_not_have_cannot_be_stored(stored: Connection, change: dict[str, object], where: str) -> None:
    with pytest.raises(SetupInvalid) as caught:
        save_hall(stored, msgspec.structs.replace(DONG, **change), 1, 2_000, "hao.qing")
    assert caught.value.facts["where"] == where
    assert read_city(stored).halls["dong"] == (DONG, 1)


def test_every_hall_that_was_loaded_can_be_stored_again(stored: Connection) -> None:
    for hall in CITY.halls:
        assert save_hall(stored, hall, 1, 2_000, "admin") == 2
        assert read_city(stored).halls[hall.id] == (hall, 2)


class TestNotices:
    TEXT = Text("系统维护", "Maintenance")

    def test_a_notice_is_added_listed_and_deleted(self, stored: Connection) -> None:
        later = add_notice(stored, "dong", self.TEXT, 5_000, None)
        first = add_notice(stored, "dong", self.TEXT, 1_000, 2_000)
        other = add_notice(stored, "liucun", self.TEXT, 0, 1)
        assert list_notices(stored, "dong") == [first, later]
        assert read_city(stored).notices == (other, first, later)
        delete_notice(stored, "dong", first.id)
        assert list_notices(stored, "dong") == [later]

    def test_an_id_is_not_given_again(self, stored: Connection) -> None:
        first = add_notice(stored, "dong", self.TEXT, 0, None)
        delete_notice(stored, "dong", first.id)
        assert add_notice(stored, "dong", self.TEXT, 0, None).id != first.id

    def test_a_notice_shows_from_its_beginning_until_before_its_end(self) -> None:
        notice = Notice(id=1, hall="dong", text=self.TEXT, from_ms=1_000, until_ms=2_000)
        assert [notice.shows_at(at_ms) for at_ms in (999, 1_000, 1_999, 2_000)] == [False, True, True, False]
        assert msgspec.structs.replace(notice, until_ms=None).shows_at(10**15)

    def test_a_notice_of_another_hall_is_not_reached(self, stored: Connection) -> None:
        notice = add_notice(stored, "dong", self.TEXT, 0, None)
        with pytest.raises(NoticeMissing):
            delete_notice(stored, "liucun", notice.id)
        assert list_notices(stored, "dong") == [notice]

    @pytest.mark.parametrize(
        ("text", "until_ms"),
        [(Text("", "x"), None), (Text("x", " "), None), (Text("x", "y" * 501), None), (TEXT, 1_000), (TEXT, 999)],
    )
    def test_a_notice_that_could_not_show_is_refused(self, stored: Connection, text: Text, until_ms: int | None) -> None:
        with pytest.raises(NoticeInvalid):
            add_notice(stored, "dong", text, 1_000, until_ms)
        assert list_notices(stored) == []

    def test_a_notice_needs_its_hall(self, stored: Connection) -> None:
        with pytest.raises(HallMissing):
            add_notice(stored, "xi", self.TEXT, 0, None)
