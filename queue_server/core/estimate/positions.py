"""Who may be called while a line is simulated: those who wait, those who will come, and nobody."""

from math import ceil, sqrt

import numpy as np

from queue_server.core.counter import CounterState
from queue_server.core.estimate.draws import Draws
from queue_server.core.estimate.shape import Floats
from queue_server.core.estimate.snapshot import LineSnapshot

SPARE = 8
"""Calls simulated beyond the last waiting ticket, for those who join while the result is in use."""
COMING_MAX = 300
"""At most so many coming tickets of a class are drawn."""


class Positions:
    """All tickets that may be called: by class the waiting, then the coming, then an end that never comes.

    The last class are nobodies without credit: a counter that finds no one calls one, which keeps the steps alike in all runs.

    Attributes:
        since: When each joined, shape (positions, runs). `busy_s`: for how long a call keeps its counter.
        gone: When it will have left the hall. `gone_s`: for how long a call keeps its counter then.
        first: First position of each class. `waiting`: how many of it wait now.
    """

    def __init__(self, taken: LineSnapshot, draws: Draws, runs: int) -> None:
        until_s = horizon_s(taken)
        since: list[Floats] = []
        expected: list[float] = []
        gone: list[Floats] = []
        gone_s: list[Floats] = []

        def add(joined: Floats, expected_s: list[float], *, leave: bool = True) -> None:
            since.append(np.broadcast_to(joined, (len(joined), runs)))
            expected.extend(expected_s)
            size = len(joined), runs
            stays = np.full(size, np.inf, dtype=np.float32), np.zeros(size, dtype=np.float32)
            when, cost = draws.leaving(joined) if leave else stays
            gone.append(when)
            gone_s.append(cost)

        self.first: list[int] = []
        self.waiting = [len(members.tickets) for members in taken.classes]
        self.coming = 0
        for members in taken.classes:
            self.first.append(len(expected))
            add(np.array(members.since_s, dtype=np.float32)[:, None], members.expected_s)
            mean_s = sum(members.expected_s) / len(members.expected_s) if members.expected_s else taken.unknown_mean_s
            coming = members.arrivals_per_s * until_s
            number = min(COMING_MAX, ceil(coming + 3 * sqrt(coming)))
            if number:
                self.coming += number
                add(draws.arrivals(members.arrivals_per_s, number), [mean_s] * number)
            add(np.full((1, 1), np.inf, dtype=np.float32), [mean_s], leave=False)
        self.first.append(len(expected))
        nobodies = self.coming + SPARE + 2
        add(np.zeros((nobodies, 1), dtype=np.float32), [taken.unknown_mean_s] * nobodies, leave=False)
        self.since = np.concatenate(since)
        self.busy_s = draws.visits(np.array(expected, dtype=np.float32))
        self.gone, self.gone_s = np.concatenate(gone), np.concatenate(gone_s)


def horizon_s(taken: LineSnapshot) -> float:
    """Return for how long coming tickets matter: well beyond the time in which the line will be called."""
    work_s = sum(sum(members.expected_s) + 60.0 * len(members.expected_s) for members in taken.classes)
    serving = sum(doing.state is not CounterState.PAUSED for doing in taken.doing)
    return 1.25 * work_s / max(1, serving) + 600.0
