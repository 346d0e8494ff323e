"""Where closed days are read."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Protocol

import pandas as pd

from analytics.queries.filter import Filter

TOGETHER = 2


class Source(Protocol):
    """`frame` runs a query over `tickets`, `counters`, `days`, `facts`, narrowed by the filter. For several threads."""

    def frame(self, sql: str, asked: Filter, /) -> pd.DataFrame: ...


def at_once(source: Source, questions: Sequence[tuple[str, Filter]]) -> "list[Future[pd.DataFrame]]":
    """Return what each of the questions will find, in their order, which is that in which they begin.

    One alone leaves a processor idle while it puts its rows together, and a small one all the time. Who waits for the first works on it while
    the others are answered.
    """
    pool = ThreadPoolExecutor(TOGETHER)
    asked = [pool.submit(source.frame, *question) for question in questions]
    pool.shutdown(wait=False)
    return asked


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
