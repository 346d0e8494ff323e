"""Chromium without a window: draws the pages' charts as SVG, and prints a page as PDF.

It is spoken to over two pipes (the DevTools protocol, `--remote-debugging-pipe`), which nobody else can reach, and ends when they close: also when
this process is killed. What it loads are files that this process wrote; it is told to load nothing from elsewhere.
"""

import base64
import contextlib
import fcntl
import json
import os
import select
import shutil
import signal
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import TracebackType
from typing import Any

import plotly
from plotly.utils import PlotlyJSONEncoder

from analytics.figures.look import Chart
from analytics.reports.folder import own_folder
from queue_server.core.errors import OneWindowError

PROGRAM_VARIABLE = "CHROMIUM"
"""Environment variable for the program, where it is not called chromium."""
PROGRAMS = ("chromium", "chromium-browser", "google-chrome")
ANSWERS_S = 120.0
"""For drawing or printing one report, on a machine that does other things as well."""
ENDS_S = 5.0
READ_BYTES = 1 << 16
A4_IN = (8.2677, 11.6929)

_FLAGS = (
    "--headless",
    "--remote-debugging-pipe",
    "--no-first-run",
    "--no-default-browser-check",
    "--disable-gpu",
    "--disable-extensions",
    "--disable-sync",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-breakpad",
    "--disable-dev-shm-usage",  # containers have little of it
    "--password-store=basic",
    "--host-resolver-rules=MAP * ~NOTFOUND",
    "--lang=zh-CN",
)

_DRAWING = """<!doctype html><meta charset="utf-8"><title>charts</title>
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'nonce-own'; style-src 'unsafe-inline'; img-src data: blob:">
<script nonce="own" src="{plotly}"></script>
<script nonce="own">
async function draw(figure, width) {{
  const {{ data, layout }} = figure;
  const url = await Plotly.toImage({{ data, layout }}, {{ format: "svg", width, height: layout.height }});
  return decodeURIComponent(url.slice(url.indexOf(",") + 1));
}}
</script>"""


_LOADED = """new Promise((done) => document.readyState === "complete" ? done() : addEventListener("load", done))
.then(() => document.fonts.ready).then(() => true)"""

_FONTLESS = """(() => {
  const drawn = (text) => {
    const pen = document.createElement("canvas").getContext("2d");
    pen.font = "40px sans-serif";
    pen.fillText(text, 10, 60);
    return pen.getImageData(0, 0, 80, 80).data.join();
  };
  return drawn("\u6c49") === drawn("\u7a97");
})()"""
"""Whether two Chinese characters look alike: as the box that stands for what no font has."""


class ChromiumMissing(OneWindowError):
    code = "chromium-missing"
    title = (
        f"Charts and PDF need Chromium: install it (Debian: apt install chromium) or name it in {PROGRAM_VARIABLE}; "
        "--no-charts makes HTML without it"
    )


class ChromiumAsRoot(OneWindowError):
    code = "chromium-as-root"
    title = "Chromium walls itself in (its sandbox) for every user but root: run this as the server's user, or say --no-sandbox"


class FontMissing(OneWindowError):
    code = "font-missing"
    title = "No font of this machine has Chinese characters: install one (Debian: apt install fonts-noto-cjk)"


class ChromiumFailed(OneWindowError):
    """Fact: `reason`: what it said last."""

    code = "chromium-failed"
    title = "Chromium did not draw the report"


def program() -> str:
    """Return the program.

    Raises:
        ChromiumMissing: there is none.
    """
    given = os.environ.get(PROGRAM_VARIABLE)
    found = next((path for name in ((given,) if given else PROGRAMS) if (path := shutil.which(name))), None)
    if found is None:
        raise ChromiumMissing
    return found


@contextlib.contextmanager
def _not_drawn() -> Iterator[None]:
    """Say of the system's refusal, as of a full disk, that nothing was drawn."""
    try:
        yield
    except OSError as error:
        raise ChromiumFailed(reason=f"{error.filename or 'TMPDIR'}: {error.strerror}") from error


class Chromium:
    """One browser. Use as a context manager.

    Args:
        sandbox: Whether it walls in the part that runs a page's script.

    Raises:
        ChromiumMissing: there is none. ChromiumAsRoot: with `sandbox`, as root. ChromiumFailed: it does not start.
        FontMissing: it would print boxes.
    """

    def __init__(self, *, sandbox: bool = True) -> None:
        self._program = program()
        if sandbox and os.geteuid() == 0:
            raise ChromiumAsRoot
        self._sandbox = sandbox
        self._number = 0
        self._unread = bytearray()
        self._heard_already: list[bytes] = []
        self._page = ""

    def __enter__(self) -> "Chromium":
        self._stack = contextlib.ExitStack()
        try:
            with _not_drawn():
                self._folder = self._stack.enter_context(own_folder())
            self._start()
            target = self._ask("Target.createTarget", url="about:blank")["targetId"]
            self._page = self._ask("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
            if self._evaluate(_FONTLESS):
                raise FontMissing
        except BaseException:
            self._stack.close()
            raise
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._stack.close()

    def charts(self, figures: Mapping[str, Chart], widths: Mapping[str, int]) -> dict[str, str]:
        """Return each chart as an SVG element of its width, px, and the chart's own height.

        Raises:
            ChromiumFailed: it ended, or took too long.
        """
        script = Path(plotly.__file__).parent / "package_data" / "plotly.min.js"
        self._open(_DRAWING.format(plotly=script.as_uri()))
        drawn = {}
        for name, figure in figures.items():
            given = json.dumps(figure.to_plotly_json(), cls=PlotlyJSONEncoder)
            drawn[name] = str(self._evaluate(f"draw({given}, {widths[name]})"))
        return drawn

    def pdf(self, document: str) -> bytes:
        """Return an HTML document as PDF: tagged, with an outline of its headings, on the paper that its style says.

        Raises:
            ChromiumFailed: it ended, or took too long.
        """
        self._open(document)
        answer = self._ask(
            "Page.printToPDF",
            preferCSSPageSize=True,
            printBackground=True,
            generateTaggedPDF=True,
            generateDocumentOutline=True,
            paperWidth=A4_IN[0],
            paperHeight=A4_IN[1],
        )
        return base64.b64decode(answer["data"])

    def _open(self, document: str) -> None:
        page = self._folder / "page.html"
        with _not_drawn():
            page.write_text(document, encoding="utf-8")
        told = self._ask("Page.navigate", url=page.as_uri())
        if "errorText" in told:
            raise ChromiumFailed(reason=told["errorText"])
        self._evaluate(_LOADED)

    def _evaluate(self, expression: str) -> Any:
        """Return the value of a JavaScript expression, or what its promise comes to."""
        answer = self._ask("Runtime.evaluate", expression=expression, awaitPromise=True, returnByValue=True)
        if "exceptionDetails" in answer:
            told = answer["exceptionDetails"].get("exception", {}).get("description") or answer["exceptionDetails"]["text"]
            raise ChromiumFailed(reason=told.splitlines()[0])
        return answer["result"].get("value")

    def _start(self) -> None:
        asked, ask = self._pipe()
        answer, answered = self._pipe()
        errors = self._folder / "errors"
        flags = [*_FLAGS, f"--user-data-dir={self._folder / 'profile'}", *([] if self._sandbox else ["--no-sandbox"])]
        environment = {**os.environ, "HOME": str(self._folder), "TMPDIR": str(self._folder), "LANGUAGE": "zh_CN"}
        self._stack.callback(os.close, answer)
        try:
            self._process = os.posix_spawn(
                self._program,
                [self._program, *flags],
                environment,
                file_actions=[
                    (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0),
                    (os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0),
                    (os.POSIX_SPAWN_OPEN, 2, str(errors), os.O_WRONLY | os.O_CREAT, 0o600),
                    (os.POSIX_SPAWN_DUP2, asked, 3),
                    (os.POSIX_SPAWN_DUP2, answered, 4),
                ],
                setsid=True,
            )
        except OSError as error:
            os.close(ask)
            raise ChromiumFailed(reason=error.strerror) from error
        finally:
            os.close(asked)
            os.close(answered)
        self._stack.callback(self._end)
        os.set_blocking(ask, False)
        self._asking, self._answering = ask, answer

    @staticmethod
    def _pipe() -> tuple[int, int]:
        """Return a pipe whose numbers are above those that the program will find its ends at."""
        low = os.pipe()
        high = tuple(fcntl.fcntl(end, fcntl.F_DUPFD_CLOEXEC, 10) for end in low)
        for end in low:
            os.close(end)
        return high[0], high[1]

    def _end(self) -> None:
        """End the program: by hanging up, and after a while by killing, with all processes that it started."""
        os.close(self._asking)
        until = time.monotonic() + ENDS_S
        while (ended := os.waitpid(self._process, os.WNOHANG)) == (0, 0) and time.monotonic() < until:
            time.sleep(0.02)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._process, signal.SIGKILL)
        if ended == (0, 0):
            os.waitpid(self._process, 0)

    def _ask(self, method: str, **parameters: Any) -> Any:
        self._number += 1
        message = {"id": self._number, "method": method, "params": parameters}
        if self._page:
            message["sessionId"] = self._page
        self._write(json.dumps(message).encode() + b"\0")
        for heard in self._messages():
            if heard.get("id") == self._number:
                if "error" in heard:
                    raise ChromiumFailed(reason=heard["error"].get("message", method))
                return heard["result"]
        raise AssertionError

    def _write(self, message: bytes) -> None:
        left, until = memoryview(message), time.monotonic() + ANSWERS_S
        try:
            while left:
                if not select.select([], [self._asking], [], max(until - time.monotonic(), 0))[1]:
                    raise ChromiumFailed(reason=f"it took nothing for {ANSWERS_S:.0f} s")
                left = left[os.write(self._asking, left) :]
        except BrokenPipeError:
            raise ChromiumFailed(reason=self._last_words()) from None

    def _messages(self) -> Iterator[dict[str, Any]]:
        """Give what it says, answers and events, until none has come for too long."""
        until = time.monotonic() + ANSWERS_S
        while True:
            while self._heard_already:
                yield json.loads(self._heard_already.pop(0))
            left_s = until - time.monotonic()
            if left_s <= 0 or not select.select([self._answering], [], [], left_s)[0]:
                raise ChromiumFailed(reason=f"no answer in {ANSWERS_S:.0f} s")
            chunk = os.read(self._answering, READ_BYTES)
            if not chunk:
                raise ChromiumFailed(reason=self._last_words())
            *ends, rest = chunk.split(b"\0")
            for end in ends:
                self._heard_already.append(bytes(self._unread + end))
                self._unread.clear()
            self._unread += rest

    def _last_words(self) -> str:
        lines = [line.strip() for line in (self._folder / "errors").read_text(errors="replace").splitlines() if line.strip()]
        return next((line for line in lines if ":FATAL:" in line), lines[-1] if lines else "it ended")
