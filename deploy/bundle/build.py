"""Writes the archive from which OneWindow installs without a network: `make bundle`.

It holds hashed wheels of the run-time lock for every supported CPython on x86-64 Linux, the project's own wheel, documents, units, nginx
configuration, city files, the installer, and a list of SHA-256 sums. The same commit gives the same bytes.
"""

import argparse
import gzip
import hashlib
import io
import os
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
import tomllib
from collections.abc import Iterator
from pathlib import Path

from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parents[2]
PYTHONS = ("3.11", "3.12", "3.13")
PLATFORMS = ("manylinux_2_28_x86_64", "manylinux_2_17_x86_64", "manylinux2014_x86_64")
"""glibc 2.28 or later: Debian 12 has 2.36, Debian 13 2.41."""
MACHINE = "linux-x86_64"
PIP = (sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet")
CARRIED = {
    "CHANGELOG.md": "CHANGELOG.md",
    "LICENSE": "LICENSE",
    "README.md": "README.md",
    "docs": "docs",
    "deploy/nginx": "deploy/nginx",
    "deploy/systemd": "deploy/systemd",
    "deploy/display": "deploy/display",
    "deploy/bundle/bin": "bin",
    "deploy/bundle/installer": "installer",
    "deploy/bundle/install": "install",
    "docs/example-city.toml": "city/example-city.toml",
    "queue_server/data/weihai.toml": "city/weihai.toml",
    "queue_server/data/services.csv": "city/services.csv",
}
"""Files and folders of the checkout, and where they are in the bundle."""


def entries(lock: str) -> Iterator[tuple[Requirement, list[str]]]:
    """Give each requirement of a lock file with its SHA-256 sums."""
    for block in re.split(r"\n(?=[A-Za-z0-9])", re.sub(r"^\s*#.*\n", "", lock, flags=re.MULTILINE)):
        named = block.split("\\", 1)[0].strip()
        if named:
            yield Requirement(named), re.findall(r"--hash=sha256:([0-9a-f]{64})", block)


def wanted(requirement: Requirement, python: str) -> bool:
    """Tell whether a target machine needs it. pip itself asks the markers of the machine that downloads."""
    environment = {
        "implementation_name": "cpython",
        "os_name": "posix",
        "platform_machine": "x86_64",
        "platform_python_implementation": "CPython",
        "platform_system": "Linux",
        "python_full_version": f"{python}.0",
        "python_version": python,
        "sys_platform": "linux",
    }
    return requirement.marker is None or requirement.marker.evaluate(environment)


def line(requirement: Requirement, sums: list[str]) -> str:
    return " \\\n    ".join([str(requirement), *(f"--hash=sha256:{each}" for each in sums)]) + "\n"


def download(lock: str, kept: Path, to: Path) -> str:
    """Fetch the wheels of every target into `to`, by way of `kept`; return the lock that names these and no other files."""
    needed: dict[str, tuple[Requirement, list[str]]] = {}
    for python in PYTHONS:
        chosen = [(each, sums) for each, sums in entries(lock) if wanted(each, python)]
        needed |= {str(each): (each, sums) for each, sums in chosen}
        with tempfile.NamedTemporaryFile("w", suffix=".txt") as part:
            # Its marker held already, for the target.
            part.writelines(line(Requirement(f"{each.name}{each.specifier}"), sums) for each, sums in chosen)
            part.flush()
            platforms = [option for platform in PLATFORMS for option in ("--platform", platform)]
            command = (*PIP, "download", "--no-deps", "--only-binary=:all:", "--require-hashes", "--implementation", "cp",
                       "--python-version", python, *platforms, "--requirement", part.name)  # fmt: skip
            kept.mkdir(parents=True, exist_ok=True)
            offline = ("--no-index", "--find-links", str(kept), "--dest", str(to))
            if not succeeds(*command, *offline):
                run(*command, "--dest", str(kept))
                run(*command, *offline)
    present = {sha256(path.read_bytes()) for path in to.iterdir()}
    known = {each for _, sums in needed.values() for each in sums}
    if not present <= known:
        raise SystemExit("a wheel was fetched that the lock does not know")
    return "".join(line(each, [one for one in sums if one in present]) for each, sums in needed.values())


def own_wheel(version: str, to: Path) -> Path:
    """Build the project's wheel from the files that git knows, under `version`."""
    with tempfile.TemporaryDirectory(prefix="onewindow-") as folder:
        for name in run("git", "-C", str(ROOT), "ls-files", "-z").split("\0"):
            if name and (ROOT / name).exists() and not name.startswith("tests/"):
                target = Path(folder) / name
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(ROOT / name, target)
        project = Path(folder) / "pyproject.toml"
        text, changed = re.subn(
            r'^version = ".*"$', f'version = "{version}"', project.read_text("utf-8"), count=1, flags=re.MULTILINE
        )
        assert changed == 1
        project.write_text(text, "utf-8")
        run(*PIP, "wheel", "--no-deps", "--no-build-isolation", "--no-cache-dir", "--wheel-dir", str(to), folder)
    return next(to.glob(f"onewindow-{version}-*.whl"))


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def collect(version: str, folder: Path, kept: Path) -> None:
    """Lay out the bundle's files in `folder`; wheels that are in `kept` are not fetched again."""
    wheels = folder / "wheels"
    wheels.mkdir()
    lock = download((ROOT / "requirements.lock").read_text("utf-8"), kept, wheels)
    own = own_wheel(version, wheels)
    lock += line(Requirement(f"onewindow=={version}"), [sha256(own.read_bytes())])
    (folder / "requirements.txt").write_text(lock, "utf-8")
    (folder / "VERSION").write_text(f"{version}\n", "utf-8")
    known = [ROOT / name for name in run("git", "-C", str(ROOT), "ls-files", "-z").split("\0") if name]
    for source, target in CARRIED.items():
        for path in known:
            if path.is_relative_to(ROOT / source):
                to = folder / target / path.relative_to(ROOT / source)
                to.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(path, to)
                to.chmod(0o755 if os.access(path, os.X_OK) else 0o644)
        if not (folder / target).exists():
            raise SystemExit(f"{source} is not known to git")
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    sums = "".join(f"{sha256(path.read_bytes())}  {path.relative_to(folder)}\n" for path in files)
    (folder / "SHA256SUMS").write_text(sums, "utf-8")


def pack(folder: Path, name: str, to: Path, at_s: int) -> None:
    """Write `folder` as `name/` into a gzipped tar: sorted, of one moment, owned by nobody in particular."""
    unfinished = to.with_name(f".{to.name}.unfinished")
    # Wheels are compressed already: more effort would gain nothing.
    with (
        unfinished.open("wb") as raw,
        gzip.GzipFile("", "wb", 1, raw, mtime=at_s) as packed,
        tarfile.open(fileobj=packed, mode="w", format=tarfile.PAX_FORMAT) as archive,
    ):
        for path in sorted(folder.rglob("*")):
            info = tarfile.TarInfo(f"{name}/{path.relative_to(folder)}")
            info.mtime = at_s
            info.mode = 0o755 if path.is_dir() or os.access(path, os.X_OK) else 0o644
            info.type = tarfile.DIRTYPE if path.is_dir() else tarfile.REGTYPE
            data = b"" if path.is_dir() else path.read_bytes()
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    unfinished.replace(to)


def succeeds(*command: str) -> bool:
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


def run(*command: str) -> str:
    environment = os.environ | {"SOURCE_DATE_EPOCH": os.environ.get("SOURCE_DATE_EPOCH", "315532800")}
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False, env=environment)
    if done.returncode:
        raise SystemExit(f"{' '.join(command[:6])} ... ended with {done.returncode}")
    return done.stdout


def main() -> int:
    """Build and say where the archive is."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    parser = argparse.ArgumentParser(description="Write the archive from which OneWindow installs without a network.")
    parser.add_argument("--version", default=project["version"], help="of the bundle (default: the project's)")
    parser.add_argument("--to", type=Path, default=ROOT / "dist", metavar="DIR", help="where to write (default: dist)")
    arguments = parser.parse_args()
    at_s = int(run("git", "-C", str(ROOT), "log", "-1", "--format=%ct"))
    os.environ["SOURCE_DATE_EPOCH"] = str(at_s)
    name = f"onewindow-{arguments.version}-{MACHINE}"
    arguments.to.mkdir(parents=True, exist_ok=True)
    archive = arguments.to / f"{name}.tar.gz"
    with tempfile.TemporaryDirectory(prefix="onewindow-bundle-") as folder:
        collect(arguments.version, Path(folder), ROOT / "dist" / "wheels")
        pack(Path(folder), name, archive, at_s)
    with archive.open("rb") as file:
        told = hashlib.file_digest(file, "sha256").hexdigest()
    archive.with_name(f"{archive.name}.sha256").write_text(f"{told}  {archive.name}\n", "utf-8")
    print(f"{archive}: {archive.stat().st_size / 1e6:.0f} MB, SHA-256 {told}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
