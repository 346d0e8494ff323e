"""What a request says about who sent it: a bearer token or the session cookie, and the page that it came from."""

from collections.abc import Mapping
from typing import NamedTuple
from urllib.parse import urlsplit

from starlette.requests import cookie_parser

COOKIE = "onewindow_session"


class Credentials(NamedTuple):
    """A session's token, empty when there is none. `by_cookie`: a browser adds it to whatever any page sends here."""

    token: str
    by_cookie: bool


def credentials(headers: Mapping[bytes, bytes]) -> Credentials:
    """Return the token of the Authorization header, else the cookie's."""
    scheme, _, token = headers.get(b"authorization", b"").decode("latin-1").partition(" ")
    if scheme.lower() == "bearer" and token:
        return Credentials(token.strip(), by_cookie=False)
    cookie = headers.get(b"cookie")
    return Credentials(cookie_parser(cookie.decode("latin-1")).get(COOKIE, "") if cookie else "", by_cookie=True)


def from_own_page(headers: Mapping[bytes, bytes], public_url: str | None) -> bool:
    """Tell whether a page of this server sent the request, by Origin, or by Referer where there is none."""
    page = headers.get(b"origin") or headers.get(b"referer")
    if page is None:
        return False
    try:
        place = urlsplit(page.decode("latin-1")).netloc.lower()
    except ValueError:
        return False
    own = {headers.get(b"host", b"").decode("latin-1").lower()}
    if public_url is not None:
        own.add(urlsplit(public_url).netloc.lower())
    return bool(place) and place in own


def session_cookie(token: str, max_age_s: int, *, secure: bool) -> tuple[bytes, bytes]:
    """Return the header that gives a browser the token, or takes it back when `max_age_s` is 0."""
    value = f"{COOKIE}={token}; Path=/; Max-Age={max_age_s}; HttpOnly; SameSite=Lax" + ("; Secure" if secure else "")
    return b"set-cookie", value.encode()
