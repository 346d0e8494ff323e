"""The service-time shape: what is drawn from it and what is left of a service that has begun."""

from math import exp, log

import numpy as np
import pytest

from queue_server.core.estimate.shape import Floats, Shape, shape_of
from queue_server.core.setup import LOGNORMAL_SHAPE, lognormal_shape

EXPONENTIAL = tuple(float(-log(1 - (i + 0.5) / 400)) for i in range(400))


def residuals(shape: Shape, elapsed: float, n: int = 200_000) -> Floats:
    return shape.residual(np.full(n, elapsed), np.random.default_rng(3).standard_exponential(n))


@pytest.mark.parametrize("sigma", [0.3, 0.9, 1.2])
def test_a_lognormal_keeps_its_mean_and_variation(sigma: float) -> None:
    shape = Shape(lognormal_shape(sigma))
    assert shape.fresh.mean() == pytest.approx(1.0)
    assert np.all(np.diff(shape.fresh) > 0)
    assert shape.log_sd == pytest.approx(sigma, rel=0.001)
    assert shape.cv2 == pytest.approx(exp(sigma**2) - 1, rel=0.01)


def test_the_middle_of_a_lognormal_is_its_median() -> None:
    assert np.median(Shape(LOGNORMAL_SHAPE).fresh) == pytest.approx(exp(-0.405), rel=0.01)


@pytest.mark.parametrize("elapsed", [0.1, 1.0, 3.0])
def test_an_exponential_forgets(elapsed: float) -> None:
    assert residuals(Shape(EXPONENTIAL), elapsed).mean() == pytest.approx(1.0, rel=0.1)


def test_what_is_left_is_the_rest_of_the_draws_that_are_longer() -> None:
    drawn = np.exp(np.random.default_rng(7).normal(-0.405, 0.9, 400_000))
    longer = drawn[drawn > 2] - 2
    shape = Shape(LOGNORMAL_SHAPE)
    left = residuals(shape, 2.0)
    for p in (0.1, 0.5, 0.9):
        assert np.quantile(left, p) == pytest.approx(np.quantile(longer, p), rel=0.03)
    assert shape.mean_total(np.array([2.0]))[0] == pytest.approx(2 + longer.mean(), rel=0.03)
    assert shape.beyond(np.array([2.0]))[0] == pytest.approx((drawn > 2).mean(), rel=0.02)


def test_a_service_beyond_all_quantiles_still_ends() -> None:
    left = residuals(Shape(LOGNORMAL_SHAPE), 50.0)
    assert np.all(left >= 0)
    assert 0 < np.median(left) < 50


def test_a_fixed_time_is_over_when_it_is_over() -> None:
    shape = Shape((1.0,))
    assert shape.log_sd == pytest.approx(0.0, abs=1e-6)
    assert residuals(shape, 0.25, 100) == pytest.approx(0.75)
    assert residuals(shape, 2.0, 100) == pytest.approx(0.0)


def test_a_wider_spread_keeps_the_mean() -> None:
    wide = shape_of(LOGNORMAL_SHAPE, 1.3)
    assert wide.log_sd == pytest.approx(0.9 * 1.3, rel=0.001)
    assert wide.fresh.mean() == pytest.approx(1.0)
    assert shape_of(LOGNORMAL_SHAPE, 1.3) is wide
