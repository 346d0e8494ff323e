"""The pages' addresses, headers and words, without a browser."""

import re
from pathlib import Path

import httpx2
import pytest
from fluent.runtime import FluentBundle, FluentResource
from starlette.applications import Starlette
from starlette.testclient import TestClient

from display import pages
from queue_server.core.errors import OneWindowError
from queue_server.web import api  # with it every error that can be answered is known
from queue_server.web.problems import status_of

DISPLAY = Path(pages.__file__).parent
STATIC, LOCALES = DISPLAY / "static", DISPLAY / "locales"
LANGUAGES = {"zh": "zh-CN", "en": "en"}


CLIENT = TestClient(Starlette(routes=pages.routes()))


def get(path: str) -> httpx2.Response:
    answer: httpx2.Response = CLIENT.get(path)
    return answer


@pytest.mark.parametrize("path", ["/", "/login", "/kiosk/h", "/board/h", "/t/h.2026-03-02.A001.x", "/desk", "/desk/h", "/desk/h/3", "/greet", "/manage/h"])  # fmt: skip
def test_a_page_is_a_shell_that_allows_no_inline_code(path: str) -> None:
    answer = get(path)

    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/html")
    policy = answer.headers["content-security-policy"]
    assert policy.startswith("default-src 'none'; ")
    assert "require-trusted-types-for 'script'" in policy
    assert "frame-ancestors 'none'" in policy
    assert not re.search(r"unsafe|data:|blob:|\*|http", policy)
    assert answer.headers["cache-control"] == ("no-store" if path.startswith("/t/") else "no-cache")
    assert not re.search(r"\sstyle=|\son\w+=|<style", answer.text)
    for asset in re.findall(r'(?:href|src)="(/static/[^"]+)"', answer.text):
        assert get(asset).status_code == 200, asset


@pytest.mark.parametrize(("path", "kind"), [("base/words.js", "text/javascript"), ("vendor/qrcode-generator/qrcode.mjs", "text/javascript"), ("base/base.css", "text/css"), ("locales/base.zh.ftl", "text/plain")])  # fmt: skip
def test_files_have_types_that_browsers_take(path: str, kind: str) -> None:
    answer = get(f"/static/{path}")

    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith(kind)
    assert answer.headers["content-security-policy"] == pages.POLICY


def test_no_file_outside_is_served() -> None:
    for path in (
        "/static/../pages.py",
        "/static/%2e%2e/pages.py",
        "/static/locales/../../pages.py",
        "/static/",
        "/static/base",
    ):
        assert get(path).status_code == 404, path


def words(language: str, *files: str) -> FluentBundle:
    bundle = FluentBundle([LANGUAGES[language]], use_isolating=False)
    for file in files:
        bundle.add_resource(FluentResource((LOCALES / f"{file}.{language}.ftl").read_text(encoding="utf-8")))
    return bundle


def files_of(language: str) -> list[str]:
    return sorted(path.name.removesuffix(f".{language}.ftl") for path in LOCALES.glob(f"*.{language}.ftl"))


def ids(path: Path) -> list[str]:
    return re.findall(r"^([a-zA-Z][\w-]*) =", path.read_text(encoding="utf-8"), flags=re.MULTILINE)


def test_both_languages_have_the_same_messages_once() -> None:
    assert files_of("zh") == files_of("en")
    for file in files_of("zh"):
        zh, en = ids(LOCALES / f"{file}.zh.ftl"), ids(LOCALES / f"{file}.en.ftl")
        assert sorted(zh) == sorted(en), file
        assert len(set(zh)) == len(zh), file


def test_messages_use_the_same_values_and_english_has_no_chinese() -> None:
    for file in files_of("en"):
        for language in LANGUAGES:
            text = (LOCALES / f"{file}.{language}.ftl").read_text(encoding="utf-8")
            blocks = dict(re.findall(r"^([\w-]+) =((?:.*\n(?:[ \t].*\n|\n(?=[ \t]))*))", text, flags=re.MULTILINE))
            values = {id_: set(re.findall(r"\$(\w+)", block)) for id_, block in blocks.items()}
            if language == "zh":
                expected = values
            else:
                assert values == expected, file
                assert not re.search(r"[\u3400-\u9fff]", text), file


def test_every_message_that_a_module_names_is_there() -> None:
    known = {id_ for path in LOCALES.glob("*.zh.ftl") for id_ in ids(path)}
    for module in STATIC.rglob("*.js"):
        if "vendor" in module.parts:
            continue
        named = {
            "".join(found)
            for found in re.findall(
                r"\b(?:both|t|hasWords)\(\"([\w-]+)\"|\btIn\((?:\w+|\"\w+\"), \"([\w-]+)\"", module.read_text(encoding="utf-8")
            )
        }
        assert named <= known, f"{module.relative_to(STATIC)}: {named - known}"


def refusals(parent: type[OneWindowError] = OneWindowError) -> set[str]:
    """The codes of all errors that the server answers with another status than 500."""
    own = {parent.code} if "code" in vars(parent) and status_of(parent) != 500 else set()
    return own.union(*(refusals(child) for child in parent.__subclasses__()))


def test_every_refusal_has_words() -> None:
    """Pages translate by code, so each code that they can be answered with needs its message."""
    never_caused = {
        "answer-kept",
        "row-there",
        "stream-locked",
        "malformed-request",
        "method-not-allowed",
        "unknown-path",
        "idempotency-key-invalid",
        "error",
        "unknown-event",
    }
    assert api.build_api
    bundle = words("zh", *files_of("zh"))
    assert {code for code in refusals() - never_caused if not bundle.has_message(f"problem-{code}")} == set()


def test_modules_build_no_markup_from_texts() -> None:
    for module in STATIC.rglob("*.js"):
        if "vendor" in module.parts:
            continue
        text = module.read_text(encoding="utf-8")
        for forbidden in (
            "innerHTML",
            "outerHTML",
            "insertAdjacentHTML",
            "unsafeHTML",
            "document.write",
            "eval(",
            "new Function",
        ):
            assert forbidden not in text, f"{module.relative_to(STATIC)}: {forbidden}"


def test_vendored_libraries_carry_their_licences() -> None:
    for folder in (STATIC / "vendor").iterdir():
        if folder.is_dir():
            assert (folder / "LICENSE").stat().st_size > 500, folder.name
            assert folder.name in (STATIC / "vendor" / "README.md").read_text(encoding="utf-8")
