"""A month as the history has it, long enough for a run that can be watched."""

from datetime import datetime, timedelta
from pathlib import Path
from random import Random

from tests.analytics.memory import DATE, counter, stored, ticket

DAY = DATE.isoformat()
MONTH = f"{DATE:%Y-%m}"


def month(
    directory: Path, *, days: int = 20, visitors: int = 60, counters: int = 3, hall: str = "wendeng", source: str = "log"
) -> Path:
    """Write weekdays from `DATE` on: counters open from nine to twelve (hall time), visitors served in the order in which they came.

    Args:
        source: Beside a running server not `log`: what its own log does not have, it drops.
    """
    chance = Random(11)
    tickets, opened = [], []
    for nth in range(days):
        on = DATE + timedelta(days=nth)
        free = [datetime(on.year, on.month, on.day, 1)] * counters  # noqa: DTZ001 - rows have UTC without saying so
        moments = sorted(chance.uniform(0, 170 * 60) for _ in range(visitors))
        busy_s = [[0.0] * 3 for _ in range(counters)]
        for order, moment in enumerate(moments, start=1):
            issued = datetime(on.year, on.month, on.day, 1) + timedelta(seconds=round(moment))  # noqa: DTZ001
            number = min(range(counters), key=free.__getitem__)
            called = max(issued, free[number])
            service_s = round(chance.expovariate(1 / 380)) + 5
            free[number] = called + timedelta(seconds=service_s)
            hour = min(2, (called.hour - 1))
            busy_s[number][hour] += service_s
            tickets.append(
                ticket(
                    order,
                    hall=hall,
                    date=on,
                    issued_at=issued,
                    wait_s=(called - issued).total_seconds(),
                    service_s=float(service_s),
                    counter=number + 1,
                    hour=issued.hour + 8,
                    priority="elder" if chance.random() < 0.1 else "normal",
                    source=source,
                )
            )
        for number in range(counters):
            opened += [
                counter(number + 1, 9 + hour, hall=hall, date=on, busy_s=min(3600.0, busy_s[number][hour]), source=source)
                for hour in range(3)
            ]
    of_days = {"tickets": visitors, "closed_at": datetime(2026, 12, 31), "counters": counters, "unified": counters}  # noqa: DTZ001
    return stored(directory, tickets, opened, **of_days)
