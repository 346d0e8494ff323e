"""One teller at one counter, driven by the counter's frames.

Each step looks at the latest frame and does what a teller would: open, call, receive, serve, finish, go to lunch. Nothing else is
remembered that matters, so a restart of the server or of the crew, or a person who takes the counter over, needs no case of its
own: the next frame tells. A teller stays away from a counter that somebody else holds.
"""

import asyncio
import logging
import random
from dataclasses import replace

from queue_server.clients.crew.desk import Desk
from queue_server.clients.crew.errands import Errand
from queue_server.clients.crew.office import Office
from queue_server.clients.hallclock import to_ms
from queue_server.clients.views import CounterFrame, CounterView, TicketView
from queue_server.clients.wire import Delays, Login, Problem

log = logging.getLogger("onewindow.crew")

# All of the following are assumptions; times are hall seconds.
EARLY_S = (30.0, 600.0)
"""A teller comes so long before the span opens; at the crew's start they come at once."""
REACTION_S = (1.5, 6.0)
"""From being free to pressing Call next."""
ABSENT_S = (20.0, 40.0)
"""How long a teller looks for somebody who does not come."""
STAYS_AWAY_S = 900.0
"""After somebody else held the counter."""
RECALLS = 0.06
HOLDS, HELD_S = 0.015, (240.0, 720.0)
SENDS_ON = 0.01
RETURNS, RETURN_S = 0.3, (180.0, 600.0)
"""No-shows who come back."""
PAUSES, PAUSE_S = 0.012, (120.0, 360.0)
CORRECTS = 0.03
LACKING, DIVERTED = 0.03, 0.01

RESTS_S = 60.0
"""Real seconds after which a teller off duty looks at the hours again."""


class Teller:
    """Plays one counter of one hall."""

    def __init__(self, office: Office, counter: int, login: Login, chance: random.Random) -> None:
        self._office = office
        self._clock = office.clock
        self._counter = counter
        self._desk = Desk(office, counter, login)
        self._chance = chance
        self._early_s = chance.uniform(*EARLY_S)
        self._away_until_ms = 0.0
        self._paused_until_ms = 0.0
        self._coming_back: dict[str, float] = {}

    async def run(self) -> None:
        """Play until cancelled.

        Raises:
            ExceptionGroup: of a `Problem`: there is no such login, or it has no business at this counter.
        """
        try:
            async with asyncio.TaskGroup() as both:
                both.create_task(self._desk.look())
                both.create_task(self._play())
        finally:
            self._office.leave(self._counter)

    async def _play(self) -> None:
        delays = Delays()
        while True:
            frame = await self._desk.now()
            try:
                await self._step(frame)
                delays = Delays()
            except Problem as problem:
                if problem.status == 403:
                    raise
                about = {"hall": self._office.hall, "counter": self._counter, "why": str(problem)}
                log.debug("a step is refused", extra=about)
                await asyncio.sleep(delays.next_s())

    async def _step(self, frame: CounterFrame) -> None:
        counter = frame.counter
        if not self._desk.is_ours(frame):
            self._office.leave(self._counter)
            self._away_until_ms = self._clock.now_ms() + STAYS_AWAY_S * 1000
            await self._desk.after(frame)
        elif counter.state == "closed":
            await self._come(counter)
        elif counter.state == "paused":
            await self._come_back()
        elif counter.state == "idle":
            await self._attend(frame)
        elif frame.ticket is None:
            await self._desk.after(frame)
        elif counter.state == "called":
            await self._receive(frame.ticket)
        else:
            await self._serve(frame.ticket)

    async def _come(self, counter: CounterView) -> None:
        self._office.leave(self._counter)
        if self._clock.now_ms() < self._away_until_ms or self._office.span_of_duty(self._early_s) is None:
            await self._rest()
            return
        await self._clock.sleep(self._chance.uniform(0.5, 3.0))
        await self._desk.press("open", {"takes": counter.takes} if counter.takes else {}, CounterView)

    async def _come_back(self) -> None:
        if self._office.span_of_duty(self._early_s) is None:
            await self._rest()
        elif (left_ms := self._paused_until_ms - self._clock.now_ms()) > 0:
            await self._clock.sleep(min(RESTS_S * self._clock.speed, left_ms / 1000))
        else:
            await self._desk.press("resume", {}, CounterView)

    async def _rest(self) -> None:
        now_ms = self._clock.now_ms()
        duty_ms = self._office.next_duty_ms(self._early_s) or float("inf")
        back_ms = self._away_until_ms if self._away_until_ms > now_ms else float("inf")
        await self._clock.until(min(duty_ms, back_ms, now_ms + RESTS_S * 1000 * self._clock.speed))

    async def _attend(self, frame: CounterFrame) -> None:
        """The counter is free: call, bring somebody back, go to lunch, or wait."""
        office = self._office
        on_duty = office.span_of_duty(self._early_s) is not None
        if on_duty:
            office.man(self._counter)
            if await self._bring_back():
                return
        if frame.waiting_total and (on_duty or office.lingers()):
            await self._clock.sleep(self._chance.uniform(*REACTION_S))
            now = await self._desk.now()
            if now.counter.state == "idle" and self._desk.is_ours(now) and now.waiting_total:
                ticket = await self._desk.press("call-next", {}, TicketView)
                if ticket is None:  # another counter was faster
                    await self._desk.after(now)
            return
        if not on_duty:
            office.leave(self._counter)
            if office.next_duty_ms(self._early_s) is not None:
                self._paused_until_ms = 0.0
                await self._desk.press("pause", {"reason": "meal"}, CounterView)
            else:
                await self._desk.press("close", {}, CounterView)
            return
        await self._desk.after(frame)

    async def _bring_back(self) -> bool:
        """Return one held or absent visitor to the line who has come back; tell whether there was one."""
        due = next((ticket for ticket, at_ms in self._coming_back.items() if at_ms <= self._clock.now_ms()), None)
        if due is None:
            return False
        del self._coming_back[due]
        await self._desk.press_on(due, "return", {})
        return True

    async def _receive(self, ticket: TicketView) -> None:
        """Somebody was called: receive them, or find that nobody comes."""
        errand = self._errand(ticket)
        if not errand.comes:
            await self._miss(ticket, errand)
            return
        called_ms = max(to_ms(ticket.called_at or ticket.issued_at), self._clock.now_ms() - errand.walk_s * 1000)
        if ticket.calls == 1 and self._chance.random() < RECALLS:
            await self._clock.until(called_ms + errand.walk_s * 700)
            if self._desk.has(ticket):
                await self._desk.press("recall", {}, TicketView)
        await self._clock.until(called_ms + errand.walk_s * 1000)
        if not self._desk.has(ticket):
            return
        if ticket.priority != "normal" and self._chance.random() < CORRECTS:
            body = {"priority": "normal", "reason": "claim-not-shown"}
            await self._desk.press_on(ticket.id, "priority", body)
        await self._desk.press("start", {}, TicketView)

    async def _miss(self, ticket: TicketView, errand: Errand) -> None:
        await self._clock.sleep(self._chance.uniform(*ABSENT_S))
        if not self._desk.has(ticket):
            return
        try:
            await self._desk.press("no-show", {}, TicketView)
        except Problem as problem:
            if problem.code != "call-again":
                raise
            left_s = problem.facts.get("seconds_left")
            await self._clock.sleep(float(left_s) if isinstance(left_s, int | float) else 0.0)
            if self._desk.has(ticket):
                await self._desk.press("recall", {}, TicketView)
            return
        if self._chance.random() < RETURNS:
            self._office.errands[ticket.id] = replace(errand, comes=True, straight=True)
            self._coming_back[ticket.id] = self._clock.now_ms() + self._chance.uniform(*RETURN_S) * 1000

    async def _serve(self, ticket: TicketView) -> None:
        errand = self._errand(ticket)
        started_ms = to_ms(ticket.started_at) if ticket.started_at else self._clock.now_ms()
        fate = 1.0 if errand.straight else self._chance.random()
        if fate < HOLDS + SENDS_ON:
            await self._clock.until(started_ms + errand.service_s * 300)
            others = sorted(self._office.manned - {self._counter})
            if not self._desk.has(ticket):
                return
            self._office.errands[ticket.id] = replace(errand, straight=True)
            if fate < HOLDS:
                await self._desk.press("hold", {"reason": self._chance.choice(("form", "document", "photo"))}, TicketView)
                self._coming_back[ticket.id] = self._clock.now_ms() + self._chance.uniform(*HELD_S) * 1000
                return
            if others:
                await self._desk.press("transfer", {"counter": self._chance.choice(others), "place": "front"}, TicketView)
                return
        await self._clock.until(started_ms + errand.service_s * 1000)
        if not self._desk.has(ticket):
            return
        await self._desk.press("finish", {"work": self._work(ticket)}, TicketView)
        self._office.errands.pop(ticket.id, None)
        if self._chance.random() < PAUSES:
            self._paused_until_ms = self._clock.now_ms() + self._chance.uniform(*PAUSE_S) * 1000
            self._office.leave(self._counter)
            await self._desk.press("pause", {"reason": self._chance.choice(("break", "back-office"))}, CounterView)

    def _work(self, ticket: TicketView) -> list[dict[str, str]]:
        demand = self._office.demand
        services = list(dict.fromkeys(ticket.services)) or [code for code in [demand.service(self._chance)] if code]
        return [{"service": code, "outcome": self._outcome(demand.kind(code))} for code in services]

    def _outcome(self, kind: str) -> str:
        luck = self._chance.random()
        if luck < LACKING:
            return "lacking"
        if luck < LACKING + DIVERTED:
            return "diverted"
        return "accepted" if kind == "reviewed" else "done"

    def _errand(self, ticket: TicketView) -> Errand:
        """Return what the visitor came for; somebody who is not of the crew gets an errand when first met."""
        errand = self._office.errands.get(ticket.id)
        if errand is None:
            drawn = self._office.demand.errand(self._chance)
            service_s = self._office.demand.service_s(ticket.services, self._chance)
            errand = self._office.errands[ticket.id] = replace(drawn, comes=True, service_s=service_s, straight=True)
        return errand
