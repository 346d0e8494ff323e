"""One installed release: made aside, then put in its place whole."""

import importlib
import shutil
import sys
from pathlib import Path

from archive import Archive
from layout import Layout
from process import run
from refusal import Refusal

STAMP = ".archive"
"""In a release's folder: the sum of the archive that it was made of. Written last."""


def check_machine() -> None:
    """Raise Refusal if this Python cannot make the release's virtual environment."""
    try:
        importlib.import_module("venv")
        importlib.import_module("ensurepip").version()
    except (ImportError, AttributeError):
        debian = (
            "python3-venv"
            if sys.executable == "/usr/bin/python3"
            else f"python{sys.version_info[0]}.{sys.version_info[1]}-venv"
        )
        raise Refusal(f"Python's venv is missing: apt install {debian}") from None


def present(archive: Archive, layout: Layout) -> bool:
    """Tell whether the release was made of this very archive, wholly."""
    try:
        return (layout.program / archive.version / STAMP).read_text("ascii") == archive.sum
    except (OSError, UnicodeDecodeError):
        return False


def make(archive: Archive, layout: Layout) -> None:
    """Make the release's folder; what is there of the same version is replaced at the end.

    Raises:
        Refusal: it could not be made; nothing has changed.
    """
    final = layout.program / archive.version
    staged = layout.program / f".{archive.version}.new"
    shutil.rmtree(staged, ignore_errors=True)
    free, needed = shutil.disk_usage(layout.program).free, archive.needed_bytes()
    if free < needed:
        raise Refusal(f"no room on the disk: {layout.program} has {free // 10**6} MB free, {needed // 10**6} MB are needed")
    try:
        _fill(archive, staged, final)
        _place(staged, final)
    except OSError as error:
        raise Refusal(f"{error.filename or layout.program}: {error.strerror}") from None
    finally:
        shutil.rmtree(staged, ignore_errors=True)


def _fill(archive: Archive, staged: Path, final: Path) -> None:
    staged.mkdir(mode=0o755)
    python = staged / "venv" / "bin" / "python"
    run("the virtual environment", [sys.executable, "-I", "-m", "venv", staged / "venv"])
    pip: list[str | Path] = [python, "-I", "-m", "pip", "--disable-pip-version-check"]
    run(
        "the wheels",
        [*pip, "install", "--quiet", "--no-index", "--no-cache-dir", "--no-compile", "--no-deps", "--only-binary=:all:",
         "--require-hashes", "--find-links", archive.folder / "wheels", "--requirement", archive.folder / "requirements.txt"],
    )  # fmt: skip
    run("the wheels", [*pip, "check"])
    # The server may not write here, and tracebacks should name the place where the files will be.
    run("the modules", [python, "-I", "-m", "compileall", "-q", "-s", staged, "-p", final, staged / "venv" / "lib"])
    for name in ("bin", "deploy", "docs", "city"):
        shutil.copytree(archive.folder / name, staged / name)
    for name in ("LICENSE", "README.md", "CHANGELOG.md", "VERSION"):
        shutil.copy2(archive.folder / name, staged / name)
    run("the installed command", [staged / "bin" / "onewindow", "--help"])
    (staged / STAMP).write_text(archive.sum, "ascii")


def _place(staged: Path, final: Path) -> None:
    replaced = final.with_name(f".{final.name}.old")
    shutil.rmtree(replaced, ignore_errors=True)
    if final.exists():
        final.rename(replaced)
    staged.rename(final)
    shutil.rmtree(replaced, ignore_errors=True)
