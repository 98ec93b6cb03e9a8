"""Paragraphs that a cluster found -> their sentences with the scores of the embedded index.

Lucene keeps the length of a text in one byte, so that lengths above 40 terms are rounded down, and its average length leaves
out texts without a term. Its scores are therefore only used to find the paragraphs that may hold the best sentences: each
paragraph is found with its own score and that of its best sentence, which together are what a sentence can score there. The
scores of a hit are computed from the stored terms, with the formula, the averages and the order of sums of the embedded index.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain, islice
from typing import Any, NamedTuple

from service.index.bm25 import CountedBM25, inverse_frequency
from service.index.cluster.manifest import Manifest
from service.index.cluster.mapping import write_term
from service.index.postings import K1, PARAGRAPH_B, PARAGRAPH_K1, B

ROUNDING = 2e-3  # relative: how far Lucene's score of a text may lie below ours: its averages leave out empty texts


class Frequency(NamedTuple):
    """How many sentences and paragraphs hold a term."""

    sentences: int
    paragraphs: int


class SoughtTerm(NamedTuple):
    """A term of a query as it is stored, its weight times our idf among sentences and paragraphs, and the boosts with which
    Lucene, which multiplies by an idf of its own, weighs it alike.
    """

    written: str
    sentence: float
    paragraph: float
    sentence_boost: float
    paragraph_boost: float


class FoundSentence(NamedTuple):
    """A sentence found: its document, its position there, its own score and that of its paragraph."""

    document: str
    position: int
    sentence: float
    paragraph: float


@dataclass(frozen=True)
class Scales:
    """The sizes of a collection that scores depend on."""

    manifest: Manifest

    @cached_property
    def _averages(self) -> tuple[float, float]:
        about = self.manifest
        if not about.tokens:
            return 1.0, 1.0
        return about.tokens / about.sentences, about.tokens / about.paragraphs

    def idf(self, count: int) -> float:
        """Return the idf of a term that so many sentences hold."""
        return inverse_frequency(count, max(self.manifest.sentences, 1))

    def seek(self, term: str, weight: float, held: Frequency) -> SoughtTerm:
        """Weigh a term of a query."""
        about = self.manifest
        own, around = weight * self.idf(held.sentences), weight * inverse_frequency(held.paragraphs, about.paragraphs)
        theirs = inverse_frequency(held.sentences, about.full_sentences)
        theirs_around = inverse_frequency(held.paragraphs, about.full_paragraphs)
        return SoughtTerm(write_term(term), own, around, own / theirs, around / theirs_around)

    def weigh_sentences(self, pairs: Sequence[tuple[int, int]]) -> list[float]:
        """Return the weight, before idf, of a term that occurs so often in a sentence of such a length."""
        return _weigh(pairs, self._averages[0], K1, B)

    def weigh_paragraphs(self, pairs: Sequence[tuple[int, int]]) -> list[float]:
        """Return the same for paragraphs."""
        return _weigh(pairs, self._averages[1], PARAGRAPH_K1, PARAGRAPH_B)


def _weigh(pairs: Sequence[tuple[int, int]], average: float, k1: float, b: float) -> list[float]:
    counts, lengths = [count for count, _ in pairs], [length for _, length in pairs]
    found: list[float] = CountedBM25(counts, lengths, average, k1, b).impacts().tolist()
    return found


def describe_search(
    sought: Sequence[SoughtTerm], size: int, support: float, runs: Sequence[tuple[str, str]] | None
) -> dict[str, Any]:
    """Describe a search for the paragraphs whose best sentence scores most, ties in document order.

    `runs` are the documents to search, as ids from the first to the last of each run (None: all).
    """
    own = [_term("sentences.terms", term.written, term.sentence_boost) for term in sought]
    nested = {"path": "sentences", "score_mode": "max", "query": {"bool": {"should": own}}}
    around = [_term("terms", term.written, support * term.paragraph_boost) for term in sought] if support else []
    return {
        "query": {"bool": {"must": [{"nested": nested}], "should": around, "filter": within_runs(runs)}},
        "size": size,
        "sort": ["_score", "document", "start"],
        "track_total_hits": False,
        "_source": ["document", "first", "sentences"],
    }


def within_runs(runs: Sequence[tuple[str, str]] | None) -> list[dict[str, Any]]:
    """Describe the filter for runs of documents, given as the first and last ids of each (None: all documents)."""
    if runs is None:
        return []
    return [{"bool": {"should": [{"range": {"document": {"gte": first, "lte": last}}} for first, last in runs]}}]


def _term(field: str, written: str, boost: float) -> dict[str, Any]:
    return {"term": {field: {"value": written, "boost": boost}}}


def score_paragraphs(
    found: Sequence[Mapping[str, Any]], sought: Sequence[SoughtTerm], scales: Scales
) -> list[FoundSentence]:
    """Score every sentence of found paragraphs that holds a term."""
    known = {term.written for term in sought}
    read = [[sentence["terms"].split() for sentence in one["_source"]["sentences"]] for one in found]
    own = _sum_up(
        [(_count(words, known), len(words)) for sentences in read for words in sentences],
        [(term.written, term.sentence) for term in sought],
        scales.weigh_sentences,
    )
    whole = [list(chain.from_iterable(sentences)) for sentences in read]
    lent = _sum_up(
        [(_count(words, known), len(words)) for words in whole],
        [(term.written, term.paragraph) for term in sought],
        scales.weigh_paragraphs,
    )
    scores, hits = iter(own), []
    for one, sentences, paragraph in zip(found, read, lent, strict=True):
        document, first = one["_source"]["document"], one["_source"]["first"]
        for place, score in enumerate(islice(scores, len(sentences))):
            if score > 0:
                hits.append(FoundSentence(document, first + place, score, paragraph))
    return hits


def _count(words: Sequence[str], known: Collection[str]) -> Mapping[str, int]:
    """Count the words that are known."""
    counts: dict[str, int] = {}
    for word in words:
        if word in known:
            counts[word] = counts.get(word, 0) + 1
    return counts


def _sum_up(
    texts: Sequence[tuple[Mapping[str, int], int]],
    weights: Sequence[tuple[str, float]],
    weigh: Callable[[Sequence[tuple[int, int]]], list[float]],
) -> list[float]:
    """Sum the contributions of terms to each text, given as counts and length, in the order of the terms."""
    pairs = sorted({(count, length) for counts, length in texts for count in counts.values()})
    known = dict(zip(pairs, weigh(pairs), strict=True))
    sums = []
    for counts, length in texts:
        total = 0.0
        for term, weight in weights:
            if term in counts:
                total += weight * known[counts[term], length]
        sums.append(total)
    return sums
