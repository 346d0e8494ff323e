"""Ticket numbers that misbehave, each as the file has it."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from queue_server.clients.warsaw.numbers import Misread, called_by, own_numbers, size_of


def called(*told: str, letter: str = "A", every_min: float = 5.0) -> tuple[list[int], Misread]:
    misread = Misread()
    numbers = own_numbers(told, letter, misread)
    minutes = [480 + every_min * poll for poll in range(len(told))]
    return called_by(numbers, minutes, size=size_of(told), misread=misread), misread


def test_a_number_that_rises_counts_the_calls() -> None:
    assert called("", "A001", "A004", "A004", "A009")[0] == [0, 1, 4, 4, 9]


def test_no_number_leaves_the_last_one_standing() -> None:
    counts, misread = called("A001", "", "A003", "", "")
    assert counts == [1, 1, 3, 3, 3]
    assert misread.missing == 3


def test_another_queues_letter_is_not_this_queues_number() -> None:
    counts, misread = called("D009", "A051", "D010", letter="D")  # a ticket sent on from A
    assert counts == [9, 9, 10]
    assert misread.foreign == 1


def test_a_queue_without_a_letter_has_no_numbers_of_its_own() -> None:
    counts, misread = called("A001", "B007", letter="")
    assert counts == [0, 0]
    assert misread.foreign == 2


def test_what_is_no_number_is_left_out() -> None:
    counts, misread = called("A001", "closed", "A002")
    assert counts == [1, 1, 2]
    assert misread.unreadable == 1


def test_a_ticket_called_again_takes_nothing_back() -> None:
    counts, misread = called("A024", "A023", "A025", "A026")
    assert max(counts) - counts[0] == 2
    assert misread.back == 1


def test_a_number_that_strays_and_comes_back_is_no_call() -> None:
    counts, misread = called("R007", "R009", "R905", "R010", "R011", letter="R")
    assert counts == [7, 9, 9, 10, 11]
    assert misread.stray == 1


def test_a_near_stray_is_believed_only_if_the_next_number_goes_on_from_it() -> None:
    assert called("A010", "A050", "A011", "A012")[0][-1] == 12
    assert called("A010", "A050", "A051", "A052")[0][-1] == 52


def test_two_digits_go_round_at_99() -> None:
    counts, misread = called("A97", "A98", "A01", "A03")
    assert counts[-1] - counts[0] == 5  # 98, 99, 01, 02, 03
    assert misread.rounds == 1


def test_a_reset_begins_again_from_one() -> None:
    counts, misread = called("A080", "A081", "A002", "A003")
    assert counts[-1] - counts[1] == 3
    assert misread.restarts == 1


def test_a_series_that_goes_on_in_another_hundred_goes_on_counting() -> None:
    counts, _ = called("A010", "A011", "A503", "A504")
    assert counts == [10, 11, 14, 15]


@pytest.mark.parametrize(("first", "counts_as"), [("A001", 1), ("A007", 7), ("A501", 1), ("A503", 3), ("A042", 1), ("A174", 1)])
def test_the_first_number_counts_from_one_its_hundred_or_itself(first: str, counts_as: int) -> None:
    assert called("", first)[0] == [0, counts_as]


def test_a_number_that_ran_ahead_and_is_set_back_is_not_counted_twice() -> None:
    counts, _ = called("A060", "A061", "A075", "A062", "A063", "A064", "A076")
    assert max(counts) - counts[0] == 16


def test_a_long_gap_between_polls_allows_a_long_step() -> None:
    assert called("A010", "A100", every_min=20)[0] == [10, 100]
    assert called("A010", "A100", every_min=5)[0] == [10, 10]


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.one_of(st.just(""), st.from_regex(r"[AB]?[0-9]{1,4}", fullmatch=True)), max_size=40))
def test_any_numbers_give_counts_that_never_fall_below_zero(told: list[str]) -> None:
    counts, _ = called(*told)
    assert len(counts) == len(told)
    assert all(count >= 0 for count in counts)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.integers(0, 14), min_size=1, max_size=60))
def test_clean_numbers_are_counted_exactly(steps: list[int]) -> None:
    numbers = [1]
    for step in steps:
        numbers.append(numbers[-1] + step)
    assert called(*(f"A{number:03d}" for number in numbers))[0] == numbers
