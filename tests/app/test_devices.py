import pytest

from queue_server.app.devices import DeviceLimit, TooManyTickets


class Watch:
    seconds = 100.0

    def __call__(self) -> float:
        return self.seconds


def test_a_device_gives_so_many_tickets_in_a_window_and_then_waits_for_its_end() -> None:
    watch = Watch()
    limit = DeviceLimit(3, 60, monotonic=watch)
    for _ in range(3):
        limit.count("kiosk")
        watch.seconds += 10
    for _ in range(2):
        with pytest.raises(TooManyTickets) as refused:
            limit.count("kiosk")
        assert refused.value.facts == {"retry_after_s": 30}
    limit.count("other")
    watch.seconds += 30
    limit.count("kiosk")


def test_there_may_be_no_limit() -> None:
    limit = DeviceLimit(None)
    for _ in range(10_000):
        limit.count("kiosk")
