"""A small demo city made for looking at pages: names that are markup, the longest service name, halls of one and of thirty counters."""

import csv
import subprocess
import sys
from pathlib import Path

from tests.support.server import ServerProcess

SERVICES_CSV = Path(__file__).parents[2] / "queue_server" / "data" / "services.csv"

PASSWORD = "demo"
START = "2026-03-02T10:00"
"""A Monday, within the hours of `main`; the halls' clock runs at the real speed from there."""

EVIL = "X001"
EVIL_ZH = "<img src=x onerror=window.evil=1>工伤职工停工留薪期延长确认"
EVIL_EN = "<img src=x onerror=window.evil=1> Extension of the paid-leave period"


def longest(column: str) -> str:
    """Return the longest text of a column in the packaged catalogue."""
    with SERVICES_CSV.open(encoding="utf-8-sig", newline="") as rows:
        return max((row[column] for row in csv.DictReader(rows)), key=len)


def _hall(id_: str, zh: str, en: str, counters: int, more: str = "") -> str:
    return f"""
[[halls]]
id = "{id_}"
name = {{ zh = "{zh}", en = "{en}" }}
level = "district"
district = "north"
counters = {counters}
{more}
staff = [
    {{ username = "kiosk-{id_}", name = "取号机", roles = ["kiosk"] }},
    {{ username = "teller-{id_}", name = "王秀兰", roles = ["teller"] }},
    {{ username = "manager-{id_}", name = "丛建军", roles = ["manager"] }},
]
"""


def city_file() -> str:
    """Return the city as a city file."""
    materials = (
        "{ zh = '<b>身份证</b>或社会保障卡原件以及复印件各一份（正反面复印在同一页）',"
        " en = '<b>Identity card</b> or social-security card, the original and one copy with both sides on one page' }"
    )
    return (
        f"""
[city]
name = {{ zh = "小城", en = "Small city" }}
demo = true
password = "{PASSWORD}"
public_url = "https://queue.example.org"
assumptions = [{{ zh = "<b>都是假设</b>", en = "<b>All of it is assumed</b>" }}]

[defaults]
no_show_calls = 2
no_show_s = 0

[[staff]]
username = "admin"
name = "于海洋"
roles = ["admin@city"]

[[districts]]
id = "north"
name = {{ zh = "北区<i>", en = "North <i>" }}

[[services]]
code = "{EVIL}"
name = {{ zh = '{EVIL_ZH}', en = '{EVIL_EN}' }}
group = "work_injury"
kind = "reviewed"
review_group = "work_injury"
typical_minutes = 25
legal_days = 60
promised_days = 30
limit_unit = "working"
materials = [{", ".join([materials] * 4)}]

[[services]]
code = "L001"
name = {{ zh = "{longest("name_zh")}", en = "{longest("name_en")}" }}
group = "medical"
typical_minutes = 5
materials = [{{ zh = "{longest("materials_zh").split("|")[0]}", en = "Identity card" }}]

[[services]]
code = "E001"
name = {{ zh = "养老金待遇查询", en = "Pension query" }}
group = "pension"
typical_minutes = 4
"""
        + _hall("main", "文登区社会保险服务大厅", "Wendeng Social Insurance Hall", 12)
        + _hall("evil", "<script>window.evil=1</script>临港经济技术开发区汪疃镇社会保险和就业服务综合大厅",
                "<script>window.evil=1</script> Comprehensive Hall for Social Insurance and Employment of Wangtuan Town", 2)
        + _hall("many", "三十窗口大厅", "Hall of Thirty", 30)
        + _hall("single", "道口社区", "Daokou Community", 1, "one_person = true")
        + _hall("cut", "断网大厅", "Hall Off the Net", 4)
        + _hall("away", "断电大厅", "Hall in the Dark", 4)
        + _hall("phone", "手机大厅", "Phone Hall", 4)
        + _hall("shut", "休息大厅", "Hall at Rest", 3, 'hours = { tue-fri = ["08:30-12:00"] }')
        + _hall("late", "傍晚大厅", "Evening Hall", 3, 'hours = { mon-fri = ["18:00-20:00"] }')
        + _hall("over", "收号大厅", "Hall Past Intake", 3,
                'hours = { mon-fri = ["08:30-12:00"] }\nintake_cutoff_min = 200')
    )  # fmt: skip


def city_server(folder: Path) -> ServerProcess:
    """Return a server of the city, with its database made in `folder`; not started yet."""
    return init_and_serve(folder, city_file(), "--start", START, "--no-analytics")


def init_and_serve(folder: Path, city: str, *arguments: str) -> ServerProcess:
    """Return a server of the city file's text `city`, with its database made in `folder`; not started yet."""
    file, data = folder / "city.toml", folder / "data"
    file.write_text(city, encoding="utf-8")
    command = [sys.executable, "-m", "queue_server.cli", "init", str(file), "--data", str(data)]
    made = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert made.returncode == 0, made.stderr + made.stdout
    return ServerProcess(data, command=("serve", "--port", "{port}", "--data", str(data), *arguments))
