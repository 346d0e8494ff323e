"""Reference values of queueing theory, see tests/data/README.md."""

import json
from pathlib import Path
from typing import Any

_DATA = Path(__file__).parents[2] / "data"

MMC: list[dict[str, float]] = json.loads((_DATA / "mmc_exact_grid.json").read_text(encoding="utf-8"))["rows"]
_PUBLISHED: list[dict[str, Any]] = json.loads((_DATA / "published_values.json").read_text(encoding="utf-8"))["rows"]


def published(model: str) -> list[dict[str, Any]]:
    """Return the printed values of a model: `input`, `expected`, `tol`."""
    found = [row for row in _PUBLISHED if row["model"] == model]
    assert found
    return found


def mmc(counters: int, rho: float) -> dict[str, float]:
    return next(row for row in MMC if (row["c"], row["rho"]) == (counters, rho))
