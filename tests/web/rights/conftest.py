"""One city for all tests of rights that a worker runs."""

from collections.abc import Iterator

import pytest

from tests.web.rights.place import Place


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    with Place(tmp_path_factory.mktemp("rights")) as running:
        yield running
