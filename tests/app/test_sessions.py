import pytest

from queue_server.app.sessions import described

CHROME = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36"


@pytest.mark.parametrize(
    ("agent", "device"),
    [
        (CHROME, "Chrome, Windows"),
        (f"{CHROME} Edg/142.0.0.0", "Edge, Windows"),
        ("Mozilla/5.0 (Linux; Android 15; Phone) AppleWebKit/537.36 Chrome/142.0 Mobile Safari/537.36", "Chrome, Android"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 Version/19.0 Safari/605.1.15", "Safari, macOS"),
        ("python-httpx2/2.16", "Python"),
        ("<script>alert(1)</script>", None),
        ("", None),
    ],
)
def test_a_device_is_told_by_its_kind_alone(agent: str, device: str | None) -> None:
    assert described(agent) == device
