"""Where closed days are read."""

import contextlib
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Protocol

import pandas as pd

from analytics.queries.filter import Filter

TOGETHER = 2
"""Queries of a question that run at a time: one alone leaves a processor idle while it puts its rows together, and a small one all the time."""
_POOL = ThreadPoolExecutor(8, thread_name_prefix="query")


class Source(Protocol):
    """`frame` runs a query over `tickets`, `counters`, `days`, `facts`, narrowed by the filter. For several threads.

    `shared` gives the same, found once for all who ask for it: what belongs to many questions. Nobody changes what it returns.
    """

    def frame(self, sql: str, asked: Filter, /) -> pd.DataFrame: ...

    def shared(self, sql: str, asked: Filter, /) -> pd.DataFrame: ...


def at_once(source: Source, questions: Sequence[tuple[str, Filter]]) -> "list[Future[pd.DataFrame]]":
    """Return what each of the questions will find, in their order, which is that in which they begin.

    Who waits for the first works on it while the others are answered.
    """
    asked: list[Future[pd.DataFrame]] = [Future() for _ in questions]
    left = deque(zip(questions, asked, strict=True))

    def answer() -> None:
        while left:
            with contextlib.suppress(IndexError):  # the other one has taken the last
                question, found = left.popleft()
                _answer(source, question, found)

    for _ in range(min(TOGETHER, len(questions))):
        _POOL.submit(answer)
    return asked


def _answer(source: Source, question: tuple[str, Filter], found: "Future[pd.DataFrame]") -> None:
    try:
        found.set_result(source.frame(*question))
    except BaseException as error:
        found.set_exception(error)


class Coming(Mapping[str, pd.DataFrame]):
    """Frames by name, each made when it is first asked for. For one thread."""

    def __init__(self, made_by: Mapping[str, Callable[[], pd.DataFrame]]) -> None:
        self._made_by = made_by
        self._made: dict[str, pd.DataFrame] = {}

    def __getitem__(self, name: str) -> pd.DataFrame:
        if name not in self._made:
            self._made[name] = self._made_by[name]()
        return self._made[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._made_by)

    def __len__(self) -> int:
        return len(self._made_by)
