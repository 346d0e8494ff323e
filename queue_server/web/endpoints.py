"""Operations as Starlette routes: rights, path, query, body and key are checked here, in this order, before a handler runs."""

import hashlib
import logging
import re
import time
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Literal

import msgspec
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from queue_server.app.access import Identity
from queue_server.app.passes import hash_secret, parse, refuse_expired
from queue_server.core.errors import OneWindowError, UnknownCounter, UnknownTicket
from queue_server.logs.context import RequestContext
from queue_server.web.answers import Answer, encode, send_answer
from queue_server.web.bodies import NoBody, NoQuery, decode_body, decode_query, read_body
from queue_server.web.credentials import credentials, is_https, page_of
from queue_server.web.errors import (
    ClientGone,
    Failed,
    KeyInvalid,
    MethodNotAllowed,
    NotAllowed,
    NotLoggedIn,
    PasswordChangeRequired,
    WrongOrigin,
)
from queue_server.web.metrics import Kind, OperationMetrics
from queue_server.web.operations import ApiServices, Call, Operation
from queue_server.web.problems import problem
from queue_server.web.requests import CONTEXT

log = logging.getLogger("onewindow.web")

_KEY = re.compile(rb"[\x21-\x7e]{1,128}")
_COUNTER = re.compile(r"[1-9][0-9]{0,2}", re.ASCII)


def routes(api: ApiServices, operations: Iterable[Operation[Any, Any]]) -> list[Route]:
    """Return a route for each path of the operations, in their order."""
    by_path: dict[str, list[Operation[Any, Any]]] = {}
    for operation in operations:
        by_path.setdefault(operation.path, []).append(operation)
    return [Route(path, PathEndpoint(api, at_path), name=at_path[0].id) for path, at_path in by_path.items()]


class PathEndpoint:
    """All operations at one path, as an ASGI application."""

    def __init__(self, api: ApiServices, operations: Sequence[Operation[Any, Any]]) -> None:
        methods: dict[str, Runner] = {operation.method: Runner(api, operation) for operation in operations}
        if "GET" in methods:
            methods["HEAD"] = methods["GET"]
        self._by_method = methods
        self._allow = ", ".join(sorted(methods))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        runner = self._by_method.get(scope["method"])
        if runner is None:
            await send_answer(problem(MethodNotAllowed(allow=self._allow)), scope, send)
        else:
            await runner(scope, receive, send)


class Runner:
    """Runs one operation."""

    def __init__(self, api: ApiServices, operation: Operation[Any, Any]) -> None:
        self._api = api
        self._operation = operation
        kind: Kind = "command" if operation.keyed else "read" if operation.method == "GET" else "change"
        self._metrics = OperationMetrics(api.instruments, operation.id, kind)
        self._decoder = msgspec.json.Decoder(operation.body) if operation.body is not None else None
        self._changes = operation.method != "GET"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        began_s, outcome = time.perf_counter(), "done"
        context: RequestContext = scope.get(CONTEXT) or RequestContext("")  # nobody tells of this request
        try:
            answer = await self._answer(scope, receive, context)
        except OneWindowError as error:
            answer, outcome = problem(error), error.code
            context.code = outcome
        except ClientGone:
            return
        except Exception:
            log.exception("a request failed", extra={"operation": self._operation.id})
            answer, outcome = problem(Failed()), Failed.code
            context.code = outcome
        context.counted = True
        self._metrics.count(answer.status, outcome, time.perf_counter() - began_s)
        await send_answer(answer, scope, send)

    async def _answer(self, scope: Scope, receive: Receive, context: RequestContext) -> Answer:
        operation, headers = self._operation, dict(scope["headers"])
        client = scope.get("client")
        call: Call[Any, Any] = Call(self._api, scope["path_params"], NoBody(), NoQuery(), client[0] if client else "")
        call.https = is_https(scope["scheme"], self._api.halls.registry.city.public_url)
        call.agent = headers.get(b"user-agent", b"")[:512].decode("latin-1")
        await self._check_rights(call, headers)
        if call.identity is not None:
            context.actor = call.identity.username
        if call.hall_config is not None:
            context.hall = call.hall_config.id
        if "counter" in call.params:
            if _COUNTER.fullmatch(call.params["counter"]) is None:
                raise UnknownCounter
            call.counter = int(call.params["counter"])
        if operation.query is not None:
            call.query = decode_query(operation.query, scope["query_string"])
        if self._decoder is not None:
            call.body = decode_body(self._decoder, await read_body(receive, headers.get(b"content-length")))
        if operation.keyed and b"idempotency-key" in headers:
            call.key = _key(scope["headers"])
            named = f"{operation.method} {scope['path']}\n".encode("utf-8", "surrogatepass")
            call.body_hash = hashlib.sha256(named + encode(call.body)).hexdigest()
        return await operation.handler(call)

    async def _check_rights(self, call: Call[Any, Any], headers: Mapping[bytes, bytes]) -> None:
        """Fill in who asks and for which hall or ticket, or raise what forbids it."""
        operation, halls = self._operation, self._api.halls.registry.halls
        match operation.rights:
            case "public":
                if self._changes and self._page_of(headers) == "other":
                    raise WrongOrigin
                if "hall" in call.params:
                    call.hall_config = self._api.halls.registry.hall(call.params["hall"])
            case "login":
                self._acts_as(call, await self._identify(call, headers))
            case "city":
                assert operation.action is not None
                identity = await self._identify(call, headers)
                if "city" not in identity.scopes(operation.action):
                    raise NotAllowed(action=operation.action)
                self._acts_as(call, identity)
            case "hall":
                assert operation.action is not None
                identity = await self._identify(call, headers)
                call.hall_config = self._api.halls.registry.hall(call.params["hall"])
                if not identity.may(operation.action, call.hall_config):
                    raise NotAllowed(action=operation.action)
                self._acts_as(call, identity)
            case _:
                assert operation.action is not None
                ref = call.ticket_ref = parse(call.params["ticket"])
                call.hall_config = halls.get(ref.hall)
                if operation.rights == "ticket-or-pass" and ref.secret is not None:
                    call.actor = f"pass:{hash_secret(ref.secret)[:32]}"
                    if call.hall_config is None:
                        raise UnknownTicket
                    refuse_expired(self._api.halls, ref)
                    return
                identity = await self._identify(call, headers)
                if call.hall_config is None or not identity.may(operation.action, call.hall_config):
                    raise UnknownTicket  # not 403: that would tell that there is one
                self._acts_as(call, identity)

    async def _identify(self, call: Call[Any, Any], headers: Mapping[bytes, bytes]) -> Identity:
        token, by_cookie = credentials(headers, https=call.https)
        if not token:
            raise NotLoggedIn
        if by_cookie and self._changes and self._page_of(headers) != "own":
            raise WrongOrigin
        identity = await self._api.access.authenticate(token)
        if identity is None:
            raise NotLoggedIn
        if identity.must_change_password and not self._operation.initial:
            raise PasswordChangeRequired
        return identity

    def _page_of(self, headers: Mapping[bytes, bytes]) -> Literal["own", "other"] | None:
        return page_of(headers, self._api.halls.registry.city.public_url)

    @staticmethod
    def _acts_as(call: Call[Any, Any], identity: Identity) -> None:
        call.identity = identity
        call.by = call.actor = identity.username


def _key(headers: Iterable[tuple[bytes, bytes]]) -> str:
    keys = [value for name, value in headers if name == b"idempotency-key"]
    if len(keys) != 1 or _KEY.fullmatch(keys[0]) is None:
        raise KeyInvalid
    return keys[0].decode("ascii")
