"""The relations that a query may name, put in front of it: the history's files, what is kept of them in memory, and what narrows both."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

from analytics.history.manifest import Part
from analytics.history.schema import Kind
from analytics.history.selection import among, current_rows
from analytics.queries.daily import HOURS
from analytics.queries.facts import facts_of
from analytics.queries.filter import Filter

_WITH = re.compile(r"\s*WITH\s+(?P<recursive>RECURSIVE\s+)?", re.IGNORECASE)
_Files = Callable[[Kind], str]
_RELATIONS: dict[str, Callable[[_Files], str]] = {
    "tickets": lambda files: files("tickets"),
    "counters": lambda files: files("counters"),
    "days": lambda files: files("days"),
    "hours": lambda files: HOURS.format(counters=files("counters")),
    "facts": lambda files: facts_of(files("tickets")),
}
"""What a query may name, made of the files' rows."""


def query(
    sql: str,
    directory: Path,
    parts: Sequence[Part],
    filter_: Filter,
    parameters: dict[str, object],
    kept: Mapping[str, str] | None = None,
    kept_of: Sequence[Part] = (),
) -> str:
    """Return `sql` with the relations that it names in front of it, and put what they are bound to into `parameters`.

    Args:
        parts: That the filter concerns. kept: Queries for relations in memory, which have rows of `kept_of`.
    """
    relations = []
    for relation, of in _RELATIONS.items():
        if re.search(rf"\b{relation}\b", sql) is None:
            continue
        in_memory = (kept or {}).get(relation)
        rows = in_memory or of(lambda kind: current_rows(directory, parts, kind, parameters))
        where = _conditions(relation, kept_of if in_memory else parts, filter_, parameters)
        relations.append(f"{relation} AS NOT MATERIALIZED (SELECT * FROM ({rows}) WHERE {' AND '.join(where)})")
    return with_relations(relations, sql)


def with_relations(relations: list[str], sql: str) -> str:
    """Return `sql` with relations (`NAME AS (...)`) in front of its own."""
    if not relations:
        return sql
    begun = _WITH.match(sql)
    if begun is None:
        return f"WITH {', '.join(relations)} {sql}"
    return f"WITH {begun['recursive'] or ''}{', '.join(relations)}, {sql[begun.end() :]}"


def _conditions(relation: str, parts: Iterable[Part], filter_: Filter, parameters: dict[str, object]) -> list[str]:
    found = ["true"]
    halls = frozenset(filter_.halls)
    if not all(halls.issuperset(part.days) for part in parts):
        found += among(parameters, {"hall": filter_.halls})
    parameters |= {"filter_since": filter_.since, "filter_until": filter_.until}
    found.append("date BETWEEN $filter_since AND $filter_until")
    if filter_.scenario is not None:
        parameters["filter_scenario"] = filter_.scenario
        found.append("scenario = $filter_scenario")
    if relation in ("tickets", "facts"):
        narrowed = {
            "service": filter_.services,
            "service_group": filter_.groups,
            "channel": filter_.channels,
            "priority": filter_.priorities,
        }
        found += among(parameters, narrowed)
    return found
