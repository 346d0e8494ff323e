"""What one address asks of the services: which of them, by whose figures, and which measure; and what was published."""

import json
from functools import cache, cached_property
from pathlib import Path
from typing import Any, Literal
from urllib.parse import parse_qs

import pandas as pd

from analytics.figures.names import distinct
from analytics.history import bureau
from analytics.measures.cuts import WHATS, What
from analytics.pages.asked import GROUPS, first, listed
from analytics.pages.closed import Reading
from analytics.queries.city import bureau_frame
from queue_server.city.catalogue import Service
from queue_server.city.search import LONGEST_QUERY, ServiceIndex

Of = Literal["catalogue", "bureau"]


@cache
def published() -> dict[str, Any]:
    """Return the bureau's published figures, with their source."""
    text = (Path(__file__).parent.parent / "data" / "published.json").read_text(encoding="utf-8")
    facts: dict[str, Any] = json.loads(text)
    return facts


class Shortened:
    """What one address asks of the services, and what answers it."""

    def __init__(self, reading: Reading) -> None:
        self.words, self.city, self._catalogue = reading.words, reading.setup.city, reading.setup.catalogue
        self._version = reading.setup.version
        self.loaded = bureau.read(reading.history.directory)
        said = parse_qs(reading.search.lstrip("?"))
        of, what = first(said, "of"), first(said, "what")
        self.of: Of = "catalogue" if of == "catalogue" or (of != "bureau" and self.loaded is None) else "bureau"
        self.what: What = what if what in WHATS else "days"
        self.groups = listed(said, "group", GROUPS)
        self.find = first(said, "find")[:LONGEST_QUERY]

    @property
    def key(self) -> str:
        """The same as long as the same is to be drawn."""
        loaded = None if self.loaded is None else (self.loaded.at_ms, self.loaded.by, self.loaded.file)
        asked = (self.of, self.what, self.groups, self.find, loaded, self.words.language)
        return repr((*asked, self._version))

    @cached_property
    def services(self) -> list[Service]:
        """The services asked for, in the catalogue's order."""
        services = self.city.services
        found = {one.code for one in (ServiceIndex(services).search(self.find) if self.find else services)}
        return [one for one in services if one.code in found and (not self.groups or one.group in self.groups)]

    @cached_property
    def frame(self) -> pd.DataFrame:
        """Their figures, as `queries.city` has them."""
        if self.of == "catalogue":
            return self._catalogue[self._catalogue["code"].isin([one.code for one in self.services])]
        return bureau_frame(self.loaded.rows if self.loaded else (), self.services)

    @property
    def names(self) -> dict[str, str]:
        """Names by code, in the page's first language, no two alike."""
        codes = [one.code for one in self.city.services]
        return dict(zip(codes, distinct([self.words.own(one.name) for one in self.city.services], codes), strict=True))
