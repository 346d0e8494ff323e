"""Erlang's formulas against values that others printed."""

from itertools import count
from math import inf

import pytest

from analytics.simulation.staffing import (
    Load,
    counters_needed,
    erlang_b,
    erlang_c,
    longer_than,
    mean_wait_s,
    staffed,
)
from tests.analytics.simulation.oracles import MMC, published


@pytest.mark.parametrize("row", MMC, ids=lambda row: f"{row['c']:g}-{row['rho']:g}")
def test_the_exact_grid(row: dict[str, float]) -> None:
    counters, load = int(row["c"]), Load(arrivals_per_h=row["a"], mean_service_s=3600)
    assert erlang_b(row["a"], counters) == pytest.approx(row["erlang_b"], rel=1e-11)
    assert erlang_c(row["a"], counters) == pytest.approx(row["erlang_c"], rel=1e-11)
    assert mean_wait_s(load, counters) / 3600 == pytest.approx(row["Wq_over_S"], rel=1e-11)
    assert longer_than(load, counters, 3600) == pytest.approx(row["P_wait_gt_1S"], rel=1e-10)
    if row["p90_wait_over_S"] > 0:
        assert longer_than(load, counters, 3600 * row["p90_wait_over_S"]) == pytest.approx(0.1, rel=1e-9)


@pytest.mark.parametrize("row", published("erlang_b"), ids=str)
def test_published_blocking(row: dict[str, dict[str, float]]) -> None:
    assert erlang_b(row["input"]["a"], int(row["input"]["c"])) == pytest.approx(row["expected"]["blocking"], abs=row["tol"])


def test_published_counters_without_line() -> None:
    (row,) = published("erlang_b_dimension")
    enough = (counters for counters in count(1) if erlang_b(row["input"]["a"], counters) <= row["input"]["max_blocking"])
    assert next(enough) == row["expected"]["c"]


@pytest.mark.parametrize("row", published("mmc"), ids=str)
def test_published_lines(row: dict[str, dict[str, float]]) -> None:
    lam, mu, counters, told, tol = row["input"]["lam"], row["input"]["mu"], int(row["input"]["c"]), row["expected"], row["tol"]
    wait_h = mean_wait_s(Load(arrivals_per_h=lam, mean_service_s=3600 / mu), counters) / 3600
    found = {"Lq": lam * wait_h, "W": wait_h + 1 / mu, "W_min": 60 * (wait_h + 1 / mu), "L": lam * (wait_h + 1 / mu)}
    compared = found.keys() & told.keys()
    assert compared
    for name in compared:
        assert found[name] == pytest.approx(told[name], abs=tol), name


@pytest.mark.parametrize("row", published("erlang_c_staffing"), ids=str)
def test_published_staffing(row: dict[str, dict[str, float]]) -> None:
    given, told = row["input"], row["expected"]
    load = Load(arrivals_per_h=given["transactions"] * 60 / given["interval_min"], mean_service_s=given["aht_min"] * 60)
    found = counters_needed(
        load,
        target_s=given["asa_min"] * 60,
        within_target=given["service_level"],
        max_occupancy=given["max_occupancy"],
        shrinkage=given["shrinkage"],
    )
    assert (found.counters, found.scheduled) == (told["raw_positions"], told["positions"])
    assert found.within_target == pytest.approx(told["service_level"], abs=row["tol"])
    assert found.occupancy == pytest.approx(told["occupancy"], abs=row["tol"])
    assert found.waits == pytest.approx(told["waiting_probability"], abs=row["tol"])
    fewer = staffed(load, found.counters - 1, target_s=given["asa_min"] * 60)
    assert fewer.within_target < given["service_level"] or fewer.occupancy > given["max_occupancy"]


def test_more_comes_than_can_be_served() -> None:
    load = Load(arrivals_per_h=60, mean_service_s=300)
    assert (erlang_c(load.erlangs, 5), mean_wait_s(load, 5), longer_than(load, 5, 1e9)) == (1.0, inf, 1.0)
    assert staffed(load, 4, target_s=900).occupancy == 1.0


@pytest.mark.parametrize(
    ("load", "wanted"),
    [
        (Load(60, 300), {"within_target": 1.0}),
        (Load(60, 300), {"within_target": 0.8, "max_occupancy": 0.0}),
        (Load(60, 300), {"within_target": 0.8, "shrinkage": 1.0}),
        (Load(0, 300), {"within_target": 0.8}),
    ],
)
def test_what_makes_no_sense_is_refused(load: Load, wanted: dict[str, float]) -> None:
    with pytest.raises(ValueError, match=r"shares lie|no counter"):
        counters_needed(load, target_s=900, **wanted)
