"""The dashboards' words: Fluent messages in Chinese and English.

A page is in English alone, or in Chinese with English beside it, smaller. Names (halls, districts) come from the data in both.
"""

from collections.abc import Callable, Mapping
from functools import cache
from math import ceil, floor
from pathlib import Path
from typing import Literal, Protocol, get_args

from fluent.runtime import FluentBundle, FluentResource

Language = Literal["zh", "en"]
LANGUAGES: tuple[Language, ...] = get_args(Language)
_TAGS = {"zh": "zh-CN", "en": "en-GB"}


class Text(Protocol):
    """A name in both languages, as the city's rows have it."""

    @property
    def zh(self) -> str: ...
    @property
    def en(self) -> str: ...


@cache
def _bundle(language: Language) -> FluentBundle:
    # Isolating marks would end up in copied text and exports; both scripts run left to right.
    bundle = FluentBundle([_TAGS[language]], use_isolating=False)
    text = (Path(__file__).parent / "locales" / f"{language}.ftl").read_text(encoding="utf-8")
    bundle.add_resource(FluentResource(text))
    return bundle


def say(language: Language, message: str, args: Mapping[str, object] | None = None) -> str:
    """Return a message in one language.

    Raises:
        KeyError: there is no such message, or an argument is missing.
    """
    pattern = _bundle(language).get_message(message).value
    assert pattern is not None, f"{message} has no text"
    said, errors = _bundle(language).format_pattern(pattern, dict(args or {}))
    if errors:
        raise KeyError(f"{message} ({language}): {errors[0]}")
    return str(said)


class Words:
    """The words of one viewer's pages. `languages`: what stands on them, the first one large."""

    def __init__(self, language: Language) -> None:
        self.language: Language = language
        self.languages: tuple[Language, ...] = ("en",) if language == "en" else ("zh", "en")

    def each(self, message: str, **args: object) -> list[tuple[Language, str]]:
        """Return the message in every language of the page.

        An argument that is a `Text` is said in that language, one that is a function is called with it.
        """
        return [(language, self.say(language, message, args)) for language in self.languages]

    @staticmethod
    def say(language: Language, message: str, args: Mapping[str, object]) -> str:
        """Return the message in one language, with arguments as for `each`."""
        return say(language, message, {name: _in(language, value) for name, value in args.items()})

    def label(self, message: str, **args: object) -> str:
        """Return the message as one line of text, for charts, tables and exports: both languages, or English."""
        return _joined([text for _, text in self.each(message, **args)])

    def plain(self, message: str, **args: object) -> str:
        """Return the message in the page's first language alone."""
        return self.say(self.language, message, args)

    def name(self, text: Text) -> str:
        """Return a name as one line of text: both languages, or English."""
        return text.en if self.language == "en" else _joined([text.zh, text.en])

    def own(self, text: Text) -> str:
        """Return a name in the page's first language."""
        return text.en if self.language == "en" else text.zh

    @staticmethod
    def percent(share: float, digits: int = 0) -> str:
        """Return a share as percent, with a true minus sign."""
        return f"{share * 100:.{digits}f}%".replace("-", "\u2212")


def shorter(cut: float, digits: int = 0) -> str:
    """Return a cut (1 - after / before) as the change that it is: less has a minus sign, more a plus."""
    return f"{'+' if cut < 0 else ''}{Words.percent(-cut + 0.0, digits)}"


def share(part: float) -> str:
    """Return a share as whole percent; what is not quite all, or not quite nothing, says so."""
    whole = round(part * 100)
    if whole == 100 and part < 1:
        return f">{Words.percent(0.99)}"
    if whole == 0 and part > 0:
        return f"<{Words.percent(0.01)}"
    return Words.percent(whole / 100)


def _in(language: Language, value: object) -> object:
    if callable(value):
        return value(language)
    return getattr(value, language, value)


def _joined(texts: list[str]) -> str:
    return " ".join(dict.fromkeys(texts))


def minutes(seconds: float) -> int:
    """Return whole minutes, half of one and more rounded up."""
    return floor(seconds / 60 + 0.5)


def wait_range(language: Language, p50_s: float, p90_s: float) -> str:
    """Return the range of a wait as kiosk and phone say it: half of one rounded, nine in ten up, above an hour to five minutes."""

    def whole(seconds: float, rounded: Callable[[float], int]) -> int:
        exact = max(0.0, seconds) / 60
        return rounded(exact / 5) * 5 if exact > 60 else rounded(exact)

    high = max(1, whole(p90_s, ceil))
    low = min(whole(p50_s, lambda value: floor(value + 0.5)), high)
    if high == 1 and low == 0:
        return say(language, "duration-under-a-minute")
    return say(language, "duration-minutes", {"minutes": high if low == high else f"{low}\u2013{high}"})


def duration(language: Language, seconds: float) -> str:
    """Return a duration as people say it: under a minute, minutes, from two hours on hours and minutes."""
    if seconds < 60:
        return say(language, "duration-under-a-minute")
    whole = minutes(seconds)
    if whole < 120:
        return say(language, "duration-minutes", {"minutes": whole})
    return say(language, "duration-hours", {"hours": whole // 60, "minutes": whole % 60})


def lasting(seconds: float) -> Callable[[Language], str]:
    """Return a duration as an argument of messages, each in its language."""
    return lambda language: duration(language, seconds)


def at_most(seconds: float) -> Callable[[Language], str]:
    """Return a duration that stands after "at most": never "at most under 1 min"."""
    return lasting(max(seconds, 60.0))


def said_minutes(seconds: float) -> int:
    """Return the minutes that `at_most` says: what is alike in them is not called shorter or longer."""
    return minutes(max(seconds, 60.0))


def half_and_nine_in_ten(p50_s: float, p90_s: float) -> dict[str, object]:
    """Return both quantiles as arguments of a sentence, and whether they are said `alike`: then it says one of them."""
    alike = "yes" if said_minutes(p50_s) == said_minutes(p90_s) else "no"
    return {"p50": at_most(p50_s), "p90": at_most(p90_s), "alike": alike}
