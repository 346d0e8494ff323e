"""The line ahead, simulated over the open counters, all runs at once.

At each step the counter that is free first calls the head with the highest credit among the lines that it takes, as the hall's
policy does, and is busy for a drawn time. Coming tickets of higher rates overtake as they will; who leaves or does not show up
costs what the day has taught. A ticket taken now is not in the simulation; it is called where its credit would first have been
the highest, which is read off the runs for every line and rate. Counters go on calling past the end of a session, as tellers
finish the line.
"""

from dataclasses import dataclass
from math import ceil

import numpy as np
from numpy.typing import NDArray

from queue_server.core.counter import CounterState
from queue_server.core.estimate.draws import Draws
from queue_server.core.estimate.positions import SPARE, Positions, horizon_s
from queue_server.core.estimate.shape import Floats
from queue_server.core.estimate.snapshot import LineSnapshot, WaitingClass

STRICT = 1e5
"""Credit of a rate under strict priority, in seconds of waiting: more than any day has."""
CHECK_EVERY = 4
"""Steps from one look at whether all have been called to the next."""
IDLE_S = 1200.0
"""For so long a counter rests that finds nobody whom it takes, while others have a line. It matters only to coming tickets."""


@dataclass(frozen=True, slots=True)
class Runs:
    """Seconds after the snapshot, one column a run.

    Attributes:
        calls: The n-th call at any counter.
        waiting: The call of each waiting ticket, in the order of the snapshot's classes. `ahead`: how many stood before it.
        newcomers: Line and rate of tickets that might be taken now. `newcomer_waits`: their calls.
    """

    calls: Floats
    waiting: Floats
    ahead: NDArray[np.int64]
    newcomers: tuple[tuple[int, float], ...]
    newcomer_waits: Floats


@dataclass(frozen=True, slots=True)
class _History:
    """What was called, by step and run: when, by which counter, with which credit, and which position of `Positions`."""

    times: Floats
    counters: NDArray[np.intp]
    credits: Floats
    positions: NDArray[np.intp]


def simulated(taken: LineSnapshot, runs: int) -> Runs:
    """Return `runs` ways in which the line of `taken` may go on."""
    draws = Draws(taken, runs)
    positions = Positions(taken, draws, runs)
    history = _history(taken, draws, positions, runs)
    called = np.full(positions.since.shape, np.inf, dtype=np.float32)
    called.ravel()[history.positions.ravel()] = history.times.ravel()
    spans = zip(positions.first, positions.waiting, strict=False)
    waiting = np.concatenate([np.empty((0, runs), dtype=np.float32), *(called[start : start + n] for start, n in spans)])
    return Runs(
        calls=history.times[: taken.waiting + SPARE],
        waiting=np.minimum(waiting, history.times[-1]),
        ahead=_ahead(taken),
        newcomers=tuple(taken.ahead),
        newcomer_waits=_newcomer_waits(taken, history, positions.first[-1] * runs),
    )


def _credit_terms(taken: LineSnapshot) -> tuple[Floats, Floats]:
    """Return what a class gains in credit a second and what it has from the start; the last row is nobody."""
    rates = np.array([members.rate for members in taken.classes] + [0.0])
    if taken.policy == "accumulating":
        return rates, np.zeros(len(rates))
    gains = np.ones(len(rates))
    gains[-1] = 0.0
    return gains, STRICT * rates if taken.policy == "strict" else np.zeros(len(rates))


def _history(taken: LineSnapshot, draws: Draws, positions: Positions, runs: int) -> _History:
    columns = np.arange(runs)
    gains, starts = (terms[:, None].astype(np.float32) for terms in _credit_terms(taken))
    strict = bool(starts.any())
    takes = np.array(taken.takes)
    barred = np.array([np.where(takes[:, members.line], 0.0, -np.inf) for members in taken.classes] + [np.zeros(len(takes))])
    barred = barred.astype(np.float32)
    split = bool(barred.any())
    if split:
        positions.busy_s[positions.first[-1] :] = IDLE_S
    # Everything below is flat: run r of row i stands at i * runs + r, the counters of run r side by side.
    since, busy_s = positions.since.ravel(), positions.busy_s.ravel()
    gone, gone_s = positions.gone.ravel(), positions.gone_s.ravel()
    free_at = draws.first_free()
    free, first_counter = free_at.ravel(), columns * free_at.shape[1]
    at_rows = np.array(positions.first)[:, None] * runs + columns
    head_rows = positions.since[positions.first]
    at, heads = at_rows.ravel(), head_rows.ravel()
    nobody = at_rows[-1].copy()
    ends = (np.array(positions.first[:-1], dtype=np.int64) + np.array(positions.waiting, dtype=np.int64))[:, None] * runs
    credit_rows = np.empty(head_rows.shape, dtype=np.float32)
    credit = credit_rows.ravel()
    least = taken.waiting + SPARE
    times, credits_, counters, called = [], [], [], []
    for step in range(_steps_at_most(taken, positions, split=split)):
        counter = free_at.argmin(1)
        slot = first_counter + counter
        now = free[slot]
        np.subtract(now, head_rows, out=credit_rows)
        if strict:
            credit_rows[credit_rows < 0] = -np.inf
            credit_rows[-1] = 0.0
            credit_rows += starts
        else:
            credit_rows *= gains
        if split:
            credit_rows += barred.take(counter, axis=1)
            at_rows[-1] = nobody
        chosen = credit_rows.argmax(0)
        chosen *= runs
        chosen += columns
        position = at[chosen]
        times.append(now)
        credits_.append(credit[chosen])
        counters.append(counter)
        called.append(position)
        free[slot] = now + np.where(now > gone[position], gone_s[position], busy_s[position])
        following = position + runs
        at[chosen] = following
        heads[chosen] = since[following]
        if step + 1 >= least and step % CHECK_EVERY == 0 and bool((at_rows[:-1] >= ends).all()):
            break
    return _History(np.array(times), np.array(counters), np.array(credits_), np.array(called))


def _steps_at_most(taken: LineSnapshot, positions: Positions, *, split: bool) -> int:
    steps = taken.waiting + positions.coming + SPARE
    # A counter that takes only part of the lines also calls nobody.
    return steps + ceil(len(taken.doing) * horizon_s(taken) / IDLE_S) if split else steps


def _newcomer_waits(taken: LineSnapshot, history: _History, nobody: int) -> Floats:
    """Return when a ticket taken now would be called: at the first step at which no one had as much credit.

    Equal credit goes by age, so that a newcomer loses; but it comes before `nobody`, whose positions begin there.
    """
    columns = np.arange(history.times.shape[1])
    takes = np.array(taken.takes)
    nobody_else = history.positions >= nobody
    waits = np.empty((len(taken.ahead), len(columns)), dtype=np.float32)
    for row, (line, rate) in enumerate(taken.ahead):
        own = history.times * (rate if taken.policy == "accumulating" else 1.0)
        if taken.policy == "strict":
            own += STRICT * rate
        ready = (own > history.credits) | nobody_else
        if not takes[:, line].all():
            ready &= takes[:, line][history.counters]
        step = ready.argmax(0)
        waits[row] = np.where(ready[step, columns], history.times[step, columns], history.times[-1])
    return waits


def _ahead(taken: LineSnapshot) -> NDArray[np.int64]:
    """Return how many compete with each waiting ticket and stand before it now, in the order of the classes."""
    calling = np.array([doing.state is not CounterState.PAUSED for doing in taken.doing])
    takes = np.array(taken.takes) & calling[:, None]
    gains, starts = _credit_terms(taken)
    credit = [gain * -np.array(m.since_s) + start for m, gain, start in zip(taken.classes, gains, starts, strict=False)]
    ahead = [np.arange(len(members.tickets)) for members in taken.classes]
    for mine, members in enumerate(taken.classes):
        for other, others in enumerate(taken.classes):
            if mine != other and _compete(takes, members, others):
                ahead[mine] = ahead[mine] + np.searchsorted(-credit[other], -credit[mine])
    return np.concatenate([np.empty(0, dtype=np.int64), *ahead])


def _compete(takes: NDArray[np.bool_], one: WaitingClass, other: WaitingClass) -> bool:
    return bool((takes[:, one.line] & takes[:, other.line]).any()) or one.line == other.line
