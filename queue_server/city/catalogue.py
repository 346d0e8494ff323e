"""The catalogue: what the city's halls do for people."""

import msgspec

from queue_server.city.text import Text
from queue_server.core.setup import Group, Kind, ReviewGroup, ServiceSetup

LIMIT_UNITS = ("working", "calendar")


class Service(msgspec.Struct, frozen=True, kw_only=True):
    """One entry of the catalogue.

    Attributes:
        code: Short stable code such as `G001`.
        materials: What the visitor brings.
        typical_minutes: Typical service time at a counter, minutes, > 0.
        legal_days, promised_days: Limits of the processing time, in `limit_unit` days; 0: on the spot; None: not stated.
        steps_before, steps_after: Steps of the procedure before the reform and now.
        demand_weight: Share of this service among all that are asked for, relative to the others, >= 0.
        at_town: Town-level halls do it too.
        pays: Money is paid out as a result.
        apply_within_days_employer, apply_within_days_worker_family_union: Calendar days within which these may apply.
        source: How sure the name is: `published`, `unchecked` or `illustrative`. `source_ref`: where it was published.
        limit_source, numbers_source: The same of the limits, and of steps, minutes and weight.
    """

    code: str
    name: Text
    group: Group
    kind: Kind = "instant"
    review_group: ReviewGroup | None = None
    materials: tuple[Text, ...] = ()
    typical_minutes: float
    legal_days: int | None = None
    promised_days: int | None = None
    limit_unit: str | None = None
    steps_before: int | None = None
    steps_after: int | None = None
    demand_weight: float = 1.0
    at_town: bool = False
    pays: bool = False
    apply_within_days_employer: int | None = None
    apply_within_days_worker_family_union: int | None = None
    notes: str = ""
    source: str = ""
    source_ref: str = ""
    limit_source: str = ""
    numbers_source: str = ""

    def setup(self, *, offered: bool) -> ServiceSetup:
        """Return what the rules of a hall's day need of it."""
        return ServiceSetup(
            group=self.group,
            kind=self.kind,
            mean_s=self.typical_minutes * 60,
            review_group=self.review_group,
            offered=offered,
        )
