"""What Prometheus is told of the requests."""

from typing import Literal

from prometheus_client import Counter

from queue_server.app.instruments import Instruments

Kind = Literal["command", "change", "read", "page"]


class OperationMetrics:
    """One operation's children of the instruments; looking them up by label each time would cost more than counting."""

    def __init__(self, instruments: Instruments, operation: str, kind: Kind) -> None:
        self._instruments, self._operation = instruments, operation
        self._changes = kind in ("command", "change")
        self._seconds = instruments.request_s.labels(operation, kind)
        self._requests: dict[int, Counter] = {}
        self._outcomes: dict[str, Counter] = {}

    def count(self, status: int, outcome: str, seconds: float) -> None:
        """Count an answer. `outcome`: `done`, or the code of what refused it."""
        self._seconds.observe(seconds)
        requests = self._requests.get(status)
        if requests is None:
            requests = self._requests[status] = self._instruments.requests.labels(self._operation, str(status))
        requests.inc()
        if self._changes:
            outcomes = self._outcomes.get(outcome)
            if outcomes is None:
                outcomes = self._outcomes[outcome] = self._instruments.commands.labels(self._operation, outcome)
            outcomes.inc()
