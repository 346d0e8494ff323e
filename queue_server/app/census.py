"""What is looked up when Prometheus asks: the halls and the screens as they are now. Sums and extremes: a city has a hundred halls.

Every server holds every hall's open day, so each tells of the whole city, as of about a second ago.
"""

from collections.abc import Iterator

from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from queue_server.app.halls import Halls
from queue_server.app.hub import KINDS, Hub
from queue_server.core.day import HallDay
from queue_server.projections.views import longest_wait_s


class Census(Collector):
    """Collects from the halls and the hub; in the event loop, between two of its turns."""

    def __init__(self, halls: Halls, hub: Hub) -> None:
        self._halls, self._hub = halls, hub

    def collect(self) -> Iterator[Metric]:
        yield from self._of_halls()
        yield from self._of_screens()

    def _of_halls(self) -> Iterator[Metric]:
        days = [day for day in self._halls.held() if day.opened and not day.closed]
        yield GaugeMetricFamily("onewindow_halls_open", "Halls whose day is open", value=len(days))
        yield GaugeMetricFamily(
            "onewindow_counters_open",
            "Counters that are open and not paused, of all halls",
            value=sum(counter.is_open for day in days for counter in day.counters.values()),
        )
        yield GaugeMetricFamily(
            "onewindow_tickets_waiting", "People who wait, of all halls", value=sum(d.waiting for d in days)
        )
        yield GaugeMetricFamily(
            "onewindow_longest_wait_seconds",
            "How long whoever waits longest in any hall has waited, seconds of the halls' clock",
            value=max((self._longest_s(day) for day in days), default=0.0),
        )
        yield GaugeMetricFamily(
            "onewindow_tickets_served", "Tickets done today, of all open halls", value=sum(d.served for d in days)
        )
        yield GaugeMetricFamily(
            "onewindow_halls_behind",
            "Halls in which this server was behind the database at its last look",
            value=self._halls.behind,
        )
        yield GaugeMetricFamily(
            "onewindow_caught_up_age_seconds",
            "Time since this server was last known to have all that the database has, seconds; 0 where no other server writes",
            value=self._halls.caught_up_age_s,
        )
        estimators = self._halls.estimators()
        yield GaugeMetricFamily(
            "onewindow_estimate_age_seconds",
            "Age of the oldest wait estimate that was shown last in any hall, seconds of the halls' clock",
            value=max((estimator.shown_age_s for estimator in estimators), default=0.0),
        )
        yield CounterMetricFamily(
            "onewindow_estimate_failures", "Wait estimates that could not be made", value=sum(e.failures for e in estimators)
        )

    def _longest_s(self, day: HallDay) -> float:
        return longest_wait_s(day, self._halls.now_ms(day))

    def _of_screens(self) -> Iterator[Metric]:
        sockets = GaugeMetricFamily("onewindow_sockets", "Open websockets by view", labels=["view"])
        offered = CounterMetricFamily("onewindow_frames_offered", "Frames that screens were offered, by view", labels=["view"])
        skipped = CounterMetricFamily(
            "onewindow_frames_skipped", "Frames that a slow reader was not sent, as a newer one came, by view", labels=["view"]
        )
        watched, left_out = self._hub.watched(), self._hub.skipped()
        for view in KINDS:
            sockets.add_metric([view], watched[view])
            offered.add_metric([view], self._hub.offered[view])
            skipped.add_metric([view], left_out[view])
        yield from (sockets, offered, skipped)
        yield CounterMetricFamily("onewindow_frames_built", "Frames built for screens", value=self._hub.frames_built)
