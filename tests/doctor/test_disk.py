"""Disks that are full, read-only, without inodes, or another user's."""

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from queue_server.doctor.disk import Room, examine_disk, judge_room
from queue_server.doctor.finding import Finding
from tests.eventlog.disks import SmallTmpfs, small_tmpfs

GIB = 1024**3


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[SmallTmpfs]:
    folder = tmp_path / "disk"
    folder.mkdir()
    with small_tmpfs(folder) as mounted:
        if mounted is None:
            pytest.skip("only root may mount a small disk")
        yield mounted


@pytest.mark.parametrize(
    ("total", "free", "level"),
    [
        (100 * GIB, 30 * GIB, "ok"),
        (100 * GIB, 9 * GIB, "warning"),
        (100 * GIB, 2 * GIB, "wrong"),
        (10 * GIB, 1.5 * GIB, "warning"),
        (1 * GIB, 0.2 * GIB, "wrong"),
        (10_000 * GIB, 60 * GIB, "ok"),
    ],
)
def test_room_is_judged_as_share_and_as_size(total: float, free: float, level: str) -> None:
    found = judge_room(Room(int(total), int(free), 0, 0, read_only=False), Path("/data"))
    assert [one.level for one in found] == [level]
    assert bool(found[0].do) == (level != "ok")


def test_a_full_disk_is_wrong(disk: SmallTmpfs) -> None:
    disk.fill()
    found = examine_disk(disk.folder / "not" / "there" / "yet")
    assert [one.level for one in found] == ["wrong"]
    assert "0 bytes of 2.0 MiB (0%)" in found[0].says


def test_a_read_only_mount_is_wrong(disk: SmallTmpfs) -> None:
    subprocess.run(["mount", "-o", "remount,ro", str(disk.folder)], check=True)
    found = examine_disk(disk.folder)
    assert [(one.level, "read-only" in one.says) for one in found] == [("wrong", True)]


def test_inodes_can_run_out(disk: SmallTmpfs) -> None:
    subprocess.run(["mount", "-o", "remount,nr_inodes=40", str(disk.folder)], check=True)
    assert any(one.level == "wrong" and "inodes" in one.says for one in examine_disk(disk.folder))


def test_a_directory_of_another_user_is_wrong(tmp_path: Path) -> None:
    (tmp_path / "onewindow.db").touch(0o600)
    if os.geteuid() != 0:
        tmp_path.chmod(0o500)
        found = examine_disk(tmp_path)
        tmp_path.chmod(0o700)
    else:
        found = as_nobody(tmp_path)
    assert any(one.level == "wrong" and "may not be written" in one.says for one in found)


def test_a_directory_in_one_of_another_user_is_wrong(tmp_path: Path) -> None:
    inner = tmp_path / "closed" / "data"
    inner.mkdir(parents=True)
    inner.parent.chmod(0o700 if os.geteuid() == 0 else 0)  # root alone can become another user; for others it is closed to all
    found = as_nobody(inner) if os.geteuid() == 0 else examine_disk(inner)
    inner.parent.chmod(0o700)
    assert [(one.level, "may not be read" in one.says) for one in found] == [("wrong", True)]


def as_nobody(folder: Path) -> list[Finding]:
    """Examine it as a user who owns nothing, and may come to where the tests' folders are."""
    for place in (folder, *folder.parents):
        if "pytest-of-" in str(place) and place.name != "closed":
            place.chmod(0o755)
    os.seteuid(65534)
    try:
        return examine_disk(folder)
    finally:
        os.seteuid(0)


def test_a_file_in_its_place_is_wrong(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    assert [one.level for one in examine_disk(tmp_path / "file" / "data")] == ["wrong"]
