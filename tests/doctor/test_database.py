"""Databases that are away, closed to us, of other releases, or not fit."""

import gzip
import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from queue_server.doctor.postgres import judge_postgres
from queue_server.eventlog.opening import open_database
from queue_server.eventlog.sqlite import sqlite_url
from tests.doctor.looking import contents, doctor
from tests.doctor.test_command import EXAMPLE, onewindow
from tests.support.postgres import PostgresServer
from tests.support.server import free_port

OLD = Path(__file__).parent.parent / "system" / "data" / "0.1.0-before-steps.db.gz"


def test_an_older_database_is_told_and_not_migrated(tmp_path: Path) -> None:
    with gzip.open(OLD) as packed, (tmp_path / "onewindow.db").open("wb") as unpacked:
        shutil.copyfileobj(packed, unpacked)
    before = contents(tmp_path)
    told = doctor("--data", tmp_path)
    assert told.code == 1
    assert "onewindow migrate" in told.of("wrong", "database")
    assert contents(tmp_path)["onewindow.db"] == before["onewindow.db"]


def test_a_newer_database_is_told(tmp_path: Path) -> None:
    url = sqlite_url(tmp_path / "onewindow.db")
    open_database(url, create=True).close()
    with sqlite3.connect(tmp_path / "onewindow.db") as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9000'")
    connection.close()
    assert "newer release" in doctor("--data", tmp_path).of("wrong", "database")


@pytest.mark.parametrize("content", [b"Dear diary, " * 1000, b""])
def test_another_file_is_told_and_stays(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "onewindow.db").write_bytes(content)
    told = doctor("--data", tmp_path)
    assert "something else" in told.of("wrong", "database")
    assert contents(tmp_path) == {"onewindow.db": content}


def test_a_database_without_a_city_is_told(tmp_path: Path) -> None:
    open_database(sqlite_url(tmp_path / "onewindow.db"), create=True).close()
    assert "onewindow init" in doctor("--data", tmp_path).of("wrong", "database")


def test_a_retention_that_does_not_run_is_told(tmp_path: Path) -> None:
    assert onewindow("init", EXAMPLE, "--data", tmp_path).returncode == 0
    assert not doctor("--data", tmp_path).of("ok", "retention")
    assert onewindow("retention", "--data", tmp_path).returncode == 0
    assert "every night" in doctor("--data", tmp_path).of("ok", "retention")
    late = doctor("--data", tmp_path, wrapper=("faketime", "--exclude-monotonic", "-f", "+5d"))
    assert "nothing was deleted for 5 days" in late.of("warning", "retention")


def test_nothing_there_is_told(tmp_path: Path) -> None:
    assert "there is none" in doctor("--data", tmp_path / "nowhere").of("wrong", "database")


@pytest.mark.parametrize(
    "url", ["postgresql://u:hidden-word@", "mysql://u:hidden-word@h/d", "no url: hidden-word", "sqlite://"]
)
def test_a_url_that_cannot_be_used_is_told_without_repeating_it(url: str) -> None:
    told = doctor("--database", url)
    assert told.code == 1
    assert told.of("wrong", "database")
    assert "hidden-word" not in str(told)


# PostgreSQL


@pytest.fixture
def own() -> Iterator[PostgresServer]:
    """A PostgreSQL of the test's own, to be ill-treated."""
    with PostgresServer() as server:
        yield server


def test_a_server_that_is_away_is_told_and_again_when_it_is_back(own: PostgresServer) -> None:
    url = own.database()
    assert onewindow("init", EXAMPLE, "--database", url).returncode == 0
    assert doctor("--database", url).code == 0
    own.stop()
    told = doctor("--database", url)
    assert told.code == 1
    assert "lets nobody in" in told.of("wrong", "database")
    own.start()
    assert doctor("--database", url).code == 0


def test_a_wrong_password_is_told_and_never_shown(own: PostgresServer) -> None:
    url = own.database()
    assert onewindow("init", EXAMPLE, "--database", url).returncode == 0
    own.execute("ALTER ROLE onewindow PASSWORD 'the-right-one'")
    folder = Path(str(own.execute("SHOW data_directory")[0][0]))
    (folder / "pg_hba.conf").write_text("host all all 127.0.0.1/32 scram-sha-256\n", encoding="ascii")
    own.execute("SELECT pg_reload_conf()")
    place = url.removeprefix("postgresql://onewindow@")

    def asked(url: str) -> Any:
        return doctor(env={"ONEWINDOW_DATABASE": url})

    for wrong in (f"postgresql://onewindow:hidden-word@{place}", f"postgresql://onewindow@{place}?password=hidden-word"):
        told = asked(wrong)
        assert "does not take the password" in told.of("wrong", "database"), told
        assert "hidden-word" not in str(told)
    assert "none was given" in asked(url).of("wrong", "database")
    right = asked(f"postgresql://onewindow:the-right-one@{place}")
    assert right.code == 0
    assert "the-right-one" not in str(right)


def test_a_database_that_is_not_there_is_told(postgres: PostgresServer) -> None:
    assert "nowhere" in doctor("--database", postgres.url("nowhere")).of("wrong", "database")
    assert "onewindow init" in doctor("--database", postgres.database()).of("wrong", "database")


def test_a_machine_that_is_not_there_is_told() -> None:
    told = doctor("--database", f"postgresql://onewindow:hidden-word@127.0.0.1:{free_port()}/onewindow")
    assert "lets nobody in" in told.of("wrong", "database")
    assert "hidden-word" not in str(told)


def test_a_wrong_encoding_is_told(postgres: PostgresServer) -> None:
    postgres.execute("CREATE DATABASE latin ENCODING 'LATIN1' TEMPLATE template0 LOCALE 'C'")
    told = doctor("--database", postgres.url("latin"))
    assert "LATIN1" in told.of("wrong", "database")


def test_connections_that_run_out_are_told(postgres: PostgresServer) -> None:
    url = postgres.database()
    assert onewindow("init", EXAMPLE, "--database", url).returncode == 0
    held = []
    try:
        for _ in range(193):
            held.append(psycopg.connect(url))
        assert "max_connections" in doctor("--database", url).of("wrong", "database")
    finally:
        for one in held:
            one.close()


FIT = {"release": 170_002, "encoding": "UTF8", "connections": 97, "used": 5, "standby": False, "fsync": "on", "off_s": 0.0}


@pytest.mark.parametrize(
    ("unfit", "level", "said"),
    [
        ({}, "ok", "PostgreSQL 17"),
        ({"release": 140_009}, "wrong", "PostgreSQL 14"),
        ({"release": 150_000}, "ok", "PostgreSQL 15"),
        ({"standby": True}, "wrong", "standby"),
        ({"fsync": "off"}, "wrong", "fsync"),
        ({"connections": 12}, "warning", "max_connections"),
        ({"used": 92}, "wrong", "max_connections"),
    ],
)
def test_what_a_server_must_be(unfit: dict[str, Any], level: str, said: str) -> None:
    found = [one for one in judge_postgres(FIT | unfit, "x on y") if one.about == "database"]
    assert [one.level for one in found] == [level]
    assert said in found[0].line()
