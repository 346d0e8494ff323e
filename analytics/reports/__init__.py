"""What the history says, for other programs and for paper.

xes.py        tickets as an event log
document.py   a month as HTML, of the pages' own parts; month.py the question, keys.py months side by side, chromium.py charts and PDF
made.py       which reports are there; whole.py files that are there whole or not at all
"""
