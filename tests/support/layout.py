"""What a careful eye checks on a page, asked of the browser: nothing clipped or overlapping, legible, the right language.

The questions are put in the page as it stands, so a test first brings it into the state to look at. Each returns findings in words;
`assert_tidy` and `assert_language` raise with all of them.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, expect

_SCRIPT = Path(__file__).with_name("layout.js").read_text(encoding="utf-8")


def _ask(page: Page, question: str, *arguments: Any) -> list[str]:
    found: list[str] = page.evaluate(f"(given) => {{ {_SCRIPT}; return {question}(...given); }}", list(arguments))
    return found


def settle(page: Page) -> None:
    """Wait until fonts are there, animations are over, and a screen that has just changed takes touches again."""
    page.evaluate(
        """async () => {
            await document.fonts.ready;
            await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
            const ends = document.getAnimations().filter((a) => a.effect.getComputedTiming().endTime !== Infinity);
            await Promise.all(ends.map((a) => a.finished.catch(() => {})));
        }"""
    )
    expect(page.locator(".guarded")).to_have_count(0)


def clipped(page: Page) -> list[str]:
    """Return texts that reach out of a box that hides them, out of the box that is drawn around them, or out of the page."""
    return _ask(page, "clippedTexts")


def overlapping(page: Page) -> list[str]:
    """Return pairs of texts, or a text and a control, that lie on each other."""
    return _ask(page, "overlappingTexts")


def pale(page: Page) -> list[str]:
    """Return texts whose contrast to their ground is under 4.5:1, or 3:1 for large ones (WCAG 2.2, 1.4.3)."""
    return _ask(page, "paleTexts")


def chinese_outside(page: Page) -> list[str]:
    """Return Chinese in texts, labels and the title that no `lang="zh..."` around it announces."""
    return _ask(page, "chineseOutside")


def small_targets(page: Page, least_px: float) -> list[str]:
    """Return controls that are lower or narrower than `least_px`."""
    return _ask(page, "smallTargets", least_px)


def nameless(page: Page) -> list[str]:
    """Return controls without a name that a screen reader could say, and pictures without a text or a sign that they have none."""
    return _ask(page, "namelessControls")


def assert_tidy(page: Page, *, least_target_px: float | None = None) -> None:
    """Raise AssertionError with everything that a careful eye would mark."""
    settle(page)
    findings = {
        "clipped": clipped(page),
        "overlapping": overlapping(page),
        "pale": pale(page),
        "nameless": nameless(page),
        "small": small_targets(page, least_target_px) if least_target_px is not None else [],
    }
    _raise(page, findings)


def assert_language(page: Page) -> None:
    """Raise AssertionError if an English page shows Chinese that is not marked as such."""
    _raise(page, {"Chinese": chinese_outside(page)})


def _raise(page: Page, findings: dict[str, list[str]]) -> None:
    told: Sequence[str] = [f"{kind}: {text}" for kind, texts in findings.items() for text in texts]
    assert not told, f"{page.url} at {page.viewport_size}:\n" + "\n".join(told)
