import json
import subprocess
import sys

from queue_server.logs.configuration import FORM_VARIABLE, LEVEL_VARIABLE

PROGRAM = """
import logging, sys, threading, warnings
from queue_server.logs.configuration import configure
configure()
logging.getLogger("onewindow.x").debug("detail")
logging.getLogger("onewindow.x").info("ours")
logging.getLogger("websockets.server").debug("> TEXT 'a pass'")
logging.getLogger("websockets.server").warning("theirs")
warnings.warn("careful")
thread = threading.Thread(target=lambda: 1 / 0, name="worker")
thread.start()
thread.join()
raise KeyError("the end")
"""


def run(program: str = PROGRAM, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=False)


def test_whatever_a_process_says_is_json_where_there_is_no_terminal() -> None:
    done = run()
    lines = [json.loads(line) for line in done.stderr.splitlines()]
    events = [line["event"] for line in lines]
    assert events[:2] == ["ours", "theirs"]
    assert "careful" in events[2]
    assert events[3:] == [
        "a thread ended with an error that nobody caught",
        "the process ends with an error that nobody caught",
    ]
    assert lines[3]["thread_name"] == "worker"
    assert lines[4]["exception"].endswith("KeyError: 'the end'")
    assert done.returncode == 1
    assert done.stdout == ""


def test_details_are_ours_alone() -> None:
    said = run(**{LEVEL_VARIABLE: "debug"}).stderr
    assert "detail" in said
    assert "a pass" not in said


def test_one_switch_decides_on_text() -> None:
    first = run(**{FORM_VARIABLE: "text"}).stderr.splitlines()[0]
    assert first.endswith("Z info    onewindow.x: ours")


def test_what_is_not_a_form_or_a_level_is_refused_in_one_line() -> None:
    for variable, allowed in ((FORM_VARIABLE, "json|text"), (LEVEL_VARIABLE, "debug|info|warning|error")):
        command = [sys.executable, "-m", "queue_server.cli", "serve"]
        done = subprocess.run(command, env={variable: "loud"}, capture_output=True, text=True, check=False)
        assert done.returncode == 2
        assert done.stderr.count("\n") == 1
        assert variable in done.stderr
        assert allowed in done.stderr
