"""The page of rights is what the code says; `tests/web/rights/` plays it."""

from pathlib import Path

from queue_server.app.access import RIGHTS
from queue_server.web.api import OPERATIONS
from queue_server.web.rights import ELSEWHERE, page
from queue_server.web.sockets import VIEWS

PAGE = Path(__file__).parents[2] / "docs" / "rights.md"


def test_the_page_of_rights_is_what_the_code_says() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "make rights writes it again"


def test_every_action_is_asked_for_somewhere() -> None:
    asked = {operation.action for operation in OPERATIONS} | {view.action for view in VIEWS} | ELSEWHERE.keys()
    assert asked - {None} == RIGHTS.keys()
