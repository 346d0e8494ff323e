"""A mapping for imported event logs: a row an event, with the unit and the case's state in each."""

MAPPING = """
name = "permits"
kind = "log"
time_zone = "Asia/Shanghai"
[columns]
case = "case"
activity = "activity"
at = "at"
transition = "transition"
unit = "unit"
case_state = "state"
[cases]
open_states = ["open"]
"""
