"""Files that several of these tests read."""

from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
EXAMPLE = ROOT / "docs" / "example-city.toml"
DATA = ROOT / "queue_server" / "data"
WEIHAI = DATA / "weihai.toml"
