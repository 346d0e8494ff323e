from queue_server.app.limits import FailureLimit


class Watch:
    seconds = 100.0

    def __call__(self) -> float:
        return self.seconds


def test_a_name_is_refused_after_its_failures_until_the_window_ends() -> None:
    watch = Watch()
    limit = FailureLimit(3, 60, monotonic=watch)
    for _ in range(3):
        assert limit.refused_s("ann") is None
        limit.failed("ann")
        watch.seconds += 10
    assert limit.refused_s("ann") == 30
    assert limit.refused_s("bob") is None
    watch.seconds += 29.5
    assert limit.refused_s("ann") == 1
    watch.seconds += 0.5
    assert limit.refused_s("ann") is None


def test_success_forgets_the_failures() -> None:
    limit = FailureLimit(2, 60)
    limit.failed("ann")
    limit.succeeded("ann")
    limit.failed("ann")
    assert limit.refused_s("ann") is None


def test_memory_is_bounded_and_the_oldest_window_goes_first() -> None:
    watch = Watch()
    limit = FailureLimit(1, 60, names=100, monotonic=watch)
    for number in range(1000):
        limit.failed(f"name{number}")
        watch.seconds += 0.01
    assert len(limit) == 100
    assert limit.refused_s("name999") is not None
    assert limit.refused_s("name0") is None


def test_asking_about_a_name_remembers_nothing() -> None:
    limit = FailureLimit(1, 60)
    for number in range(1000):
        assert limit.refused_s(f"name{number}") is None
    assert len(limit) == 0
