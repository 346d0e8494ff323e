"""Ctrl-C in the middle of long work."""

import signal
from types import FrameType, TracebackType
from typing import Self


class Interrupts:
    """Remembers Ctrl-C for as long as the block lasts: what it raises can be lost where a library catches whatever happens in a callback.

    For the main thread. Where Ctrl-C does something else than to raise, or nothing, that is left as it is.
    """

    def __init__(self) -> None:
        self._seen = False
        self._ours = False

    def __enter__(self) -> Self:
        self._ours = signal.getsignal(signal.SIGINT) is signal.default_int_handler
        if self._ours:
            signal.signal(signal.SIGINT, self._remember)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if self._ours:
            signal.signal(signal.SIGINT, signal.default_int_handler)

    def check(self) -> None:
        """Go on, unless there was one.

        Raises:
            KeyboardInterrupt: there was.
        """
        if self._seen:
            raise KeyboardInterrupt

    def _remember(self, _number: int, _frame: FrameType | None) -> None:
        self._seen = True
        raise KeyboardInterrupt
