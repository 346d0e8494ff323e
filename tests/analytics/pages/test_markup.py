"""Components as they stand on paper and on the public pages."""

from dash import dcc, html

from analytics.pages.cards import aria
from analytics.pages.markup import markup


def test_texts_and_attributes_cannot_become_markup() -> None:
    hostile = '<script>alert("1")</script>&amp;'
    said = markup(html.P([hostile, html.B(hostile)], title=f'"{hostile}', className="a b", **aria(label=hostile)), {})
    assert "<script" not in said
    assert said.count("&lt;script&gt;") == 4
    assert 'class="a b"' in said
    assert 'title="&quot;&lt;script&gt;' in said


def test_what_was_drawn_takes_the_place_of_what_the_layout_has() -> None:
    page = [
        html.P("before", id="a"),
        html.Section(html.H3("left out"), id="b"),
        html.Div(["kept ", 3, None, True], hidden=True, id="c"),
    ]
    drawn = {("a", "children"): [html.B("after"), " it"], ("c", "hidden"): False, ("c", "className"): "x"}
    assert markup(page, drawn, without=["b"]) == '<p id="a"><b>after</b> it</p><div id="c" class="x">kept 3</div>'


def test_what_only_acts_is_not_there_and_a_chart_is_what_was_made_of_it() -> None:
    page = html.Div(
        [
            dcc.Store(id="s", data="secret"),
            html.Button("CSV", n_clicks=0),
            html.Br(),
            html.Details(html.Summary("t")),
            dcc.Graph(id="g"),
        ]
    )
    assert (
        markup(page, {}, chart=lambda name: f"<svg {name}>")
        == "<div><br><details open><summary>t</summary></details><svg g></div>"
    )
