"""What is made once for all who ask for it."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from concurrent.futures import Future
from typing import Generic, TypeVar

Made = TypeVar("Made")


class Once(Generic[Made]):
    """What is made once for all who ask for the same: the latest of it. For several threads; what it returns is only read."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._lock = threading.Lock()
        self._kept: OrderedDict[Hashable, Made] = OrderedDict()
        self._begun: dict[Hashable, Future[Made]] = {}

    def get(self, key: Hashable, make: Callable[[], Made]) -> Made:
        """Return what is kept under `key`, else make it; who asks for it meanwhile waits for that, and has its error, too."""
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
            begun = self._begun.get(key)
            if begun is None:
                mine = self._begun[key] = Future()
        if begun is not None:
            return begun.result()
        try:
            made = make()
        except BaseException as error:
            with self._lock:
                del self._begun[key]
            mine.set_exception(error)
            raise
        with self._lock:
            del self._begun[key]
            self._kept[key] = made
            if len(self._kept) > self._size:
                self._kept.popitem(last=False)
        mine.set_result(made)
        return made

    def kept(self, key: Hashable) -> Made | None:
        """Return what is kept under `key`, None when it has been dropped."""
        with self._lock:
            return self._kept.get(key)
