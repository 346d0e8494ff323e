import math

import pytest
from msgspec import structs

from analytics.history.bureau import BeforeAfter
from analytics.measures.cuts import cut_of
from analytics.queries.city import NO_HOURS, bureau_frame, catalogue_frame, halls_frame, open_hours
from queue_server.city.hours import Session
from tests.analytics.played import DATE, HALLS, SERVICES

DATES = {hall.id: DATE for hall in HALLS}


def test_halls_as_the_measures_read_them() -> None:
    frame = halls_frame(HALLS)
    assert frame.loc["wendeng"].to_dict() == {"district": "wendeng", "level": "district", "counters": 12, "target_s": 900}
    assert list(frame.index) == [hall.id for hall in HALLS]


def test_services_as_the_measures_read_them() -> None:
    frame = catalogue_frame(SERVICES).set_index("code")
    assert math.isnan(frame.loc["G001", "days_before"])
    assert frame.loc["W014", ["group", "days_before", "days_after", "limit_unit"]].tolist() == [
        "work_injury",
        60,
        45,
        "calendar",
    ]


@pytest.mark.parametrize("missing", ["steps_before", "steps_after"])
def test_a_service_with_half_of_its_steps_counts_with_neither(missing: str) -> None:
    half = structs.replace(SERVICES[0], **{missing: None})
    total = cut_of(catalogue_frame([half, *SERVICES[1:]]), "steps")
    assert (total.services, total.stated, total.before, total.after) == (3, 2, 19, 12)


def test_no_services_have_their_columns() -> None:
    assert cut_of(catalogue_frame([]), "days").services == 0
    assert cut_of(bureau_frame([], SERVICES), "materials").services == 0


def test_what_a_bureau_loaded_as_the_measures_read_it() -> None:
    rows = [
        BeforeAfter(service="W014", days_before=60, days_after=20, day_unit="working", source="notice 7"),
        BeforeAfter(service="G001", materials_before=5, materials_after=2, source="notice 8"),
        BeforeAfter(service="X999", steps_before=5, steps_after=2, source="of a service that is gone"),
    ]
    frame = bureau_frame(rows, SERVICES).set_index("code")
    assert list(frame.index) == ["G001", "W014"], "in the catalogue's order"
    assert frame.loc["W014", ["group", "days_before", "days_after", "limit_unit"]].tolist() == [
        "work_injury",
        60,
        20,
        "working",
    ]
    assert math.isnan(frame.loc["W014", "steps_before"])
    assert frame.loc["G001", ["materials_before", "materials_after", "materials_source"]].tolist() == [5, 2, "notice 8"]


def test_the_hours_are_from_the_first_opening_to_the_last_closing() -> None:
    late = structs.replace(HALLS[1], hours={"mon": (Session("10:15", "19:20"),)})
    assert open_hours(HALLS, DATES) == (8, 17)
    assert open_hours([HALLS[0], late], DATES) == (8, 20)
    assert open_hours([late], DATES) == (10, 20)


def test_a_day_without_hours_is_drawn_as_an_office_day() -> None:
    assert open_hours(HALLS, dict.fromkeys(DATES, "2026-03-01")) == NO_HOURS, "a Sunday"
    assert open_hours([structs.replace(HALLS[0], hours=None)], DATES) == NO_HOURS
