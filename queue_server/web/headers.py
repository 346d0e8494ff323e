"""Response headers that bound what a browser does with an answer. What each is for: docs/headers.md."""

from typing import Final

Headers = tuple[tuple[bytes, bytes], ...]

EVERY: Final[Headers] = (
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    # A ticket's pass stands in the address of its page.
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    # What pages might be tempted to ask for; sound and full screen they may use.
    (
        b"permissions-policy",
        b"bluetooth=(), camera=(), display-capture=(), geolocation=(), hid=(), microphone=(), midi=(), payment=(), usb=()",
    ),
)
"""Of every answer. uvicorn adds them where it writes one, so what it refuses itself and websocket handshakes have them too."""

DATA_POLICY: Final = (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'")
"""Of answers that are no page: should a browser show one, nothing in it runs or is loaded."""
