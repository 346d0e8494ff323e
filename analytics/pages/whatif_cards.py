"""What came of a what-if: its sentences, its two charts, and their tables."""

from collections.abc import Mapping
from math import nan

import pandas as pd

from analytics.figures.whatif import whatif_figure
from analytics.pages.cards import Drawn, card_outputs, drawn_card
from analytics.pages.tables import shown
from analytics.pages.texts import Children
from analytics.simulation.question import CHANGED
from analytics.simulation.runs import Estimate
from analytics.simulation.whatif import Comparison
from analytics.words import Words

CARDS = ("whatif-waits", "whatif-shares")
WAITS = {"mean_wait_s": "whatif-mean-wait", "p90_wait_s": "whatif-p90-wait"}
SHARES = {
    "within_target": "whatif-within",
    "left": "whatif-left",
    "never_called": "whatif-never-called",
    "occupancy": "whatif-occupancy",
}
COLUMNS = {
    "actual": 1, "played": 1, "played_low": 1, "played_high": 1, "error": 1, "error_low": 1, "error_high": 1, "changed": 1, "changed_low": 1,
    "changed_high": 1, "difference": 1, "difference_low": 1, "difference_high": 1,
}  # fmt: skip


RESULTS = [output for name in CARDS for output in card_outputs(name)]


def results(comparison: Comparison, source: Children, words: Words) -> Drawn:
    """Return the two cards of an answer."""
    waits = _rows(comparison, WAITS, 1 / 60)
    shares = _rows(comparison, SHARES, 100.0)
    return {
        **drawn_card(
            "whatif-waits",
            whatif_figure(waits, axis="waits-axis-minutes", digits=1, least=1.0, revision="whatif-waits", words=words),
            _table(waits, words),
            line=[],
            source=source,
        ),
        **drawn_card(
            "whatif-shares",
            whatif_figure(shares, axis="whatif-axis-share", digits=1, least=100.0, revision="whatif-shares", words=words),
            _table(shares, words),
            line=[],
            source=source,
        ),
    }


def _rows(comparison: Comparison, measures: Mapping[str, str], unit: float) -> pd.DataFrame:
    answer = comparison.answers.get(CHANGED)
    rows = []
    for measure in measures:
        row = {"actual": comparison.actual.get(measure, nan) * unit}
        estimates: dict[str, Estimate | None] = {
            "played": comparison.as_it_was.get(measure),
            "error": comparison.error.get(measure),
            "changed": None if answer is None else answer.figures.get(measure),
            "difference": None if answer is None else answer.difference.get(measure),
        }
        for name, found in estimates.items():
            middle, low, high = found if found is not None else (nan, nan, nan)
            row |= {name: middle * unit, f"{name}_low": low * unit, f"{name}_high": high * unit}
        rows.append(row)
    return pd.DataFrame(rows, index=list(measures.values()), dtype="float64")


def _table(rows: pd.DataFrame, words: Words) -> pd.DataFrame:
    frame = rows.reset_index(drop=True)
    frame.insert(0, "measure", [words.plain(message) for message in rows.index])
    return shown(frame, {"measure": 0, **COLUMNS}, words)


def outcome(comparison: Comparison) -> list[tuple[str, dict[str, object]]]:
    """Return the sentences that say what came of a run, the simulator's own error first."""
    error = comparison.error.get("mean_wait_s")
    if error is None or "mean_wait_s" not in comparison.actual:
        said: list[tuple[str, dict[str, object]]] = [("whatif-error-none", {})]
    else:
        said = [("whatif-error", {"actual": _minutes(comparison.actual["mean_wait_s"]), **_interval(error, signed=True)})]
    answer = comparison.answers.get(CHANGED)
    if answer is None:
        return [*said, ("whatif-no-change", {})]
    wait, differs = answer.figures.get("mean_wait_s"), answer.difference.get("mean_wait_s")
    if wait is None or differs is None:
        return [*said, ("whatif-answer-none", {})]
    kind = "less" if differs.high < 0 else "more" if differs.low > 0 else "same"
    before = comparison.as_it_was["mean_wait_s"]
    said.append(("whatif-answer", {"kind": kind, "before": _minutes(before.mean), **_interval(wait)}))
    lost = answer.figures.get("never_called")
    if lost is not None and lost.mean >= 0.005:
        said.append(("whatif-answer-never", {"share": f"{100 * lost.mean:.0f}"}))
    return said


def _interval(found: Estimate, *, signed: bool = False) -> dict[str, object]:
    return {name: _minutes(value, signed=signed) for name, value in zip(("mean", "low", "high"), found, strict=True)}


def _minutes(seconds: float, *, signed: bool = False) -> str:
    said = f"{seconds / 60:.1f}"
    if said == "-0.0":
        said = "0.0"
    return said.replace("-", "\u2212") if not signed or seconds < 0 or said == "0.0" else f"+{said}"
