"""The websockets: whole views of a hall, pushed. What a client sends is ignored."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from typing import Literal, NamedTuple

import msgspec
from starlette.routing import BaseRoute, WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect, WebSocketState

from queue_server.app.access import Access, Action
from queue_server.app.frames import BoardFrame, CounterFrame, ManagerFrame, TicketFrame
from queue_server.app.halls import Halls
from queue_server.app.hub import Hub, ViewKey
from queue_server.app.passes import find_ticket
from queue_server.core.errors import NotFound, OneWindowError
from queue_server.web.credentials import credentials, is_https, page_of
from queue_server.web.fanout import EXTENSION, Outlet

log = logging.getLogger("onewindow.sockets")

NOT_LOGGED_IN, NOT_ALLOWED, NOT_FOUND, TRY_AGAIN = 4401, 4403, 4404, 1013
RECHECK_S = 15.0
"""Rights of an open socket are looked up again so often; the protocol promises 30 s."""


class SocketView(NamedTuple):
    """A websocket. `rights`: anybody's, a login's with `action` in the path's hall, or of whoever holds the ticket's pass."""

    kind: str
    path: str
    frame: type[msgspec.Struct]
    rights: Literal["public", "hall", "pass"]
    action: Action | None = None


VIEWS = (
    SocketView("board", "/ws/halls/{hall}/board", BoardFrame, "public"),
    SocketView("counter", "/ws/halls/{hall}/counters/{counter}", CounterFrame, "hall", "counter-view"),
    SocketView("manager", "/ws/halls/{hall}/manager", ManagerFrame, "hall", "manager-view"),
    SocketView("ticket", "/ws/tickets/{pass}", TicketFrame, "pass"),
)
ACTION_OF = {view.kind: view.action for view in VIEWS}


class Sockets:
    """The endpoints' shell around `Hub`."""

    def __init__(self, hub: Hub, halls: Halls, access: Access) -> None:
        self._hub, self._halls, self._access = hub, halls, access

    def routes(self) -> list[BaseRoute]:
        endpoints = {"board": self.board, "counter": self.counter, "manager": self.manager, "ticket": self.ticket}
        return [WebSocketRoute(view.path, endpoints[view.kind]) for view in VIEWS]

    async def board(self, socket: WebSocket) -> None:
        hall = socket.path_params["hall"]
        await self._serve(socket, lambda: self._hall_view("board", hall))

    async def manager(self, socket: WebSocket) -> None:
        hall = socket.path_params["hall"]
        await self._serve(socket, lambda: self._hall_view("manager", hall), action=ACTION_OF["manager"], hall=hall)

    async def counter(self, socket: WebSocket) -> None:
        hall, number = socket.path_params["hall"], socket.path_params["counter"]

        async def view() -> ViewKey:
            key = await self._hall_view("counter", hall, number)
            if number not in {str(counter.counter) for counter in self._halls.registry.hall(hall).counters}:
                raise WebSocketDisconnect(NOT_FOUND)
            return key

        await self._serve(socket, view, action=ACTION_OF["counter"], hall=hall)

    async def ticket(self, socket: WebSocket) -> None:
        async def view() -> ViewKey:
            day, ticket = await find_ticket(self._halls, socket.path_params["pass"])
            return ViewKey("ticket", day.hall, day.date, ticket.id)

        await self._serve(socket, view)

    async def _hall_view(self, kind: str, hall: str, about: str = "") -> ViewKey:
        self._halls.registry.hall(hall)
        return ViewKey(kind, hall, None, about)

    async def _serve(
        self, socket: WebSocket, view: Callable[[], Awaitable[ViewKey]], *, action: str | None = None, hall: str = ""
    ) -> None:
        """Accept, check, show the view until the client leaves or its right ends; to a page of another site nothing is shown."""
        await socket.accept()
        outlet: Outlet = socket.scope["extensions"][EXTENSION]
        key: ViewKey | None = None
        watch: asyncio.Task[None] | None = None
        try:
            if self._foreign(dict(socket.scope["headers"])):
                raise WebSocketDisconnect(NOT_ALLOWED)
            if action is not None:
                await self._allow(socket, action, hall)
            key = await view()
            await self._hub.subscribe(key, outlet)
            if action is not None:
                watch = asyncio.get_running_loop().create_task(self._watch(socket, outlet, view, action, hall))
            while True:
                message = await socket.receive()
                if message["type"] == "websocket.disconnect":
                    break
        except WebSocketDisconnect as refusal:
            await _close(socket, outlet, refusal.code)
        except NotFound:
            await _close(socket, outlet, NOT_FOUND)
        except OneWindowError as error:
            about = {"hall": hall or (key.hall if key is not None else ""), "why": str(error)}
            log.warning("a view could not be shown", extra=about)
            await _close(socket, outlet, TRY_AGAIN)
        finally:
            if watch is not None:
                watch.cancel()
            if key is not None:
                self._hub.unsubscribe(key, outlet)

    def _foreign(self, headers: Mapping[bytes, bytes]) -> bool:
        """Tell whether a page of another site asks; one that knows a token may."""
        return page_of(headers, self._halls.registry.city.public_url) == "other" and credentials(headers).by_cookie

    async def _allow(self, socket: WebSocket, action: str, hall: str) -> None:
        """Raise the refusal unless the login behind the socket may see the hall's view."""
        headers = dict(socket.scope["headers"])
        public_url = self._halls.registry.city.public_url
        token, by_cookie = credentials(headers, https=is_https(socket.scope["scheme"], public_url))
        identity = await self._access.authenticate(token) if token else None
        if identity is None:
            raise WebSocketDisconnect(NOT_LOGGED_IN)
        if by_cookie and page_of(headers, public_url) != "own":
            raise WebSocketDisconnect(NOT_ALLOWED)
        config = self._halls.registry.halls.get(hall)
        if config is None:
            raise WebSocketDisconnect(NOT_FOUND)
        if identity.must_change_password or not identity.may(action, config):
            raise WebSocketDisconnect(NOT_ALLOWED)

    async def _watch(
        self, socket: WebSocket, outlet: Outlet, view: Callable[[], Awaitable[ViewKey]], action: str, hall: str
    ) -> None:
        """Close the socket when its right has ended, or its counter is no longer in the set-up."""
        while True:
            await asyncio.sleep(RECHECK_S)
            try:
                await self._allow(socket, action, hall)
                await view()
            except WebSocketDisconnect as refusal:
                await _close(socket, outlet, refusal.code)
                return
            except OneWindowError:
                continue  # storage is away: nothing new can be learnt about the right
            except Exception:  # else nobody would look again, and the socket stay open whatever becomes of its right
                log.exception("a right could not be looked up", extra={"hall": hall})
                await _close(socket, outlet, TRY_AGAIN)
                return


async def _close(socket: WebSocket, outlet: Outlet, code: int) -> None:
    if outlet.stalled:
        outlet.abort()  # a close frame would wait behind what the reader does not take
    elif socket.application_state is WebSocketState.CONNECTED:
        await socket.close(code)
