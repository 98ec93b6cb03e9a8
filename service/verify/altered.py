"""Find the passages that an altered quote was made from, by changing words or joining distant parts."""

from collections import Counter
from collections.abc import Collection, Sequence

from service.english.tokens import extract_terms
from service.html_tags import blank_markup
from service.index.interface import Index
from service.verify.alignment import Alignment, align
from service.verify.changes import Laid, Window, make_match, with_loose_ends
from service.verify.compared_words import ComparedWord, read_words, weigh
from service.verify.verdict import QuoteMatch
from service.verify.work import Work

HITS = 10  # sentences examined for one stretch of a quote
TERMS = 40  # rarest terms of the stretch to search for
ECHOES = 2  # pairs of words that a passage must share to be worth aligning,
ECHO_EVERY = 16  # or one pair for so many words of a long quote
WINDOWS = 3  # stretches of documents that it is aligned with
LONGEST = 250  # words aligned at once
MOST = 1_000  # words: longer quotes are not searched for alterations
FEWEST = 3  # words other than stop words that must agree
FEWEST_JOINED = 5  # the same if the quote is joined from several passages
PARTS = 8  # passages at most that a quote may be joined from
ALIKE = 0.6  # share by weight that must agree, of a stretch and of the whole quote
AS_GOOD = 0.9  # share of the best passage's agreement from which others are reported too
BESIDE = 100  # characters read on either side of a sentence found, plus the length of the quote


class Altered:
    """Finds the passages of an index nearest to a quote."""

    def __init__(self, index: Index, work: Work | None = None) -> None:
        self.index = index
        self.work = work or Work()

    def find(self, quote: str, start: int, end: int, documents: Collection[int] | None) -> list[QuoteMatch]:
        """Return the passages that [start, end) of a quote was made from, in the quote's order, or [].

        Passages about as near as the nearest are included.
        """
        words = read_words(quote, start, end)
        if len(words) > MOST:
            return []
        laid = [
            found
            for first in range(0, len(words), LONGEST)
            for found in self._cover(quote, words, first, min(first + LONGEST, len(words)), documents, PARTS)
        ]
        if not laid or _weigh_agreeing(laid, words) < ALIKE * weigh(words):
            return []
        return [make_match(quote, words, found) for found in with_loose_ends(laid, len(words), self.index.corpus)]

    def _cover(
        self,
        quote: str,
        words: Sequence[ComparedWord],
        first: int,
        last: int,
        documents: Collection[int] | None,
        parts: int,
    ) -> list[Laid]:
        """Find the passage nearest to words [first, last), then recursively those for the words on either side."""
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
        self, quote: str, words: Sequence[ComparedWord], first: int, last: int, documents: Collection[int] | None
    ) -> list[Laid]:
        """Align words [first, last) with each window; return the parts of the best window and of those about as good."""
        stretch = words[first:last]
        candidates = []
        for window in self._windows(quote[stretch[0].start : stretch[-1].end], stretch, documents):
            self.work.compare(len(stretch), len(window.words))
            parts = [part for part in align(stretch, window.words) if _holds(part, stretch, window.words)]
            if parts:
                agreeing = weigh(stretch[n] for part in parts for n in part.agreeing)
                candidates.append((agreeing, [Laid.beside(window, part, first) for part in parts]))
        candidates.sort(key=lambda candidate: -candidate[0])
        near = [laid for agreeing, parts in candidates for laid in parts if agreeing >= AS_GOOD * candidates[0][0]]
        return list({(laid.window.number, laid.start): laid for laid in reversed(near)}.values())[::-1]

    def _windows(self, text: str, stretch: Sequence[ComparedWord], documents: Collection[int] | None) -> list[Window]:
        """Search for sentences and read the text around them; windows that share most pairs of words come first."""
        counts = Counter(extract_terms(blank_markup(text)))
        rarest = sorted(counts, key=lambda term: (-self.index.idf(term), term))[:TERMS]
        hits = self.index.search({term: float(counts[term]) for term in rarest}, HITS, documents)
        wanted = _pairs(stretch)
        echoes = []
        for hit in hits:
            window = self._read(*self.index.corpus.locate(hit.number), len(text) + BESIDE)
            self.work.look_through(len(window.words), 0)
            shared = len(wanted & _pairs(window.words))
            if shared >= max(ECHOES, len(stretch) // ECHO_EVERY):
                echoes.append((shared, window))
        chosen: list[Window] = []
        for _, window in sorted(echoes, key=lambda echo: -echo[0]):
            if len(chosen) < WINDOWS and not any(_is_mostly(window, other) for other in chosen):
                chosen.append(window)
        return chosen

    def _read(self, number: int, position: int, reach: int) -> Window:
        """Read the words of a document around a sentence, `reach` characters on either side rounded up to whole words."""
        document = self.index.corpus.documents[number]
        sentence, text = self.index.corpus.segmentation(number).sentences[position], document.text
        start, end = max(0, sentence.start - reach), min(len(text), sentence.end + reach)
        while start > 0 and not text[start - 1].isspace():
            start -= 1
        while end < len(text) and not text[end].isspace():
            end += 1
        return Window(number, document, tuple(read_words(text, start, end)))


def _weigh_agreeing(laid: Sequence[Laid], words: Sequence[ComparedWord]) -> float:
    """Weigh the words that agree. A few words that any text might share count only if they are most of the quote."""
    long = [found for found in laid if sum(words[n].weight == 1 for n in found.agreeing) >= FEWEST_JOINED]
    together = weigh(words[n] for n in {n for found in long for n in found.agreeing})
    return max(together, *(weigh(words[n] for n in found.agreeing) for found in laid))


def _is_mostly(window: Window, other: Window) -> bool:
    """Return whether most of a window's words are another's."""
    if window.number != other.number or not window.words or not other.words:
        return not window.words
    first = max(window.words[0].start, other.words[0].start)
    last = min(window.words[-1].end, other.words[-1].end)
    return 2 * (last - first) > window.words[-1].end - window.words[0].start


def _pairs(words: Sequence[ComparedWord]) -> set[tuple[str, str]]:
    """Return the pairs of words at most one word apart, except pairs of stop words."""
    return {
        (one.key, other.key)
        for gap in (1, 2)
        for one, other in zip(words, words[gap:], strict=False)
        if one.weight + other.weight > 1
    }


def _holds(part: Alignment, quote: Sequence[ComparedWord], document: Sequence[ComparedWord]) -> bool:
    """Return whether two stretches agree in enough words, and in most of each, for one to be made from the other."""
    agreeing = [quote[n] for n in part.agreeing]
    longer = max(weigh(quote[slice(*part.quoted)]), weigh(document[slice(*part.standing)]))
    return sum(word.weight == 1 for word in agreeing) >= FEWEST and weigh(agreeing) >= ALIKE * longer
