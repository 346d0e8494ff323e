"""What if: recorded days' own arrivals, played again with other counters, another policy, more or fewer visitors.

Every alternative meets the same twenty draws of service times, walks, patience and extra visitors (common random numbers), so the
differences are surer than the figures. First comes the simulator's own error: the days played as they were, against what happened.
"""

from collections.abc import Callable, Mapping
from random import Random
from typing import NamedTuple

from analytics.simulation.changed import AS_IT_WAS, Change, ChangedDay
from analytics.simulation.record import Recording
from analytics.simulation.runs import REPLICATIONS, Estimate, Stopped, differences, estimates, replicate
from analytics.simulation.tally import Tally, recorded_measures


class Answer(NamedTuple):
    """What came of one change, by measure.

    Attributes:
        figures: Means over the replications. `difference`: from the days as they were, pair by pair.
    """

    figures: Mapping[str, Estimate]
    difference: Mapping[str, Estimate]


class Comparison(NamedTuple):
    """Attributes:
    actual: What happened, by measure.
    as_it_was: The days played again as they were. `error`: that less what happened: the simulator's own.
    answers: By the name of the change.
    """

    actual: Mapping[str, float]
    as_it_was: Mapping[str, Estimate]
    error: Mapping[str, Estimate]
    answers: Mapping[str, Answer]


def compare(
    recording: Recording,
    changes: Mapping[str, Change],
    *,
    replications: int = REPLICATIONS,
    seed: int = 1,
    progress: Callable[[float], None] | None = None,
    stopped: Callable[[], bool] = lambda: False,
) -> Comparison:
    """Play the recording as it was and with each change, and compare.

    Measures: `mean_wait_s`, `p90_wait_s` (of called visitors), `within_target` (called within the target over called, and left without
    a call after waiting longer than it), `left` (share of tickets), `never_called` (share that the day's close found waiting),
    `occupancy` (counters' busy over open time).

    Raises:
        Stopped: `stopped` said so; it is asked before each day.
        ValueError: a change asks for what cannot be.
    """
    wanted: dict[str | None, Change] = {None: AS_IT_WAS}
    wanted.update(changes.items())
    planned = {name: [ChangedDay(day, change) for day in recording.days] for name, change in wanted.items()}
    steps, done = replications * len(wanted) * len(recording.days), 0

    def play(replication: int) -> dict[str | None, dict[str, float]]:
        nonlocal done
        tallies = {name: Tally() for name in wanted}
        for n, day in enumerate(recording.days):
            luck = f"{seed}/{replication}/{day.hall}/{day.date}"
            visits = recording.visits(day, Random(luck))  # noqa: S311 - simulation
            for name, tally in tallies.items():
                if stopped():
                    raise Stopped
                tally.add(day, planned[name][n].play(recording, visits, luck))
                done += 1
                if progress is not None:
                    progress(done / steps)
        return {name: tally.measures() for name, tally in tallies.items()}

    runs = replicate(play, replications=replications)
    base = [run[None] for run in runs]
    actual = recorded_measures(recording.days)
    return Comparison(
        actual=actual,
        as_it_was=estimates(base),
        error=differences(base, [actual] * len(base)),
        answers={
            name: Answer(estimates([run[name] for run in runs]), differences([run[name] for run in runs], base))
            for name in changes
        },
    )
