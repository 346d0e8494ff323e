"""HTTP as uvicorn reads it, with our answer to what is none.

`uvicorn --http queue_server.web.http:HttpProtocol`. What the parser refuses never reaches the application.
"""

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from queue_server.web.errors import MalformedRequest
from queue_server.web.problems import problem


class HttpProtocol(HttpToolsProtocol):
    """uvicorn's protocol, that answers what is not HTTP with a problem."""

    def send_400_response(self, msg: str) -> None:  # noqa: ARG002 - uvicorn's sentence, which has no code
        answer = problem(MalformedRequest())
        headers = (*answer.headers, (b"content-length", b"%d" % len(answer.body)), (b"connection", b"close"))
        lines = (b"HTTP/1.1 400 Bad Request", *(b": ".join(header) for header in headers), b"", answer.body)
        self.transport.write(b"\r\n".join(lines))
        self.transport.close()
