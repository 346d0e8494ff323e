"""The machine's side of an installation: user, units, and the server's life. Without systemd only files are laid out."""

import os
import pwd
import shutil
from pathlib import Path

from layout import Layout
from process import run

UNITS = Path("/etc/systemd/system")
ENABLED = ("onewindow.service", "onewindow-backup.timer")


class Service:
    """The units of one installation; of one under a prefix there are none.

    Attributes:
        stopped: Units that `stop` has stopped and `start` starts again.
    """

    def __init__(self, layout: Layout) -> None:
        self._layout = layout
        self._runs = layout.user is not None and Path("/run/systemd/system").is_dir()
        self.stopped: list[str] = []

    def make_user(self) -> None:
        user = self._layout.user
        if user is None:
            return
        try:
            pwd.getpwnam(user)
        except KeyError:
            run("the user", ["useradd", "--system", "--user-group", "--no-create-home", "--home-dir", self._layout.data,
                             "--shell", "/usr/sbin/nologin", user])  # fmt: skip

    def own(self, path: Path, mode: int, *, written: bool) -> None:
        """Give a path to the service's user: to write, or only its group to read."""
        path.chmod(mode)
        if self._layout.user is not None:
            user = pwd.getpwnam(self._layout.user)
            os.chown(path, user.pw_uid if written else 0, user.pw_gid)

    def lay_units(self, release: Path) -> None:
        if self._layout.user is None:
            return
        UNITS.mkdir(parents=True, exist_ok=True)
        for unit in sorted((release / "deploy" / "systemd").glob("onewindow*.*")):
            if "display" not in unit.name:
                shutil.copyfile(unit, UNITS / unit.name)
        if self._runs:
            run("systemd", ["systemctl", "daemon-reload"])
            run("systemd", ["systemctl", "enable", *ENABLED])

    def stop(self) -> None:
        """Stop the servers of this machine, and what works on their data."""
        if not self._runs:
            return
        told = run("systemd", ["systemctl", "list-units", "--plain", "--no-legend", "--state=active,activating,reloading",
                               "onewindow.service", "onewindow@*.service", "onewindow-*.timer"])  # fmt: skip
        self.stopped = [line.split()[0] for line in told.splitlines() if line.strip()]
        if self.stopped:
            run("systemd", ["systemctl", "stop", *self.stopped])

    def start(self) -> None:
        """Start again what `stop` has stopped."""
        units, self.stopped = self.stopped, []
        if units:
            run("systemd", ["systemctl", "start", *units])
