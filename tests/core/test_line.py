"""A class of waiting tickets against a sorted list."""

from bisect import insort

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from queue_server.core.line import Line, Place


class LineMachine(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.line = Line()
        self.model: list[Place] = []
        self.order = 0

    @rule(since_ms=st.integers(0, 40))
    def add(self, since_ms: int) -> None:
        self.order += 1
        place = since_ms, self.order, f"t{self.order}"
        self.line.add(place)
        insort(self.model, place)

    @rule(since_ms=st.integers(0, 40), number=st.integers(1, 150))
    def add_many(self, since_ms: int, number: int) -> None:
        for i in range(number):
            self.add(since_ms + i)

    @precondition(lambda self: self.model)
    @rule()
    def remove_head(self) -> None:
        self.line.remove(self.model.pop(0))

    @precondition(lambda self: self.model)
    @rule(number=st.integers(1, 150))
    def remove_heads(self, number: int) -> None:
        for _ in range(min(number, len(self.model))):
            self.remove_head()

    @precondition(lambda self: self.model)
    @rule(data=st.data())
    def remove_any(self, data: st.DataObject) -> None:
        place = data.draw(st.sampled_from(self.model))
        self.model.remove(place)
        self.line.remove(place)

    @rule(since_ms=st.integers(0, 200), order=st.integers(0, 200))
    def count_before(self, since_ms: int, order: int) -> None:
        expected = sum(place[:2] < (since_ms, order) for place in self.model)
        assert self.line.before(since_ms, order) == expected
        assert self.line.count_while(lambda place: place[:2] < (since_ms, order)) == expected

    @rule(number=st.integers(0, 200))
    def first(self, number: int) -> None:
        assert list(self.line.first(number)) == self.model[:number]

    @invariant()
    def is_the_sorted_list(self) -> None:
        assert list(self.line) == self.model
        assert len(self.line) == len(self.model)
        assert bool(self.line) == bool(self.model)
        if self.model:
            assert self.line.head == self.model[0]


TestLine = LineMachine.TestCase
TestLine.settings = settings(max_examples=30, stateful_step_count=40, deadline=None)
