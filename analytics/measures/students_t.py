"""Quantiles of Student's t distribution."""

from statistics import NormalDist


def t_quantile(probability: float, freedom: float) -> float:
    """Return the quantile by the asymptotic expansion of Abramowitz and Stegun, Handbook of Mathematical Functions, 26.7.5.

    Args:
        probability: 0 < p < 1. freedom: Degrees, >= 4: there it is wrong by less than 0.005 at 0.975, and less with more.
    """
    x = NormalDist().inv_cdf(probability)
    terms = (
        (x**3 + x) / 4,
        (5 * x**5 + 16 * x**3 + 3 * x) / 96,
        (3 * x**7 + 19 * x**5 + 17 * x**3 - 15 * x) / 384,
        (79 * x**9 + 776 * x**7 + 1482 * x**5 - 1920 * x**3 - 945 * x) / 92160,
    )
    return x + sum(term / freedom**power for power, term in enumerate(terms, 1))
