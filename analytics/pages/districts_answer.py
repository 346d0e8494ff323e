"""What the page about districts says of the comparison, in sentences."""

import pandas as pd

from analytics.pages.districts_units import Units
from analytics.words import lasting


def answer(
    by_unit: pd.DataFrame, units: Units, level: pd.DataFrame, absent: pd.DataFrame, at: dict[str, object]
) -> list[tuple[str, dict[str, object]]]:
    """Return the sentences that answer the question."""
    if by_unit.empty:
        return [("districts-answer-none", at)]
    sentences: list[tuple[str, dict[str, object]]] = []
    known = by_unit["standardised_s"].dropna()
    if len(known) > 1:
        low, high = str(known.idxmin()), str(known.idxmax())
        facts = {
            "shortest": units.names[low],
            "least": lasting(float(known[low])),
            "longest": units.names[high],
            "most": lasting(float(known[high])),
        }
        sentences.append(("districts-answer-waits", at | facts))
    elif len(by_unit) == 1:
        sentences.append(("districts-answer-one", at))
    if len(level) > 1:
        outside: dict[str, object] = {
            "level": int(level["outside"].eq("99.8").sum()),
            "absent": int(absent["outside"].eq("99.8").sum()),
            "halls": len(level),
        }
        outside["beyond"] = "some" if outside["level"] or outside["absent"] else "none"
        sentences.append(("districts-answer-funnel", outside))
    return sentences or [("districts-answer-apart", at)]
