"""Lay out a document for reading, as paragraphs with the cited passage marked."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from service.sentences.sentence import Block

PART = 40_000  # code points of a document shown on one page, about fifteen printed ones
LOOK_BACK = 200  # code points in which a space is looked for, where a paragraph is too long for one page
WRAPPED = 45  # if every line of a paragraph but the last is at least this long, the lines were wrapped by a program


@dataclass(frozen=True)
class Piece:
    """A run of a paragraph's text; `first` is true of the first marked piece on the page."""

    text: str
    marked: bool = False
    first: bool = False


@dataclass(frozen=True)
class Paragraph:
    """A block of the document, [start, end) in code points; its pieces joined are its text."""

    number: int
    start: int
    end: int
    kind: str
    wrapped: bool
    pieces: tuple[Piece, ...]


@dataclass(frozen=True)
class Part:
    """The part of a document on one page; `before` and `after` are the offsets of its neighbours, None at the ends."""

    paragraphs: tuple[Paragraph, ...]
    before: int | None
    after: int | None


def lay_out(
    text: str, blocks: Sequence[Block], cited: tuple[int, int] | None = None, at: int = 0, part: int = PART
) -> Part:
    """Lay out the part of a document around the offset `at`, with the range `cited`, [start, end), marked.

    Offsets and the maximum length `part` are in code points; a paragraph that is longer is cut, between
    words if it has any. Every non-space character of the part is in exactly one piece.
    """
    stretches = [piece for stretch in _cover(text, blocks) for piece in _cut(text, stretch, part)]
    firsts = [0]
    for number, (_, end, _) in enumerate(stretches):
        if end - stretches[firsts[-1]][0] > part and number > firsts[-1]:
            firsts.append(number)
    starts = [stretches[number][0] for number in firsts] if stretches else [0]
    page = max(0, bisect_right(starts, at) - 1)
    shown = range(firsts[page], firsts[page + 1] if page + 1 < len(firsts) else len(stretches))
    paragraphs = tuple(_mark(_paragraphs(text, stretches, shown), text, cited))
    return Part(
        paragraphs,
        starts[page - 1] if page else None,
        starts[page + 1] if page + 1 < len(starts) else None,
    )


def _cover(text: str, blocks: Sequence[Block]) -> Iterator[tuple[int, int, str]]:
    """Yield (start, end, kind) of every block and of any text between blocks, such as front matter."""
    done = 0
    for start, end, kind in [*((b.start, b.end, b.kind) for b in blocks), (len(text), len(text), "")]:
        between = text[done:start]
        if between.strip():
            left = done + len(between) - len(between.lstrip())
            yield left, left + len(between.strip()), "other"
        if start < end:
            yield start, end, kind
        done = max(done, end)


def _cut(text: str, stretch: tuple[int, int, str], most: int) -> Iterator[tuple[int, int, str]]:
    """Yield a stretch whole, or in pieces of at most `most` characters if it is longer."""
    start, end, kind = stretch
    while end - start > most:
        space = next((n for n in range(start + most, start + max(1, most - LOOK_BACK), -1) if text[n - 1].isspace()), 0)
        place = space or start + most
        yield start, place, kind
        start = place
    yield start, end, kind


def _paragraphs(text: str, stretches: Sequence[tuple[int, int, str]], shown: range) -> Iterator[Paragraph]:
    for number in shown:
        start, end, kind = stretches[number]
        lines = text[start:end].splitlines()
        wrapped = len(lines) > 1 and all(len(line) >= WRAPPED for line in lines[:-1])
        yield Paragraph(number + 1, start, end, kind, wrapped, (Piece(text[start:end]),))


def _mark(paragraphs: Iterable[Paragraph], text: str, cited: tuple[int, int] | None) -> Iterator[Paragraph]:
    first = True
    for p in paragraphs:
        left, right = (max(p.start, cited[0]), min(p.end, cited[1])) if cited else (0, 0)
        if left >= right:
            yield p
            continue
        pieces = (
            Piece(text[p.start : left]),
            Piece(text[left:right], True, first),
            Piece(text[right : p.end]),
        )
        first = False
        yield Paragraph(p.number, p.start, p.end, p.kind, p.wrapped, tuple(piece for piece in pieces if piece.text))
