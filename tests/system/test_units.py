"""systemd takes the shipped units as they are, and finds the servers well walled in."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.system.units import FOLDER, UNITS, setting

SERVICES = [unit for unit in UNITS if unit.endswith(".service") and "display" not in unit]
MOST_EXPOSED = 2.0
"""Of 10, as `systemd-analyze security` counts; what remains is the network and Unix sockets, which a server needs."""


def analyze(*arguments: str | Path) -> "subprocess.CompletedProcess[str]":
    program = shutil.which("systemd-analyze")
    assert program is not None, "systemd is needed: `make machine` installs it as root"
    return subprocess.run([program, *arguments], capture_output=True, text=True, check=False, timeout=60)


@pytest.mark.parametrize("unit", UNITS)
def test_systemd_has_nothing_to_say_against_a_unit(unit: str, tmp_path: Path) -> None:
    for name in UNITS:  # systemd looks whether programs are there; on this machine they are not
        text = (FOLDER / name).read_text("utf-8")
        placed = re.sub(r"^(ExecStart)=\S+", rf"\1={shutil.which('true')}", text, flags=re.MULTILINE)
        (tmp_path / name).write_text(placed, "utf-8")
    done = analyze("verify", "--man=no", tmp_path / unit)
    assert (done.returncode, done.stdout + done.stderr) == (0, "")


@pytest.mark.parametrize("unit", SERVICES)
def test_a_service_is_walled_in(unit: str) -> None:
    threshold = str(round(MOST_EXPOSED * 10))
    done = analyze("security", "--offline=true", f"--threshold={threshold}", "--no-pager", FOLDER / unit)
    assert done.returncode == 0, done.stdout[-200:] + done.stderr


def test_services_differ_only_in_what_they_do() -> None:
    walls = {unit: (FOLDER / unit).read_text("utf-8").partition("# Nothing of the machine but")[2] for unit in SERVICES}
    assert {text.partition("\n\n")[0].strip() for text in walls.values()} == {
        walls["onewindow.service"].partition("\n\n")[0].strip()
    }


def test_a_server_may_hold_the_sockets_of_a_city() -> None:
    for unit in ("onewindow.service", "onewindow@.service"):
        assert int(setting(unit, "LimitNOFILE")[0]) > 2 * 20_000


@pytest.mark.parametrize("unit", ["onewindow.service", "onewindow@.service"])
def test_the_first_start_of_a_server_begins_the_nightly_backups(unit: str) -> None:
    assert "onewindow-backup.timer" in setting(unit, "Wants")[0].split()


def test_the_screens_unit_leaves_the_browser_its_own_walls_and_the_compositor_its_socket() -> None:
    """What implies NoNewPrivileges keeps Chromium from starting its sandbox, ProtectHome hides /run/user."""
    text = (FOLDER / "onewindow-display.service").read_text("utf-8")
    settings = set(re.findall(r"^(\w+)=", text, flags=re.MULTILINE))
    assert not settings & {
        "ProtectHome", "NoNewPrivileges", "SystemCallFilter", "SystemCallArchitectures", "RestrictAddressFamilies", "RestrictNamespaces",
        "PrivateDevices", "ProtectKernelTunables", "ProtectKernelModules", "ProtectKernelLogs", "ProtectClock", "ProtectHostname",
        "MemoryDenyWriteExecute", "RestrictRealtime", "RestrictSUIDSGID", "DynamicUser", "LockPersonality",
    }  # fmt: skip
