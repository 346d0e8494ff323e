"""What was shortened: steps, time limits and materials, before and after, as the catalogue or the bureau states them.

A cut is 1 - after / before. A service's limit is in days as it is stated (working or calendar); one that was done on the spot before, or
asked for no papers, has nothing to cut and counts in no figure of that measure. Totals are cuts of sums, not means of cuts: a service
with many steps weighs more.
"""

from typing import Literal, NamedTuple, get_args

import numpy as np
import pandas as pd

What = Literal["steps", "days", "materials"]
WHATS: tuple[What, ...] = get_args(What)


class Cut(NamedTuple):
    """One measure, summed over services. `share`: NaN without anything to cut.

    `stated`: services that have both numbers, the first above 0. `largest`: the most that was taken off one service (0: off none);
    `largest_of`: the codes of the services of which that is.
    """

    services: int
    stated: int
    before: int
    after: int
    share: float
    largest: int
    largest_of: tuple[str, ...]


def cut(before: float, after: float) -> float:
    """Return 1 - after / before, NaN when there was nothing before."""
    return 1 - after / before if before > 0 else np.nan


def cut_of(services: pd.DataFrame, what: What) -> Cut:
    """Sum up services.

    Args:
        services: One row a service: `code`, and of the measure `WHAT_before`, `WHAT_after` (NaN: not stated).
    """
    stated = _stated(services, what)
    before, after = stated[f"{what}_before"], stated[f"{what}_after"]
    off = before - after
    largest = float(off.max()) if len(off) else 0.0
    return Cut(
        services=len(services),
        stated=len(stated),
        before=int(before.sum()),
        after=int(after.sum()),
        share=cut(float(before.sum()), float(after.sum())),
        largest=max(0, int(largest)),
        largest_of=tuple(stated.loc[off.eq(largest), "code"]) if largest > 0 else (),
    )


def cuts_by_group(services: pd.DataFrame, what: What) -> pd.DataFrame:
    """Return means a service and the cut of sums by group, in the order in which groups first stand in the frame.

    Args:
        services: As for `cut_of`, and `group`.

    Returns:
        Index `group`: `services`, `stated`, `before`, `after` (mean of the stated, NaN when there are none), `share`, `largest`.
    """
    rows = []
    for group, mine in services.groupby("group", sort=False):
        total = cut_of(mine, what)
        stated = total.stated or np.nan
        rows.append(
            {
                "group": group,
                "services": total.services,
                "stated": total.stated,
                "before": total.before / stated,
                "after": total.after / stated,
                "share": total.share,
                "largest": total.largest,
            }
        )
    columns = ["group", "services", "stated", "before", "after", "share", "largest"]
    return pd.DataFrame(rows, columns=columns).set_index("group")


def cuts_by_service(services: pd.DataFrame, what: What) -> pd.DataFrame:
    """Return the cut of each service that states the measure, the largest first.

    Args:
        services: As for `cuts_by_group`.

    Returns:
        Index `code`: `group`, `before`, `after`, `off` (before less after), `share`; sorted by `off`, then by `share`, both falling.
    """
    stated = _stated(services, what)
    frame = pd.DataFrame(
        {
            "group": stated["group"],
            "before": stated[f"{what}_before"].astype(float),
            "after": stated[f"{what}_after"].astype(float),
        }
    ).set_axis(pd.Index(stated["code"], name="code"), axis="index")
    frame["off"] = frame["before"] - frame["after"]
    frame["share"] = frame["off"] / frame["before"]
    return frame.sort_values(["off", "share"], ascending=False, kind="stable")


def _stated(services: pd.DataFrame, what: What) -> pd.DataFrame:
    return services[services[f"{what}_before"].fillna(0).gt(0) & services[f"{what}_after"].notna()]
