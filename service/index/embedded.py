"""The embedded index: documents, their cuts, and the postings that find their sentences."""

from collections.abc import Sequence

from service.documents.document import Document
from service.index.compiled import Compiled, compile_segment
from service.index.corpus import Corpus, MemoryCorpus
from service.index.searcher import PARAGRAPH_WEIGHT, SMALL, Hit, Searcher
from service.index.segment import make_segment
from service.sentences.sentence import Cut

__all__ = ["PARAGRAPH_WEIGHT", "Hit", "Index"]


class Index(Searcher):
    """An immutable index and the corpus that its hits stand in."""

    def __init__(self, documents: Sequence[Document], cuts: Sequence[Cut], small: int = SMALL) -> None:
        """Index documents in memory."""
        self._begin(
            MemoryCorpus(documents, cuts),
            compile_segment(make_segment(zip(documents, cuts, strict=True))),
            small,
        )

    @classmethod
    def over(cls, corpus: Corpus, data: Compiled) -> "Index":
        """Search what was compiled before."""
        index = cls.__new__(cls)
        index._begin(corpus, data, SMALL)
        return index

<<<<<<< HEAD
    def _begin(self, corpus: Corpus, data: Compiled, small: int) -> None:
        self.corpus = corpus
        super().__init__(data, small)
=======
class PositiveBM25(BM25Okapi):
    """Okapi BM25 in which a matching term always counts for something.

    rank_bm25 gives a term found in exactly half the texts an idf of 0 and lifts one found in more than half to a quarter of
    the average idf, so that it outweighs rarer ones. Here idf is log(1 + (N - n + 0.5) / (n + 0.5)), as Lucene has it:
    falling with n, never zero or less. An empty corpus, where rank_bm25 divides by zero, is not handed to it.
    """

    def _calc_idf(self, nd: Mapping[str, int]) -> None:
        for term, count in nd.items():
            self.idf[term] = math.log(1 + (self.corpus_size - count + 0.5) / (count + 0.5))


class Postings:
    """The postings of one BM25: for each term the numbers of the texts that hold it, and its weight in each."""

    def __init__(self, texts: Sequence[Sequence[str]], k1: float, b: float) -> None:
        self.size = len(texts)
        self.idf: dict[str, float] = {}
        self.lists: dict[str, tuple[np.ndarray, np.ndarray]] = {}
        if not any(texts):
            return
        bm25 = PositiveBM25(list(texts), k1=k1, b=b)
        self.idf = bm25.idf
        found: dict[str, tuple[list[int], list[float]]] = defaultdict(lambda: ([], []))
        for number, frequencies in enumerate(bm25.doc_freqs):
            norm = k1 * (1 - b + b * bm25.doc_len[number] / bm25.avgdl)
            for term, count in frequencies.items():
                numbers, weights = found[term]
                numbers.append(number)
                weights.append(bm25.idf[term] * count * (k1 + 1) / (count + norm))
        for term, (numbers, weights) in found.items():
            self.lists[term] = (np.array(numbers, dtype=np.int32), np.array(weights))

    def scores(self, terms: Mapping[str, float]) -> np.ndarray:
        """Sum the terms' weights for every text: an array of `size` scores."""
        total = np.zeros(self.size)
        for term, weight in terms.items():
            if term in self.lists:
                numbers, weights = self.lists[term]
                total[numbers] += weight * weights
        return total


class Index:
    """An immutable index over documents and their cuts."""

    def __init__(self, documents: Sequence[Document], cuts: Sequence[Cut]) -> None:
        self.corpus = MemoryCorpus(documents, cuts)
        sentences: list[list[str]] = []
        paragraphs: list[list[str]] = []
        paragraph_of: list[int] = []
        for document, cut in zip(documents, cuts, strict=True):
            for block in cut.blocks:
                of_block = [
                    extract_terms(document.text[s.start : s.end]) for s in cut.sentences[block.first : block.last]
                ]
                paragraph_of += [len(paragraphs)] * len(of_block)
                sentences += of_block
                paragraphs.append([term for terms in of_block for term in terms])
        self._paragraph_of = np.array(paragraph_of, dtype=np.int32)
        self._sentences = Postings(sentences, K1, B)
        self._paragraphs = Postings(paragraphs, PARAGRAPH_K1, PARAGRAPH_B)

    def idf(self, term: str) -> float:
        """Give a term's weight; for one that no sentence holds, the weight of one that a single sentence would."""
        size = max(self._sentences.size, 1)
        return self._sentences.idf.get(term, math.log(1 + (size + 0.5) / 0.5))

    def __contains__(self, term: str) -> bool:
        return term in self._sentences.lists

    def holds(self, term: str, document: int) -> bool:
        """Say whether a document, by its number, holds a term anywhere."""
        if term not in self._sentences.lists:
            return False
        numbers = self._sentences.lists[term][0]
        first = self.corpus.first(document)
        last = first + len(self.corpus.cut(document).sentences)
        place = int(np.searchsorted(numbers, first))
        return place < len(numbers) and int(numbers[place]) < last

    def search(self, terms: Mapping[str, float], limit: int, documents: Collection[int] | None = None) -> list[Hit]:
        """Give the best `limit` sentences that hold at least one term, best first, ties in document order.

        `terms` maps each term to its weight in the query (1 for one occurrence). `documents` are the numbers of the
        documents to stay within; idf stays the whole collection's.
        """
        own = self._sentences.scores(terms)
        support = self._paragraphs.scores(terms)
        if not len(own):
            return []
        total = np.where(own > 0, own + PARAGRAPH_WEIGHT * support[self._paragraph_of], 0.0)
        if documents is not None:
            keep = np.zeros(len(total), dtype=bool)
            for document in documents:
                first = self.corpus.first(document)
                keep[first : first + len(self.corpus.cut(document).sentences)] = True
            total[~keep] = 0.0
        order = np.argsort(-total, kind="stable")[:limit]
        return [
            Hit(int(n), float(total[n]), float(own[n]), float(support[self._paragraph_of[n]]))
            for n in order
            if total[n] > 0
        ]
>>>>>>> main
