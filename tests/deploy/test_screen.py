"""The program of a display's unit: it ends as the compositor does, and when systemd asks."""

import os
import signal
import subprocess
from pathlib import Path

import pytest

SCREEN = Path(__file__).parents[2] / "deploy" / "display" / "screen"


def started(tmp_path: Path, compositor: str) -> "subprocess.Popen[str]":
    """Start it with a program of ours in the place of cage."""
    cage = tmp_path / "cage"
    cage.write_text(f"#!/bin/sh\n{compositor}\n", "utf-8")
    cage.chmod(0o755)
    path = f"{tmp_path}:{os.environ['PATH']}"
    return subprocess.Popen(
        [SCREEN, "http://127.0.0.1/board/dong"], env={"PATH": path}, stdout=subprocess.PIPE, text=True, start_new_session=True
    )


@pytest.mark.parametrize("code", [0, 1, 134])
def test_it_ends_as_the_compositor_ends(tmp_path: Path, code: int) -> None:
    screen = started(tmp_path, f'echo "$@"; exit {code}')
    said, _ = screen.communicate(timeout=30)
    assert screen.returncode == code
    assert said.split() == ["--", str(SCREEN.with_name("browser")), "http://127.0.0.1/board/dong"]


def test_a_stop_reaches_the_compositor_and_is_no_failure(tmp_path: Path) -> None:
    with started(tmp_path, "trap 'echo ended; exit 134' TERM; echo ready; while :; do sleep 0.05; done") as screen:
        assert screen.stdout is not None
        assert screen.stdout.readline() == "ready\n"
        screen.send_signal(signal.SIGTERM)
        assert screen.stdout.read() == "ended\n"
        assert screen.wait(timeout=30) == 0
