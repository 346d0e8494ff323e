from queue_server.app.window import WindowLimit


class Watch:
    seconds = 100.0

    def __call__(self) -> float:
        return self.seconds


def test_a_name_is_refused_after_its_counts_until_the_window_ends() -> None:
    watch = Watch()
    limit = WindowLimit(3, 60, monotonic=watch)
    for _ in range(3):
        assert limit.refused_s("ann") is None
        limit.count("ann")
        watch.seconds += 10
    assert limit.refused_s("ann") == 30
    assert limit.refused_s("bob") is None
    watch.seconds += 29.5
    assert limit.refused_s("ann") == 1
    watch.seconds += 0.5
    assert limit.refused_s("ann") is None


def test_what_is_forgotten_begins_anew() -> None:
    limit = WindowLimit(2, 60)
    limit.count("ann")
    limit.forget("ann")
    limit.count("ann")
    assert limit.refused_s("ann") is None


def test_memory_is_bounded_and_the_oldest_window_goes_first() -> None:
    watch = Watch()
    limit = WindowLimit(1, 60, names=100, monotonic=watch)
    for number in range(1000):
        limit.count(f"name{number}")
        watch.seconds += 0.01
    assert len(limit) == 100
    assert limit.refused_s("name999") is not None
    assert limit.refused_s("name0") is None


def test_asking_about_a_name_remembers_nothing() -> None:
    limit = WindowLimit(1, 60)
    for number in range(1000):
        assert limit.refused_s(f"name{number}") is None
    assert len(limit) == 0
