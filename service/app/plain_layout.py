"""Plain text -> HTML: paragraphs as the text has them, the quoted lines and headers of mail set apart."""

import re
from collections.abc import Callable, Sequence
from html import escape

from service.app.page_layout import Paragraph
from service.app.slices import PlaceUrl, SliceWriter, own_link

_HEADER = re.compile(r"(?:From|To|Cc|Date|Subject|Sent|Reply-To): ")
_OPENS_AS_MAIL = re.compile(r"\s*(?:(?:From|To|Cc|Date|Subject|Sent|Reply-To): [^\n]{1,300}\n){2}")
_QUOTED = re.compile(r"^(?:[ \t]*>)++[ \t]?", re.MULTILINE)
_QUOTED_LINE = re.compile(r"[ \t]*>")
_WROTE = re.compile(
    r"(?:On|Am|Le|El)\b[^\n]{4,200}(?:\n[^\n]{1,100})?(?:wrote|schrieb|écrit|escribió)[^\n]{0,40}:\s*\Z"
)
_HASHES = re.compile(r"#{1,6}[ \t]+")


def opens_as_mail(text: str) -> bool:
    """Return whether a text begins with headers of mail, as letters do that were saved from a mailbox."""
    return bool(_OPENS_AS_MAIL.match(text))


def lay_out_plain(
    paragraphs: Sequence[Paragraph],
    writer: SliceWriter,
    place_url: PlaceUrl,
    is_title: Callable[[int, int], bool],
    mail: bool = False,
    marked: bool = False,
) -> tuple[str, str]:
    """Return the HTML of the title, "" if it does not stand here, and of the paragraphs.

    In `mail`, and in what is `marked`, "# " before a heading is markup, and is not shown.
    `is_title` tells whether a range of the text is the document's title.
    """
    title = ""
    for paragraph in paragraphs:
        text = writer.text[paragraph.start : paragraph.end]
        hashes = _HASHES.match(text) if (mail or marked) and paragraph.kind == "heading" else None
        first = paragraph.start + (hashes.end() if hashes else 0)
        if not title and paragraph.number <= _OPENING and is_title(first, paragraph.end):
            place = writer.place
            writer.tag('<h1 class="source-name" dir="auto">')
            writer.put(first, paragraph.end)
            title = writer.take(place) + "</h1>\n"
            continue
        _put_paragraph(paragraph, first, text, writer, place_url, mail)
    return title, writer.take()


_OPENING = 5  # paragraphs in which the title is looked for


def _put_paragraph(p: Paragraph, first: int, text: str, writer: SliceWriter, place_url: PlaceUrl, mail: bool) -> None:
    lines = text.splitlines()
    replied = all(map(_QUOTED_LINE.match, lines))
    if replied and not _QUOTED.sub("", text).strip():
        return
    kinds = [p.kind, *(["wrapped"] if p.wrapped and not replied else []), *_kinds_of_mail(text, replied, mail)]
    writer.tag(f'<p id="p-{p.start}" class="{escape(" ".join(kinds))}" dir="auto">')
    if replied:
        _put_replied(text, p.start, writer)
    else:
        writer.put(first, p.end)
    writer.tag(f"{own_link(place_url, p.start, p.end, p.number)}</p>\n")


def _kinds_of_mail(text: str, replied: bool, mail: bool) -> list[str]:
    if replied:
        depth = (_QUOTED.match(text) or [""])[0].count(">")
        return ["reply", f"depth-{min(depth, 3)}"]
    if mail and _HEADER.match(text):
        return ["mail-head"]
    return ["reply-head"] if _WROTE.match(text) else []


def _put_replied(text: str, start: int, writer: SliceWriter) -> None:
    """Write quoted lines without their marks, but with the ends of the lines."""
    done = 0
    for found in [*_QUOTED.finditer(text), None]:
        writer.put(start + done, start + (found.start() if found else len(text)))
        done = found.end() if found else done
