"""The embedded index: BM25 over sentences, and beside it over their paragraphs.

`rank_bm25` defines the scores; compiled postings give the same sums without visiting every sentence.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from service.documents.document import Document
from service.index import postings as compiled
from service.index.bm25 import inverse_frequency
from service.index.corpus import Corpus, MemoryCorpus
from service.index.postings import ParagraphPostings, Postings
from service.index.spelling import Speller
from service.index.topk import Candidates, TermList, find_best, locate, ranges
from service.index.vocabulary import Vocabulary
from service.sentences.sentence import Cut
from service.terms import extract_terms

PARAGRAPH_WEIGHT = 0.6


@dataclass(frozen=True, slots=True)
class Hit:
    """A sentence found: its number in the collection, its score, and the two parts of that score."""

    number: int
    score: float
    sentence: float
    paragraph: float


@dataclass(frozen=True)
class QueryTerm:
    """A query's term that the collection holds: its number, and its weight times idf among sentences and
    paragraphs.
    """

    number: int
    sentence: float
    paragraph: float


@dataclass(frozen=True)
class Compiled:
    """Everything that a search reads.

    `paragraph_of` (int32) is each sentence's paragraph; `first_sentence` and `first_paragraph` (int64, one
    more than documents) tell where each document's begin.
    """

    vocabulary: Vocabulary
    sentences: Postings
    paragraphs: ParagraphPostings
    paragraph_of: np.ndarray
    first_sentence: np.ndarray
    first_paragraph: np.ndarray


class Searcher:
    """Search compiled postings. Immutable, and safe to use from many threads."""

    def __init__(self, data: Compiled) -> None:
        self._data = data
        self._sentence_impacts = compiled.impacts(data.sentences, compiled.K1, compiled.B)
        self._paragraph_impacts = compiled.impacts(
            data.paragraphs, compiled.PARAGRAPH_K1, compiled.PARAGRAPH_B
        )

    def __contains__(self, term: str) -> bool:
        return term in self._data.vocabulary

    def idf(self, term: str) -> float:
        """Give a term's weight; for one that no sentence holds, the weight of one that a single sentence
        would.
        """
        number = self._data.vocabulary.find(term)
        sentences = self._data.sentences
        if number is None:
            return inverse_frequency(0, max(sentences.size, 1))
        return inverse_frequency(_run_length(sentences, number), sentences.size)

    def closest_term(self, term: str) -> str | None:
        """Give the collection's term that this one, unknown to it, was probably meant to be; see
        Speller.closest.
        """
        return self._speller.closest(term)

    @cached_property
    def _speller(self) -> Speller:
        return Speller(self._data.vocabulary, np.diff(self._data.sentences.offsets))

    def search(
        self,
        terms: Mapping[str, float],
        limit: int,
        documents: Collection[int] | None = None,
        support: float = PARAGRAPH_WEIGHT,
    ) -> list[Hit]:
        """Give the best `limit` sentences that hold at least one term, best first, ties in document order.

        `terms` maps each term to its weight in the query (1 for one occurrence; nothing below 0). `documents`
        are the numbers of the documents to stay within; idf stays the whole collection's. A sentence's score
        is its own BM25 plus `support` times its paragraph's.
        """
        query = [
            found for term, weight in terms.items() if (found := self._query_term(term, weight)) is not None
        ]
        if not query or limit < 1 or (documents is not None and not documents):
            return []
        if support:
            numbers = self._with_paragraphs(query, limit, support, documents)
        else:
            numbers = self._sentences_alone(query, limit, documents)
        return self._rank(numbers, query, limit, support)

    def _query_term(self, term: str, weight: float) -> QueryTerm | None:
        number = self._data.vocabulary.find(term) if weight > 0 else None
        if number is None:
            return None
        sentences, paragraphs = self._data.sentences, self._data.paragraphs
        return QueryTerm(
            number,
            weight * inverse_frequency(_run_length(sentences, number), sentences.size),
            weight * inverse_frequency(_run_length(paragraphs, number), paragraphs.size),
        )

    def _sentences_alone(
        self, query: Sequence[QueryTerm], limit: int, documents: Collection[int] | None
    ) -> np.ndarray:
        lists = [self._sentence_list(term) for term in query]
        within = _ranges_of(documents, self._data.first_sentence)
        return find_best(lists, limit, lambda found: (found.numbers, found.bounds), within)

    def _sentence_list(self, term: QueryTerm) -> TermList:
        data, impacts = self._data.sentences, self._sentence_impacts
        run = _run(data, term.number)
        codes = data.codes[run]

        def bounds(positions: np.ndarray | slice) -> np.ndarray:
            return term.sentence * impacts[codes[positions]]

        return TermList(data.numbers[run], bounds, term.sentence * float(impacts[data.best[term.number]]))

    def _with_paragraphs(
        self, query: Sequence[QueryTerm], limit: int, support: float, documents: Collection[int] | None
    ) -> np.ndarray:
        """Find the paragraphs that could hold the best sentences, and score the sentences in those."""
        lists = sorted(
            ((self._paragraph_list(term, support), term) for term in query), key=lambda pair: -pair[0].upper
        )

        def evaluate(found: Candidates) -> tuple[np.ndarray, np.ndarray]:
            return self._open_paragraphs(found, [term for _, term in lists], support)

        within = _ranges_of(documents, self._data.first_paragraph)
        return find_best([postings for postings, _ in lists], limit, evaluate, within)

    def _paragraph_list(self, term: QueryTerm, support: float) -> TermList:
        """List a term's paragraphs; each is bounded by its own share and by the best of its sentences."""
        data = self._data.paragraphs
        run = _run(data, term.number)
        own, lent = self._sentence_impacts, self._paragraph_impacts
        codes, least = data.codes[run], data.least[run]

        def bounds(positions: np.ndarray | slice) -> np.ndarray:
            return term.sentence * own[least[positions]] + (support * term.paragraph) * lent[codes[positions]]

        best = self._data.sentences.best[term.number], data.best[term.number]
        upper = term.sentence * float(own[best[0]]) + support * term.paragraph * float(lent[best[1]])
        return TermList(data.numbers[run], bounds, upper)

    def _open_paragraphs(
        self, found: Candidates, query: Sequence[QueryTerm], support: float
    ) -> tuple[np.ndarray, np.ndarray]:
        """Score every sentence of these paragraphs that holds a term."""
        data, own, lent = self._data, self._sentence_impacts, self._paragraph_impacts
        shares = np.zeros(len(found.numbers))
        opened, scores, owners = [], [], []
        for place, positions in found.found.items():
            term, held = query[place], np.flatnonzero(positions >= 0)
            at = positions[held] + data.paragraphs.offsets[term.number]
            shares[held] += (support * term.paragraph) * lent[data.paragraphs.codes[at]]
            first, last = data.paragraphs.first[at], data.paragraphs.first[at + 1]
            inside = ranges(first, last)
            opened.append(data.sentences.numbers[inside])
            scores.append(term.sentence * own[data.sentences.codes[inside]])
            owners.append(np.repeat(held, last - first))
        return _sum_by_number(np.concatenate(opened), np.concatenate(scores), shares, np.concatenate(owners))

    def _rank(self, numbers: np.ndarray, query: Sequence[QueryTerm], limit: int, support: float) -> list[Hit]:
        """Score the found sentences term by term in the query's order: equal sentences score equally."""
        own = _sum_scores(
            self._data.sentences, self._sentence_impacts, numbers, [(t.number, t.sentence) for t in query]
        )
        paragraphs, place = np.unique(self._data.paragraph_of[numbers], return_inverse=True)
        lent = _sum_scores(
            self._data.paragraphs,
            self._paragraph_impacts,
            paragraphs,
            [(t.number, t.paragraph) for t in query],
        )[place]
        total = own + support * lent
        return [
            Hit(int(numbers[n]), float(total[n]), float(own[n]), float(lent[n]))
            for n in np.argsort(-total, kind="stable")[:limit]
        ]


class Index(Searcher):
    """An immutable index over documents and their cuts, held in memory."""

    def __init__(self, documents: Sequence[Document], cuts: Sequence[Cut]) -> None:
        self.corpus: Corpus = MemoryCorpus(documents, cuts)
        super().__init__(_compile(documents, cuts))


def _compile(documents: Sequence[Document], cuts: Sequence[Cut]) -> Compiled:
    sentences: list[list[str]] = []
    paragraph_of: list[int] = []
    firsts, first_paragraphs = [0], [0]
    for document, cut in zip(documents, cuts, strict=True):
        sentences += [extract_terms(document.text[s.start : s.end]) for s in cut.sentences]
        paragraph_of += [first_paragraphs[-1] + s.block for s in cut.sentences]
        firsts.append(len(sentences))
        first_paragraphs.append(first_paragraphs[-1] + len(cut.blocks))
    vocabulary = Vocabulary.of(term for sentence in sentences for term in sentence)
    number_of = {term: number for number, term in enumerate(vocabulary)}
    tokens = np.array([number_of[term] for sentence in sentences for term in sentence], dtype=np.int32)
    lengths = np.array([len(sentence) for sentence in sentences], dtype=np.int32)
    return compile_all(
        vocabulary,
        tokens,
        lengths,
        np.array(paragraph_of, dtype=np.int32),
        np.array(firsts),
        np.array(first_paragraphs),
    )


def compile_all(
    vocabulary: Vocabulary,
    tokens: np.ndarray,
    lengths: np.ndarray,
    paragraph_of: np.ndarray,
    first_sentence: np.ndarray,
    first_paragraph: np.ndarray,
) -> Compiled:
    """Compile sentences of term numbers, as compile_sentences takes them, into all that a search reads."""
    own = compiled.compile_sentences(tokens, lengths, len(vocabulary))
    shared = compiled.compile_paragraphs(own, paragraph_of, int(first_paragraph[-1]))
    return Compiled(vocabulary, own, shared, paragraph_of, first_sentence, first_paragraph)


def _run(postings: Postings, term: int) -> slice:
    return slice(int(postings.offsets[term]), int(postings.offsets[term + 1]))


def _run_length(postings: Postings, term: int) -> int:
    return int(postings.offsets[term + 1] - postings.offsets[term])


def _ranges_of(documents: Collection[int] | None, firsts: np.ndarray) -> tuple[np.ndarray, np.ndarray] | None:
    if documents is None:
        return None
    numbers = np.unique(np.fromiter(documents, dtype=np.int64))
    starts, ends = firsts[numbers], firsts[numbers + 1]
    apart = np.flatnonzero(starts[1:] != ends[:-1])
    return starts[np.concatenate(([0], apart + 1))], ends[np.append(apart, len(ends) - 1)]


def _sum_by_number(
    numbers: np.ndarray, scores: np.ndarray, shares: np.ndarray, owners: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Add up the scores given to the same number, and its owner's share once."""
    order = np.argsort(numbers, kind="stable")
    numbers = numbers[order]
    first = np.flatnonzero(np.concatenate(([True], numbers[1:] != numbers[:-1]))) if len(numbers) else order
    if not len(first):
        return numbers, scores
    return numbers[first], np.add.reduceat(scores[order], first) + shares[owners[order[first]]]


def _sum_scores(
    postings: Postings, impacts: np.ndarray, numbers: np.ndarray, weights: Sequence[tuple[int, float]]
) -> np.ndarray:
    scores = np.zeros(len(numbers))
    for term, weight in weights:
        run = _run(postings, term)
        positions = locate(postings.numbers[run], numbers)
        held = np.flatnonzero(positions >= 0)
        scores[held] += weight * impacts[postings.codes[run][positions[held]]]
    return scores
