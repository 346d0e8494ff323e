"""The OpenAPI 3.1 document, made from the operations and the very structs that decode requests and encode answers."""

import inspect
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import msgspec

from queue_server.app.access import RIGHTS
from queue_server.app.errors import KeyReused, Overloaded, UnknownHall
from queue_server.city.staff import USERNAME
from queue_server.core.errors import OneWindowError, UnknownCounter, UnknownTicket
from queue_server.eventlog.errors import LogUnavailable
from queue_server.web import errors
from queue_server.web.credentials import COOKIE, SECURE_COOKIE
from queue_server.web.operations import Operation
from queue_server.web.problems import Problem, status_of
from queue_server.web.sockets import VIEWS, SocketView

SCHEMAS = "#/components/schemas/{name}"
JSON = "application/json"
PROBLEM_JSON = "application/problem+json"

PARAMETERS: dict[str, dict[str, Any]] = {
    "hall": {
        "description": "Id of a hall",
        "schema": {"type": "string", "pattern": "^[a-z0-9-]{1,64}$"},
        "example": "wendeng",
    },
    "counter": {
        "description": "Number of a counter",
        "schema": {"type": "integer", "minimum": 1, "maximum": 999},
        "example": 11,
    },
    "ticket": {
        "description": "Id of a ticket, `{hall}.{date}.{number}`, or its pass: the same with `.` and a secret",
        "schema": {
            "type": "string",
            "pattern": r"^[a-z0-9-]{1,64}\.2\d{3}-\d{2}-\d{2}\.[A-Z]\d{3,6}(\.[A-Za-z0-9_-]{22})?$",
        },
        "example": "wendeng.2026-03-02.A017",
    },
    "notice": {"description": "Id of a notice", "schema": {"type": "integer", "minimum": 1}},
    "username": {
        "description": "Name of a login",
        "schema": {"type": "string", "pattern": f"^{USERNAME.pattern}$"},
        "example": "wang",
    },
    "session": {"description": "Id of a session", "schema": {"type": "string", "pattern": "^[0-9a-f]{16}$"}},
}

KEY_PARAMETER: dict[str, Any] = {
    "name": "Idempotency-Key",
    "in": "header",
    "description": "The command's own name: sent again within 48 hours with the same body it is done once, and answered as at first",
    "schema": {"type": "string", "minLength": 1, "maxLength": 128, "pattern": "^[!-~]+$"},
}

TICKET_LINKS: dict[str, Any] = {
    name: {"operationId": operation, "parameters": {"ticket": "$response.body#/pass"}, "description": description}
    for name, operation, description in (
        ("get", "get-ticket", "Look the ticket up with its pass"),
        ("cancel", "cancel-ticket", "Leave the line with the pass"),
    )
}

LINKS: dict[tuple[str, int], dict[str, Any]] = {
    ("issue-ticket", 201): TICKET_LINKS,
    ("call-next", 200): {
        name: {"operationId": operation, "parameters": {"ticket": "$response.body#/id"}, "description": description}
        for name, operation, description in (
            ("return", "return-ticket", "Put the ticket back into the line, after it was held or a no-show"),
            ("priority", "set-priority", "Correct the ticket's priority"),
        )
    },
}


EXACTLY: dict[str, dict[str, Any]] = {
    "TransferBody": {
        "oneOf": [
            {"required": ["counter"], "properties": {"counter": {"type": "integer"}}},
            {"required": ["services"], "properties": {"services": {"type": "array"}}},
        ]
    }
}
"""What the rules ask of a body beyond its fields' types."""


def document(operations: Iterable[Operation[Any, Any]], version: str) -> dict[str, Any]:
    """Return the document that describes the operations."""
    entries = list(operations)
    kinds = list(dict.fromkeys(_kinds(entries)))
    references, schemas = msgspec.json.schema_components(kinds, ref_template=SCHEMAS)
    refs = dict(zip(kinds, references, strict=True))
    for name, schema in schemas.items():
        schema.update(EXACTLY.get(name, {}))
        if "description" in schema:
            schema["description"] = inspect.cleandoc(schema["description"])
    paths: dict[str, dict[str, Any]] = {}
    for operation in entries:
        paths.setdefault(operation.path, {})[operation.method.lower()] = _operation(operation, refs)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "OneWindow",
            "version": version,
            "summary": "Queue management for service halls: one ticket, any open counter",
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": "/"}],
        "tags": [{"name": tag} for tag in dict.fromkeys(operation.tag for operation in entries)],
        "paths": paths,
        "components": {
            "schemas": schemas,
            "securitySchemes": {
                "bearer": {"type": "http", "scheme": "bearer", "description": "The token that logging in answers"},
                "cookie": {
                    "type": "apiKey",
                    "in": "cookie",
                    "name": COOKIE,
                    "description": f"Set by logging in; over TLS its name is {SECURE_COOKIE}. A change has to be from a page of this server",
                },
            },
        },
        # OpenAPI has no words for websockets; an extension names them with what they send.
        "x-websockets": {view.path: {"right": _right(view), "frame": refs[view.frame]} for view in VIEWS},
    }


def _kinds(operations: Sequence[Operation[Any, Any]]) -> Iterable[Any]:
    yield Problem
    for operation in operations:
        if operation.body is not None:
            yield operation.body
        yield from (answer for answer in operation.answers.values() if answer is not None and not isinstance(answer, str))
    yield from (view.frame for view in VIEWS)


def _right(view: SocketView) -> str:
    return view.action or {"public": "public", "pass": "whoever holds the pass"}[view.rights]


def _operation(operation: Operation[Any, Any], refs: Mapping[Any, Any]) -> dict[str, Any]:
    described: dict[str, Any] = {
        "operationId": operation.id,
        "tags": [operation.tag],
        "summary": operation.summary,
        "parameters": _parameters(operation),
        "responses": _responses(operation, refs),
        "security": _security(operation),
    }
    if operation.action is not None:
        roles = ", ".join(sorted(RIGHTS[operation.action]))
        where = "for the whole city" if operation.rights == "city" else "in the hall"
        described["description"] = f"Right `{operation.action}` {where}: {roles}."
        described["x-right"] = operation.action
    if operation.body is not None:
        required = any(field.required for field in msgspec.structs.fields(operation.body))
        described["requestBody"] = {"required": required, "content": {JSON: {"schema": refs[operation.body]}}}
    return described


def _security(operation: Operation[Any, Any]) -> list[dict[str, list[str]]]:
    login: list[dict[str, list[str]]] = [{"bearer": []}, {"cookie": []}]
    match operation.rights:
        case "public":
            return []
        case "ticket-or-pass":
            return [*login, {}]
        case _:
            return login


def _parameters(operation: Operation[Any, Any]) -> list[dict[str, Any]]:
    named = [part[1:-1] for part in operation.path.split("/") if part.startswith("{")]
    parameters = [{"name": name, "in": "path", "required": True, **PARAMETERS[name]} for name in named]
    if operation.query is not None:
        schema = msgspec.json.schema(operation.query)
        properties = next(iter(schema["$defs"].values()))["properties"]
        for name, of in properties.items():
            parameters.append({"name": name, "in": "query", "required": False, "schema": _plain(of)})
    if operation.keyed:
        parameters.append(KEY_PARAMETER)
    return parameters


def _plain(schema: dict[str, Any]) -> dict[str, Any]:
    """Return the schema of a parameter: a query has no null, leaving a parameter out says the same."""
    kinds = [kind for kind in schema.get("anyOf", ()) if kind != {"type": "null"}]
    plain = kinds[0] if len(kinds) == 1 else {name: value for name, value in schema.items() if name != "default"}
    if "enum" in plain:
        plain = {**plain, "enum": [value for value in plain["enum"] if value is not None]}
    return plain


def refusals(operation: Operation[Any, Any]) -> list[type[OneWindowError]]:
    """Return the errors that an operation may answer: its own, and those of its kind."""
    kinds: list[type[OneWindowError]] = list(operation.refusals)
    match operation.rights:
        case "login":
            kinds += [errors.NotLoggedIn, LogUnavailable]
        case "city":
            kinds += [errors.NotLoggedIn, errors.NotAllowed, LogUnavailable]
        case "hall":
            kinds += [errors.NotLoggedIn, errors.NotAllowed, UnknownHall, LogUnavailable]
        case "ticket" | "ticket-or-pass":
            kinds += [errors.NotLoggedIn, UnknownTicket, LogUnavailable]
        case "public":
            pass
    if operation.rights != "public" and not operation.initial:
        kinds.append(errors.PasswordChangeRequired)
    if operation.rights != "public" and operation.method != "GET":
        kinds.append(errors.WrongOrigin)
    if "{hall}" in operation.path and operation.method == "GET":
        kinds.append(LogUnavailable)
    if "{counter}" in operation.path:
        kinds.append(UnknownCounter)
    if operation.query is not None:
        kinds.append(errors.QueryInvalid)
    if operation.body is not None:
        kinds += [errors.MalformedJson, errors.BodyTooLarge, errors.BodyInvalid, LogUnavailable]
    if operation.keyed:
        kinds += [errors.KeyInvalid, KeyReused, Overloaded]
    return list(dict.fromkeys(kinds))


def _responses(operation: Operation[Any, Any], refs: Mapping[Any, Any]) -> dict[str, Any]:
    responses = {str(status): _success(operation, status, answer, refs) for status, answer in operation.answers.items()}
    by_status: dict[int, list[str]] = {}
    for kind in refusals(operation):
        by_status.setdefault(status_of(kind), []).append(kind.code)
    for status, codes in sorted(by_status.items()):
        responses[str(status)] = {
            "description": ", ".join(f"`{code}`" for code in sorted(codes)),
            "content": {PROBLEM_JSON: {"schema": refs[Problem]}},
            **_problem_headers(status),
        }
    return responses


def _success(operation: Operation[Any, Any], status: int, answer: Any, refs: Mapping[Any, Any]) -> dict[str, Any]:
    if answer is None:
        response: dict[str, Any] = {"description": "Done; there is nothing to say"}
    elif isinstance(answer, str):
        kind: dict[str, Any] = {"type": "object"} if answer == JSON else {"type": "string"}
        response = {"description": operation.summary, "content": {answer: {"schema": kind}}}
    else:
        response = {"description": operation.summary, "content": {JSON: {"schema": refs[answer]}}}
    if status == 201 and operation.id == "issue-ticket":
        location = {"description": "The ticket, by its id", "schema": {"type": "string", "format": "uri-reference"}}
        response["headers"] = {"Location": location}
    if (operation.id, status) in LINKS:
        response["links"] = LINKS[operation.id, status]
    return response


def _problem_headers(status: int) -> dict[str, Any]:
    if status in (429, 503):
        seconds = {"description": "Seconds to wait before sending again", "schema": {"type": "integer", "minimum": 1}}
        return {"headers": {"Retry-After": seconds}}
    if status == 401:
        return {"headers": {"WWW-Authenticate": {"schema": {"type": "string"}}}}
    return {}
