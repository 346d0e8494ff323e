"""What Prometheus is told of the requests."""

from prometheus_client import CollectorRegistry, Counter, Histogram

BUCKETS_S = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0)


class RequestMetrics:
    """The instruments, shared by all operations."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self.commands = Counter(
            "onewindow_commands", "Commands by what they ask and how they ended", ["command", "outcome"], registry=registry
        )
        self.requests = Counter(
            "onewindow_requests", "Requests by operation and status", ["operation", "status"], registry=registry
        )
        self.seconds = Histogram(
            "onewindow_request_seconds",
            "Time from a request's headers to its answer",
            ["operation"],
            registry=registry,
            buckets=BUCKETS_S,
        )


class OperationMetrics:
    """One operation's children of the instruments; looking them up by label each time would cost more than counting."""

    def __init__(self, metrics: RequestMetrics, operation: str, *, command: bool) -> None:
        self._metrics, self._operation, self._command = metrics, operation, command
        self._seconds = metrics.seconds.labels(operation)
        self._requests: dict[int, Counter] = {}
        self._outcomes: dict[str, Counter] = {}

    def count(self, status: int, outcome: str, seconds: float) -> None:
        """Count an answer. `outcome`: `done`, or the code of what refused it."""
        self._seconds.observe(seconds)
        requests = self._requests.get(status)
        if requests is None:
            requests = self._requests[status] = self._metrics.requests.labels(self._operation, str(status))
        requests.inc()
        if self._command:
            outcomes = self._outcomes.get(outcome)
            if outcomes is None:
                outcomes = self._outcomes[outcome] = self._metrics.commands.labels(self._operation, outcome)
            outcomes.inc()
