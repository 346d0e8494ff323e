"""What the history says, for other programs and for paper.

xes.py    tickets as an event log
"""
