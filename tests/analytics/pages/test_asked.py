"""What an address asks for, also when it was typed by hand."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.pages.asked import Narrowed, asked, compared, elsewhere, question, scope

CHOICES = ("city", "district:wendeng", "hall:zetou")
SPAN = (date(2025, 1, 1), date(2026, 2, 27))
TODAY = date(2026, 3, 2)


def test_without_a_word_it_is_the_widest_and_the_last_four_weeks_against_the_four_before() -> None:
    choice, period, than, narrowed = asked("", choices=CHOICES, span=SPAN, today=TODAY)
    assert (choice, period, than, narrowed) == ("city", (date(2026, 1, 31), date(2026, 2, 27)), "previous", Narrowed())
    assert compared(period, than) == (date(2026, 1, 3), date(2026, 1, 30))


@pytest.mark.parametrize(
    ("search", "other"),
    [("", False), ("?hall=", False), ("?hall=zetou", False), ("?hall=city", False), ("?hall=hall:gejia", True)],
)
def test_a_scope_that_the_viewer_has_not_is_known(search: str, other: bool) -> None:
    assert elsewhere(search, CHOICES) is other
    assert scope(search, CHOICES) in CHOICES


def test_all_of_an_address_is_read() -> None:
    found = asked(
        "?hall=zetou&from=2025-03-01&to=2025-03-31&than=year&group=pension,medical&channel=phone&priority=elder,normal",
        choices=CHOICES,
        span=SPAN,
        today=TODAY,
    )
    assert found[:3] == ("hall:zetou", (date(2025, 3, 1), date(2025, 3, 31)), "year")
    assert set(found[3].groups) == {"pension", "medical"}
    assert found[3].channels == ("phone",)
    assert set(found[3].priorities) == {"elder", "normal"}
    put = question(found[0], ("zetou",), *found[1:])
    assert put.then is not None
    assert (put.then.since.isoweekday(), put.then.until.isoweekday()) == (
        put.now.since.isoweekday(),
        put.now.until.isoweekday(),
    )
    assert put.then.groups == put.now.groups == found[3].groups


@pytest.mark.parametrize(
    ("search", "period"),
    [
        ("?from=2025-05-05&to=2025-04-01", (date(2025, 4, 1), date(2025, 5, 5))),
        ("?from=31.12.2025", (date(2026, 1, 31), date(2026, 2, 27))),
        ("?to=9999-12-31", (date(2026, 1, 31), date(2026, 2, 27))),
        ("?to=2025-12-31", (date(2025, 12, 4), date(2025, 12, 31))),
    ],
)
def test_a_period_that_nobody_can_mean_is_mended(search: str, period: tuple[date, date]) -> None:
    assert asked(search, choices=CHOICES, span=SPAN, today=TODAY)[1] == period


def test_nobody_asks_for_what_is_not_his() -> None:
    assert asked("?hall=hall:wendeng", choices=("hall:zetou",), span=SPAN, today=TODAY)[0] == "hall:zetou"
    assert asked("?hall=city&group=nothing&than=ever", choices=("hall:zetou",), span=None, today=TODAY) == (
        "hall:zetou",
        (date(2026, 2, 3), TODAY),
        "previous",
        Narrowed(),
    )


@given(st.text(max_size=60))
def test_any_address_is_a_question(search: str) -> None:
    choice, (since, until), than, _ = asked(search, choices=CHOICES, span=SPAN, today=TODAY)
    assert choice in CHOICES
    assert since <= until
    other = compared((since, until), than)
    assert other is None or other[0] <= other[1]


@pytest.mark.parametrize(
    ("search", "found"),
    [
        ("", "city"),
        ("?hall=zetou", "hall:zetou"),
        ("?hall=hall:zetou&lang=en", "hall:zetou"),
        ("?hall=district:wendeng", "district:wendeng"),
        ("?hall=nowhere", "city"),
        ("?hall=%ff", "city"),
    ],
)
def test_the_scope_is_read_alike_for_every_page(search: str, found: str) -> None:
    assert scope(search, CHOICES) == found
    assert asked(search, choices=CHOICES, span=SPAN, today=TODAY)[0] == found
