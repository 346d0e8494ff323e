"""What is so of every file that an administrator loads (`analytics.imports.sheet`), whatever it is of: a contract, held by each kind."""

import csv
import io
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.history import bureau, populations
from analytics.history.bureau import BeforeAfter, Loaded
from analytics.history.errors import HistoryUnwritable
from analytics.history.populations import Population
from analytics.imports import cuts as cuts_files
from analytics.imports import populations as populations_files
from analytics.imports.cuts import cuts_of
from analytics.imports.populations import Known, populations_of
from queue_server.cli.commands import main
from tests.analytics.frames import BRIEF
from tests.analytics.played import SERVICES, Played

CODES = frozenset(service.code for service in SERVICES)
KNOWN = Known(codes=frozenset({"371003107", "371003109"}), halls=frozenset({"zetou", "daoji"}))


class Kind(NamedTuple):
    """A kind of file. `command`: of `onewindow import`. `kept`: where what was loaded is kept, `values`: two such, `none`: nothing loaded."""

    command: str
    largest_bytes: int
    head: str
    read: Callable[[bytes], tuple[tuple[Any, ...], Any]]
    kept: ModuleType
    values: tuple[Any, Any]
    none: object
    newer: bytes


KINDS = [
    Kind(
        "cuts",
        cuts_files.LARGEST_BYTES,
        ",".join(cuts_files.COLUMNS) + "\n",
        lambda data: cuts_of(data, CODES),
        bureau,
        (
            Loaded(by="b", at_ms=4, file="b.csv", rows=()),
            Loaded(
                by="=1+1", at_ms=5, file="a.csv", rows=(BeforeAfter(service="G001", steps_before=2, steps_after=1, source="x"),)
            ),
        ),
        None,
        b'{"version": 2, "by": "x", "at_ms": 1, "file": "f", "rows": []}',
    ),
    Kind(
        "populations",
        populations_files.LARGEST_BYTES,
        "code,hall,population,source,year\n",
        lambda data: populations_of(data, KNOWN, 2026),
        populations,
        ((), (Population(hall="zetou", population=5, source="=1+1", year=2020),)),
        (),
        b'{"version": 2, "populations": []}',
    ),
]
each = pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.command)


@each
@BRIEF
@given(head=st.text(), rows=st.lists(st.lists(st.text(), max_size=10), max_size=5))
def test_whatever_stands_in_it_the_answer_is_rows_or_a_refusal(kind: Kind, head: str, rows: list[list[str]]) -> None:
    written = io.StringIO()
    csv.writer(written).writerows(rows)
    for text in (head, kind.head + head, kind.head + written.getvalue()):
        try:
            found, _ = kind.read(text.encode(errors="surrogatepass"))
        except ValueError:
            continue
        assert all(one.source.isprintable() for one in found)


@each
def test_kept_is_what_was_loaded_last_and_nothing_of_a_newer_release(kind: Kind, tmp_path: Path) -> None:
    directory, (before, last) = tmp_path / "history", kind.values
    assert kind.kept.read(directory) == kind.none
    kind.kept.replace(directory, before)
    kind.kept.replace(directory, last)
    assert kind.kept.read(directory) == last
    assert [path.name for path in directory.iterdir()] == [kind.kept.NAME]
    for content in (kind.newer, b"\xff"):
        (directory / kind.kept.NAME).write_bytes(content)
        assert kind.kept.read(directory) == kind.none
    with pytest.raises(HistoryUnwritable):
        kind.kept.replace(directory / kind.kept.NAME / "below", last)


@each
def test_a_file_that_is_not_there_or_too_large_is_one_line(
    kind: Kind, played: Played, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    large = tmp_path / "large.csv"
    large.write_bytes(b"x" * (kind.largest_bytes + 1))
    for file, why in ((tmp_path / "none.csv", "No such file"), (large, "larger than"), (tmp_path, "Is a directory")):
        assert main(["import", kind.command, str(file), "--data", str(tmp_path)]) == 2
        said = capsys.readouterr().err
        assert said.count("\n") == 1
        assert why in said
    assert not (tmp_path / "history").exists()
