"""Words as components: Chinese with English smaller beside it, or English alone."""

from collections.abc import Iterable
from typing import Any

from dash import html

from analytics.words import Language, Text, Words

Children = list[Any]


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
    """Return text in which what stands between two `**` is bold."""
    parts = text.split("**")
    return [html.B(part) if place % 2 else part for place, part in enumerate(parts) if part]
