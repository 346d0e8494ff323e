"""The HTML around the dashboards, and the headers that bound what the page may do."""

from collections.abc import Sequence
from html import escape
from string import Template

import dash
from dash import ClientsideFunction
from dash.dependencies import DashDependency
from flask import request

from analytics.words import LANGUAGES, Language, say

_PAGE = Template("""<!DOCTYPE html>
<html lang="$lang">
<head>
$metas
<meta name="color-scheme" content="light">
<title>$title</title>
<link rel="icon" href="$icon" type="image/svg+xml">
$css
</head>
<body>
<div id="stale" class="banner" role="status" hidden>$stale</div>
<div id="login-ended" class="banner" role="status" hidden>$ended <a href="/login?next=/analytics/">$login</a></div>
<div id="rights-changed" class="banner" role="status" hidden>$changed</div>
<p id="opening" role="status">$opening</p>
$entry
<noscript>$noscript</noscript>
<footer>
$config
$scripts
$renderer
</footer>
</body>
</html>""")


def policy(hashes: Sequence[str]) -> str:
    """Return the content security policy of `/analytics/` alone; the halls' pages have a stricter one.

    Scripts: our own files, and the inline one that starts Dash, by its hash. Dash and Plotly write some twenty `<style>` elements as
    they start, which change with each of their releases, and Plotly style attributes for labels in two sizes: styles may be inline.
    Plotly paints a heat map as an image that it makes itself, and a chart's picture on the way to a file.
    Dash loads parts of itself by address, which Trusted Types would refuse. Nothing comes from or goes to another place.
    """
    return "; ".join(
        (
            "default-src 'none'",
            f"script-src 'self' {' '.join(hashes)}",
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data: blob:",
            "font-src 'self'",
            "connect-src 'self'",  # the manager's websocket, too
            "base-uri 'none'",
            "form-action 'none'",
            "frame-ancestors 'none'",
        )
    )


def headers(hashes: Sequence[str]) -> dict[str, str]:
    """Return the security headers of every answer."""
    return {
        "Content-Security-Policy": policy(hashes),
    }


class Dashboards(dash.Dash):
    """Dash with a page of our own: in the viewer's language, and with words for when the figures stop."""

    def in_browser(self, function: str, *parts: DashDependency, prevent_initial_call: bool = False) -> None:
        """Register a callback that a function of assets/callbacks.js answers."""
        answers = ClientsideFunction("onewindow", function)
        self.clientside_callback(answers, *parts, prevent_initial_call=prevent_initial_call)  # type: ignore[no-untyped-call]

    def interpolate_index(self, **parts: str) -> str:  # type: ignore[override] # Dash hands the parts over by name
        asked = request.args.get("lang") or request.headers.get("X-OneWindow-Lang")
        language: Language = "en" if asked == "en" else "zh"

        def words(message: str) -> str:
            languages: tuple[Language, ...] = ("en",) if language == "en" else LANGUAGES
            return " ".join(f'<span lang="{one}">{escape(say(one, message))}</span>' for one in languages)

        return _PAGE.substitute(
            lang=language,
            metas=parts["metas"],
            title=escape(f"{say(language, 'onewindow')} · {say(language, 'nav')}"),
            icon=self.get_asset_url("icon.svg"),
            css=parts["css"],
            stale=words("stale"),
            ended=words("login-ended"),
            login=words("log-in"),
            changed=words("rights-changed"),
            opening=words("opening"),
            entry='<div id="react-entry-point"></div>',
            noscript=words("javascript-needed"),
            config=parts["config"],
            scripts=parts["scripts"],
            renderer=parts["renderer"],
        )
