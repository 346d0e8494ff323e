"""While several questions are answered, a processor is left to the halls; one question has them all."""

import os
import threading
from typing import Any
from wsgiref.types import StartResponse

from analytics.processors import Processors


def test_a_second_question_leaves_a_processor_free_and_its_end_gives_it_back() -> None:
    every = os.sched_getaffinity(0)
    fewer = every - {min(every)} or every
    ended = threading.Event()
    older = threading.Thread(target=ended.wait)
    older.start()
    assert older.native_id is not None
    processors = Processors()
    try:
        with processors.answering():
            assert os.sched_getaffinity(older.native_id) == every
            with processors.answering(), processors.answering():
                assert os.sched_getaffinity(0) == os.sched_getaffinity(older.native_id) == fewer
            assert os.sched_getaffinity(0) == os.sched_getaffinity(older.native_id) == every
        assert os.sched_getaffinity(0) == every
    finally:
        ended.set()
        older.join()
        os.sched_setaffinity(0, every)


def test_questions_one_after_the_other_leave_a_processor_free_and_a_lone_one_does_not() -> None:
    every = os.sched_getaffinity(0)
    fewer = every - {min(every)} or every
    now_s = 0.0

    def asked(takes_s: float, then_s: float) -> set[int]:
        nonlocal now_s
        with processors.answering():
            used = os.sched_getaffinity(0)
            now_s += takes_s
        now_s += then_s
        return used

    processors = Processors(clock=lambda: now_s)
    try:
        assert all(asked(0.7, 4.3) == every for _ in range(20)), "one who changes a filter every five seconds"
        assert [asked(0.2, 0.05) for _ in range(40)][-1] == fewer, "twenty who do"
        now_s += 10
        assert asked(0.2, 0.05) == every
    finally:
        os.sched_setaffinity(0, every)


def test_a_question_that_fails_is_counted_no_more() -> None:
    every = os.sched_getaffinity(0)
    processors = Processors()
    for _ in range(3):
        try:
            with processors.answering():
                raise ValueError
        except ValueError:
            pass
    with processors.answering():
        assert os.sched_getaffinity(0) == every


def test_requests_are_counted_while_they_are_answered() -> None:
    every = os.sched_getaffinity(0)
    processors = Processors()
    seen: list[set[int]] = []

    def application(environ: dict[str, Any], start_response: StartResponse) -> list[bytes]:
        seen.append(os.sched_getaffinity(0))
        return [b"answer"]

    counted = processors.counted(application)
    with processors.answering():
        assert list(counted({}, lambda *_: lambda _: None)) == [b"answer"]
    counted({}, lambda *_: lambda _: None)
    assert seen == [every - {min(every)} or every, every]
    assert os.sched_getaffinity(0) == every
