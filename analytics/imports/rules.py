"""The rules for dirt. A row is taken or refused; a taken one may have been corrected, by one rule or several.

Codes are stable: reports name them, docs/imports.md explains them.
"""

REFUSED = {
    "unreadable-row": "the row is no CSV",
    "shifted-columns": "fields stand in the wrong columns: their number differs from the header's, or a neighbour holds the time",
    "unreadable-text": "a hall, number, case or activity holds bytes or characters that are no text",
    "no-hall": "the hall is missing",
    "unknown-hall": "the mapping names the halls, and this is none of them",
    "other-hall": "another hall than those asked for",
    "no-time": "the time of issue, or of the event, is missing",
    "bad-time": "the time is unreadable",
    "in-the-future": "the time lies after the import",
    "out-of-period": "the time lies outside of the mapping's period",
    "closed-day": "the hall was closed that day and polled all the same",
    "no-numbers": "the hall's polls never show a number being served: nothing tells of visits",
    "duplicate": "the same row again",
    "conflicting-duplicate": "the same ticket, poll or case again with other facts: the first one stands",
    "bad-value": "a count is none",
    "no-case": "the case id is missing",
    "no-activity": "the activity is missing",
    "other-source": "the history has the hall's day from its own log, or from another import",
}
"""Why a row is not taken."""

CORRECTED = {
    "wrong-year": "moved by whole years, as the mapping says",
    "wrong-clock": "moved by what the clock was off, as the mapping says",
    "clock-gap": "a time of day that was skipped when clocks went forward: moved forward as they were",
    "end-before-start": "a later step's time lies before an earlier one's: the later step's time is not taken",
    "too-long": "a step of more than the longest time: its end is not taken",
    "missing-end": "the ticket was being served and its end is missing: it counts as done, without a service time",
    "bad-field": "an optional field is unreadable: it is not taken",
    "unknown-value": "a word that the mapping does not know: it is not taken",
    "long-number": "longer than a ticket number: it may name a person, and is replaced",
}
"""What was changed in a row that is taken."""

NOTED = {
    "reads-na": "an id or name that reads NA, null or nan: it is that text",
    "ambiguous-time": "a time of day that came twice when clocks went back: the first one that does not go back",
    "cut-short": "the hall's day ends while people wait",
    "open-case": "the case has no end: its processing time is open",
    "open-step": "a step was started and its end is missing: it is open",
    "end-without-start": "a step ends that did not start: when it started is not known",
}
"""What was met and left as it is."""

READS_NA = {"NA", "N/A", "NULL", "NAN", "NONE"}
"""Texts that tables take for a missing value (pandas.read_csv, R), in capitals."""


class Refused(Exception):
    """A row that is not taken, and the rule."""

    def __init__(self, rule: str, told: str = "") -> None:
        assert rule in REFUSED, rule
        super().__init__(rule, told)
        self.rule = rule
        self.told = told
