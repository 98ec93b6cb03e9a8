"""Alignments -> matches: where a quote stands in a document, and what was changed, as a word-level diff."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from service.documents.document import Document
from service.index.corpus import Corpus
from service.verify.alignment import Alignment, Pair
from service.verify.compared_words import ComparedWord, read_words, weigh
from service.verify.folding import fold_quote
from service.verify.verdict import Edit, Operation, QuoteMatch

_CLOSING = ".,;:"  # punctuation at the end of a quote that is no difference
LOOSE = 3  # words at the ends of a quote that may differ from the passage's


@dataclass(frozen=True, slots=True)
class Window:
    """The words of a stretch of a document; `number` is the document's in the index."""

    number: int
    document: Document
    words: tuple[ComparedWord, ...]


@dataclass(frozen=True, slots=True)
class Laid:
    """Words of a quote aligned with those of a window: pairs of positions in the quote's words and the window's."""

    window: Window
    pairs: tuple[Pair, ...]
    agreeing: tuple[int, ...]

    @classmethod
    def beside(cls, window: Window, part: Alignment, first: int) -> "Laid":
        """Take over an alignment of the quote's words from `first` on."""
        pairs = tuple((None if quoted is None else quoted + first, standing) for quoted, standing in part.pairs)
        return cls(window, pairs, tuple(n + first for n in part.agreeing))

    @property
    def start(self) -> int:
        """The offset of the first aligned word in the document."""
        return self.window.words[next(n for _, n in self.pairs if n is not None)].start

    @property
    def first(self) -> int:
        return min(quoted for quoted, _ in self.pairs if quoted is not None)

    @property
    def last(self) -> int:
        return 1 + max(quoted for quoted, _ in self.pairs if quoted is not None)


def with_loose_ends(laid: Sequence[Laid], count: int, corpus: Corpus) -> Iterator[Laid]:
    """Add the words of a quote of `count` words that are in none of its passages, so that a diff shows them.

    Those before the first passage go to it, others to the one that they follow. A few at the ends of the quote are aligned
    with the passage's own words if these belong to the same sentence.
    """
    covered = sorted({n for found in laid for n in range(found.first, found.last)})
    for found in laid:
        before = range(found.first) if found.first == covered[0] else range(0)
        place = bisect_right(covered, found.last - 1)
        after = range(found.last, covered[place] if place < len(covered) else count)
        standing = [n for _, n in found.pairs if n is not None]
        start, end = _sentences_around(found.window, standing[0], standing[-1], corpus)
        reach_before = len(before) if len(before) <= LOOSE else 0
        reach_after = len(after) if len(after) <= LOOSE and after.stop == count else 0
        earlier = [n for n in range(standing[0] - reach_before, standing[0]) if n >= start]
        later = [n for n in range(standing[-1] + 1, standing[-1] + 1 + reach_after) if n < end]
        added = (*_beside(before, earlier, True), *found.pairs, *_beside(after, later, False))
        yield replace(found, pairs=added)


def _beside(quoted: Sequence[int], standing: Sequence[int], at_end: bool) -> list[Pair]:
    """Pair words that do not agree; those without a counterpart come first, or last."""
    missing: list[int | None] = [None] * (len(quoted) - len(standing))
    return list(zip(quoted, [*missing, *standing] if at_end else [*standing, *missing], strict=True))


def _sentences_around(window: Window, first: int, last: int, corpus: Corpus) -> tuple[int, int]:
    """Return the range of the window's words in the same sentences as words `first` to `last`, half-open."""
    sentences = corpus.segmentation(window.number).sentences
    starts = [sentence.start for sentence in sentences]
    begins = sentences[max(0, bisect_right(starts, window.words[first].start) - 1)].start
    ends = sentences[max(0, bisect_right(starts, window.words[last].start) - 1)].end
    within = [n for n, word in enumerate(window.words) if begins <= word.start < ends]
    return within[0], within[-1] + 1


def make_match(quote: str, words: Sequence[ComparedWord], laid: Laid) -> QuoteMatch:
    """Make a match of aligned words; its diff shows the words as they are written."""
    window = laid.window
    quoted = [words[n] for n, _ in laid.pairs if n is not None]
    standing = [window.words[n] for _, n in laid.pairs if n is not None]
    share = weigh(words[n] for n in laid.agreeing) / max(weigh(quoted), weigh(standing))
    return QuoteMatch(
        window.document,
        window.number,
        standing[0].start,
        standing[-1].end,
        quoted[0].start,
        quoted[-1].end,
        "altered",
        share,
        tuple(_changes(quote, words, window, laid.pairs)),
    )


def compare_writing(quote: str, first: int, last: int, text: str, start: int, end: int) -> tuple[Edit, ...]:
    """Return the diff between [first, last) of a quote and [start, end) of a text that differ in spelling only."""
    quoted, standing = read_words(quote, first, last), read_words(text, start, end)
    if len(quoted) != len(standing):  # a dash or a mark without spaces separates words in one of them
        return (Edit("replace", quote[first:last], text[start:end]),)
    pairs = ((quote[a.start : a.end], text[b.start : b.end]) for a, b in zip(quoted, standing, strict=True))
    return tuple(_join(("equal" if a == b else "replace", a, b) for a, b in pairs))


def _changes(quote: str, words: Sequence[ComparedWord], window: Window, pairs: Sequence[Pair]) -> Iterator[Edit]:
    def steps() -> Iterator[tuple[Operation, str, str]]:
        for place, (n, m) in enumerate(pairs, 1):
            quoted = quote[words[n].start : words[n].end] if n is not None else ""
            standing = window.document.text[window.words[m].start : window.words[m].end] if m is not None else ""
            yield _operation(quoted, standing, _CLOSING if place == len(pairs) else ""), quoted, standing

    yield from _join(steps())


def _operation(quoted: str, standing: str, closing: str) -> Operation:
    """Compare two words, ignoring the punctuation in `closing` at their ends."""
    if not quoted:
        return "delete"
    if not standing:
        return "insert"
    same = fold_quote(quoted).rstrip(closing) == fold_quote(standing).rstrip(closing)
    return "equal" if same else "replace"


def _join(steps: Iterable[tuple[Operation, str, str]]) -> Iterator[Edit]:
    """Merge consecutive steps of one kind; words deleted and inserted at one place become a replacement."""
    operation: Operation = "equal"
    quoted: list[str] = []
    standing: list[str] = []
    for kind, old, new in steps:
        changed = kind != "equal"
        if (quoted or standing) and changed != (operation != "equal"):
            yield _change(operation, quoted, standing)
            quoted, standing = [], []
        operation = kind
        quoted += [old] if old else []
        standing += [new] if new else []
    if quoted or standing:
        yield _change(operation, quoted, standing)


def _change(operation: Operation, quoted: list[str], standing: list[str]) -> Edit:
    if operation != "equal":
        operation = "replace" if quoted and standing else "insert" if quoted else "delete"
    return Edit(operation, " ".join(quoted), " ".join(standing))
