"""Near-duplicates: documents so alike that they count as one source.

They are found when an answer needs them, by the postings of its own words, and compared sentence by sentence. MinHash would have them
grouped beforehand, but only with a likelihood, not excerpts of long documents, and anew whenever a document changes.
"""

import sys
from collections.abc import Iterable, Sequence

import numpy as np

from service.english.tokens import extract_terms
from service.index.columns import LazyRows
from service.index.fingerprints import NO_WORDS
from service.index.interface import Hit, Index
from service.memory import ENTRY

SHARED = 0.8  # share of the smaller document's sentences from which two documents count as one source
TELLING = 4  # terms of a sentence by which other documents that hold it are looked up
LOOKED_AT, SENTENCES_EACH = 20, 4  # documents that hold them, and sentences of each
KEPT = 5  # hits of one sentence in copies of one document
_MOST = 2_000  # sentences compared, from the beginning of a document
_NUMBER_BYTES = 32  # an int of 32 bits


def copies(document: int, others: Iterable[int], index: Index) -> list[int]:
    """Return those of the other documents, in order, that share at least `SHARED` of their sentences with this one.

    Sentences are compared by the fingerprints of their folded words; boilerplate does not count. The share is relative to
    the shorter document, so that an excerpt is a copy; documents of a single sentence must be equal.
    """
    rest = [other for other in dict.fromkeys(others) if other != document]
    own = _sentences_of(index, document) if rest else frozenset()
    return [other for other in rest if _alike(own, _sentences_of(index, other))]


def find_copies(document: int, sentence: str, known: Iterable[int], index: Index) -> list[int]:
    """Return the copies of a document that hold one of its sentences: those of the `known` ones, then others in order.

    A copy that holds the sentence holds all its terms, so the postings give every other one, without comparing pairs of
    documents. Of those, `LOOKED_AT` are compared; of a sentence of fewer than `TELLING` terms none, as too many hold them.
    """
    known = list(known)
    key = ("documents holding", index.serial, sentence)
    size = ENTRY + sys.getsizeof(sentence)
    holding = index.memory.get_or_make(
        key,
        lambda: _find_holding(sentence, index),
        lambda found: size + sys.getsizeof(found) + _NUMBER_BYTES * len(found),
    )
    others = [other for other in holding if other not in known][:LOOKED_AT]
    return copies(document, [*known, *others], index)


def _find_holding(sentence: str, index: Index) -> tuple[int, ...]:
    """Return the first documents that hold all terms of a sentence, in order."""
    terms = list(dict.fromkeys(extract_terms(sentence)))
    if len(terms) < TELLING:
        return ()
    held = index.sentences_with_all(terms).numbers[: LOOKED_AT * SENTENCES_EACH]
    return tuple(dict.fromkeys(index.corpus.locate(number)[0] for number in held.tolist()))


def without_copies(hits: Sequence[Hit], index: Index) -> list[Hit]:
    """Return hits without those that repeat a sentence of `KEPT` before them in a copy of their document.

    Only hits of the same scores are compared: the same sentence in the same paragraph has them. Where a dozen newspapers
    print one report, what others say is found too.
    """
    kept: list[Hit] = []
    alike: dict[tuple[float, float], list[Hit]] = {}
    for hit in hits:
        held = alike.setdefault((hit.score, hit.sentence), [])
        if len(held) < KEPT or not _repeats(hit, held[:KEPT], index):
            kept.append(hit)
        held.append(hit)
    return kept


def _repeats(hit: Hit, held: Sequence[Hit], index: Index) -> bool:
    """Return whether a hit is the same sentence as others, in copies of their documents."""
    own = _fingerprint_of(hit.number, index)
    if any(_fingerprint_of(other.number, index) != own for other in held):
        return False
    document = index.corpus.locate(hit.number)[0]
    others = {index.corpus.locate(other.number)[0]: None for other in held}
    apart = document not in others and len(others) == len(held)
    return apart and all(copies(document, (other,), index) for other in others)


def _fingerprint_of(number: int, index: Index) -> int:
    """Return the fingerprint of a sentence by its collection-wide number."""
    document, position = index.corpus.locate(number)
    return int(index.corpus.fingerprints(document)[position])


def _alike(one: frozenset[int], other: frozenset[int]) -> bool:
    fewer = min(len(one), len(other))
    return one == other if fewer < 2 else len(one & other) >= SHARED * fewer


def _sentences_of(index: Index, document: int) -> frozenset[int]:
    key = ("sentences to compare", index.serial, document)
    return index.memory.get_or_make(key, lambda: _read_sentences(index, document), _size_of)


def _size_of(sentences: frozenset[int]) -> int:
    return ENTRY + sys.getsizeof(sentences) + _NUMBER_BYTES * len(sentences)


def _read_sentences(index: Index, document: int) -> frozenset[int]:
    """Return the fingerprints of a document's sentences other than boilerplate."""
    prints = index.corpus.fingerprints(document)[:_MOST]
    sentences = index.corpus.segmentation(document).sentences
    if isinstance(sentences, LazyRows):
        furniture = sentences.holding("kind", "boilerplate", _MOST)
    else:
        furniture = np.array([sentence.kind == "boilerplate" for sentence in sentences[:_MOST]], dtype=bool)
    return frozenset(prints[~furniture].tolist()) - {NO_WORDS}
