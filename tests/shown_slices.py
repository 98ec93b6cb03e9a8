"""What the page of a document shows: its tags, and the slices of the document that all of its text is."""

from html.parser import HTMLParser

from service.app.document_body import DocumentBody
from service.documents.document import Document

TAGS = set(
    "h1 h2 h3 h4 h5 h6 p ul ol li blockquote pre code em strong s a br hr table thead tbody tr th td div sup span mark".split()
)
ATTRIBUTES = set("id class dir data-at data-to href rel title start tabindex role aria-label scope".split())


class Shown(HTMLParser):
    """Reads a page's HTML: its tags, and each slice with its offset, its end and what is shown."""

    def __init__(self, markup: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.slices: list[tuple[int, int | None, str, str]] = []
        self.loose: list[str] = []
        self._held: tuple[int, int | None, str] | None = None
        self.feed(markup)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        held = dict(attrs)
        self.tags.append((tag, held))
        if tag not in ("br", "hr"):
            self.open.append(tag)
        if "data-at" in held:
            to = held.get("data-to")
            self._held = (int(held["data-at"] or 0), int(to) if to else None, tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag
        self._held = None

    def handle_data(self, data: str) -> None:
        if self._held:
            self.slices.append((*self._held, data))
        elif data.strip():
            self.loose.append(data)


def read(body: DocumentBody) -> Shown:
    return Shown(body.facts + body.title + body.text)


def check_slices(document: Document, shown: Shown) -> None:
    """Check that every character shown is the document's, in order, and that all other markup is ours."""
    done = 0
    for at, to, _, data in shown.slices:
        assert at >= done
        if to is None:
            assert data == document.text[at : at + len(data)].replace("\0", "\ufffd")
        done = to or at + len(data)
    assert shown.loose == []
    for tag, held in shown.tags:
        assert tag in TAGS and set(held) <= ATTRIBUTES, (tag, held)
