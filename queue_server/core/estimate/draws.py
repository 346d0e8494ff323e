"""Random times of a simulated hall: what counters still need for what they do, and what each further visitor will take.

Every run has its own error of today's pace, so that the ranges widen while little is known. Times are seconds.
"""

from math import exp, log, sqrt

import numpy as np

from queue_server.core.counter import CounterState
from queue_server.core.estimate.lessons import WALK_S
from queue_server.core.estimate.shape import Floats, Shape, shape_of
from queue_server.core.estimate.snapshot import Doing, LineSnapshot

SCALE_WEIGHT = 30.0
"""How many services the set-up's mean is worth against today's: a day's mean then strays by 20 % (one standard deviation, with the
default shape's variation of 1.12). Our assumption."""
SPREAD_WEIGHT = 100.0
"""How many services the shape's spread is worth against today's. Our assumption."""
SPREAD_RANGE = 0.5, 1.6
"""How far today's spread may stretch the shape."""
WALK_ORDER = 4
"""Walks are drawn as Erlang of this order: half as variable as they are long. Our assumption."""
ABSENT_LEAST, ABSENT_MOST = 0.002, 0.6
"""No-shows are at least and at most so likely, whatever the wait."""
NEVER_S = np.float32(1e7)
"""Longer than any day."""
CYCLES = 2048
"""Size of the table of visitors that is drawn from; a multiple of the shape's table."""


class Draws:
    """Attributes:
    shape: The hall's shape with today's spread.
    scale: Today's service times over expected ones, one draw a run.
    """

    def __init__(self, taken: LineSnapshot, runs: int) -> None:
        self._taken = taken
        self._lessons = taken.lessons
        self._runs = runs
        self._rng = np.random.default_rng(taken.seed)
        self.shape = self._shape()
        self.scale = self._scale()

    def _shape(self) -> Shape:
        plain, n = shape_of(self._taken.shape), self._lessons.services
        if plain.log_sd < 0.01:
            return plain
        variance = (self._lessons.log_sd**2 * n + plain.log_sd**2 * SPREAD_WEIGHT) / (n + SPREAD_WEIGHT)
        low, high = SPREAD_RANGE
        return shape_of(self._taken.shape, round(min(high, max(low, sqrt(variance) / plain.log_sd)), 2))

    def _scale(self) -> Floats:
        """Services that have begun count with their mean whole time given how long they have lasted: to count only the finished
        would favour the short ones early in the day."""
        lessons = self._lessons
        begun = [doing for doing in self._taken.doing if self._serves(doing)]
        expected = np.array([doing.expected_s for doing in begun])
        elapsed = np.array([doing.for_s for doing in begun])
        prior_s = SCALE_WEIGHT * self._taken.unknown_mean_s
        base = prior_s + lessons.expected_s + float(expected.sum())
        scale = (prior_s + lessons.service_s) / (prior_s + lessons.expected_s)
        for _ in range(3):
            totals = scale * expected * self.shape.mean_total(elapsed / (scale * expected))
            scale = (prior_s + lessons.service_s + float(totals.sum())) / base
        error = sqrt(log(1 + self.shape.cv2 / (SCALE_WEIGHT + lessons.services + len(begun))))
        scales: Floats = scale * np.exp(error * self._rng.standard_normal(self._runs) - error * error / 2)
        return scales

    def _serves(self, doing: Doing) -> bool:
        """Tell whether a service has begun: where hardly anybody presses start, it begins with the call."""
        if doing.state is CounterState.CALLED:
            return self._lessons.start_pressed < 0.5
        return doing.state is CounterState.SERVING

    def first_free(self) -> Floats:
        """Return when each counter will call next, shape (runs, counters)."""
        lessons = self._lessons
        free = np.empty((self._runs, len(self._taken.doing)), dtype=np.float32)
        # One reaction a run: who reacts first to a newcomer is what the day measured, not how fast each teller is.
        since_s = min((doing.for_s for doing in self._taken.doing if doing.reacting), default=0.0)
        reaction = self._rest(self._lognormal(lessons.log_reaction, lessons.log_reaction_sd), since_s)
        begun = [i for i, doing in enumerate(self._taken.doing) if self._serves(doing)]
        free[:, begun] = self._services_left([self._taken.doing[i] for i in begun])
        for i, doing in enumerate(self._taken.doing):
            if doing.state is CounterState.PAUSED:
                free[:, i] = self._break_left(doing)
            elif doing.reacting:
                free[:, i] = reaction
            elif doing.state is CounterState.IDLE:
                free[:, i] = self._rest(self._lognormal(lessons.log_gap, lessons.log_gap_sd), doing.for_s)
            elif not self._serves(doing):
                free[:, i] = self._visit_left(doing)
        return free

    def _services_left(self, begun: list[Doing]) -> Floats:
        size = self._runs, len(begun)
        gap = self._lognormal(self._lessons.log_gap, self._lessons.log_gap_sd, size)
        mean = self.scale[:, None] * np.array([doing.expected_s for doing in begun])
        elapsed = np.array([doing.for_s for doing in begun]) / mean
        left: Floats = gap + mean * self.shape.residual(elapsed, self._rng.standard_exponential(size))
        return left

    def _break_left(self, doing: Doing) -> Floats:
        if doing.back_in_s is not None:
            return doing.back_in_s + self._rng.exponential(self._lessons.break_s / 4, self._runs)
        # Breaks differ in kind: one that has lasted long will last longer.
        return self._rng.exponential(self._lessons.break_s + doing.for_s / 2, self._runs)

    def _visit_left(self, doing: Doing) -> Floats:
        """Return how long a counter needs for a visitor who has been called and, for all that is known, not started.

        The visitor walks, or will not come, or is served by a teller who does not press start: Bayes with the chance that each would
        have lasted so long.
        """
        lessons, rng, runs = self._lessons, self._rng, self._runs
        mean = doing.expected_s * self.scale
        absent = lessons.absent_share + lessons.absent_per_s * (doing.waited_s - lessons.absent_wait_s)
        absent = min(max(absent, ABSENT_LEAST), ABSENT_MOST)
        walking = (1 - absent) * lessons.start_pressed * _erlang_beyond(WALK_ORDER * doing.for_s / max(lessons.walk_s, WALK_S))
        unpressed = (1 - absent) * (1 - lessons.start_pressed) * self.shape.beyond(doing.for_s / mean)
        absent *= min(1.0, max(0.01, 1.5 - doing.for_s / lessons.absent_s))
        walk = self._rest(lessons.walk_s * rng.standard_gamma(WALK_ORDER, runs) / WALK_ORDER, doing.for_s)
        which = rng.random(runs) * (absent + walking + unpressed)
        left = mean * self.shape.residual(doing.for_s / mean, rng.standard_exponential(runs))
        left = np.where(which < absent + walking, walk + mean * rng.choice(self.shape.fresh, runs), left)
        left = np.where(which < absent, self._rest(self._absent_s(runs), doing.for_s), left)
        return self._lognormal(lessons.log_gap, lessons.log_gap_sd) + left

    def visits(self, expected_s: Floats) -> Floats:
        """Return for how long a call to each ticket keeps its counter from the next call, shape (tickets, runs).

        Args:
            expected_s: Service times by the set-up, shape (tickets,).
        """
        factor, extra_s = (column.astype(np.float32) for column in self._visit_table())
        drawn = self._rng.integers(0, CYCLES, (len(expected_s), self._runs), dtype=np.uint16)
        times: Floats = factor[drawn]
        times *= self.scale.astype(np.float32)
        times *= expected_s[:, None]
        times += extra_s[drawn]
        return times

    def leaving(self, since: Floats) -> tuple[Floats, Floats]:
        """Return when those who joined the line at `since` are gone from the hall, and what a call to each then costs in seconds.

        Who cancels costs nothing. Who leaves unseen is called and does not come; that this happens at all waits, and how much more
        at long ones, the day's calls tell.

        Args:
            since: Shape (tickets, runs), or (tickets, 1) when it is the same in all runs.
        """
        lessons, rng = self._lessons, self._rng
        size = len(since), self._runs
        chance = rng.random(size, dtype=np.float32)
        if lessons.absent_per_s > 0:
            gone = chance - lessons.absent_share
            gone /= lessons.absent_per_s
            gone += lessons.absent_wait_s
            np.maximum(gone, 0.0, out=gone)
            gone += since
            gone += NEVER_S * (chance > ABSENT_MOST)
        else:
            gone = since + NEVER_S * (chance > lessons.absent_share)
        cost = self._absent_s(size)
        cost += np.expm1(lessons.log_gap)
        if lessons.leave_per_s + lessons.leave_per_s2 > 0:
            cancels = self._patience_s(np.maximum(-since, 0.0), size)
            cancels += since
            cost *= gone <= cancels
            np.minimum(gone, cancels, out=gone)
        return gone, cost

    def _patience_s(self, stood_s: Floats, size: tuple[int, int]) -> Floats:
        """Return after how long in the line those who have stood there for `stood_s` cancel: the hazard a + b w inverted."""
        a, b = self._lessons.leave_per_s, self._lessons.leave_per_s2
        met = self._rng.standard_exponential(size, dtype=np.float32)
        met += a * stood_s + b / 2 * stood_s**2
        root = met * (2 * b)
        root += a * a
        np.sqrt(root, out=root)
        root += a
        met *= 2
        met /= root
        return met

    def _absent_s(self, size: int | tuple[int, int]) -> Floats:
        """Return how long a counter calls in vain: the hall's rule is the same for all, tellers are not."""
        times = self._rng.random(size, dtype=np.float32)
        times += 0.5
        times *= self._lessons.absent_s
        return times

    def _visit_table(self) -> tuple[Floats, Floats]:
        """Return `CYCLES` equally likely visits: a factor of the ticket's expected service time, and seconds besides.

        Besides are the walk, the gap to the next call, breaks. A ticket that is held or transferred has factor 0 and the time
        until then.
        """
        lessons, rng = self._lessons, self._rng
        factor = np.tile(self.shape.fresh, CYCLES // len(self.shape.fresh))
        walk = lessons.walk_s * rng.standard_gamma(WALK_ORDER, CYCLES) / WALK_ORDER
        extra = np.where(rng.random(CYCLES) < lessons.start_pressed, walk, 0.0)
        parted = rng.random(CYCLES) < lessons.parted_share
        factor[parted] = 0.0
        extra[parted] += rng.exponential(lessons.parted_s, int(parted.sum()))
        extra += self._lognormal(lessons.log_gap, lessons.log_gap_sd, CYCLES)
        # Tickets that come back to the front take a visit that nobody in the line ahead accounts for.
        again = rng.random(CYCLES) < lessons.rejoined_share
        factor[again] += rng.permutation(factor)[again]
        extra[again] += rng.permutation(extra)[again]
        cycle_s = float(self.scale.mean()) * self._taken.unknown_mean_s + float(extra.mean())
        breaks = rng.random(CYCLES) < lessons.breaks_per_s * cycle_s
        extra[breaks] += rng.exponential(lessons.break_s, int(breaks.sum()))
        return factor, extra

    def arrivals(self, per_s: float, number: int) -> Floats:
        """Return when the next `number` tickets of a class are taken, shape (number, runs); inf when intake has ended."""
        times = np.cumsum(self._rng.standard_exponential((number, self._runs), dtype=np.float32), axis=0)
        times /= per_s
        if self._taken.arrivals_s is not None:
            times[times >= self._taken.arrivals_s] = np.inf
        return times

    def _lognormal(self, mean: float, deviation: float, size: int | tuple[int, int] = 0) -> Floats:
        draws: Floats = np.expm1(mean + deviation * self._rng.standard_normal(size or self._runs))
        return np.maximum(draws, 0.0, out=draws)

    def _rest(self, draws: Floats, for_s: float) -> Floats:
        """Return what is left of times like `draws` that have lasted `for_s`."""
        if for_s <= 0:
            return draws
        longer = draws[draws > for_s]
        if len(longer) * 20 < len(draws):  # hardly any lasts so long: all that is known is that this one does
            return self._rng.exponential(for_s / 2, self._runs)
        rest: Floats = self._rng.choice(longer, self._runs) - for_s
        return rest


def _erlang_beyond(x: float) -> float:
    """Return the chance that an Erlang time of order `WALK_ORDER` and rate 1 exceeds `x`."""
    term, total = 1.0, 1.0
    for k in range(1, WALK_ORDER):
        term *= x / k
        total += term
    return exp(-x) * total
