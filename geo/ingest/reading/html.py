"""Descriptions in HTML, as KML has them: their text, and the fields of a table of two columns."""

from html.parser import HTMLParser

MOST_LENGTH = 100_000
BREAKS = ("br", "p", "div", "tr", "li", "table")
UNSHOWN = ("script", "style", "head")


def fields_of(text: str) -> tuple[str, dict[str, str]]:
    """Return the text of a description without its marks, and name -> value of its table.

    ArcGIS writes the attributes of a feature as a table of names and values.
    """
    text = text.strip()[:MOST_LENGTH]
    if "<" not in text:
        return text, {}
    reader = _Reader()
    reader.feed(text)
    reader.close()
    lines = (" ".join(line.split()) for line in "".join(reader.texts).splitlines())
    return "\n".join(line for line in lines if line), reader.fields


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.texts: list[str] = []
        self.fields: dict[str, str] = {}
        self._cells: list[str] = []
        self._hidden = 0

    def handle_starttag(self, tag: str, attrs: list) -> None:
        self._hidden += tag in UNSHOWN
        if tag in BREAKS:
            self.texts.append("\n")
        if tag == "tr":
            self._cells = []
        elif tag in ("td", "th"):
            self._cells.append("")
            self.texts.append(" ")

    def handle_endtag(self, tag: str) -> None:
        self._hidden -= tag in UNSHOWN and self._hidden > 0
        if tag == "tr" and len(self._cells) == 2 and self._cells[0].strip():
            name, value = (" ".join(cell.split()) for cell in self._cells)
            self.fields.setdefault(name[:100], value)

    def handle_data(self, data: str) -> None:
        if self._hidden:
            return
        self.texts.append(data)
        if self._cells:
            self._cells[-1] += data
