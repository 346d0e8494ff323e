"""Words as components: Chinese with English smaller beside it, or English alone."""

import re
from collections.abc import Iterable
from typing import Any

from dash import html

from analytics.words import Language, Text, Words

Children = list[Any]
_DATE = re.compile(r"(?<!\d)(\d{4}-\d{2}(?:-\d{2})?)(?![\d-])", re.ASCII)


def both(words: Words, message: str, **args: object) -> Children:
    """Return a message for a heading or label. `**` in it marks what stands out."""
    return spans(words.each(message, **args))


def name(words: Words, text: Text) -> Children:
    """Return a name of the data."""
    each: list[tuple[Language, str]] = [(language, getattr(text, language)) for language in words.languages]
    return spans(each)


def spans(said: Iterable[tuple[Language, str]]) -> Children:
    """Return texts side by side, each marked with its language; all but the first smaller."""
    children: Children = []
    listed = list(said)
    if len({text for _, text in listed}) == 1:  # figures alone, or a word that both languages have
        return marked(listed[0][1])
    for place, (language, text) in enumerate(listed):
        if place:
            children.append(" ")
        children.append(html.Span(marked(text), lang=language, className="beside" if place else "first"))
    return children


def paragraphs(words: Words, sentences: Iterable[tuple[str, dict[str, object]]], class_name: str) -> Children:
    """Return sentences (message and arguments) as one paragraph a language."""
    listed = list(sentences)
    return [
        html.P(
            marked(("" if language == "zh" else " ").join(words.say(language, message, args) for message, args in listed)),
            lang=language,
            className=f"{class_name} beside" if place else class_name,
        )
        for place, language in enumerate(words.languages)
    ]


def marked(text: str) -> Children:
    """Return text in which what stands between two `**` is bold, and which breaks at no hyphen of a date."""
    children: Children = []
    for place, part in enumerate(text.split("**")):
        if part:
            children += [html.B(dated(part))] if place % 2 else dated(part)
    return children


def dated(text: str) -> Children:
    """Return text whose dates and months (`2026-03-02`, `2026-03`) stay on one line; copied, they are the characters that they were."""
    parts = _DATE.split(text)
    return [html.Span(part, className="date") if place % 2 else part for place, part in enumerate(parts) if part]
