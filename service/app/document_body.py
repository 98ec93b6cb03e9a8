"""The text of a document as its page shows it: Markdown as what it means, other text in paragraphs, long texts in parts."""

import posixpath
import re
from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from markupsafe import Markup

from service.app.markdown_layout import MarkdownSource, find_references, lay_out_markdown
from service.app.page_layout import PART, lay_out
from service.app.plain_layout import lay_out_plain, opens_as_mail
from service.app.slices import PlaceUrl, SliceWriter
from service.app.text_parts import cut_parts
from service.documents.document import Document
from service.documents.file_names import is_markdown_name
from service.documents.title import clean_title
from service.sentences.sentence import Block

# Readers that write the blocks of a document in Markdown, and its text as it is.
BLOCKS_IN_MARKDOWN = frozenset({"html", "docx", "odt", "epub", "rtf"})
_SAFE = ("http", "https", "mailto")
_HEADING_MARKS = re.compile(r"\A#{1,6}[ \t]+|[ \t]+#+\s*\Z|\r?\n[ \t]*(?:=+|-+)\s*\Z")
_FENCE = re.compile(r"[-+.]{3,}[ \t\r]*")
_TITLE_LINE = re.compile(r"title\s*[:=]", re.IGNORECASE)


@dataclass(frozen=True)
class DocumentBody:
    """What a page shows of a document's text.

    `title` is the document's title where it stands on the page, "" elsewhere; `facts` its front matter. `before` and `after`
    are offsets into the neighbouring parts, None at the ends.
    """

    title: Markup
    facts: Markup
    text: Markup
    before: int | None
    after: int | None


@dataclass(frozen=True)
class Reading:
    """How a document is to be shown: the range cited, an offset on the page, and where links lead.

    `find` returns the address of another document by its id, None if there is none.
    """

    cited: tuple[int, int] | None
    at: int
    place_url: PlaceUrl
    find: Callable[[str], str | None]


def show_document(document: Document, blocks: Sequence[Block], reading: Reading, most: int = PART) -> DocumentBody:
    """Lay out the part of a document that holds an offset, of `most` code points."""
    if is_written_in_markdown(document):
        return _show_markdown(document, reading, most)
    writer = SliceWriter(document.text, reading.cited)
    part = lay_out(document.text, blocks, None, reading.at, most)
    facts = _write_facts(document, writer) if part.before is None else ""
    paragraphs = [p for p in part.paragraphs if p.end > document.front_matter]
    mail, marked = document.reader in ("mail", "mailbox") or opens_as_mail(document.text), document.reader == "pdf"
    title, text = lay_out_plain(paragraphs, writer, reading.place_url, _title_test(document), mail, marked)
    return DocumentBody(Markup(title), Markup(facts), Markup(text), part.before, part.after)


def is_written_in_markdown(document: Document) -> bool:
    """Return whether a document's text is in Markdown, by its name, or as its reader writes it."""
    return document.reader in BLOCKS_IN_MARKDOWN or (document.reader == "text" and is_markdown_name(document.id))


def _show_markdown(document: Document, reading: Reading, most: int) -> DocumentBody:
    text, prose = document.text, document.front_matter
    starts = [prose + start for start in cut_parts(text[prose:], most)]
    page = max(0, bisect_right(starts, reading.at) - 1)
    last = page + 1 == len(starts)
    writer = SliceWriter(text, reading.cited)
    facts = _write_facts(document, writer) if page == 0 else ""
    source = MarkdownSource(
        text,
        starts[page],
        len(text) if last else starts[page + 1],
        lambda target: _find_target(target, document.id, reading.find),
        reading.place_url,
        _title_test(document),
        document.reader == "text",
        find_references(text) if document.reader == "text" else {},
    )
    title, body = lay_out_markdown(source, writer)
    return DocumentBody(
        Markup(title),
        Markup(facts),
        Markup(body),
        starts[page - 1] if page else None,
        None if last else starts[page + 1],
    )


def _title_test(document: Document) -> Callable[[int, int], bool]:
    """Return what tells whether a range of the text is the document's title."""

    def is_title(start: int, end: int) -> bool:
        if document.title is None or end - start > 4 * len(document.title) + 40:
            return False
        return clean_title(_HEADING_MARKS.sub("", document.text[start:end].strip())) == document.title

    return is_title


def _write_facts(document: Document, writer: SliceWriter) -> str:
    """Write the lines of the front matter but its fences, and what stands above already, such as the title."""
    start, known = 0, {document.title, document.author, document.published}
    for line in document.text[: document.front_matter].splitlines(keepends=True):
        shown = line.strip()
        if shown and not _FENCE.fullmatch(line.rstrip("\n")) and not _is_known(shown, known):
            first = start + line.index(shown)
            writer.tag('<span class="fact" dir="auto">')
            writer.put(first, first + len(shown))
            writer.tag("</span> ")
        start += len(line)
    return writer.take()


def _is_known(line: str, known: set[str | None]) -> bool:
    return bool(_TITLE_LINE.match(line)) or re.split(r"[:=]", line, maxsplit=1)[-1].strip(" \"'") in known


def _find_target(target: str, id: str, find: Callable[[str], str | None]) -> str | None:
    """Return the address that a link of a document may lead to: on the web, a mail's, or another document's page."""
    try:
        parts = urlsplit(target)
    except ValueError:
        return None
    if parts.scheme:
        known = parts.scheme.lower() in _SAFE and (parts.netloc or parts.scheme.lower() == "mailto")
        return target if known and target.isprintable() else None
    if parts.netloc or not parts.path:
        return None
    path = unquote(parts.path)
    joined = posixpath.normpath(posixpath.join("" if path.startswith("/") else posixpath.dirname(id), path.lstrip("/")))
    return find(joined)
