"""The pages' components as plain HTML: what stands still needs no script."""

from collections.abc import Callable, Collection, Mapping
from html import escape
from typing import Any

from dash.development.base_component import Component

from analytics.figures.look import Chart as Figure
from analytics.pages.cards import Drawn

_RENAMED = {"className": "class", "hrefLang": "hreflang", "htmlFor": "for", "n_clicks": None, "style": None}
_VOID = frozenset({"Br", "Col", "Hr", "Img", "Input", "Link", "Meta"})
_ACTS = frozenset({"Button"})
"""What only does something when it is pressed: not there on paper."""

Chart = Callable[[str], str]
"""Returns the markup of a chart by its id; empty: it is left out."""


def markup(part: Any, drawn: Drawn, *, chart: Chart = lambda _: "", without: Collection[str] = ()) -> str:
    """Return a component, or several, as HTML.

    Args:
        drawn: What a page's `draw` gave: it takes the place of what the layout has.
        chart: Asked for the charts. without: Ids of parts that are left out.
    """
    if part is None or isinstance(part, bool):
        return ""
    if isinstance(part, (list, tuple)):
        return "".join(markup(one, drawn, chart=chart, without=without) for one in part)
    if not isinstance(part, (Component, dict)):
        return escape(str(part), quote=False)
    plain = part if isinstance(part, dict) else part.to_plotly_json()  # type: ignore[no-untyped-call]
    kind, props = plain["type"], dict(plain["props"])
    name = str(props.get("id", ""))
    props |= {prop: value for (owner, prop), value in drawn.items() if owner == name} if name else {}
    if kind in _ACTS or name in without:
        return ""
    if plain["namespace"] != "dash_html_components":
        return chart(name) if kind == "Graph" else ""
    if kind == "Details":
        props["open"] = True  # paper has nothing to press
    children = props.pop("children", None)
    tag = kind.lower()
    if kind in _VOID:
        return f"<{tag}{_attributes(props)}>"
    inner = markup(children, drawn, chart=chart, without=without)
    return f"<{tag}{_attributes(props)}>{inner}</{tag}>"


def _attributes(props: Mapping[str, Any]) -> str:
    said = []
    for prop, value in props.items():
        name = _RENAMED.get(prop, prop)
        if name is None or value is None or value is False or value == "":
            continue
        said.append(f" {name}" if value is True else f' {name}="{escape(str(value))}"')
    return "".join(said)


def figures_of(drawn: Drawn) -> dict[str, Figure]:
    """Return the charts that a page's `draw` gave, by the id of their graph."""
    return {
        f"{name.removesuffix('-drawn')}-figure": figure
        for (name, prop), figure in drawn.items()
        if prop == "data" and isinstance(figure, Figure)
    }
