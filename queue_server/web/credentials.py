"""What a request says about who sent it: a bearer token or the session cookie, and the page that it came from."""

from collections.abc import Mapping
from typing import Literal, NamedTuple
from urllib.parse import urlsplit

from starlette.requests import cookie_parser

COOKIE = "onewindow_session"
SECURE_COOKIE = f"__Host-{COOKIE}"
"""Its name over https. Browsers take it from this host alone, over TLS: no sibling domain and no page fetched without TLS can plant one."""


class Credentials(NamedTuple):
    """A session's token, empty when there is none. `by_cookie`: a browser adds it to whatever any page sends here."""

    token: str
    by_cookie: bool


def credentials(headers: Mapping[bytes, bytes], *, https: bool = False) -> Credentials:
    """Return the token of the Authorization header, else the cookie's; over https the cookie without its prefix counts for nothing."""
    scheme, _, token = headers.get(b"authorization", b"").decode("latin-1").partition(" ")
    if scheme.lower() == "bearer" and token:
        return Credentials(token.strip(), by_cookie=False)
    cookie = headers.get(b"cookie")
    if not cookie:
        return Credentials("", by_cookie=True)
    cookies = cookie_parser(cookie.decode("latin-1"))
    return Credentials(cookies.get(SECURE_COOKIE) or ("" if https else cookies.get(COOKIE, "")), by_cookie=True)


def is_https(scheme: str, public_url: str | None) -> bool:
    """Tell whether browsers reach the server over TLS, by the scope's scheme as a trusted proxy told it, or by the city's address."""
    return scheme in ("https", "wss") or (public_url or "").startswith("https:")


def page_of(headers: Mapping[bytes, bytes], public_url: str | None) -> Literal["own", "other"] | None:
    """Return whose page sent the request, by what browsers alone write: Sec-Fetch-Site and Origin. None: neither says."""
    site = headers.get(b"sec-fetch-site")
    if site in (b"cross-site", b"same-site"):
        return "other"
    origin = headers.get(b"origin")
    if origin is None:
        return "own" if site == b"same-origin" else None
    try:
        place = urlsplit(origin.decode("latin-1")).netloc.lower()
    except ValueError:
        return "other"
    own = {headers.get(b"host", b"").decode("latin-1").lower()}
    if public_url is not None:
        own.add(urlsplit(public_url).netloc.lower())
    return "own" if place and place in own else "other"


def session_cookie(token: str, max_age_s: int, *, secure: bool) -> tuple[bytes, bytes]:
    """Return the header that gives a browser the token, or takes it back when `max_age_s` is 0."""
    name, more = (SECURE_COOKIE, "; Secure") if secure else (COOKIE, "")
    return b"set-cookie", f"{name}={token}; Path=/; Max-Age={max_age_s}; HttpOnly; SameSite=Lax{more}".encode()
