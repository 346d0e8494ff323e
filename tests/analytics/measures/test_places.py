from hypothesis import given
from hypothesis import strategies as st

from analytics.measures.places import other_districts, tickets_by_hall, town_halls
from tests.analytics.frames import BRIEF, halls, tickets

HALLS = halls(
    wendeng={},
    zetou={"level": "town"},
    gejia={"level": "town"},
    daoji={"level": "village"},
    rongcheng={"district": "rongcheng"},
    shidao={"district": "rongcheng", "level": "town"},
    renhe={"district": "rongcheng", "level": "town"},
    rushankou={"district": "rushan", "level": "town"},
)
TICKETS = tickets(
    {"hall": "wendeng"},
    {"hall": "zetou", "state": "waiting"},
    {"hall": "daoji"},
    {"hall": "daoji", "state": "no_show"},
    {"hall": "shidao"},
    {"hall": "renhe", "state": "waiting"},
    {"hall": "renhe"},
    {"hall": "rushankou"},
)


def test_every_hall_is_counted_also_without_a_ticket() -> None:
    frame = tickets_by_hall(TICKETS, HALLS)
    assert frame["issued"].to_dict() == {
        "wendeng": 1, "zetou": 1, "gejia": 0, "daoji": 2, "rongcheng": 0, "shidao": 1, "renhe": 2, "rushankou": 1,
    }  # fmt: skip
    assert frame.loc[["daoji", "zetou"], "served"].tolist() == [1, 0]


def test_the_towns_of_a_district_by_tickets() -> None:
    frame = town_halls(tickets_by_hall(TICKETS, HALLS), "wendeng")
    assert list(frame.index) == ["daoji", "zetou", "gejia"]


def test_the_towns_elsewhere_are_summed_by_district() -> None:
    frame = other_districts(tickets_by_hall(TICKETS, HALLS), "wendeng")
    assert list(frame.index) == ["rongcheng", "rushan"]
    assert frame.loc["rongcheng"].to_dict() == {"halls": 2, "issued": 3, "served": 2, "issued_a_hall": 1.5}


def test_a_city_of_one_district_has_no_others() -> None:
    assert other_districts(tickets_by_hall(tickets(), halls(wendeng={})), "wendeng").empty


@BRIEF
@given(st.lists(st.sampled_from(list(HALLS.index)), max_size=50), st.sampled_from(["wendeng", "rongcheng", "rushan"]))
def test_no_ticket_is_lost_or_counted_twice(taken: list[str], district: str) -> None:
    by_hall = tickets_by_hall(tickets(*({"hall": hall} for hall in taken)), HALLS)
    assert by_hall["issued"].sum() == by_hall["served"].sum() == len(taken)
    near = town_halls(by_hall, district)["issued"].sum() + other_districts(by_hall, district)["issued"].sum()
    assert near == sum(HALLS.loc[hall, "level"] != "district" for hall in taken)
