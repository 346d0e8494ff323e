import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.measures.cuts import cut, cuts, cuts_by_group
from tests.analytics.frames import BRIEF, catalogue

THREE = catalogue(
    G001={"steps_before": 6, "steps_after": 4},
    W014={"group": "work_injury", "steps_before": 9, "steps_after": 6, "legal_days": 60, "promised_days": 45},
    W016={"group": "work_injury", "steps_before": 8, "steps_after": 5, "legal_days": 30, "promised_days": 20},
)


def test_totals_are_cuts_of_sums() -> None:
    found = cuts(THREE)
    assert (found.services, found.steps_before, found.steps_after) == (3, 23, 15)
    assert found.step_cut == pytest.approx(8 / 23)
    assert (found.limited, found.days_before, found.days_after) == (2, 90, 65)
    assert found.day_cut == pytest.approx(25 / 90)
    assert (found.largest_days, found.largest) == (15, ("W014",))


def test_groups_have_means_a_service() -> None:
    frame = cuts_by_group(THREE)
    assert list(frame.index) == ["general", "work_injury"]
    injury = frame.loc["work_injury"]
    assert (injury["services"], injury["steps_before"], injury["steps_after"]) == (2, 8.5, 5.5)
    assert injury["step_cut"] == pytest.approx(6 / 17)
    assert (injury["limited"], injury["days_before"], injury["days_after"], injury["largest_days"]) == (2, 45, 32.5, 15)
    assert injury["day_cut"] == pytest.approx(25 / 90)


def test_a_group_finished_at_the_counter_has_no_days() -> None:
    general = cuts_by_group(THREE).loc["general"]
    assert general["limited"] == 0
    assert math.isnan(general["days_before"])
    assert math.isnan(general["day_cut"])


def test_a_limit_of_nought_days_is_none() -> None:
    found = cuts(catalogue(G001={"legal_days": 0, "promised_days": 0}))
    assert found.limited == 0
    assert math.isnan(found.day_cut)
    assert (found.largest_days, found.largest) == (0, ())


def test_nothing_shortened_is_a_cut_of_nought() -> None:
    found = cuts(catalogue(G001={"steps_before": 3, "steps_after": 3, "legal_days": 10, "promised_days": 10}))
    assert (found.step_cut, found.day_cut, found.largest_days, found.largest) == (0, 0, 0, ())


def test_an_empty_catalogue() -> None:
    assert math.isnan(cuts(catalogue()).step_cut)
    assert cuts_by_group(catalogue()).empty


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
                "steps_before": st.integers(1, 20),
                "steps_after": st.integers(1, 20),
                "legal_days": st.one_of(st.none(), st.integers(0, 90)),
                "promised_days": st.one_of(st.none(), st.integers(0, 90)),
            }
        ),
        max_size=20,
    )
)
def test_groups_add_up_to_the_catalogue(rows: dict[str, dict[str, object]]) -> None:
    frame = catalogue(**rows).astype({"legal_days": float, "promised_days": float})
    by_group, total = cuts_by_group(frame), cuts(frame)
    assert by_group["services"].sum() == total.services
    assert by_group["limited"].sum() == total.limited
    assert (by_group["services"] * by_group["steps_before"]).sum() == pytest.approx(total.steps_before)
    assert (by_group["limited"] * by_group["days_before"]).sum() == pytest.approx(total.days_before)
    assert (by_group["limited"] * by_group["days_after"]).sum() == pytest.approx(total.days_after)
    assert by_group["largest_days"].max() == total.largest_days or by_group.empty
