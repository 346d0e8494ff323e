"""Installs OneWindow, or a newer release over an older one. What is wrong is one line on stderr and exit code 2."""

import argparse
import contextlib
import fcntl
import os
import shlex
import signal
import sys
from pathlib import Path
from types import FrameType
from typing import NoReturn

import database
import layout
import release
import settings
from archive import Archive
from refusal import Refusal
from service import Service

COMMAND = """\
#!/bin/sh
# OneWindow's command with the installation's settings{as_user}.
set -a
. {settings}
set +a
{switch}exec {program} "$@"
"""


class Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise Refusal(f"{message} (see ./install --help)")


def main() -> int:
    signal.signal(signal.SIGTERM, _terminated)
    os.umask(0o022)
    try:
        parser = Parser(prog="./install", description="Install OneWindow, or upgrade it; data stays. Needs no network.")
        parser.add_argument(
            "--prefix",
            type=Path,
            metavar="DIR",
            help="everything under DIR, as an ordinary user, without units (default: as root)",
        )
        arguments = parser.parse_args()
        place = layout.under(arguments.prefix.absolute()) if arguments.prefix else layout.of_the_machine()
        if place.user is not None and os.geteuid() != 0:
            raise Refusal("only root may install for the whole machine: use sudo, or --prefix DIR")
        release.check_machine()
        archive = Archive(Path(__file__).resolve().parent.parent)
        with _alone(place):
            return _install(archive, place)
    except Refusal as error:
        print(f"install: {error}", file=sys.stderr)
    except OSError as error:
        print(f"install: {error.filename or 'the system'}: {error.strerror}", file=sys.stderr)
    except KeyboardInterrupt:
        print("install: broken off; the installed release is as it was", file=sys.stderr)
    return 2


def _terminated(number: int, frame: FrameType | None) -> NoReturn:
    raise KeyboardInterrupt


@contextlib.contextmanager
def _alone(place: layout.Layout):  # type: ignore[no-untyped-def]
    """Hold the installation against another installer."""
    place.program.mkdir(parents=True, exist_ok=True)
    with (place.program / ".install.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Refusal("another installation is running") from None
        yield


def _install(archive: Archive, place: layout.Layout) -> int:
    service = Service(place)
    before = place.running_version()
    if release.present(archive, place):
        print(f"OneWindow {archive.version} is in {place.program / archive.version}")
    else:
        print(f"installing OneWindow {archive.version} into {place.program / archive.version} (a minute or two)")
        release.make(archive, place)
    service.make_user()
    _lay_settings(place, service)
    data = database.Data(place, settings.read(place.settings))
    made = place.program / archive.version
    if before == archive.version or not data.exists:
        place.point(archive.version)
        service.lay_units(made)
    else:
        _upgrade(archive, place, service, data, before)
    _lay_command(place)
    _next_steps(archive, place, data, before)
    return 0


def _upgrade(archive: Archive, place: layout.Layout, service: Service, data: database.Data, before: str | None) -> None:
    """Stop, copy, migrate, try, switch, start. Until the switch any failure leads back to where it began."""
    made = place.program / archive.version
    try:
        service.stop()
        data.require_unused()
        print(f"the data as they were: {data.save(archive.version)}")
        try:
            data.migrate(made)
            data.try_out(made)
            place.point(archive.version)
        except BaseException:
            data.put_back()
            raise
    except Refusal as error:
        stays = f"; release {before} and its data stay" if before else "; the data stay as they were"
        raise Refusal(f"{error}{stays}") from None
    else:
        service.lay_units(made)
    finally:
        service.start()


def _lay_settings(place: layout.Layout, service: Service) -> None:
    place.settings.parent.mkdir(parents=True, exist_ok=True)
    if not place.settings.exists():
        with contextlib.suppress(FileExistsError):
            place.data.mkdir(parents=True)
            service.own(place.data, 0o750, written=True)
        unfinished = place.settings.with_name(f".{place.settings.name}.new")
        unfinished.write_text(settings.first(place.data), "utf-8")
        service.own(unfinished, 0o640, written=False)
        unfinished.rename(place.settings)


def _lay_command(place: layout.Layout) -> None:
    switch = (
        ""
        if place.user is None
        else f'[ "$(id -un)" = {place.user} ] || exec runuser -u {place.user} -- {place.current}/bin/onewindow "$@"\n'
    )
    text = COMMAND.format(
        as_user="" if place.user is None else " and its user",
        settings=shlex.quote(str(place.settings)),
        switch=switch,
        program=shlex.quote(f"{place.current}/bin/onewindow"),
    )
    unfinished = place.command.with_name(f".{place.command.name}.new")
    place.command.parent.mkdir(parents=True, exist_ok=True)
    unfinished.write_text(text, "utf-8")
    unfinished.chmod(0o755)
    unfinished.replace(place.command)


def _next_steps(archive: Archive, place: layout.Layout, data: database.Data, before: str | None) -> None:
    command = place.command if place.user is None else "onewindow"
    print(
        f"OneWindow {archive.version} is installed"
        + (f" in place of {before}" if before not in {None, archive.version} else "")
    )
    if not data.exists:
        print(f"next: a city file (an example: {place.current}/city/example-city.toml), then")
        print(f"  {command} init CITY-FILE")
        print(f"  {command} user add NAME --role admin@city")
        print("  systemctl start onewindow" if place.user is not None else f"  {command} serve")
        print(f"more: {place.current}/docs/install.md")


if __name__ == "__main__":
    raise SystemExit(main())
