"""The walls between the houses: imports point down, and only the composition root knows every part."""

import ast
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent

ROOTS = {"queue_server.server", "queue_server.demo", "queue_server.cli"}
"""The composition root and the command line that starts it."""

MAY_IMPORT = {
    # house: what it may import of the project (itself always); longer names first
    "queue_server.core": set(),
    "queue_server.logs": {"queue_server.core"},
    "queue_server.eventlog": {"queue_server.core"},
    "queue_server.city": {"queue_server.core", "queue_server.eventlog"},
    "queue_server.projections": {"queue_server.core", "queue_server.eventlog"},
    "queue_server.app": {
        "queue_server.core",
        "queue_server.eventlog",
        "queue_server.city",
        "queue_server.logs",
        "queue_server.projections",
    },
    "queue_server.web": {
        "queue_server.core",
        "queue_server.eventlog.errors",
        "queue_server.city",
        "queue_server.logs",
        "queue_server.projections",
        "queue_server.app",
    },
    "queue_server.doctor": {"queue_server.core", "queue_server.eventlog", "queue_server.city", "queue_server.app"},
    # Clients speak the wire protocol; the replay folds the log that it was given and reads the set-up's constants.
    "queue_server.clients": {"queue_server.core", "queue_server.city", "queue_server.logs"},
    "display": set(),
    "analytics": {
        "queue_server.core",
        "queue_server.city",
        "queue_server.projections",
        "queue_server.clients.arrivals",  # how visitors come: the demo's years and its crew draw from the same
        "queue_server.clients.crew.errands",
        "queue_server.eventlog.database",
        "queue_server.eventlog.errors",
        "queue_server.eventlog.location",
        "queue_server.eventlog.opening",
        "queue_server.eventlog.sqlite",
        "queue_server.eventlog.tables",
        "queue_server.logs",
    },
}

PURE = {"queue_server.core": {"msgspec", "numpy"}}
"""What of other distributions a pure house may import; numpy in the estimate alone."""

FORBIDDEN_IN_CORE = {"asyncio", "datetime", "logging", "os", "random", "secrets", "socket", "threading", "time"}


def modules() -> list[tuple[str, Path]]:
    found = []
    for house in ("queue_server", "display", "analytics"):
        for path in sorted((ROOT / house).rglob("*.py")):
            name = ".".join(path.relative_to(ROOT).with_suffix("").parts)
            found.append((name.removesuffix(".__init__"), path))
    return found


def imports(path: Path, module: str) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{module}: a relative import hides where it points"
            found.add(node.module or "")
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def within(name: str, houses: set[str]) -> bool:
    return any(name == house or name.startswith(f"{house}.") for house in houses)


def house_of(module: str) -> str | None:
    return next((house for house in MAY_IMPORT if within(module, {house})), None)


@pytest.mark.parametrize(("module", "path"), modules(), ids=lambda value: value if isinstance(value, str) else "")
def test_a_module_imports_only_what_its_house_may(module: str, path: Path) -> None:
    house = house_of(module)
    if house is None:
        assert module == "queue_server" or within(module, ROOTS), f"{module} stands in no house"
        return
    allowed = MAY_IMPORT[house] | {house}
    # `from a.b import c` names both `a.b` and `a.b.c`: one of the two must be allowed.
    ours = {name for name in imports(path, module) if name.split(".")[0] in {"queue_server", "display", "analytics"}}
    wrong = {
        name
        for name in ours
        if not within(name, allowed) and not any(within(deep, allowed) for deep in ours if deep.startswith(f"{name}."))
    }
    assert not wrong


def test_no_modules_import_each_other_in_a_circle() -> None:
    known = dict(modules())
    graph = {module: imports(path, module) & known.keys() - {module} for module, path in known.items()}
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        pytest.fail(" -> ".join(error.args[1]))


@pytest.mark.parametrize(
    ("module", "path"),
    [(m, p) for m, p in modules() if m.startswith("queue_server.core")],
    ids=lambda v: v if isinstance(v, str) else "",
)
def test_the_core_is_pure(module: str, path: Path) -> None:
    tops = {name.split(".")[0] for name in imports(path, module)}
    assert not tops & FORBIDDEN_IN_CORE
    if "numpy" in tops:
        assert within(module, {"queue_server.core.estimate"})
