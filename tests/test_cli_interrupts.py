"""Ctrl-C that something on the way has swallowed."""

import contextlib
import signal

import pytest

from queue_server.cli.interrupts import Interrupts


def test_one_that_was_lost_is_found_at_the_next_step() -> None:
    with Interrupts() as ctrl_c:
        ctrl_c.check()
        with contextlib.suppress(KeyboardInterrupt):
            signal.raise_signal(signal.SIGINT)
        with pytest.raises(KeyboardInterrupt):
            ctrl_c.check()
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_one_that_is_not_lost_ends_the_block_as_ever() -> None:
    with pytest.raises(KeyboardInterrupt), Interrupts():
        signal.raise_signal(signal.SIGINT)
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_who_ignores_it_goes_on() -> None:
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        with Interrupts() as ctrl_c:
            signal.raise_signal(signal.SIGINT)
            ctrl_c.check()
        assert signal.getsignal(signal.SIGINT) is signal.SIG_IGN
    finally:
        signal.signal(signal.SIGINT, before)
