"""Find what is HTML within Markdown and other prose: tags, comments and character references.

None of it is a word of the text. Angle brackets that are prose stay: "a < b", "<3", "<name@host>", "List<String>", "<file>";
so does what stands in code, between backticks or fences.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from html import unescape
from typing import NamedTuple

# Elements that leave no doubt. A bare tag of the others may be a placeholder, as in "quoth verify <section>".
_SURE = frozenset(
    "a abbr acronym aside b bdi bdo big blockquote body br center cite colgroup col dd del details dfn div dl dt em fieldset"
    " figcaption figure font footer h1 h2 h3 h4 h5 h6 head header hgroup hr html i iframe img ins kbd li main mark meta nav"
    " nobr noscript ol optgroup p pre q rp rt ruby s samp script small span strike strong style sub summary sup svg table"
    " tbody td textarea tfoot th thead tr tt u ul wbr".split()
)
_DOUBTFUL = frozenset(
    "address area article audio base button canvas caption code data datalist dialog dir embed form frame image input label"
    " legend link map math menu meter object option output param path picture progress search section select slot source"
    " template time title track var video".split()
)
_BREAKS = frozenset(  # they part words; the others may stand within one
    "address article aside blockquote br caption center dd details dialog dir div dl dt fieldset figcaption figure footer form"
    " frame h1 h2 h3 h4 h5 h6 header hr img input li main menu nav ol option p pre section summary table tbody td tfoot th"
    " thead title tr ul video".split()
)
_ALONE = frozenset("area base br col embed hr img input link meta param source track wbr".split())
_FLAGS = frozenset(
    "allowfullscreen async autofocus autoplay checked compact controls default defer disabled download hidden inert ismap"
    " itemscope loop multiple muted nomodule noshade novalidate nowrap open readonly required reversed selected".split()
)
_PIECE = re.compile(
    r"(?P<tick>`++)(?:[^`\n]*+(?:\n[ \t]*+[^`\s][^`\n]*+)*+(?P=tick)(?!`))?+"
    r"|(?P<note>(?:(?<=[.,;:!?\"'”’)])<sup>[^<>\s]{1,8}|(?<=[a-z]{3})<sup>\d{1,3})</sup>)"  # the mark of a footnote
    r"|<(?:(?P<comment>!--)|(?P<other>(?i:!doctype|\?xml|\?php)\b[^<>]*+>)"
    r"|(?P<close>/?)(?P<name>[A-Za-z][\w:.-]*+)(?P<rest>(?:\"[^\"<]*+\"|'[^'<]*+'|[^<>\"'])*+)>)"
    r"|(?P<reference>&(?:[A-Za-z][A-Za-z\d]{1,30}|\#\d{1,7}|\#[xX][\dA-Fa-f]{1,6});)"
)
_SIGN = re.compile("[`<&]")
_ATTRIBUTE = re.compile(r"\s++[\w:@.-]{1,60}+\s*+=")
_FENCE_BEFORE = re.compile(r"(?:^|\n)[ \t]*(?:(?:[-*+]|\d{1,9}[.)])[ \t]{1,4}|>[ \t]?)?\Z")
FARTHEST, MOST_FENCES = 2_000_000, 2_000  # characters and fences before a place that are looked at for one sentence
_REACH = 40  # characters before a fence in which the marker of its item stands


class Markup(NamedTuple):
    """HTML at [start, end) of a text, and what a page shows in its place: nothing, a space, or a character.

    `opens`: it begins an element, which what follows belongs to.
    """

    start: int
    end: int
    shown: str
    opens: bool


def find_markup(text: str) -> list[Markup]:
    """Return the tags, comments and character references of a text, in order; those in code are left out.

    The mark of a footnote between tags is one with them.
    """
    if "<" not in text and "&" not in text:
        return []
    found = list(_find_pieces(text))
    closed = {piece["name"].lower(): piece.start() for piece, _ in found if piece["name"] and piece["close"]}
    read = [
        _read(piece, end)
        for piece, end in found
        if piece["comment"] or piece["reference"] or piece["note"] or _is_tag(piece, closed)
    ]
    return [markup for markup in read if markup.shown != text[markup.start : markup.end]]


def blank_markup(text: str, found: Sequence[Markup] | None = None) -> str:
    """Return a text of the same length with spaces in place of its tags and comments, and of references but letters'.

    `found` is its markup, if that is known.
    """
    parts, at = [], 0
    for markup in find_markup(text) if found is None else found:
        if not markup.shown.isalnum():
            parts += [text[at : markup.start], " " * (markup.end - markup.start)]
            at = markup.end
    return "".join([*parts, text[at:]]) if parts else text


def blank_within(text: str, start: int, end: int) -> str:
    """Return [start, end) of a text, which must not span code and prose, as `blank_markup` does."""
    piece = text[start:end]
    if "<" not in piece and "&" not in piece:
        return piece
    blanked = blank_markup(piece)
    return piece if blanked == piece or _is_fenced(text, start) else blanked  # only then does it matter, and take long


def leave_out_markup(text: str) -> str:
    """Return a text as a page shows it: without tags and comments, references as the characters that they stand for."""
    parts, at = [], 0
    for markup in find_markup(text):
        parts += [text[at : markup.start], markup.shown]
        at = markup.end
    return "".join([*parts, text[at:]]) if parts else text


def _find_pieces(text: str) -> Iterator[tuple[re.Match[str], int]]:
    """Yield what may be markup, with its end, outside code."""
    fences = _find_fences(text, len(text))
    place, open_ended = 0, False
    while sign := _SIGN.search(text, place):
        found = _PIECE.match(text, sign.start())
        if found is None or (text[sign.start() - 1 : sign.start()] == "\\" and found["tick"] is None):
            place = sign.end()
            continue
        place = found.end()
        if (number := bisect_right(fences, found.start())) % 2:
            place = fences[number] if number < len(fences) else len(text)
        elif found["comment"] is not None:
            place = -1 if open_ended else text.find("-->", place)
            open_ended = place < 0
            place = found.end() if open_ended else place + 3
            if not open_ended:
                yield found, place
        elif found["tick"] is None:
            yield found, place


def _is_tag(piece: re.Match[str], closed: Mapping[str, int]) -> bool:
    """Return whether what looks like a tag is one; `closed` gives the last closing tag of each name."""
    if piece["other"]:
        return True
    name, rest, text = piece["name"], piece["rest"], piece.string
    if piece["close"]:
        return not rest.strip()
    if rest and not rest[0].isspace() and rest != "/":
        return False
    if _ATTRIBUTE.match(rest) or rest.endswith("/"):
        return True
    if not all(word.lower() in _FLAGS for word in rest.split()):
        return False
    if closed.get(name.lower(), -1) > piece.start() or (name.lower() in _ALONE & _SURE and not name[0].isupper()):
        return True
    before = text[max(0, piece.start() - 1) : piece.start()]
    if before.isalnum() or before == "_":
        return False  # List<B>
    return name.lower() in _SURE or (name.lower() in _DOUBTFUL and (not before or before == "\n"))


def _read(piece: re.Match[str], end: int) -> Markup:
    if reference := piece["reference"]:
        shown = unescape(reference)
        return Markup(piece.start(), end, shown if len(shown) == 1 else reference, False)
    name = (piece["name"] or "").lower()
    opens = bool(name) and not piece["close"] and name not in _ALONE and not piece["rest"].endswith("/")
    return Markup(piece.start(), end, " " if name in _BREAKS else "", opens)


def _is_fenced(text: str, place: int) -> bool:
    """Return whether a place is in fenced code; far into a text of a book's size, or behind very many fences, it is not."""
    fences = _find_fences(text, place, MOST_FENCES) if place <= FARTHEST else []
    return len(fences) % 2 == 1 and len(fences) < MOST_FENCES


def _find_fences(text: str, end: int, most: int | None = None) -> list[int]:
    """Return where the lines that open and close fenced code begin, by turns, up to a place; about `most` of them."""
    found: list[int] = []
    for mark in ("```", "~~~"):
        place = text.find(mark, 0, end)
        while place >= 0 and (most is None or len(found) < most):
            if _FENCE_BEFORE.search(text, max(0, place - _REACH), place):
                found.append(place)
            line = text.find("\n", place, end)
            place = text.find(mark, line, end) if line >= 0 else -1
    return sorted(found)
