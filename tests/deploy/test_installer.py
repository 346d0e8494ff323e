"""Parts of the installer that need no bundle: what it writes into the installation, and whose rights it has over the data."""

import importlib
import importlib.util
import os
import pwd
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

BUNDLE = Path(__file__).parents[2] / "deploy" / "bundle"
MODULES = ("archive", "database", "layout", "process", "refusal", "release", "service", "settings")


@pytest.fixture
def installer(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """The installer's modules, as `main`, `layout`, ..."""
    monkeypatch.syspath_prepend(str(BUNDLE / "installer"))
    loaded = {name: importlib.import_module(name) for name in MODULES}
    spec = importlib.util.spec_from_file_location("installer_main", BUNDLE / "installer" / "__main__.py")
    assert spec is not None
    assert spec.loader is not None
    main = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(main)
    yield SimpleNamespace(main=main, **loaded)
    for name in MODULES:
        sys.modules.pop(name, None)


@pytest.mark.parametrize("name", ["plain", "two words", 'it\'s $(touch hit) `touch hit` "$HOME"'])
def test_the_command_works_wherever_it_was_installed(installer: Any, tmp_path: Path, name: str) -> None:
    place = installer.layout.under(tmp_path / name)
    program = place.program / "1.0" / "bin" / "onewindow"
    program.parent.mkdir(parents=True)
    program.write_text('#!/bin/sh\nprintf "%s|" "$ONEWINDOW_DATA" "$ONEWINDOW_BACKUPS" "$@"\n', "utf-8")
    program.chmod(0o755)
    place.point("1.0")
    installer.main._lay_settings(place, installer.service.Service(place))
    installer.main._lay_command(place)
    done = subprocess.run([place.command, "a b", "c"], capture_output=True, text=True, check=False, cwd=tmp_path)
    assert (done.stderr, done.stdout) == ("", f"{place.data}|{place.data}/backups|a b|c|")
    assert installer.settings.read(place.settings)["ONEWINDOW_DATA"] == str(place.data)
    assert not (tmp_path / "hit").exists()


@pytest.mark.parametrize("name", ["PYTHONHOME", "PYTHONPATH"])
def test_variables_of_python_neither_break_nor_steer_it(tmp_path: Path, name: str) -> None:
    (tmp_path / "sitecustomize.py").write_text(f"open({str(tmp_path / 'hit')!r}, 'w')\n", "utf-8")
    environment = os.environ | {name: str(tmp_path)}
    done = subprocess.run([BUNDLE / "install", "--help"], capture_output=True, text=True, check=False, env=environment)
    assert (done.returncode, done.stderr) == (0, "")
    assert "--prefix" in done.stdout
    assert not (tmp_path / "hit").exists()


def test_a_quote_that_is_not_closed_is_named_with_its_line(installer: Any, tmp_path: Path) -> None:
    (tmp_path / "env").write_text("A='1'\n# it's said\nB='2\n", "utf-8")
    with pytest.raises(installer.refusal.Refusal, match="line 3"):
        installer.settings.read(tmp_path / "env")


@pytest.fixture
def served(installer: Any) -> Iterator[Any]:
    """The data of a service that runs as `nobody`, in a folder that everybody may enter."""
    user = pwd.getpwnam("nobody")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        own = folder / "data"
        own.mkdir()
        with closing(sqlite3.connect(own / "onewindow.db")) as connection, connection:
            connection.execute("CREATE TABLE a (b)")
        for path in (own, own / "onewindow.db"):
            os.chown(path, user.pw_uid, user.pw_gid)
        layout = installer.layout.Layout(folder, own, folder / "env", folder / "command", "nobody")
        yield installer.database.Data(layout, {})


@pytest.mark.skipif(os.geteuid() != 0, reason="needs another user's rights")
def test_a_link_that_the_services_user_made_leads_root_nowhere(installer: Any, served: Any) -> None:
    roots = served.file.parent.parent / "roots"
    roots.mkdir()
    (served.file.parent / "backups").symlink_to(roots)
    with pytest.raises(installer.refusal.Refusal, match="before the upgrade"):
        served.save("1.0")
    assert list(roots.iterdir()) == []
    assert os.geteuid() == 0


@pytest.mark.skipif(os.geteuid() != 0, reason="needs another user's rights")
def test_the_copy_before_an_upgrade_is_the_services_users_and_comes_back(served: Any) -> None:
    owner = served.file.stat().st_uid
    copy = served.save("1.0")
    served.file.write_bytes(b"a migration that failed")
    served.put_back()
    for file in (copy, served.file):
        assert (file.stat().st_uid, file.stat().st_mode & 0o777) == (owner, 0o600)
    with closing(sqlite3.connect(served.file)) as connection:
        assert connection.execute("SELECT name FROM sqlite_master").fetchall() == [("a",)]
    assert os.geteuid() == 0


@pytest.mark.parametrize("kept", ["0", "-1", "many"])
def test_a_number_of_backups_that_cannot_be_deletes_none(tmp_path: Path, kept: str) -> None:
    program = tmp_path / "bin" / "onewindow-backup"
    program.parent.mkdir()
    program.write_bytes((BUNDLE / "bin" / "onewindow-backup").read_bytes())
    (tmp_path / "bin" / "onewindow").write_text('#!/bin/sh\n: >"$2"\n', "utf-8")
    for file in program.parent.iterdir():
        file.chmod(0o755)
    folder = tmp_path / "backups"
    folder.mkdir()
    old = [f"onewindow-2026030{day}T013000Z.db" for day in (1, 2, 3)]
    for name in old:
        (folder / name).touch()
    refused = subprocess.run([program, folder, kept], capture_output=True, text=True, check=False)
    assert (refused.returncode, refused.stderr.count("\n")) == (2, 1)
    assert sorted(path.name for path in folder.iterdir()) == old
    done = subprocess.run([program, folder, "2"], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert len(list(folder.iterdir())) == 2
