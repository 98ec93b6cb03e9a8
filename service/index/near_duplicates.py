"""Near-duplicates: documents so alike that they count as one source.

They are found when an answer needs them, by the postings of its own words, and compared exactly. MinHash would have them
grouped beforehand, but only with a likelihood, not excerpts of long documents, and anew whenever a document changes.
"""

import re
import sys
from collections.abc import Callable, Iterable, Sequence

from service.english.tokens import extract_terms, fold
from service.index.interface import Hit, Index
from service.memory import ENTRY

SHARED = 0.8  # share of the smaller document's sentences from which two documents count as one source
TELLING = 4  # terms of a sentence by which other documents that hold it are looked up
LOOKED_AT, SENTENCES_EACH = 20, 4  # documents that hold them, and sentences of each
KEPT = 5  # hits of one sentence in copies of one document
_MOST = 2_000  # sentences compared, from the beginning of a document
_BETWEEN = "\0"  # sentences that are folded at once
_SPACES = {code: " " for code in range(128) if not chr(code).isalnum() and chr(code) != _BETWEEN}
_NO_WORD = re.compile(rf"(?:[^\w{_BETWEEN}]|_)+")


def copies(document: int, others: Iterable[int], index: Index) -> list[int]:
    """Return those of the other documents, in order, that share at least `SHARED` of their sentences with this one.

    Sentences are compared by their folded words; boilerplate does not count. The share is relative to the shorter document,
    so that an excerpt is a copy; documents of a single sentence must be equal.
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
    terms = list(dict.fromkeys(extract_terms(sentence)))
    if len(terms) < TELLING:
        return copies(document, known, index)
    held = index.sentences_with_all(terms).numbers[: LOOKED_AT * SENTENCES_EACH]
    holding = dict.fromkeys(index.corpus.locate(number)[0] for number in held.tolist())
    others = [other for other in holding if other not in known][:LOOKED_AT]
    return copies(document, [*known, *others], index)


def without_copies(hits: Sequence[Hit], index: Index) -> list[Hit]:
    """Return hits without those that repeat a sentence of `KEPT` before them in a copy of their document.

    Only hits of the same scores are compared: the same sentence in the same paragraph has them. Where a dozen newspapers
    print one report, what others say is found too.
    """
    words: dict[int, str] = {}

    def read(number: int) -> str:
        if number not in words:
            words[number] = _read_sentence(index, number)
        return words[number]

    kept: list[Hit] = []
    alike: dict[tuple[float, float], list[Hit]] = {}
    for hit in hits:
        held = alike.setdefault((hit.score, hit.sentence), [])
        if len(held) < KEPT or not _repeats(hit, held[:KEPT], index, read):
            kept.append(hit)
        held.append(hit)
    return kept


def _repeats(hit: Hit, held: Sequence[Hit], index: Index, read: Callable[[int], str]) -> bool:
    """Return whether a hit is the same sentence as others, in copies of their documents; `read` gives a sentence's words."""
    if any(read(other.number) != read(hit.number) for other in held):
        return False
    document = index.corpus.locate(hit.number)[0]
    others = {index.corpus.locate(other.number)[0]: None for other in held}
    apart = document not in others and len(others) == len(held)
    return apart and all(copies(document, (other,), index) for other in others)


def _read_sentence(index: Index, number: int) -> str:
    """Read the folded words of a sentence."""
    document, position = index.corpus.locate(number)
    sentence = index.corpus.segmentation(document).sentences[position]
    return _fold_words(index.corpus.documents[document].text[sentence.body : sentence.end])


def _alike(one: frozenset[str], other: frozenset[str]) -> bool:
    fewer = min(len(one), len(other))
    return one == other if fewer < 2 else len(one & other) >= SHARED * fewer


def _sentences_of(index: Index, document: int) -> frozenset[str]:
    key = ("folded sentences", index.serial, document)
    return index.memory.get_or_make(key, lambda: _read_sentences(index, document), _size_of)


def _size_of(sentences: frozenset[str]) -> int:
    return ENTRY + sys.getsizeof(sentences) + sum(map(sys.getsizeof, sentences))


def _read_sentences(index: Index, document: int) -> frozenset[str]:
    text, segmentation = index.corpus.documents[document].text, index.corpus.segmentation(document)
    rows = zip(*(segmentation.column(name, 0, _MOST) for name in ("kind", "body", "end")), strict=True)
    sentences = [text[body:end] for kind, body, end in rows if kind != "boilerplate"]
    plain = [sentence for sentence in sentences if sentence.isascii()]
    rest = [sentence for sentence in sentences if not sentence.isascii()]
    folded = _BETWEEN.join(_fold_words(_BETWEEN.join(some)) for some in (plain, rest))
    return frozenset(map(str.strip, folded.split(_BETWEEN))) - {""}


def _fold_words(text: str) -> str:
    """Fold the words of a text, one space between them."""
    folded = fold(text)
    if folded.isascii():  # many times faster than the expression
        return " ".join(folded.translate(_SPACES).split())
    return _NO_WORD.sub(" ", folded).strip()
