"""Markdown -> HTML of our own making, every visible character of it traceable to its offset in the document.

pulldown-cmark, through pyromark, parses CommonMark with GitHub's tables, footnotes, strikethrough and task lists, and gives
the range of every event in the source. No HTML of the document passes, pictures are named and not loaded, and links lead to
web addresses, mail addresses and other documents of the collection only; whatever is refused is shown as it was written.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from html import escape
from itertools import accumulate
from typing import TYPE_CHECKING, Any

import pyromark

from service.app.languages import say
from service.app.slices import PlaceUrl, SliceWriter, own_link

if TYPE_CHECKING:
    from pyromark.event import BrokenLink

_OPTIONS = (
    pyromark.Options.ENABLE_TABLES
    | pyromark.Options.ENABLE_FOOTNOTES
    | pyromark.Options.ENABLE_STRIKETHROUGH
    | pyromark.Options.ENABLE_TASKLISTS
)
_INLINE = {"Emphasis": "em", "Strong": "strong", "Strikethrough": "s"}
_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
_SCHEME = re.compile(r"\s*[a-z][a-z0-9+.\x00-\x20-]*:", re.IGNORECASE)

LinkTarget = Callable[[str], str | None]


@dataclass(frozen=True)
class MarkdownSource:
    """A part of a document to lay out: [start, end) of its text.

    `link` gives the address that a link may lead to, None if it may not be followed. `place_url` links to a range of the
    document. `is_title` tells whether a heading at [start, end) is the document's title. `inline` is false of texts whose
    blocks alone are written in Markdown, as by the readers of other formats: emphasis and links are then plain characters.
    `references` are the link definitions of the whole document: (address, title) by label.
    """

    text: str
    start: int
    end: int
    link: LinkTarget
    place_url: PlaceUrl
    is_title: Callable[[int, int], bool]
    inline: bool = True
    references: dict[str, tuple[str, str]] = field(default_factory=dict)


def find_references(text: str) -> dict[str, tuple[str, str]]:
    """Return the link definitions of a text, (address, title) by label in lower case."""
    if "]:" not in text:
        return {}
    found = pyromark.reference_definitions(text, options=_OPTIONS)
    return {label.casefold(): (made["dest"], made["title"] or "") for label, made in found.items()}


def lay_out_markdown(source: MarkdownSource, writer: SliceWriter) -> tuple[str, str]:
    """Return the HTML of the title, "" if it does not stand here, and of the rest."""
    page = _MarkdownPage(source, writer)
    for event, start, end in _events(source):
        page.take(event, start, end)
    page.end()
    return page.title, writer.take()


def _events(source: MarkdownSource) -> Iterator[tuple[Any, int, int]]:
    """Yield pulldown-cmark's events, with their ranges in code points of the document."""
    part = source.text[source.start : source.end]
    known = source.references

    def complete(link: "BrokenLink") -> tuple[str, str] | None:
        return known.get(link["reference"].casefold())

    found = pyromark.events_with_range(
        part, options=_OPTIONS, merge_text=False, broken_link_callback=complete if known else None
    )
    if part.isascii():
        for event, place in found:
            yield event, place["start"] + source.start, place["end"] + source.start
        return
    points = [*accumulate(((byte & 0xC0) != 0x80 for byte in part.encode()), initial=source.start)]
    for event, place in found:
        yield event, points[place["start"]], points[place["end"]]


class _MarkdownPage:
    """Turns events, in order, into HTML."""

    def __init__(self, source: MarkdownSource, writer: SliceWriter) -> None:
        self.source, self.text, self.writer = source, source.text, writer
        self.title = ""
        self._done = source.start  # up to here, blocks are written
        self._depth = 0
        self._number = 0  # of paragraphs
        self._levels: list[int] = []  # of the headings that the next one may stand below
        self._closing: list[str] = []  # what ends each element that is open
        self._opened: list[int] = []  # the parts and slices written before each
        self._cursor: int | None = None  # where verbatim text goes on
        self._verbatim = 0 if source.inline else 1
        self._in_link = 0
        self._notes: dict[str, int] = {}
        self._tables = 0
        self._in_head = False
        self._alignments: tuple[str, ...] = ()
        self._column = 0

    def take(self, event: Any, start: int, end: int) -> None:
        """Write one event."""
        if isinstance(event, str):
            self._take_sign(event, start, end)
            return
        ((kind, value),) = event.items()
        if kind == "Start":
            name, details = (value, None) if isinstance(value, str) else next(iter(value.items()))
            if self._depth == 0:
                self._put_between(start)
            self._depth += 1
            self._open(name, details, start, end)
        elif kind == "End":
            name, _ = (value, None) if isinstance(value, str) else next(iter(value.items()))
            self._close(name, start, end)
            self._depth -= 1
            if self._depth == 0:
                self._done = max(self._done, end)
        else:
            self._catch_up(start)
            getattr(self, f"_take_{kind.lower()}", self._take_other)(value, start, end)
            self._cursor = end

    def end(self) -> None:
        """Write what is left below the last block."""
        self._put_between(self.source.end)

    def _put_between(self, start: int) -> None:
        """Write what stands between two blocks and is none, such as the definitions of links."""
        between = self.text[self._done : start]
        if between.strip():
            first = self._done + len(between) - len(between.lstrip())
            self.writer.tag('<p class="other" dir="auto">')
            self.writer.put(first, first + len(between.strip()))
            self.writer.tag("</p>\n")
        self._done = max(self._done, start)

    def _catch_up(self, start: int) -> None:
        """Write the marks before an event, where these are shown."""
        if self._verbatim and self._cursor is not None and self._cursor < start:
            if self.text[self._cursor : start + 1] != "\\|":
                self.writer.put(self._cursor, start)
            self._cursor = start

    def _take_sign(self, sign: str, start: int, end: int) -> None:
        if sign == "Rule":
            self._put_between(start)
            self.writer.tag("<hr>\n")
            self._done = max(self._done, end)
            return
        self._catch_up(start)
        if sign == "HardBreak":
            self.writer.tag("<br>")
            start += len(self.text[start:end]) - len(self.text[start:end].lstrip(" \t\\"))
        self.writer.put(start, end)
        self._cursor = None  # what begins the next line is its indentation, or the marks of a quotation

    def _take_text(self, shown: str, start: int, end: int) -> None:
        slice_ = self.text[start:end]
        if shown in (slice_, slice_.replace("\r\n", "\n")) or not self.source.inline:
            self.writer.put(start, end)
        else:
            self.writer.put_instead(start, end, shown)

    def _take_code(self, shown: str, start: int, end: int) -> None:
        if not self.source.inline:
            self.writer.put(start, end)
            return
        slice_ = self.text[start:end]
        ticks = len(slice_) - len(slice_.lstrip("`"))
        inner = slice_[ticks : len(slice_) - ticks]
        padding = int(
            inner[:1] in " \r\n" and inner[-1:] in " \r\n" and bool(inner.strip()) and len(shown) < len(inner)
        )
        self.writer.tag("<code>")
        if re.sub(r"\r\n?|\n", " ", inner[padding : len(inner) - padding]) == shown:
            self.writer.put(start + ticks + padding, end - ticks - padding)
        else:
            self.writer.put_instead(start, end, shown)
        self.writer.tag("</code>")

    def _take_html(self, _: str, start: int, end: int) -> None:
        self.writer.put(start, end)

    def _take_inlinehtml(self, shown: str, start: int, end: int) -> None:
        if not self.source.inline:
            self.writer.put(start, end)
        elif _BREAK.fullmatch(shown):
            self.writer.tag("<br>")
        else:
            self.writer.tag('<span class="html">')
            self.writer.put(start, end)
            self.writer.tag("</span>")

    def _take_footnotereference(self, name: str, start: int, end: int) -> None:
        if not self.source.inline:
            self.writer.put(start, end)
            return
        known = name in self._notes
        number = self._notes.setdefault(name, len(self._notes) + 1)
        link = (
            ""
            if self._in_link
            else f'<a href="#note-{number}"{"" if known else f" id={chr(34)}to-note-{number}{chr(34)}"}>'
        )
        self.writer.tag(f'<sup class="note">{link}')
        self.writer.put(start + 2, end - 1)
        self.writer.tag(f"{'</a>' if link else ''}</sup>")

    def _take_tasklistmarker(self, done: bool, start: int, end: int) -> None:
        self.writer.tag('<span class="task">')
        self.writer.put_instead(start, end, "☑" if done else "☐")
        self.writer.tag("</span> ")

    def _take_other(self, _: Any, start: int, end: int) -> None:
        self.writer.put(start, end)

    def _open(self, name: str, details: Any, start: int, end: int) -> None:
        if name in _INLINE or name in ("Link", "Image"):
            self._catch_up(start)
        else:
            self._cursor = None
        self._opened.append(self.writer.place)
        self._opened.append(self.writer.written)
        opening, closing = self._tags(name, details, start, end)
        self.writer.tag(opening)
        self._closing.append(closing)
        if self._verbatim and (name in _INLINE or name in ("Link", "Image")):
            self._cursor = start

    def _close(self, name: str, start: int, end: int) -> None:
        if name in _INLINE or name in ("Link", "Image"):
            self._catch_up(end)
            self._cursor = end
        else:
            self._cursor = None
        written, parts, closing = self._opened.pop(), self._opened.pop(), self._closing.pop()
        if name == "Image" and written == self.writer.written:
            self.writer.put(start, end)  # nothing stands for the picture but its address
        if name == "TableCell" and self._in_head and written == self.writer.written:
            self.writer.take(parts)
            self.writer.tag("<td>")
            closing = "</td>"
        if closing.startswith("\0"):  # a link shown as it was written
            self._verbatim -= 1
            closing = closing[1:]
        if name == "Link" and closing:
            self._in_link -= 1
        self.writer.tag(closing)
        if name == "TableHead":
            self._in_head = False
        if name == "Heading" and closing.startswith("</h1>"):
            self.title = self.writer.take(parts)

    def _tags(self, name: str, details: Any, start: int, end: int) -> tuple[str, str]:
        """Return what opens and what closes an element."""
        if name in _INLINE:
            return (f"<{_INLINE[name]}>", f"</{_INLINE[name]}>") if self.source.inline else ("", "")
        tags = getattr(self, f"_tags_of_{name.lower()}", None)
        return tags(details, start, end) if tags else ("", "")

    def _tags_of_paragraph(self, _: Any, start: int, end: int) -> tuple[str, str]:
        self._number += 1
        return f'<p id="p-{start}" dir="auto">', f"{self._own(start, end)}</p>\n"

    def _own(self, start: int, end: int) -> str:
        end = start + len(self.text[start:end].rstrip())
        return own_link(self.source.place_url, start, end, self._number)

    def _tags_of_blockquote(self, _: Any, start: int, end: int) -> tuple[str, str]:
        return "<blockquote>\n", "</blockquote>\n"

    def _tags_of_heading(self, details: Any, start: int, end: int) -> tuple[str, str]:
        level = int(details["level"][1])
        if not self.title and self.source.is_title(start, end):
            return '<h1 class="source-name" dir="auto">', "</h1>\n"
        while self._levels and self._levels[-1] >= level:
            self._levels.pop()
        self._levels.append(level)
        self._number += 1
        shown = min(6, 1 + len(self._levels))
        return f'<h{shown} id="p-{start}" class="h{level}" dir="auto">', f"{self._own(start, end)}</h{shown}>\n"

    def _tags_of_list(self, first: int | None, start: int, end: int) -> tuple[str, str]:
        if first is None:
            return '<ul dir="auto">\n', "</ul>\n"
        return (f'<ol dir="auto" start="{first}">\n' if first != 1 else '<ol dir="auto">\n'), "</ol>\n"

    def _tags_of_item(self, _: Any, start: int, end: int) -> tuple[str, str]:
        return f'<li id="p-{start}" dir="auto">', "</li>\n"

    def _tags_of_codeblock(self, _: Any, start: int, end: int) -> tuple[str, str]:
        return '<pre tabindex="0" dir="auto"><code>', "</code></pre>\n"

    def _tags_of_htmlblock(self, _: Any, start: int, end: int) -> tuple[str, str]:
        return f'<p id="p-{start}" class="html" dir="auto">', "</p>\n"

    def _tags_of_footnotedefinition(self, name: str, start: int, end: int) -> tuple[str, str]:
        known = name in self._notes
        number = self._notes.setdefault(name, len(self._notes) + 1)
        label = self.text.find(name, start)
        self.writer.tag(f'<div class="footnote" id="note-{number}"><sup class="note">')
        self.writer.put(label, label + len(name))
        self.writer.tag("</sup> ")
        back = f'<a class="back" href="#to-note-{number}" aria-label="{escape(say("Back to the text of note {0}", number))}"></a>'
        return "", f"{back if known else ''}</div>\n"

    def _tags_of_table(self, alignments: tuple[str, ...], start: int, end: int) -> tuple[str, str]:
        self._tables += 1
        self._alignments = alignments
        opening = (
            f'<div class="table" role="group" aria-label="{escape(say("Table {0}", self._tables))}" tabindex="0">'
            f'<table id="p-{start}">\n'
        )
        return opening, "</tbody></table></div>\n"

    def _tags_of_tablehead(self, _: Any, start: int, end: int) -> tuple[str, str]:
        self._in_head, self._column = True, 0
        return "<thead><tr>", "</tr></thead>\n<tbody>"

    def _tags_of_tablerow(self, _: Any, start: int, end: int) -> tuple[str, str]:
        self._column = 0
        return "<tr>", "</tr>\n"

    def _tags_of_tablecell(self, _: Any, start: int, end: int) -> tuple[str, str]:
        side = self._alignments[self._column] if self._column < len(self._alignments) else "None"
        self._column += 1
        aligned = f' class="{side.lower()}"' if side in ("Center", "Right") else ""
        return (f'<th scope="col"{aligned}>', "</th>") if self._in_head else (f"<td{aligned}>", "</td>")

    def _tags_of_link(self, details: Any, start: int, end: int) -> tuple[str, str]:
        if not self.source.inline:
            return "", ""
        written = details["dest_url"]
        target = f"mailto:{written}" if details["link_type"] == "Email" else written
        address = self.source.link(target)
        if address is None:
            if not _SCHEME.match(target):
                return "", ""
            self._verbatim += 1
            return "", "\0"
        self._in_link += 1
        named = f' title="{escape(details["title"])}"' if details["title"] else ""
        outside = ' rel="noopener nofollow"' if _SCHEME.match(address) else ""
        return f'<a href="{escape(address)}"{named}{outside}>', "</a>"

    def _tags_of_image(self, _: Any, start: int, end: int) -> tuple[str, str]:
        return ('<span class="image">', "</span>") if self.source.inline else ("", "")
