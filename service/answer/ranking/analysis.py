"""A sentence as the ranking sees it: its tokens, where each term stands, and the spans that could answer."""

from collections.abc import Iterable
from functools import cached_property

from service.english.causes import gives_means, gives_reason
from service.english.entities import TypedSpan, find_spans
from service.english.related_words import Families, families
from service.english.tokens import Token, tokenize
from service.english.verbs_of_saying import SPEECH
from service.english.word_classes import is_negation

Match = tuple[float, list[int]]  # how closely a term is held (0 to 1), and at which tokens
_NO_MATCH: Match = (0.0, [])


class View:
    """One sentence, read once. Positions count its tokens; `start` is where its text begins in the document."""

    def __init__(self, text: str, start: int) -> None:
        self.text = text
        self.start = start
        self.tokens: list[Token] = tokenize(text)
        self.terms = tuple(token.term for token in self.tokens)
        self.positions: dict[str, list[int]] = {}
        for position, term in enumerate(self.terms):
            self.positions.setdefault(term, []).append(position)
        self.content: frozenset[str] = frozenset(token.term for token in self.tokens if not token.stop)

    def holds_run(self, run: tuple[str, ...]) -> bool:
        """Say whether terms, stop words among them, stand here one right after the other."""
        terms, length = self.terms, len(run)
        return any(terms[place : place + length] == run for place in self.positions.get(run[0], ()))

    @cached_property
    def runs(self) -> set[tuple[str, ...]]:
        """Four words in a row, folded."""
        words = [token.word for token in self.tokens]
        return set(zip(words, words[1:], words[2:], words[3:], strict=False))

    @cached_property
    def negations(self) -> list[int]:
        """Where words of negation stand."""
        return [n for n, token in enumerate(self.tokens) if is_negation(token.word)]

    @cached_property
    def spans(self) -> list[TypedSpan]:
        return find_spans(self.text, self.tokens)

    @cached_property
    def worded_spans(self) -> list[tuple[TypedSpan, frozenset[str]]]:
        """The spans, each with its terms, stop words left out."""
        return [(s, frozenset(t.term for t in self.tokens[s.first : s.last] if not t.stop)) for s in self.spans]

    @cached_property
    def named(self) -> bool:
        """Whether anything here is surely a name."""
        return any(s.type in ("person", "organization", "place", "name") and not s.weak for s in self.spans)

    @cached_property
    def number_ends(self) -> list[int]:
        """Where numbers end: the token behind each."""
        return [span.last for span in self.spans if span.type in ("number", "year")]

    @cached_property
    def gives_reason(self) -> bool:
        return gives_reason(self.text)

    @cached_property
    def gives_means(self) -> bool:
        return gives_means(self.text)

    @cached_property
    def reports_speech(self) -> bool:
        return bool(self.speech_verbs)

    @cached_property
    def speech_verbs(self) -> list[int]:
        """Where words of saying stand."""
        return [n for n, token in enumerate(self.tokens) if token.word in SPEECH]

    @cached_property
    def kin(self) -> dict[str, list[int]]:
        """Map the key of each family that a member of stands here to where the first of them stands."""
        found: dict[str, list[int]] = {}
        for term, places in self.positions.items():  # in order: of a set's, each run of Python has its own
            for key, _ in families(term) if term in self.content else ():
                found.setdefault(key, places)
        return found

    @cached_property
    def marks(self) -> frozenset[str]:
        """The terms that stand here, and the keys of their families (no term looks like one)."""
        return frozenset((*self.positions, *self.kin))

    def read(self) -> None:
        """Read all that is otherwise read when it is first asked for."""
        _ = self.runs, self.negations, self.worded_spans, self.named, self.marks
        _ = self.gives_reason, self.gives_means, self.reports_speech, self.speech_verbs, self.number_ends

    def match(self, term: str) -> Match:
        """Say how closely the sentence holds a term (1 for the term itself, 0 for none of its kin), and where."""
        return self.match_all(((term, families(term)),))[0]

    def match_all(self, terms: Iterable[tuple[str, Families]]) -> list[Match]:
        """Match terms, each given with its families."""
        positions, kin, found = self.positions, self.kin, []
        for term, keys in terms:
            if term in positions:
                found.append((1.0, positions[term]))
                continue
            for key, closeness in keys:
                if key in kin:
                    found.append((closeness, kin[key]))
                    break
            else:
                found.append(_NO_MATCH)
        return found
