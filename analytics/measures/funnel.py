"""Funnel plots: which shares differ from the common one by more than chance would, instead of a ranking.

D. J. Spiegelhalter, Funnel plots for comparing institutional performance, Statistics in Medicine 24 (2005) 1185-1202: limits from the
binomial distribution, interpolated between its steps (appendix A.1.1). Where the shares spread by more than that (over-dispersion: visitors of a
day meet the same line, halls differ in what nobody measures), what exceeds it is a variance between the halls, added to each hall's own
(the additive model there, with DerSimonian and Laird's estimate from z-scores whose outer tenths are drawn in, "winsorised").
"""

from collections.abc import Sequence
from math import log, sqrt
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

TAILS = {"95": 0.025, "99.8": 0.001}
"""Of each pair of limits: how much probability lies beyond each."""
_LIMITS = tuple(f"{side}_{name}" for name in TAILS for side in ("low", "high"))
WINSORISED = 0.1
REACH = 8.0
EDGE = 40
"""So many standard deviations around the mean, and so many steps more: beyond nothing of a binomial distribution is left to count, also
where the mean is next to none, or to all, and the distribution leans."""
_Z = {"95": 1.959963984540054, "99.8": 3.090232306167813}
Floats = npt.NDArray[np.float64]


class Dispersion(NamedTuple):
    """`phi`: mean square of the winsorised z-scores, 1 when chance alone is at work. `between`: variance between halls, 0: none is needed."""

    phi: float
    between: float


def centre(events: "pd.Series[int]", n: "pd.Series[int]") -> float:
    """Return the share of all, NaN without anybody."""
    total = int(n.sum())
    return float(events.sum() / total) if total else float("nan")


def dispersion(events: "pd.Series[int]", n: "pd.Series[int]", share: float) -> Dispersion:
    """Return how much more the shares spread than chance lets them.

    Args:
        events, n: By unit; `n` > 0. share: The common share.
    """
    if len(n) < 2 or not 0 < share < 1:
        return Dispersion(1.0, 0.0)
    size = n.to_numpy(dtype=np.float64)
    within = share * (1 - share) / size
    z = (events.to_numpy(dtype=np.float64) / size - share) / np.sqrt(within)
    z = np.clip(z, *np.quantile(z, (WINSORISED, 1 - WINSORISED)))
    phi = float((z**2).mean())
    weight = 1 / within
    units = len(size)
    between = (units * phi - (units - 1)) / (weight.sum() - (weight**2).sum() / weight.sum())
    return Dispersion(phi, max(0.0, float(between)))


def binomial_limits(n: int, share: float, tails: Sequence[float]) -> list[float]:
    """Return the lower and the upper limit of a share of `n`, for each tail one after the other: Spiegelhalter's (r - a) / n, r the tail's
    quantile, a its place in the last step.

    Args:
        n: > 0. share: 0..1. tails: Probabilities beyond each limit.
    """
    if share <= 0 or share >= 1:
        return [share] * (2 * len(tails))
    mean, deviation = n * share, sqrt(n * share * (1 - share))
    low, high = max(0, int(mean - REACH * deviation) - EDGE), min(n, int(mean + REACH * deviation) + EDGE)
    k = np.arange(low, high, dtype=np.float64)
    steps = np.log((n - k) / (k + 1)) + log(share / (1 - share))
    log_mass = np.concatenate([[0.0], np.cumsum(steps)])
    mass = np.exp(log_mass - log_mass.max())
    mass /= mass.sum()
    upto = np.cumsum(mass)
    probabilities = np.array([probability for tail in tails for probability in (tail, 1 - tail)])
    place = np.minimum(np.searchsorted(upto, probabilities, side="left"), len(upto) - 1)
    back = np.where(mass[place] > 0, (upto[place] - probabilities) / np.where(mass[place] > 0, mass[place], 1.0), 0.0)
    found: list[float] = np.clip((low + place - back) / n, 0.0, 1.0).tolist()
    return found


def limits(n: npt.ArrayLike, share: float, between: float) -> pd.DataFrame:
    """Return the limits at sizes `n`.

    Args:
        between: Variance between units; 0: exact binomial limits, else normal ones with it added.

    Returns:
        A row a size, index `n`: `low_95`, `high_95`, `low_99.8`, `high_99.8`, shares 0..1.
    """
    sizes = np.unique(np.asarray(n, dtype=np.int64))
    index = pd.Index(sizes, name="n")
    if between <= 0:
        found = [binomial_limits(int(size), share, list(TAILS.values())) for size in sizes]
        return pd.DataFrame(np.array(found).reshape(-1, len(_LIMITS)), index=index, columns=list(_LIMITS))
    wide = {name: _Z[name] * np.sqrt(share * (1 - share) / sizes + between) for name in TAILS}
    ends = (np.clip(share + sign * wide[name], 0, 1) for name in TAILS for sign in (-1, 1))
    return pd.DataFrame(dict(zip(_LIMITS, ends, strict=True)), index=index)


def funnel(events: "pd.Series[int]", n: "pd.Series[int]") -> tuple[pd.DataFrame, float, Dispersion]:
    """Place each unit in the funnel of all.

    Args:
        events, n: By unit. Units without anybody are left out.

    Returns:
        By unit: `events`, `n`, `share`, the limits at its `n` (`limits`), `outside` ("": within both; "95", "99.8": beyond these);
        the common share; the dispersion.
    """
    some = n.gt(0)
    mine = pd.DataFrame({"events": events[some], "n": n[some]})
    share = centre(mine["events"], mine["n"])
    spread = dispersion(mine["events"], mine["n"], share)
    mine["share"] = mine["events"] / mine["n"]
    if mine.empty:
        return mine.assign(**dict.fromkeys(_LIMITS, np.nan), outside=""), share, spread
    at = limits(mine["n"].to_numpy(), share, spread.between)
    placed = mine.join(at, on="n")
    # A share of exactly the limit is within it; rounding must not push it out.
    beyond = {
        name: (placed["share"] < placed[f"low_{name}"] - 1e-12) | (placed["share"] > placed[f"high_{name}"] + 1e-12)
        for name in TAILS
    }
    placed["outside"] = np.where(beyond["99.8"], "99.8", np.where(beyond["95"], "95", ""))
    return placed, share, spread
