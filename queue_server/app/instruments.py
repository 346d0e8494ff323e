"""What the server counts and times while it works, for Prometheus. What it only looks up when it is asked is in `app/census.py`.

Looking an instrument's child up by its labels costs more than counting, so whoever counts often keeps the child.
"""

import asyncio

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, Info, disable_created_metrics
from prometheus_client.process_collector import ProcessCollector

from queue_server.eventlog.errors import LogUnavailable

REQUEST_S = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0)
COMMIT_S = (0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.5, 2.0, 5.0)
LAG_S = (0.001, 0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1.0)
MANY = (1, 2, 4, 8, 16, 32, 64, 128, 256, 512)
LAG_EVERY_S = 0.5


class Instruments:
    """The instruments of one server process, in a registry of its own unless one is given."""

    def __init__(self, registry: CollectorRegistry | None = None) -> None:
        self.registry = registry = registry if registry is not None else CollectorRegistry()
        disable_created_metrics()  # type: ignore[no-untyped-call] # a third more series, which nothing here reads
        self.commands = Counter(
            "onewindow_commands",
            "Changes that were asked for, by operation and outcome: done, or the code of what refused them",
            ["command", "outcome"],
            registry=registry,
        )
        self.requests = Counter(
            "onewindow_requests",
            "Requests by operation (pages by their name) and status",
            ["operation", "status"],
            registry=registry,
        )
        self.request_s = Histogram(
            "onewindow_request_seconds",
            "Time from a request's headers to its answer, seconds; kind: command (of a hall), change, read, page",
            ["operation", "kind"],
            registry=registry,
            buckets=REQUEST_S,
        )
        self.batch_commands = Histogram(
            "onewindow_batch_commands", "Commands of one hall that were decided together", registry=registry, buckets=MANY
        )
        self.commit_streams = Histogram(
            "onewindow_commit_streams", "Appends that shared a commit, each of one hall", registry=registry, buckets=MANY
        )
        self.commit_s = Histogram(
            "onewindow_commit_seconds", "Time of a commit in the writer's thread, seconds", registry=registry, buckets=COMMIT_S
        )
        self.conflicts = Counter(
            "onewindow_conflicts",
            "Appends that came too late, as another server had written; they are decided again",
            registry=registry,
        )
        self.storage_errors = Counter(
            "onewindow_storage_errors",
            "Reads and writes that failed for the storage's sake, by reason",
            ["reason"],
            registry=registry,
        )
        self.loop_lag_s = Histogram(
            "onewindow_event_loop_lag_seconds", "How late the event loop ran a timer, seconds", registry=registry, buckets=LAG_S
        )
        self.ready = Gauge(
            "onewindow_ready", "1: the server could take a command when it was asked for this", registry=registry
        )
        self.unready = Gauge(
            "onewindow_unready", "1: this is why the server could take no command", ["reason"], registry=registry
        )
        for reason in LogUnavailable.sentences:  # so that a first failure is an increase
            self.storage_errors.labels(reason)
            self.unready.labels(reason)
        ProcessCollector(registry=registry)

    def describe(self, **facts: str) -> None:
        """Tell what runs here, such as `version`."""
        Info("onewindow_build", "What runs here", registry=self.registry).info(facts)

    def committed(self, appends: int, seconds: float) -> None:
        """Count a commit."""
        self.commit_streams.observe(appends)
        self.commit_s.observe(seconds)

    def storage_failed(self, reason: str) -> None:
        """Count a failure of the storage."""
        self.storage_errors.labels(reason).inc()


async def watch_loop(instruments: Instruments) -> None:
    """Time how late the event loop is, until cancelled."""
    loop = asyncio.get_running_loop()
    while True:
        due_s = loop.time() + LAG_EVERY_S
        await asyncio.sleep(LAG_EVERY_S)
        instruments.loop_lag_s.observe(max(0.0, loop.time() - due_s))
