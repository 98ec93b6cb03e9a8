"""Near-duplicates: documents so alike that they count as one source."""

import re
import sys
from collections.abc import Iterable

from service.english.tokens import fold
from service.index.embedded import Index
from service.memory import ENTRY

SHARED = 0.8  # share of the smaller document's sentences from which two documents count as one source
_MOST = 2_000  # sentences compared, from the beginning of a document
_NO_WORD = re.compile(r"[\W_]+")


def copies(document: int, others: Iterable[int], index: Index) -> list[int]:
    """Return those of the other documents, in order, that share at least `SHARED` of their sentences with this one.

    Sentences are compared by their folded words; boilerplate does not count. The share is relative to the shorter document,
    so that an excerpt is a copy; documents of a single sentence must be equal.
    """
    rest = [other for other in dict.fromkeys(others) if other != document]
    own = _sentences_of(index, document) if rest else frozenset()
    return [other for other in rest if _alike(own, _sentences_of(index, other))]


def _alike(one: frozenset[str], other: frozenset[str]) -> bool:
    fewer = min(len(one), len(other))
    return one == other if fewer < 2 else len(one & other) >= SHARED * fewer


def _sentences_of(index: Index, document: int) -> frozenset[str]:
    key = ("folded sentences", index.serial, document)
    return index.memory.get_or_make(key, lambda: _read_sentences(index, document), _size_of)


def _size_of(sentences: frozenset[str]) -> int:
    return ENTRY + sys.getsizeof(sentences) + sum(map(sys.getsizeof, sentences))


def _read_sentences(index: Index, document: int) -> frozenset[str]:
    text = index.corpus.documents[document].text
    sentences = index.corpus.segmentation(document).sentences[:_MOST]
    folded = (_NO_WORD.sub(" ", fold(text[s.body : s.end])) for s in sentences if s.kind != "boilerplate")
    return frozenset(sentence.strip() for sentence in folded) - {""}
