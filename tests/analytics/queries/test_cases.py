"""Which cases a period has: by the date of their start where the city is."""

from datetime import date
from zoneinfo import ZoneInfo

import pandas as pd
import pytest

from analytics.queries.cases import Begun, begun

SHANGHAI, NEW_YORK = ZoneInfo("Asia/Shanghai"), ZoneInfo("America/New_York")
STARTS = ["2025-03-08 15:59:59.999", "2025-03-08 16:00", "2025-03-09 06:59", "2025-03-09 15:59", "2025-03-09 16:00"]


def cases(unit: str = "u") -> pd.DataFrame:
    times = pd.to_datetime(STARTS, format="mixed").astype("datetime64[ms]")
    return pd.DataFrame({"unit": unit, "case": [str(n) for n in range(len(STARTS))], "started_at": times})


@pytest.mark.parametrize(
    ("since", "until", "zone", "expected"),
    [
        (None, None, SHANGHAI, "01234"),
        (date(2025, 3, 9), None, SHANGHAI, "1234"),
        (None, date(2025, 3, 9), SHANGHAI, "0123"),
        (date(2025, 3, 9), date(2025, 3, 9), SHANGHAI, "123"),
        (date(2025, 3, 9), date(2025, 3, 9), NEW_YORK, "234"),  # a day of 23 hours
        (date(2025, 3, 8), date(2025, 3, 8), NEW_YORK, "01"),
        (date(2025, 3, 11), None, SHANGHAI, ""),
    ],
)
def test_a_case_belongs_to_the_date_of_its_start(since: date | None, until: date | None, zone: ZoneInfo, expected: str) -> None:
    everybody = pd.concat([cases(), cases("other")], ignore_index=True)
    found = begun(everybody, Begun("u", since, until), zone)
    assert "".join(found["case"]) == expected
    assert set(found["unit"]) <= {"u"}
    assert begun(everybody.head(0), Begun("u", since, until), zone).empty
