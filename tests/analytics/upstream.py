"""A process's end of the unix socket, in the test's own loop: answers with what it was asked."""

import asyncio
import contextlib
import json
import socket
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import uvicorn
from starlette.types import ASGIApp, Receive, Scope, Send

CHUNKS, CHUNK = 40, b"x" * 65_536


async def echo(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer with the request as JSON; `/analytics/long` with 2.5 MB, `/analytics/broken` with half of what it promised."""
    assert scope["type"] == "http"
    body = bytearray()
    more = True
    while more:
        message = await receive()
        body += message.get("body", b"")
        more = message.get("more_body", False)
    extra = [(b"x-kept", b"yes"), (b"set-cookie", b"a=b"), (b"keep-alive", b"timeout=5"), (b"content-encoding", b"identity")]
    if scope["path"] == "/analytics/long":
        await send({"type": "http.response.start", "status": 200, "headers": extra})
        for _ in range(CHUNKS):
            await send({"type": "http.response.body", "body": CHUNK, "more_body": True})
        await send({"type": "http.response.body", "body": b""})
        return
    if scope["path"] == "/analytics/broken":
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"10")]})
        await send({"type": "http.response.body", "body": b"12345", "more_body": True})
        raise ConnectionError
    asked: dict[str, Any] = {
        "method": scope["method"],
        "path": scope["path"],
        "query": scope["query_string"].decode(),
        "headers": [[name.decode(), value.decode()] for name, value in scope["headers"]],
        "body": body.decode("latin-1"),
    }
    answer = json.dumps(asked).encode()
    length = (b"content-length", str(len(answer)).encode())
    await send({"type": "http.response.start", "status": 200, "headers": [*extra, length]})
    await send({"type": "http.response.body", "body": answer})


@contextlib.asynccontextmanager
async def listening(path: Path, app: ASGIApp = echo) -> AsyncIterator[None]:
    """Serve an application at a unix socket while the block runs."""
    end = socket.socket(socket.AF_UNIX)
    end.bind(str(path))
    server = uvicorn.Server(uvicorn.Config(app, lifespan="off", ws="none", log_config=None, access_log=False))
    task = asyncio.create_task(server._serve([end]))  # without the handling of signals, which is the test runner's
    try:
        while not server.started:
            await asyncio.sleep(0.01)
        yield
    finally:
        server.should_exit = True
        await task
        end.close()
