"""The machine's clock: against the database's, against the log's last event, and whether anything keeps it right."""

import ctypes
import os

from queue_server.doctor.finding import Finding
from queue_server.eventlog.postgres import CLOCK_OFF_S

AHEAD_S = 60.0
"""How far in the future the log's last event may seem: it was written by this machine or one like it."""
KEEP_RIGHT = "Let the machine keep its time with NTP: `timedatectl set-ntp true`, or chrony"

_STA_UNSYNC, _TIME_ERROR = 0x0040, 5  # linux/timex.h


class _Timex(ctypes.Structure):
    """`struct timex` of adjtimex(2); the fields after `status` are only room."""

    _fields_ = (
        ("modes", ctypes.c_uint),
        ("offset", ctypes.c_long),
        ("freq", ctypes.c_long),
        ("maxerror", ctypes.c_long),
        ("esterror", ctypes.c_long),
        ("status", ctypes.c_int),
        ("rest", ctypes.c_byte * 512),
    )


def judge_difference(off_s: float, about: str) -> Finding:
    """Tell what it means that this machine's clock is `off_s` ahead of the one of `about`."""
    if abs(off_s) > CLOCK_OFF_S:
        says = f"this machine's clock is {abs(off_s):.1f} s {'ahead of' if off_s > 0 else 'behind'} {about}'s"
        return Finding("wrong", "clock", says, f"{KEEP_RIGHT}, on both; a server that is {CLOCK_OFF_S:.0f} s off is not ready")
    return Finding("ok", "clock", f"this machine and {about} agree to {abs(off_s):.1f} s")


def judge_last_event(last_ms: int, now_ms: int) -> Finding:
    """Tell what it means that the log's last event was at `last_ms`; of a real city, not of a demo with its own time."""
    ahead_s = (last_ms - now_ms) / 1000
    if ahead_s > AHEAD_S:
        says = f"the log's last event is {ahead_s / 60:.0f} minutes in the future: the clock was wrong then, or is now"
        return Finding("wrong", "clock", says, f"{KEEP_RIGHT}; a hall's time stands still until the clock has come up to it")
    return Finding("ok", "clock", "the log's last event is in the past")


def synchronised() -> bool | None:
    """Return whether the kernel's clock is kept right by NTP, None when that cannot be seen."""
    if os.uname().sysname != "Linux":
        return None
    told = _Timex()
    try:
        state = ctypes.CDLL(None, use_errno=True).adjtimex(ctypes.byref(told))  # modes 0: only reads
    except AttributeError:  # a C library without it
        return None
    if state < 0:
        return None
    return state != _TIME_ERROR and not told.status & _STA_UNSYNC


def judge_synchronised(kept: bool | None) -> Finding:
    """Tell what `synchronised` means."""
    match kept:
        case None:
            return Finding("warning", "clock", "whether NTP keeps the clock right cannot be seen here", KEEP_RIGHT)
        case False:
            return Finding("warning", "clock", "nothing keeps this machine's clock right: it is not synchronised", KEEP_RIGHT)
        case True:
            return Finding("ok", "clock", "it is kept right by NTP")
