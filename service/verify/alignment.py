"""Align the words of a quote with those of a document where they agree best.

Local alignment (Smith and Waterman, "Identification of common molecular subsequences", Journal of Molecular Biology 147,
1981) on words: exact, in time proportional to the product of the two lengths. difflib finds matching blocks, not the best
alignment, and is quadratic at worst too.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from service.verify.compared_words import ComparedWord

REPLACED = 0.5  # cost of a different word, where an equal full word gains 1
ADDED = 0.5  # cost of a word of the quote that is not in the document
LEFT_OUT = 0.3  # cost of a word of the document that is not in the quote
APART = 6  # words left out in one place: with more, the quote joins two passages
_STOP, _BOTH, _QUOTE, _DOCUMENT = range(4)

Pair = tuple[int | None, int | None]  # positions in the words of quote and document; None without a counterpart


@dataclass(frozen=True, slots=True)
class Alignment:
    """Words aligned in order. `agreeing` are the positions of the quote's words that have an equal counterpart."""

    pairs: tuple[Pair, ...]
    agreeing: tuple[int, ...]

    @property
    def quoted(self) -> tuple[int, int]:
        """The quote's words that are aligned, as a half-open range."""
        places = [quote for quote, _ in self.pairs if quote is not None]
        return places[0], places[-1] + 1

    @property
    def standing(self) -> tuple[int, int]:
        """The document's words that are aligned, as a half-open range."""
        places = [document for _, document in self.pairs if document is not None]
        return places[0], places[-1] + 1


def align(quote: Sequence[ComparedWord], document: Sequence[ComparedWord]) -> list[Alignment]:
    """Align a quote's words with a document's where they agree best, split where the quote joins passages.

    Returns the parts in order, [] if no word agrees. Of equally good alignments, the earliest is taken.
    """
    steps, row, column = _fill(quote, document)
    pairs = list(_walk_back(steps, row, column))[::-1]
    return [_measure(part, quote, document) for part in _part(pairs, quote, document)]


def _fill(quote: Sequence[ComparedWord], document: Sequence[ComparedWord]) -> tuple[list[bytearray], int, int]:
    """Fill the table of scores row by row. Returns the step taken in every cell, and the cell of the best score."""
    keys = [word.key for word in document]
    steps = [bytearray(len(keys) + 1)]
    above = [0.0] * (len(keys) + 1)
    best, row, column = 0.0, 0, 0
    for i, word in enumerate(quote, 1):
        scores, taken = [0.0], bytearray(len(keys) + 1)
        left, key, weight = 0.0, word.key, word.weight
        for j, other in enumerate(keys, 1):
            score, step = above[j - 1] + (weight if other == key else -REPLACED), _BOTH
            if above[j] - ADDED > score:
                score, step = above[j] - ADDED, _QUOTE
            if left - LEFT_OUT > score:
                score, step = left - LEFT_OUT, _DOCUMENT
            if score <= 0:
                score, step = 0.0, _STOP
            elif score > best:
                best, row, column = score, i, j
            taken[j] = step
            scores.append(score)
            left = score
        steps.append(taken)
        above = scores
    return steps, row, column


def _walk_back(steps: list[bytearray], row: int, column: int) -> Iterator[Pair]:
    while steps[row][column] != _STOP:
        step = steps[row][column]
        row -= step != _DOCUMENT
        column -= step != _QUOTE
        yield row if step != _DOCUMENT else None, column if step != _QUOTE else None


def _part(pairs: list[Pair], quote: Sequence[ComparedWord], document: Sequence[ComparedWord]) -> Iterator[list[Pair]]:
    """Split an alignment where it leaves out more than APART words of the document at once."""
    part: list[Pair] = []
    for pair in pairs:
        part.append(pair)
        if len(part) > APART and all(quoted is None for quoted, _ in part[-APART - 1 :]):
            yield from _trim(part, quote, document)
            part = []
    yield from _trim(part, quote, document)


def _trim(part: list[Pair], quote: Sequence[ComparedWord], document: Sequence[ComparedWord]) -> Iterator[list[Pair]]:
    """Trim what does not agree at the ends of a part; nothing is left of one that agrees nowhere."""
    agreeing = [n for n, pair in enumerate(part) if _agrees(pair, quote, document)]
    if agreeing:
        yield part[agreeing[0] : agreeing[-1] + 1]


def _agrees(pair: Pair, quote: Sequence[ComparedWord], document: Sequence[ComparedWord]) -> bool:
    quoted, standing = pair
    return quoted is not None and standing is not None and quote[quoted].key == document[standing].key


def _measure(pairs: list[Pair], quote: Sequence[ComparedWord], document: Sequence[ComparedWord]) -> Alignment:
    agreeing = (pair[0] for pair in pairs if pair[0] is not None and _agrees(pair, quote, document))
    return Alignment(tuple(pairs), tuple(agreeing))
