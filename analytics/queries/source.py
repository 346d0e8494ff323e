"""Where closed days are read."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Protocol

import pandas as pd

from analytics.queries.filter import Filter

TOGETHER = 2


class Source(Protocol):
    """`frame` runs a query over `tickets`, `counters`, `days`, `facts`, narrowed by the filter. For several threads."""

    def frame(self, sql: str, asked: Filter, /) -> pd.DataFrame: ...


def at_once(source: Source, questions: Sequence[tuple[str, Filter]]) -> list[pd.DataFrame]:
    """Return what each of the questions finds, in their order.

    One alone leaves a processor idle while it puts its rows together, and a small one all the time. They begin in their order too: the long
    ones had better come first.
    """
    with ThreadPoolExecutor(TOGETHER) as pool:
        return list(pool.map(lambda question: source.frame(*question), questions))
