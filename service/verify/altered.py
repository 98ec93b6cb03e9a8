"""Find the passages that a quote which stands nowhere was made from, by changing words or joining what is apart."""

from collections import Counter
from collections.abc import Collection, Iterator, Sequence

from service.index.embedded import Index
from service.terms import extract_terms
from service.verify.alignment import Alignment, align
from service.verify.changes import Laid, Window, make_match, with_loose_ends
from service.verify.verdict import Match
from service.verify.words import Word, read_words, weigh

HITS = 12  # sentences looked at for one stretch of a quote
TERMS = 40  # of its rarest terms, to find them by
WINDOWS = 3  # stretches of documents that its words are laid beside
LONGEST = 250  # words laid out at once
MOST = 1_000  # words of a quote: a longer one is not looked for altered
FEWEST = 3  # full words that must agree
PARTS = 8  # passages that one quote may be joined from
ALIKE = 0.6  # share of a stretch, by weight, that must agree, and of the whole quote
AS_GOOD = 0.9  # of the best passage's agreement: another such passage is named too
BESIDE = 100  # characters looked at around a sentence found, besides the quote's own length


class Altered:
    """What the documents of an index have that is nearest to a quote."""

    def __init__(self, index: Index) -> None:
        self.index = index

    def find(self, quote: str, start: int, end: int, documents: Collection[int] | None) -> list[Match]:
        """List the passages that [start, end) of a quote was made from, in its order; [] if it was not.

        Where other passages are as near as the nearest, they are listed beside it.
        """
        words = read_words(quote, start, end)
        if len(words) > MOST:
            return []
        laid = [
            found
            for first in range(0, len(words), LONGEST)
            for found in self._cover(quote, words, first, min(first + LONGEST, len(words)), documents, PARTS)
        ]
        agreeing = {n for found in laid for n in found.agreeing}
        if not laid or weigh(words[n] for n in agreeing) < ALIKE * weigh(words):
            return []
        return [make_match(quote, words, found) for found in with_loose_ends(laid, len(words), self.index.corpus)]

    def _cover(
        self,
        quote: str,
        words: Sequence[Word],
        first: int,
        last: int,
        documents: Collection[int] | None,
        parts: int,
    ) -> list[Laid]:
        """Find the passage nearest to words [first, last), then those nearest to what is left on either side."""
        if parts <= 0 or sum(word.weight == 1 for word in words[first:last]) < FEWEST:
            return []
        best = self._nearest(quote, words, first, last, documents)
        if not best:
            return []
        left, right = min(found.first for found in best), max(found.last for found in best)
        before = self._cover(quote, words, first, left, documents, parts - 1)
        after = self._cover(quote, words, right, last, documents, parts - 1 - len(before))
        return before + best + after

    def _nearest(
        self, quote: str, words: Sequence[Word], first: int, last: int, documents: Collection[int] | None
    ) -> list[Laid]:
        """Lay words [first, last) beside each window; give the best window's parts, and those as good."""
        stretch = words[first:last]
        candidates = []
        for window in self._windows(quote[stretch[0].start : stretch[-1].end], stretch, documents):
            parts = [part for part in align(stretch, window.words) if _holds(part, stretch, window.words)]
            if parts:
                agreeing = weigh(stretch[n] for part in parts for n in part.agreeing)
                candidates.append((agreeing, [Laid.beside(window, part, first) for part in parts]))
        best = max((agreeing for agreeing, _ in candidates), default=0.0)
        candidates.sort(key=lambda candidate: -candidate[0])
        return [laid for agreeing, parts in candidates for laid in parts if agreeing >= AS_GOOD * best]

    def _windows(self, text: str, stretch: Sequence[Word], documents: Collection[int] | None) -> list[Window]:
        """Read the stretches of documents around the sentences found, those with most of the words first."""
        counts = Counter(extract_terms(text))
        rarest = sorted(counts, key=lambda term: (-self.index.idf(term), term))[:TERMS]
        hits = self.index.search({term: float(counts[term]) for term in rarest}, HITS, documents)
        reach = len(text) + BESIDE
        spans: dict[int, list[tuple[int, int]]] = {}
        for hit in hits:
            number, position = self.index.corpus.locate(hit.number)
            sentence = self.index.corpus.cut(number).sentences[position]
            spans.setdefault(number, []).append((sentence.start - reach, sentence.end + reach))
        windows = [window for number in sorted(spans) for window in self._read(number, spans[number])]
        wanted = Counter(word.key for word in stretch)
        return sorted(windows, key=lambda window: -_shared(window, wanted))[:WINDOWS]

    def _read(self, number: int, spans: list[tuple[int, int]]) -> Iterator[Window]:
        """Read stretches of a document, those that touch as one, widened to whole words."""
        document = self.index.corpus.documents[number]
        text = document.text
        for start, end in _merge(spans):
            start, end = max(0, start), min(len(text), end)
            while start > 0 and not text[start - 1].isspace():
                start -= 1
            while end < len(text) and not text[end].isspace():
                end += 1
            yield Window(number, document, tuple(read_words(text, start, end)))


def _merge(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = merged[-1][0], max(end, merged[-1][1])
        else:
            merged.append((start, end))
    return merged


def _shared(window: Window, wanted: Counter[str]) -> float:
    """Say how many of the wanted words a window has, by weight."""
    weights = {word.key: word.weight for word in window.words}
    counts = Counter(word.key for word in window.words)
    return sum(min(count, counts[key]) * weights[key] for key, count in wanted.items() if key in counts)


def _holds(part: Alignment, quote: Sequence[Word], document: Sequence[Word]) -> bool:
    """Tell whether two stretches agree in enough words, and in most of either, for one to be made from the other."""
    agreeing = [quote[n] for n in part.agreeing]
    longer = max(weigh(quote[slice(*part.quoted)]), weigh(document[slice(*part.standing)]))
    return sum(word.weight == 1 for word in agreeing) >= FEWEST and weigh(agreeing) >= ALIKE * longer
