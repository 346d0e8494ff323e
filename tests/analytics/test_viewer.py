import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.viewer import Place, Rights, Viewer, from_headers, to_headers

PLACES = (
    Place("wendeng", "wendeng"),
    Place("zetou", "wendeng"),
    Place("rongcheng", "rongcheng"),
    Place("shidao", "rongcheng"),
)
SCOPES = ("city", "district:wendeng", "district:rongcheng", "hall:zetou", "hall:shidao", "hall:nowhere", "district:nowhere")


def test_a_manager_sees_the_own_hall_and_counts_the_own_district() -> None:
    rights = Rights(["hall:zetou"], PLACES)
    assert rights.choices == ("hall:zetou",)
    assert rights.within("hall:zetou") == ["zetou"]
    assert rights.counted() == ["wendeng", "zetou"]
    assert rights.district_of("hall:zetou") == "wendeng"


def test_an_official_of_a_district_sees_its_halls_together_and_each() -> None:
    rights = Rights(["district:rongcheng"], PLACES)
    assert rights.choices == ("district:rongcheng", "hall:rongcheng", "hall:shidao")
    assert rights.within("district:rongcheng") == ["rongcheng", "shidao"]
    assert rights.counted() == ["rongcheng", "shidao"]


def test_an_official_of_the_city_sees_all() -> None:
    rights = Rights(["city"], PLACES)
    assert rights.choices[:3] == ("city", "district:wendeng", "district:rongcheng")
    assert rights.within("city") == ["wendeng", "zetou", "rongcheng", "shidao"]
    assert rights.district_of("city") == "wendeng"


@pytest.mark.parametrize("choice", ["hall:wendeng", "district:wendeng", "city", "hall:nowhere", "zetou", ""])
def test_a_manager_may_not_look_elsewhere(choice: str) -> None:
    with pytest.raises(PermissionError):
        Rights(["hall:zetou"], PLACES).within(choice)


@pytest.mark.parametrize("scopes", [[], ["hall:nowhere"], ["district:nowhere"], ["CITY"], ["hall:"]])
def test_a_scope_that_names_nothing_opens_nothing(scopes: list[str]) -> None:
    rights = Rights(scopes, PLACES)
    assert rights.choices == ()
    assert rights.counted() == []


def test_a_city_without_halls_has_nothing_to_look_at() -> None:
    assert Rights(["city"], []).choices == ()


@given(st.sets(st.sampled_from(SCOPES)))
def test_whatever_can_be_chosen_is_within_the_scopes(scopes: set[str]) -> None:
    rights = Rights(scopes, PLACES)
    for choice in rights.choices:
        halls = rights.within(choice)
        assert halls
        assert set(halls) <= rights.halls
        assert set(halls) <= set(rights.counted())
    for place in PLACES:
        allowed = bool(scopes & {"city", f"district:{place.district}", f"hall:{place.hall}"})
        assert (f"hall:{place.hall}" in rights.choices) is allowed


names = st.text(st.characters(exclude_categories=["Cs"]))


@given(names, st.lists(names), st.integers(-(2**53), 2**53), st.floats(0.01, 1000))
def test_headers_carry_the_viewer_whole(user: str, scopes: list[str], now_ms: int, speed: float) -> None:
    viewer = Viewer(user=user, scopes=tuple(scopes), now_ms=now_ms, speed=speed, language="en")
    headers = to_headers(viewer)
    assert all(value.isascii() and value.isprintable() for value in headers.values())
    assert from_headers(headers) == viewer


@pytest.mark.parametrize(
    "change",
    [
        {"x-onewindow-scopes": "city"},
        {"x-onewindow-scopes": '["city"],["city"]'},
        {"x-onewindow-scopes": '{"city":1}'},
        {"x-onewindow-scopes": "[1]"},
        {"x-onewindow-now": "soon"},
        {"x-onewindow-lang": "fr"},
    ],
)
def test_headers_that_are_wrong_name_nobody(change: dict[str, str]) -> None:
    headers = to_headers(Viewer(user="x", scopes=("city",), now_ms=1))
    assert from_headers(headers) is not None
    assert from_headers(headers | change) is None
    for name in ("x-onewindow-user", "x-onewindow-scopes", "x-onewindow-now"):
        assert from_headers({key: value for key, value in headers.items() if key != name}) is None
