import re
from pathlib import Path

import pytest
from fluent.syntax import FluentParser, ast, visitor

import analytics
from analytics.words import LANGUAGES, Language, Words, duration, minutes, say, share, wait_range
from queue_server.city.text import Text
from queue_server.core.setup import GROUPS

FOLDER = Path(analytics.__file__).parent


class Variables(visitor.Visitor):
    def __init__(self) -> None:
        self.names: set[str] = set()

    def visit_VariableReference(self, node: ast.VariableReference) -> None:  # noqa: N802 - the library's name
        self.names.add(node.id.name)


def messages(language: Language) -> dict[str, set[str]]:
    resource = FluentParser().parse((FOLDER / "locales" / f"{language}.ftl").read_text(encoding="utf-8"))
    assert not [entry for entry in resource.body if isinstance(entry, ast.Junk)]
    found: dict[str, set[str]] = {}
    for entry in resource.body:
        if isinstance(entry, ast.Message):
            assert entry.id.name not in found, f"{entry.id.name} stands twice"
            variables = Variables()
            variables.visit(entry)
            found[entry.id.name] = variables.names
    return found


def test_both_languages_say_the_same_messages_about_the_same() -> None:
    zh, en = messages("zh"), messages("en")
    assert zh.keys() == en.keys()
    assert not {name for name in en if not zh[name] <= en[name]}, "Chinese names something that English does not"


def test_english_has_no_chinese() -> None:
    text = (FOLDER / "locales" / "en.ftl").read_text(encoding="utf-8")
    assert re.findall(r"[\u3400-\u9fff\uff00-\uffef]", text) == []


def test_every_message_that_is_named_exists_and_every_one_is_used() -> None:
    known = messages("en").keys()
    named: set[str] = set()
    for path in FOLDER.rglob("*.py"):
        named |= set(re.findall(r'"([a-z][a-z0-9_-]*)"', path.read_text(encoding="utf-8")))
    built = {
        name
        for name in known
        if re.match(
            r"(group|channel|priority|weekday|filter|than|definitions|measure|column|level|layout|policy|whatif|refused|nav|fact|of|what|wrong|unfit|limit-unit|source-word|time)-|.*-(title|about|unit|question)$|cuts-(axis|answer|steps|days|materials)-",
            name,
        )
    }
    text = (FOLDER / "locales" / "en.ftl").read_text(encoding="utf-8")
    within = set(re.findall(r"\{ ([a-z][a-z-]*) \}", text))
    unused = known - named - built - within
    assert not unused
    for prefix in ("group",):
        assert {f"{prefix}-{group}" for group in GROUPS} <= known


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_missing_message_or_argument_is_a_defect(language: Language) -> None:
    with pytest.raises(KeyError):
        say(language, "no-such-message")
    with pytest.raises(KeyError):
        say(language, "today-waiting", {"n": 1})


@pytest.mark.parametrize(
    ("seconds", "en", "zh"),
    [
        (0, "under 1 min", "不到 1 分钟"),
        (59.9, "under 1 min", "不到 1 分钟"),
        (60, "1 min", "1 分钟"),
        (89.9, "1 min", "1 分钟"),
        (90, "2 min", "2 分钟"),
        (119 * 60, "119 min", "119 分钟"),
        (120 * 60, "2 h 0 min", "2 小时 0 分"),
        (125.6 * 60, "2 h 6 min", "2 小时 6 分"),
    ],
)
def test_durations_as_people_say_them(seconds: float, en: str, zh: str) -> None:
    assert duration("en", seconds).replace("\u00a0", " ") == en
    assert duration("zh", seconds).replace("\u00a0", " ") == zh


def test_half_a_minute_is_rounded_up() -> None:
    assert [minutes(seconds) for seconds in (0, 29.9, 30, 90, 150)] == [0, 0, 1, 2, 3]


def test_chinese_pages_have_both_languages_and_english_ones_english_alone() -> None:
    name = Text("泽头镇", "Zetou Town")
    assert Words("zh").label("table") == "表格 Table"
    assert Words("en").label("table") == "Table"
    assert Words("zh").label("csv") == "CSV"
    assert (Words("zh").name(name), Words("en").name(name), Words("zh").own(name)) == (
        "泽头镇 Zetou Town",
        "Zetou Town",
        "泽头镇",
    )
    assert Words("zh").label("choice-district", district=name) == "泽头镇各大厅 Zetou Town, all halls"


@pytest.mark.parametrize(
    ("part", "said"),
    [
        (0, "0%"),
        (0.004, "<1%"),
        (0.005, "<1%"),
        (0.006, "1%"),
        (0.5, "50%"),
        (0.994, "99%"),
        (0.995, ">99%"),
        (0.9999, ">99%"),
        (1, "100%"),
    ],
)
def test_nearly_all_is_not_all(part: float, said: str) -> None:
    assert share(part).replace("\u00a0", " ") == said


def test_percent_has_a_true_minus() -> None:
    assert Words.percent(-0.3379, 1) == "\u221233.8%"
    assert Words.percent(1) == "100%"


@pytest.mark.parametrize(
    ("p50_s", "p90_s", "said"),
    [
        # As tests/display/test_modules.py has it of the other pages, with the unit.
        (0, 20, "under 1 min"),
        (0, 59, "under 1 min"),
        (20, 61, "0–2 min"),
        (30, 60, "1 min"),
        (360, 720, "6–12 min"),
        (355, 360, "6 min"),
        (61 * 60, 62 * 60, "60–65 min"),
        (4000, 7300, "65–125 min"),
        (-5, 61, "0–2 min"),
    ],
)
def test_a_range_is_said_as_kiosk_and_phone_say_it(p50_s: float, p90_s: float, said: str) -> None:
    assert wait_range("en", p50_s, p90_s).replace("\u00a0", " ") == said
