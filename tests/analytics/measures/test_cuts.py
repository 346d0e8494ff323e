import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.measures.cuts import WHATS, What, cut, cut_of, cuts_by_group, cuts_by_service
from tests.analytics.frames import BRIEF, catalogue

THREE = catalogue(
    G001={"steps_before": 6, "steps_after": 4, "materials_before": 5, "materials_after": 2},
    W014={"group": "work_injury", "steps_before": 9, "steps_after": 6, "days_before": 60, "days_after": 45},
    W016={"group": "work_injury", "steps_before": 8, "steps_after": 5, "days_before": 30, "days_after": 20},
)


def test_totals_are_cuts_of_sums() -> None:
    steps, days, materials = (cut_of(THREE, what) for what in WHATS)
    assert (steps.services, steps.stated, steps.before, steps.after) == (3, 3, 23, 15)
    assert steps.share == pytest.approx(8 / 23)
    assert (days.stated, days.before, days.after) == (2, 90, 65)
    assert days.share == pytest.approx(25 / 90)
    assert (days.largest, days.largest_of) == (15, ("W014",))
    assert (materials.stated, materials.share, materials.largest_of) == (1, pytest.approx(3 / 5), ("G001",))


def test_groups_have_means_a_service() -> None:
    steps, days = cuts_by_group(THREE, "steps"), cuts_by_group(THREE, "days")
    assert list(steps.index) == ["general", "work_injury"]
    injury = steps.loc["work_injury"]
    assert (injury["services"], injury["before"], injury["after"]) == (2, 8.5, 5.5)
    assert injury["share"] == pytest.approx(6 / 17)
    injury = days.loc["work_injury"]
    assert (injury["stated"], injury["before"], injury["after"], injury["largest"]) == (2, 45, 32.5, 15)
    assert injury["share"] == pytest.approx(25 / 90)


def test_a_group_finished_at_the_counter_has_no_days() -> None:
    general = cuts_by_group(THREE, "days").loc["general"]
    assert general["stated"] == 0
    assert math.isnan(general["before"])
    assert math.isnan(general["share"])


def test_services_by_what_was_taken_off_the_largest_first() -> None:
    days = cuts_by_service(THREE, "days")
    assert list(days.index) == ["W014", "W016"]
    assert days["off"].tolist() == [15, 10]
    assert days["share"].tolist() == pytest.approx([0.25, 1 / 3])
    steps = cuts_by_service(THREE, "steps")
    assert list(steps.index) == ["W016", "W014", "G001"], "of the same number the larger share first"
    longer = catalogue(A={"days_before": 10, "days_after": 12}, B={"days_before": 10, "days_after": 9})
    assert cuts_by_service(longer, "days")["share"].tolist() == pytest.approx([0.1, -0.2])
    assert cut_of(longer, "days").largest_of == ("B",)


def test_a_limit_of_nought_days_is_none() -> None:
    found = cut_of(catalogue(G001={"days_before": 0, "days_after": 0}), "days")
    assert found.stated == 0
    assert math.isnan(found.share)
    assert (found.largest, found.largest_of) == (0, ())


def test_nothing_shortened_is_a_cut_of_nought() -> None:
    frame = catalogue(G001={"steps_before": 3, "steps_after": 3, "days_before": 10, "days_after": 10})
    for what in ("steps", "days"):
        found = cut_of(frame, what)
        assert (found.share, found.largest, found.largest_of) == (0, 0, ())


@pytest.mark.parametrize("what", WHATS)
def test_an_empty_catalogue(what: What) -> None:
    assert math.isnan(cut_of(catalogue(), what).share)
    assert cuts_by_group(catalogue(), what).empty
    assert cuts_by_service(catalogue(), what).empty


def test_cut_of_nothing() -> None:
    assert math.isnan(cut(0, 0))
    assert cut(3, 2) == pytest.approx(1 / 3)


@BRIEF
@given(
    st.dictionaries(
        st.from_regex(r"[A-Z][0-9]{3}", fullmatch=True),
        st.fixed_dictionaries(
            {
                "group": st.sampled_from(["general", "pension", "medical"]),
                "days_before": st.one_of(st.none(), st.integers(0, 90)),
                "days_after": st.one_of(st.none(), st.integers(0, 90)),
            }
        ),
        max_size=20,
    )
)
def test_groups_and_services_add_up_to_the_catalogue(rows: dict[str, dict[str, object]]) -> None:
    frame = catalogue(**rows).astype({"days_before": float, "days_after": float})
    by_group, by_service, total = cuts_by_group(frame, "days"), cuts_by_service(frame, "days"), cut_of(frame, "days")
    stated = [row for row in rows.values() if row["days_before"] and row["days_after"] is not None]
    assert total.stated == len(stated) == len(by_service) == by_group["stated"].sum()
    assert total.before == sum(row["days_before"] for row in stated)  # type: ignore[misc]
    assert total.before - total.after == by_service["off"].sum()
    assert (by_group["stated"] * by_group["before"]).sum() == pytest.approx(total.before)
    assert (by_group["stated"] * by_group["after"]).sum() == pytest.approx(total.after)
    assert total.largest == max([0, *by_service["off"]])
