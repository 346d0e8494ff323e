"""The alert rules and the dashboard, held against promtool and against what a running server tells."""

import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from prometheus_client.parser import text_string_to_metric_families
from websockets.sync.client import connect

from tests.support.postgres import PostgresServer
from tests.support.server import ServerProcess, body
from tests.system.cluster import cluster

ROOT = Path(__file__).parents[2]
ALERTS = ROOT / "deploy" / "prometheus" / "alerts.yml"
UNIT_TESTS = Path(__file__).with_name("alerts_test.yml")
DASHBOARD = ROOT / "deploy" / "grafana" / "onewindow.json"

ELSEWHERE = {"up", "ALERTS", "node_filesystem_avail_bytes", "node_filesystem_size_bytes"}
"""What Prometheus itself and node_exporter tell."""
ADDED = {"instance", "job"}
"""Labels that Prometheus adds."""

SELECTOR = re.compile(r"\b((?:onewindow|process|node)_[a-z0-9_]+|up)\b(?:\{([^}]*)\})?")
BY = re.compile(r"by \(([^)]*)\)")


def rules() -> list[dict[str, Any]]:
    groups = yaml.safe_load(ALERTS.read_text(encoding="utf-8"))["groups"]
    return [rule for group in groups for rule in group["rules"]]


def panels() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(DASHBOARD.read_text(encoding="utf-8"))["panels"]
    return found


def queries() -> list[str]:
    return [target["expr"] for panel in panels() for target in panel.get("targets", ())]


def promtool(*arguments: str) -> str:
    program = shutil.which("promtool")
    assert program is not None, "promtool is needed: `make machine` installs it as root, or install Prometheus"
    done = subprocess.run([program, *arguments], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


@pytest.fixture(scope="module")
def told(postgres: PostgresServer, tmp_path_factory: pytest.TempPathFactory) -> dict[str, set[str]]:
    """What one of two servers tells after a little work: names of samples, and the labels of each as `name` and `name=value`."""
    with cluster(tmp_path_factory.mktemp("told"), [postgres.database()] * 2) as servers:
        return scraped(servers)


def scraped(servers: list[ServerProcess]) -> dict[str, set[str]]:
    first = servers[0]
    with connect(f"{first.ws}/ws/halls/daoji/board") as board:
        board.recv()
        teller = first.login("teller-daoji")
        body(teller.post("/api/v1/halls/daoji/tickets", json={}), 201)
        wrong = first.client().post("/api/v1/session", json={"username": "teller", "password": "wrong"})
        assert wrong.status_code == 401
        first.client().get("/")
        text = first.client().get("/metrics").text
    samples: dict[str, set[str]] = {}
    for family in text_string_to_metric_families(text):
        assert family.documentation, f"{family.name} says nothing of itself"
        for sample in family.samples:
            labels = samples.setdefault(sample.name, set())
            labels |= sample.labels.keys() | {f"{name}={value}" for name, value in sample.labels.items()}
    return samples


def test_the_rules_are_well_formed() -> None:
    assert f"{len(rules())} rules found" in promtool("check", "rules", str(ALERTS))


def test_the_rules_alarm_when_they_should() -> None:
    assert "SUCCESS" in promtool("test", "rules", str(UNIT_TESTS))


def test_every_query_of_the_dashboard_is_well_formed(tmp_path: Path) -> None:
    recorded = [
        {"record": f"query:{number}", "expr": query.replace("$__rate_interval", "5m").replace("$instance", ".*")}
        for number, query in enumerate(queries())
    ]
    file = tmp_path / "queries.yml"
    file.write_text(yaml.safe_dump({"groups": [{"name": "dashboard", "rules": recorded}]}), encoding="utf-8")
    assert f"{len(recorded)} rules found" in promtool("check", "rules", str(file))


def test_every_rule_says_what_happened_what_it_means_and_what_to_do() -> None:
    names = [rule["alert"] for rule in rules()]
    assert len(set(names)) == len(names)
    for rule in rules():
        assert set(rule["annotations"]) == {"summary", "description", "runbook"}, rule["alert"]
        assert rule["labels"]["severity"] in {"page", "ticket"}


def asked() -> Iterator[tuple[str, str]]:
    yield from ((rule["alert"], rule["expr"]) for rule in rules())
    yield from (("the dashboard", query) for query in queries())


def test_a_running_server_tells_all_that_is_asked_for(told: dict[str, set[str]]) -> None:
    seen = 0
    for who, query in asked():
        labels: set[str] = set()
        for name, selector in SELECTOR.findall(query):
            if name in ELSEWHERE:
                labels |= {"fstype", "mountpoint"}
                continue
            assert name in told, f"{who} asks for {name}"
            labels |= told[name]
            seen += 1
            for label, how, value in re.findall(r'(\w+)(=~|!~|!=|=)"([^"]*)"', selector):
                assert label in told[name] | ADDED, f"{who} asks {name} for {label}"
                if how == "=" and label not in ADDED:
                    assert f"{label}={value}" in told[name], f"{who}: no {label}={value}"
        for group in BY.findall(query):
            assert {label.strip() for label in group.split(",")} <= labels | ADDED, f"{who}: {group}"
    assert seen > 50


def test_names_follow_prometheus_conventions(told: dict[str, set[str]]) -> None:
    ours = {name for name in told if name.startswith("onewindow_")}
    assert len(ours) > 25
    for name in ours:
        assert not re.search(r"_(ms|s|milliseconds|kib)$|_created$", name), name


def test_no_metric_has_a_series_for_each_hall_ticket_or_person(told: dict[str, set[str]]) -> None:
    allowed = {"command", "outcome", "operation", "status", "kind", "le", "view", "reason", "version", "python"}
    for name, labels in told.items():
        assert {label for label in labels if "=" not in label} <= allowed, name


def test_the_dashboard_can_be_read() -> None:
    board = json.loads(DASHBOARD.read_text(encoding="utf-8"))
    variables = {variable["name"]: variable["type"] for variable in board["templating"]["list"]}
    assert variables == {"datasource": "datasource", "instance": "query"}
    rows = [panel["title"] for panel in panels() if panel["type"] == "row"]
    assert rows == ["Halls now", "Commands and latency", "Screens", "Storage", "Process"]
    assert len({panel["id"] for panel in panels()}) == len(panels())
    taken: set[tuple[int, int]] = set()
    for panel in panels():
        place = panel["gridPos"]
        cells = {(x, y) for x in range(place["x"], place["x"] + place["w"]) for y in range(place["y"], place["y"] + place["h"])}
        assert not taken & cells, f"{panel['title']} lies on another panel"
        assert max(x for x, _ in cells) < 24
        taken |= cells
        if panel["type"] != "row":
            assert panel["description"].endswith(".")
            assert panel["fieldConfig"]["defaults"]["unit"]
            assert panel["datasource"]["uid"] == "${datasource}"
