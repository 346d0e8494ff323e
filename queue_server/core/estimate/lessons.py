"""What a day has taught about its pace, as parameters of a simulation: its sums, shrunk to what is believed before."""

from math import expm1
from typing import NamedTuple

from queue_server.core.day import HallDay
from queue_server.core.pace import Pace

# What is believed before the day has taught anything, and how many observations that belief is worth (`*_WEIGHT`). All are our
# assumptions: no published figures were found for halls.
START_PRESSED, START_WEIGHT = 0.5, 2.0  # share of services for which the teller presses start
WALK_S, WALK_WEIGHT = 10.0, 3.0  # from the call to the counter
LOG_GAP, LOG_GAP_SD, GAP_WEIGHT = 2.4, 0.8, 4.0  # from one visitor to the next call, median 10 s
LOG_REACTION, LOG_REACTION_SD, REACTION_WEIGHT = 1.8, 0.8, 4.0  # of an idle counter to a new ticket, median 5 s
ABSENT_SHARE, ABSENT_WEIGHT = 0.02, 20.0  # of those called, do not come
ABSENT_S, ABSENT_S_WEIGHT = 60.0, 3.0  # for how long a counter calls them
ABSENT_DEVIATION_S = 600.0
"""No-shows are believed not to depend on the wait, as if `ABSENT_WEIGHT` calls at waits so far from the mean had told so."""
PARTED_SHARE, PARTED_WEIGHT = 0.01, 20.0  # of those called, are held or transferred
PARTED_S, PARTED_S_WEIGHT = 240.0, 3.0  # after so long
REJOINED_SHARE, REJOINED_WEIGHT = 0.01, 20.0  # per call, tickets that come back to an old place in the line
BREAK_EVERY_S, BREAK_WEIGHT = 6 * 3600.0, 0.5  # half a break in six hours of an open counter
BREAK_S, BREAK_S_WEIGHT = 600.0, 3.0  # a break's length
LEAVE_WEIGHT_S = 3600.0  # nobody cancelled in so much time in the line
LEAVE_RISING, LEAVE_RISING_WEIGHT = 0.5, 10.0  # share of cancelling that grows with the wait


class Lessons(NamedTuple):
    """The day's pace as parameters; see `core.pace.Pace`. Shares are of calls, logs of 1 + seconds.

    Of visitors who had waited `absent_wait_s`, `absent_share` do not show up, and `absent_per_s` more for each second more. Who has
    waited w seconds cancels in the next one with the chance `leave_per_s` + `leave_per_s2` w.
    """

    services: int
    service_s: float
    expected_s: float
    log_sd: float
    log_sd_n: int
    start_pressed: float
    walk_s: float
    log_gap: float
    log_gap_sd: float
    log_reaction: float
    log_reaction_sd: float
    absent_share: float
    absent_wait_s: float
    absent_per_s: float
    absent_s: float
    parted_share: float
    parted_s: float
    rejoined_share: float
    breaks_per_s: float
    break_s: float
    leave_per_s: float
    leave_per_s2: float


def lessons_of(day: HallDay, at_ms: int) -> Lessons:
    """Return what the day has taught up to `at_ms`, mixed with what is believed before."""
    pace = day.pace
    gap = pace.gap.mean(LOG_GAP, GAP_WEIGHT)
    reaction = pace.reaction.mean(LOG_REACTION, REACTION_WEIGHT)
    wait_s, absent_per_s = _absence(pace)
    leave_per_s, leave_per_s2 = _leaving(day, at_ms)
    ratio_mean = pace.ratio.total / pace.ratio.n if pace.ratio.n else 0.0
    return Lessons(
        services=pace.service.n,
        service_s=pace.service.total,
        expected_s=pace.expected.total,
        log_sd=pace.ratio.deviation(ratio_mean, 0.0, 0.0),
        log_sd_n=pace.ratio.n,
        start_pressed=(pace.walk.n + START_PRESSED * START_WEIGHT) / (pace.service.n + START_WEIGHT),
        walk_s=pace.walk.mean(WALK_S, WALK_WEIGHT),
        log_gap=gap,
        log_gap_sd=pace.gap.deviation(gap, LOG_GAP_SD, GAP_WEIGHT),
        log_reaction=reaction,
        log_reaction_sd=pace.reaction.deviation(reaction, LOG_REACTION_SD, REACTION_WEIGHT),
        absent_share=(pace.absent.n + ABSENT_SHARE * ABSENT_WEIGHT) / (pace.stayed.n + ABSENT_WEIGHT),
        absent_wait_s=wait_s,
        absent_per_s=absent_per_s,
        absent_s=pace.absent.mean(ABSENT_S, ABSENT_S_WEIGHT),
        parted_share=(pace.parted.n + PARTED_SHARE * PARTED_WEIGHT) / (pace.stayed.n + PARTED_WEIGHT),
        parted_s=pace.parted.mean(PARTED_S, PARTED_S_WEIGHT),
        rejoined_share=(pace.rejoined + REJOINED_SHARE * REJOINED_WEIGHT) / (pace.stayed.n + REJOINED_WEIGHT),
        breaks_per_s=(pace.breaks.n + BREAK_WEIGHT) / (pace.open_s + BREAK_EVERY_S),
        break_s=pace.breaks.mean(BREAK_S, BREAK_S_WEIGHT),
        leave_per_s=leave_per_s,
        leave_per_s2=leave_per_s2,
    )


def _absence(pace: Pace) -> tuple[float, float]:
    """Return the mean wait of those called, and by how much the chance of a no-show rises with each second more.

    The slope of the least-squares line of no-shows (1 or 0) over waits, shrunk to none and never below.
    """
    if not pace.stayed.n:
        return 0.0, 0.0
    wait_s = pace.stayed.total / pace.stayed.n
    about = pace.stayed.squares - pace.stayed.n * wait_s * wait_s + ABSENT_WEIGHT * ABSENT_DEVIATION_S**2
    return wait_s, max(0.0, pace.unseen.total - pace.unseen.n * wait_s) / about


def _leaving(day: HallDay, at_ms: int) -> tuple[float, float]:
    """Return the hazard of cancelling, constant part and rise per second of waiting.

    Two hazards explain the number that left: one that does not change, one that rises from nothing. How long those who left had
    waited tells how to mix them: their mean wait would be that of everybody's time in the line, or longer.
    """
    pace = day.pace
    if not pace.left.n:
        return 0.0, 0.0
    stands = [
        max(0.0, (at_ms - place[0]) / 1000) for classes in day.lines.values() for line in classes.values() for place in line
    ]
    first = pace.left.total + pace.stayed.total + sum(stands) + LEAVE_WEIGHT_S
    second = (pace.left.squares + pace.stayed.squares + sum(s**2 for s in stands)) / 2 + LEAVE_WEIGHT_S**2 / 2
    third = (pace.left.cubes + pace.stayed.cubes + sum(s**3 for s in stands)) / 3
    steady_s, rising_s = second / first, third / second
    n = pace.left.n
    mixed = (n / max(1.0, rising_s - steady_s)) * (pace.left.total / n - steady_s) if rising_s > steady_s else 0.0
    rising = min(1.0, max(0.0, (mixed + LEAVE_RISING * LEAVE_RISING_WEIGHT) / (n + LEAVE_RISING_WEIGHT)))
    return (1 - rising) * n / first, rising * n / second


def lognormal_quantile(mean: float, deviation: float, score: float) -> float:
    """Return a quantile of seconds whose log(1 + seconds) is normal; `score` is the quantile's normal score."""
    return max(0.0, expm1(mean + deviation * score))
