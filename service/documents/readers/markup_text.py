"""A tree of elements -> text in blocks: blank lines between them, and Markdown's forms of headings, lists and tables.

The elements are those of HTML and those of trafilatura's output (head, list, item, quote, row, cell, lb).
"""

import re
from collections.abc import Iterable, Iterator
from typing import Any

from lxml.etree import iterwalk

DEEPEST = 80  # levels; below, all that is told of the form is where blocks begin and end
LONGEST_TERM = 80  # characters of a term that stands in one line with what it means
WIDEST_CELL = 300  # characters: a table with a longer one is layout, and its cells are paragraphs

_SPACE = re.compile(r"[ \t\n\r\f\v]+")
_BREAKS = re.compile(r" ?\n ?")  # in text whose blanks are single
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_SKIPPED = {
    "script",
    "style",
    "template",
    "svg",
    "head:html",
    "iframe",
    "object",
    "noscript",
    "title",
    "graphic",
    "img",
}
_SKIPPED |= {"select", "button", "input", "textarea", "audio", "video", "canvas", "math"}
_BLOCKS = set(
    "p div section article main body html header footer aside nav address figure figcaption center form".split()
)
_BLOCKS |= set(
    "fieldset details summary dl dt dd ul ol list li item table blockquote quote pre code hr head ab".split()
)
_BLOCKS |= {"row", "tr", "tbody", "thead", "tfoot", "caption", "td", "th", "cell", *_HEADINGS}
_BREAK = {"br", "lb"}
_FORM = re.compile(r"(?:[-#>|:`]|\d+\. )")  # how a block begins that is no paragraph
_WORDS, _STOP = re.compile(r"\w \S"), re.compile(r"[^\W\d_]{2}[.!?。！？]")  # of a sentence: two words, and its end
_BLANK_LINES = re.compile(r"\n[ \t]*(?:\n[ \t]*)+")


def write_text(tree: Any) -> str:
    """Return the text of an element and those below it, its blocks separated by blank lines."""
    return "\n\n".join(read_blocks(tree))


def read_blocks(tree: Any) -> Iterator[str]:
    """Yield the blocks of an element and those below it."""
    return (block for block in _blocks(tree, 0) if block.strip())


def inner_text(element: Any) -> str:
    """Return an element's text as one line."""
    return tidy("".join(element.itertext()))


def tidy(text: str) -> str:
    """Return a text with single spaces; no-break spaces stay."""
    return _SPACE.sub(" ", text).strip(" ")


def _name(element: Any) -> str:
    """Return the name of an element in lower case, without a namespace; "" for a comment."""
    tag = element.tag
    return tag.rpartition("}")[2].lower() if isinstance(tag, str) else ""


def _blocks(element: Any, depth: int) -> Iterator[str]:
    """Yield the blocks of an element: runs of its inline content, and the block elements between."""
    if depth > DEEPEST:
        yield from _flat_blocks(element)
        return
    inline: list[str] = [element.text or ""]
    for child in element:
        name = _name(child)
        if name in _BLOCKS and not (name == "code" and _is_in_line(child, inline)):
            yield from _paragraphs(inline)
            inline = []
            yield from _block(child, name, depth + 1)
        elif _holds_block(child, name):
            yield from _paragraphs(inline)
            inline = []
            yield from _blocks(child, depth + 1)
        else:
            inline.append(_inline(child, name, depth + 1))
        inline.append(child.tail or "")
    yield from _paragraphs(inline)


def _is_in_line(code: Any, before: list[str]) -> bool:
    """Return whether code is part of a line: without line ends of its own, or with text beside it, where they are spaces."""
    beside = "".join(before).rpartition("\0")[2].strip() or (code.tail or "").strip()
    return bool(beside) or "\n" not in "".join(code.itertext())


def _flat_blocks(element: Any) -> Iterator[str]:
    """Yield the blocks of an element without any nesting of calls, so that it may be as deep as it likes."""
    inline: list[str] = []
    walk = iterwalk(element, events=("start", "end"))
    for event, inner in walk:
        name = _name(inner)
        if name in _BLOCKS:
            yield from _paragraphs(inline)
            inline = []
        if event == "start":
            is_text = bool(name) and name not in _SKIPPED
            if not is_text:
                walk.skip_subtree()
            inline.append("\0" if name in _BREAK else (inner.text or "") if is_text else "")
        elif inner is not element:
            inline.append(inner.tail or "")
    yield from _paragraphs(inline)


def _holds_block(element: Any, name: str) -> bool:
    return bool(name) and name not in _SKIPPED and any(_name(inner) in _BLOCKS - {"code"} for inner in element.iter())


def _inline(element: Any, name: str, depth: int) -> str:
    if name in _BREAK:
        return "\0"
    if not name or name in _SKIPPED:
        return ""
    if depth > DEEPEST:
        return "\0".join(_flat_blocks(element))
    pieces = [element.text or ""]
    for child in element:
        pieces += [_inline(child, _name(child), depth + 1), child.tail or ""]
    return "".join(pieces)


def _paragraphs(pieces: Iterable[str]) -> Iterator[str]:
    """Yield the paragraphs of inline text; a NUL stands for a line break, and two break a paragraph."""
    lines = _BREAKS.sub("\n", _SPACE.sub(" ", "".join(pieces)).replace("\0", "\n"))
    for paragraph in _BLANK_LINES.split(lines):
        if paragraph.strip():
            yield paragraph.strip(" \n")


def _block(element: Any, name: str, depth: int) -> Iterator[str]:
    """Yield the blocks of a block element in its form."""
    if name == "head" and element.get("rend") is None and _name(element.getparent()) == "html":
        return
    if level := _HEADINGS.get(name) or (name == "head" and _HEADINGS.get(element.get("rend") or "h2")):
        if heading := tidy(_inline(element, name, depth).replace("\0", " ")):
            yield f"{'#' * level} {heading}"
    elif name in ("ul", "ol", "list", "dl"):
        yield "\n".join(_items(element, name, depth))
    elif name == "table":
        yield from _table(element, depth)
    elif name in ("pre", "code") or (name == "quote" and not len(element) and "\n" in (element.text or "")):
        yield from _code(element)
    elif name in ("quote", "blockquote"):
        for block in _blocks(element, depth):
            yield "> " + block.replace("\n", "\n> ")
    else:
        yield from _blocks(element, depth)


def _code(element: Any) -> Iterator[str]:
    for button in [inner for inner in element.iter("button") if inner is not element]:
        button.clear(keep_tail=True)
    lines = "".join(element.itertext()).strip("\n").rstrip()
    if lines.strip():
        yield f"```\n{lines}\n```" if "```" not in lines else lines


def _items(element: Any, name: str, depth: int) -> Iterator[str]:
    """Yield the lines of a list: each item after its marker, what is below it indented."""
    counted = name == "ol" or element.get("rend") == "ol"
    start = element.get("start") or ""
    number = int(start) if start.isdecimal() and len(start) < 5 else 1
    term = ""
    yield from _paragraphs([element.text or ""])
    for item in _entries(element):
        kind = (item.get("rend") or "")[:2] or _name(item)
        content = list(_blocks(item, depth + 1)) if _name(item) not in _SKIPPED else []
        if term and (kind != "dd" or not content):
            yield term
        if kind == "dt" and len(content) == 1:
            term = content[0]
        elif content:
            marker = (
                _define(term, content) if kind == "dd" else "" if kind == "dt" else f"{number}. " if counted else "- "
            )
            yield marker + _indent(content)
            term, number = "", number + 1
        yield from _paragraphs([item.tail or ""])
    if term:
        yield term


def _entries(element: Any) -> Iterator[Any]:
    """Yield the elements of a list; terms and what they mean may stand in groups."""
    for item in element:
        grouped = _name(item) == "div" and any(_name(inner) in ("dt", "dd") for inner in item)
        yield from item if grouped else [item] if _name(item) else []


def _define(term: str, content: list[str]) -> str:
    """Return what stands before the meaning of a term: the term, in one line with it so that they are read as one sentence."""
    if not term:
        return ": "
    if len(term) > LONGEST_TERM or "\n" in term or term.endswith(("?", "!", ".", "…")) or _FORM.match(content[0]):
        return f"{term}\n: "
    return f"{term} " if term.endswith(":") else f"{term}: "


def _indent(blocks: list[str]) -> str:
    """Join the blocks of an item, those after the first on lines of their own, indented."""
    first, *others = blocks
    return "\n".join([first.replace("\n", "\n   "), *("   " + block.replace("\n", "\n   ") for block in others)])


def _table(element: Any, depth: int) -> Iterator[str]:
    """Yield a table as lines of cells between bars; one that is layout as the blocks of its cells."""
    rows = [row for row in _own_rows(element) if _name(row) in ("row", "tr")]
    cells = [[cell for cell in row if _name(cell) in ("cell", "td", "th")] for row in rows]
    shown = [[inner_text(cell).replace("|", "\\|") for cell in row] for row in cells]
    if not _is_table(element, shown):
        for row in cells:
            for cell in row:
                yield from _blocks(cell, depth + 1)
        return
    for caption in element:
        if _name(caption) == "caption" and inner_text(caption):
            yield inner_text(caption)
    head, *body = [row for row in shown if any(row)]
    if _is_data(element, head):
        head, body = [], [head, *body]
    width = max(len(row) for row in shown)
    rule = [["---"] * width]
    yield "\n".join("| " + " | ".join(row + [""] * (width - len(row))) + " |" for row in (head, *rule, *body))


def _is_data(element: Any, first: list[str]) -> bool:
    """Return whether the first row of a table names no columns: nothing marks it, and a cell is a sentence."""
    marked = any(_name(inner) in ("th", "thead") or inner.get("role") == "head" for inner in element.iter())
    return not marked and any(map(_is_sentence, first))


def _is_sentence(cell: str) -> bool:
    line = cell.rpartition("\n")[2]
    return bool(_STOP.fullmatch(line[-3:]) and _WORDS.search(line[:-3]))


def _own_rows(element: Any) -> Iterator[Any]:
    """Yield what a table and its parts hold: the rows of tables inside its cells are theirs."""
    for child in element:
        if _name(child) in ("tbody", "thead", "tfoot"):
            yield from child
        else:
            yield child


def _is_table(element: Any, shown: list[list[str]]) -> bool:
    """Return whether a table is one of data: two rows and columns at least, no long cells and no table inside."""
    rows = [row for row in shown if any(row)]
    nested = any(_name(inner) == "table" for inner in element.iter() if inner is not element)
    longest = max((len(cell) for row in rows for cell in row), default=0)
    return len(rows) > 1 and max(map(len, rows)) > 1 and longest <= WIDEST_CELL and not nested
