"""A page that stands still, read as it was sent: its elements, their texts, its tables."""

from html.parser import HTMLParser

VOID = {"br", "col", "hr", "img", "input", "link", "meta"}


class Element:
    """An element. `parts`: its elements and texts in their order."""

    def __init__(self, tag: str, attributes: dict[str, str]) -> None:
        self.tag, self.attributes = tag, attributes
        self.parts: list[Element | str] = []

    @property
    def text(self) -> str:
        said = "".join(part if isinstance(part, str) else part.text for part in self.parts)
        return said.replace("\u00a0", " ")

    def all(self, tag: str = "", *, class_name: str = "") -> "list[Element]":
        """Return the elements below, of a tag or class."""
        found = []
        for part in self.parts:
            if isinstance(part, Element):
                if tag in ("", part.tag) and (not class_name or class_name in part.attributes.get("class", "").split()):
                    found.append(part)
                found += part.all(tag, class_name=class_name)
        return found

    def by_id(self, id_: str) -> "Element":
        (found,) = [one for one in self.all() if one.attributes.get("id") == id_]
        return found

    def rows(self) -> list[list[str]]:
        """Return the texts of a table's cells."""
        return [[cell.text for cell in row.all() if cell.tag in ("th", "td")] for row in self.all("tr")]


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.open = [Element("", {})]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        made = Element(tag, {name: value or "" for name, value in attrs})
        self.open[-1].parts.append(made)
        if tag not in VOID:
            self.open.append(made)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.open[-1].parts.append(Element(tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop().tag == tag, f"</{tag}> closes nothing"

    def handle_data(self, data: str) -> None:
        self.open[-1].parts.append(data)


def read(text: str) -> Element:
    """Return a whole document; every element in it must be closed where it should be."""
    reader = _Reader()
    reader.feed(text)
    reader.close()
    (root,) = reader.open
    return root
