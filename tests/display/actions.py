"""What visitors and tellers do around the pages under test, over the wire."""

import secrets
from typing import Any

import httpx2

from tests.display.city import EVIL, PASSWORD
from tests.support.server import ServerProcess, body


class Hall:
    """A hall's kiosk and teller, as other devices use them."""

    def __init__(self, server: ServerProcess, hall: str) -> None:
        self.server, self.hall = server, hall
        self.kiosk: httpx2.Client = server.login(f"kiosk-{hall}", PASSWORD)
        self.teller: httpx2.Client = server.login(f"teller-{hall}", PASSWORD)
        self._path = f"/api/v1/halls/{hall}"

    @staticmethod
    def _key() -> dict[str, str]:
        return {"Idempotency-Key": secrets.token_hex(16)}

    def take(self, **wish: Any) -> dict[str, Any]:
        """Take a ticket; return it with its pass."""
        ticket: dict[str, Any] = body(self.kiosk.post(f"{self._path}/tickets", json=wish, headers=self._key()), 201)
        return ticket

    def counter(self, number: int, verb: str, **more: Any) -> dict[str, Any]:
        """Do something at a counter as its teller."""
        answer = self.teller.post(f"{self._path}/counters/{number}/{verb}", json=more, headers=self._key())
        done: dict[str, Any] = body(answer)
        return done

    def call(self, number: int, **wish: Any) -> dict[str, Any]:
        """Take a ticket and have it called to this counter, finishing what stood there; return the called ticket."""
        ticket = self.take(**wish)
        counters = body(self.teller.get(self._path))
        assert counters["open"], counters
        return self.counter(number, "call", ticket=ticket["id"])

    def hours_of_waiting(self) -> None:
        """Have one counter open and so many wait for long services that a new ticket waits for more than 100 minutes."""
        self.counter(1, "open")
        for _ in range(12):
            self.take(services=[EVIL])

    def ticket(self, id_: str) -> dict[str, Any]:
        found: dict[str, Any] = body(self.teller.get(f"/api/v1/tickets/{id_}"))
        return found

    def tickets_today(self) -> int:
        """How many tickets have been issued in the hall today."""
        manager = self.server.login(f"manager-{self.hall}", PASSWORD)
        events = body(manager.get(f"{self._path}/events?after=0"))["events"]
        return sum(event["type"] == "ticket-issued" for event in events)
