"""A sentence as the ranking sees it: its tokens, where each term stands, and the spans that could answer."""

from collections import OrderedDict
from contextlib import suppress
from functools import cached_property
from itertools import pairwise

from service.answer.kinship import families
from service.index.corpus import Corpus
from service.spans import TypedSpan, find_spans
from service.terms import Token, tokenize

NEGATIONS = frozenset("not never no without neither nor none cannot".split())


class View:
    """One sentence, read once. Positions count its tokens; `start` is where its text begins in the document."""

    def __init__(self, text: str, start: int) -> None:
        self.text = text
        self.start = start
        self.tokens: list[Token] = tokenize(text)
        self.positions: dict[str, list[int]] = {}
        for position, token in enumerate(self.tokens):
            self.positions.setdefault(token.term, []).append(position)
        self.content: frozenset[str] = frozenset(token.term for token in self.tokens if not token.stop)

    @cached_property
    def bigrams(self) -> set[tuple[str, str]]:
        terms = [token.term for token in self.tokens]
        return set(pairwise(terms))

    @cached_property
    def trigrams(self) -> set[tuple[str, str, str]]:
        terms = [token.term for token in self.tokens]
        return set(zip(terms, terms[1:], terms[2:], strict=False))

    @cached_property
    def runs(self) -> set[tuple[str, ...]]:
        """Four words in a row, folded."""
        words = [token.word for token in self.tokens]
        return set(zip(words, words[1:], words[2:], words[3:], strict=False))

    @cached_property
    def negations(self) -> list[int]:
        """Where words of negation stand."""
        return [n for n, token in enumerate(self.tokens) if token.word in NEGATIONS or token.word.endswith("n't")]

    @cached_property
    def spans(self) -> list[TypedSpan]:
        return find_spans(self.text, self.tokens)

    @cached_property
    def named(self) -> bool:
        """Whether anything here is surely a name."""
        return any(s.type in ("person", "organization", "place", "name") and not s.weak for s in self.spans)

    @cached_property
    def kin(self) -> dict[str, tuple[float, list[int]]]:
        """Map each family's key to how close its members are, and where one stands."""
        found: dict[str, tuple[float, list[int]]] = {}
        for term, places in self.positions.items():  # in order: of a set's, each run of Python has its own
            for key, closeness in families(term) if term in self.content else ():
                found.setdefault(key, (closeness, places))
        return found

    def read(self) -> None:
        """Read all that is otherwise read when it is first asked for."""
        _ = self.bigrams, self.trigrams, self.runs, self.negations, self.spans, self.named, self.kin

    def match(self, term: str) -> tuple[float, list[int]]:
        """Say how closely the sentence holds a term (1 for the term itself, 0 for none of its kin), and where."""
        if term in self.positions:
            return 1.0, self.positions[term]
        best: tuple[float, list[int]] = (0.0, [])
        for key, closeness in families(term):
            if closeness > best[0] and key in self.kin:
                best = (min(closeness, self.kin[key][0]), self.kin[key][1])
        return best


class Views:
    """The views of a corpus, the most recently used kept."""

    def __init__(self, corpus: Corpus, capacity: int = 20_000) -> None:
        self.corpus = corpus
        self._capacity = capacity
        self._kept: OrderedDict[tuple[int, int], View] = OrderedDict()

    def get(self, document: int, position: int) -> View:
        """Give the view of a document's sentence."""
        key = (document, position)
        view = self._kept.get(key)
        if view is None:
            sentence = self.corpus.cut(document).sentences[position]
            text = self.corpus.documents[document].text
            view = self._kept[key] = View(text[sentence.body : sentence.end], sentence.body)
            if len(self._kept) > self._capacity:
                self._drop_oldest()
        return view

    def _drop_oldest(self) -> None:
        with suppress(KeyError):  # another thread was first
            self._kept.popitem(last=False)
