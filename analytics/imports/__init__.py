"""Other systems' records become history: visits become tickets, event logs become cases and their steps.

    mapping.py     the mapping file: which column is what, in which format, zone and unit; presets
    source.py      a file's rows, one after the other: CSV (packed or not), Parquet
    clock.py       times as told -> UTC, and what days of 23 and 25 hours do to them
    rules.py       the rules for dirt: what is corrected, what is refused, what is only noted
    tally.py       how often each rule was used, with the first lines
    staging.py     rows on the disk until all are read: bounded memory, and where an interrupted import goes on
    visits.py      a row of visits -> a ticket          snapshots.py   polls of a hall's day -> its tickets
    events.py      a row of a CSV log -> an event       xes.py         an XES document -> events
    cases.py       events of a case -> its processing time and steps
    report.py      what an import did, in words and as JSON
    run.py         imports from beginning to end, interruptible

Dirt is met by rule, never silently: every row that was read is taken or refused, and what was changed in it is counted by reason.
"""
