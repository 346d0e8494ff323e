"""The yardsticks: a bare Starlette endpoint, and bare `websockets.broadcast()`."""

import argparse
import asyncio
import sys
import time

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route


async def echo(request: Request) -> JSONResponse:
    """Decode a JSON body and answer JSON: what any endpoint does at least."""
    body = await request.json()
    return JSONResponse({"received": len(body), "state": "waiting"}, status_code=201)


def serve_http(port: int) -> None:
    app = Starlette(routes=[Route("/echo", echo, methods=["POST"])])
    uvicorn.run(app, host="127.0.0.1", port=port, loop="uvloop", http="httptools", access_log=False, log_level="warning")


async def serve_broadcast(port: int, frame: str) -> None:
    """Broadcast `frame` with `#` replaced by the round whenever a line comes on stdin; say when it began."""
    from websockets.asyncio.server import broadcast, serve

    connections = set()

    async def hold(connection) -> None:  # type: ignore[no-untyped-def]
        connections.add(connection)
        try:
            await connection.wait_closed()
        finally:
            connections.discard(connection)

    loop = asyncio.get_running_loop()
    async with serve(hold, "127.0.0.1", port, compression=None, ping_interval=None):
        print("serving", flush=True)
        for number in range(10_000):
            line = await loop.run_in_executor(None, sys.stdin.readline)
            if not line:
                return
            print(time.perf_counter(), flush=True)
            broadcast(connections, frame.replace("#", str(number)))


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("kind", choices=("http", "broadcast"))
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--frame-bytes", type=int, default=3000)
    a = parser.parse_args()
    if a.kind == "http":
        serve_http(a.port)
        return
    import uvloop

    # As many bytes as a board's frame, the mark at its front.
    uvloop.run(serve_broadcast(a.port, '{"mark":"round#"' + " " * max(0, a.frame_bytes - 20) + "}"))


if __name__ == "__main__":
    main()
