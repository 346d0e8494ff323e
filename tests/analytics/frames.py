"""Frames for tests of measures and figures: short to write, whole in their columns."""

from typing import Any

import numpy as np
import pandas as pd
from hypothesis import settings

BRIEF = settings(deadline=None, max_examples=40)
"""A frame takes milliseconds, and on a busy machine many of them."""

TICKET: dict[str, Any] = {
    "hall": "wendeng",
    "state": "done",
    "issued_ms": 0.0,
    "finished_ms": np.nan,
    "counter": np.nan,
    "wait_s": np.nan,
    "target_s": 900.0,
    "hour": 9,
}
HALL: dict[str, Any] = {
    "district": "wendeng",
    "level": "district",
    "counters": 12,
    "target_s": 900.0,
    "closed_ms": np.nan,
}
SERVICE: dict[str, Any] = {
    "group": "general",
    "steps_before": 4,
    "steps_after": 3,
    "days_before": np.nan,
    "days_after": np.nan,
    "materials_before": np.nan,
    "materials_after": np.nan,
}


def tickets(*rows: dict[str, Any]) -> pd.DataFrame:
    """Return a frame of tickets; what a row leaves out is as in `TICKET`."""
    frame = pd.DataFrame([TICKET | row for row in rows], columns=list(TICKET))
    return frame.astype(
        {
            "hall": "str",
            "state": "str",
            "issued_ms": float,
            "finished_ms": float,
            "counter": float,
            "wait_s": float,
            "target_s": float,
            "hour": "int64",
        }
    )


def halls(**rows: dict[str, Any]) -> pd.DataFrame:
    """Return a frame of halls by id."""
    frame = pd.DataFrame([{"hall": hall} | HALL | row for hall, row in rows.items()], columns=["hall", *HALL])
    return frame.set_index("hall")


def catalogue(**rows: dict[str, Any]) -> pd.DataFrame:
    """Return a frame of services by code."""
    return pd.DataFrame([{"code": code} | SERVICE | row for code, row in rows.items()], columns=["code", *SERVICE])
