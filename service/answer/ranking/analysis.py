"""A sentence analysed: its tokens, the positions of each term, and the spans that could answer a question."""

import math
import re
from collections.abc import Iterable, Sequence
from itertools import chain
from typing import Any

from service.answer.ranking.known import kept
from service.english.causes import gives_means, gives_reason
from service.english.entities import TypedSpan, find_spans
from service.english.related_words import Families, families
from service.english.rules import PAYMENT, PERMISSION, gives_instruction
from service.english.tokens import Token, join_words, tokenize
from service.english.verbs_of_saying import SPEECH
from service.english.word_classes import POINTS_BACK, is_negation, may_negate
from service.sentences.line_labels import end_of_label
from service.sentences.questions import is_question

SHAPE = ("length", "very_short", "very_long", "begins_with_pronoun", "content")
SHORT, LONG = 5, 35  # tokens: a sentence with fewer is very short, one with more long

Places = tuple[int, ...]  # positions of tokens, in order
TermMatch = tuple[float, Places]  # how closely a term is matched (0 to 1), and at which tokens
_NUMBERS = re.compile(
    r"[ \t]?:|\.?[ \t]?(?=[A-Z]{0,3}-?\d)"
)  # after "no" that means "number": "Permit No: 12", "No. 12"
_LABEL = 40  # characters of the label of a line
_NO_TERMS: frozenset[str] = frozenset()
_NO_MATCH: TermMatch = (0.0, ())
# The places of terms that stand once, as most do: shared by all sentences, so that the garbage collector has less to look at.
_SINGLE: list[Places] = [(position,) for position in range(400)]
# Fitted to tracemalloc's figures for collections of which hundreds of questions were asked, with a fifth to spare.
_BASE_BYTES, _TOKEN_BYTES = 2800, 360


def write_run(terms: Sequence[str]) -> str:
    """Write terms as one string, which is in that of others if and only if they hold these as a run."""
    return "\n" + "\n".join(terms) + "\n"


class AnalysedSentence:
    """The analysis of one sentence, made once. Positions count its tokens; `start` is its offset in the document.

    `lead` is the number of characters at the beginning of `text` that stand above the sentence itself, such as the question
    that it answers: they are read along, but no span that could answer is taken from them. Properties are computed when first
    used.
    """

    def __init__(self, text: str, start: int, lead: int = 0) -> None:
        self.text = text
        self.start = start
        self.lead = lead
        self.tokens: list[Token] = tokenize(text)
        self.terms = tuple([term for _, _, _, term, _ in self.tokens])
        self.positions = _find_positions(
            self.terms, [(first, term) for first, _, term in join_words(text, self.tokens)]
        )
        self.content: frozenset[str] = frozenset([term for _, _, _, term, stop in self.tokens if not stop])
        self.known: dict[Any, Any] = {}  # results of the functions decorated with `once`

    @property
    def nbytes(self) -> int:
        """An estimate, on the high side, of the bytes it takes once everything is computed."""
        return _BASE_BYTES + _TOKEN_BYTES * len(self.tokens)

    @kept
    def words(self) -> tuple[str, ...]:
        """Its folded words, in order."""
        return tuple([word for _, _, word, _, _ in self.tokens])

    def _places_of(self, words: frozenset[str]) -> list[int]:
        """Return the positions of the words of a class, of which most sentences hold none."""
        return [] if words.isdisjoint(self.words) else [n for n, word in enumerate(self.words) if word in words]

    @kept
    def line_of_terms(self) -> str:
        """Its terms, stop words included, as one string that `write_run` makes; no term has a line feed."""
        return write_run(self.terms)

    def holds_run(self, run: tuple[str, ...]) -> bool:
        """Return whether terms, stop words included, stand here directly one after the other."""
        return write_run(run) in self.line_of_terms

    def list_runs(self) -> set[tuple[str, ...]]:
        """Return all runs of four folded words: anew each time, as they take as much memory as the tokens, and few are compared."""
        words = self.words
        return set(zip(words, words[1:], words[2:], words[3:], strict=False))

    @kept
    def shape(self) -> tuple[float, ...]:
        """What the features read of the sentence alone, in the order of `SHAPE`."""
        count = len(self.tokens)
        return (
            math.log1p(count) / 4,
            float(count < SHORT),
            min(max(0, count - LONG) / LONG, 2.0),
            float(count > 0 and self.tokens[0].word in POINTS_BACK),
            float(1 + len(self.content)),
        )

    @kept
    def asks(self) -> bool:
        """Whether it is a question."""
        return is_question(self.text, self.lead, len(self.text))

    @kept
    def label_end(self) -> int:
        """Where in `text` the label that opens the line ends, before its colon; -1 if it has none."""
        end = end_of_label(self.text[self.lead : self.lead + _LABEL])
        return self.lead + end if end > 0 else -1

    @kept
    def label(self) -> frozenset[str]:
        """The terms of that label, none if the line has none."""
        end = self.label_end
        return frozenset(t.term for t in self.tokens if self.lead <= t.start < end) if end > 0 else _NO_TERMS

    @kept
    def negations(self) -> list[int]:
        """The positions of negating words."""
        if not may_negate(self.words):
            return []
        return [
            n
            for n, token in enumerate(self.tokens)
            if is_negation(token.word) and not (token.word == "no" and _NUMBERS.match(self.text, token.end))
        ]

    @kept
    def spans(self) -> list[TypedSpan]:
        spans = find_spans(self.text, self.tokens)
        return [span for span in spans if self.tokens[span.first].start >= self.lead] if self.lead else spans

    @kept
    def worded_spans(self) -> list[tuple[TypedSpan, frozenset[str]]]:
        """The spans, each with its terms other than stop words."""
        return [(s, frozenset(t.term for t in self.tokens[s.first : s.last] if not t.stop)) for s in self.spans]

    @kept
    def named(self) -> bool:
        """Whether anything here is certainly a name."""
        return any(s.type in ("person", "organization", "place", "name") and not s.weak for s in self.spans)

    @kept
    def number_ends(self) -> list[int]:
        """The position after each number."""
        return [span.last for span in self.spans if span.type in ("number", "year")]

    @kept
    def gives_reason(self) -> bool:
        return gives_reason(self.text)

    @kept
    def gives_means(self) -> bool:
        return gives_means(self.text)

    @kept
    def gives_instruction(self) -> bool:
        return gives_instruction(self.text, self.tokens)

    @kept
    def rulings(self) -> list[int]:
        """The positions of words that permit, forbid or require; none in a question."""
        asks = self.text.rstrip().endswith("?")
        if asks or not (may_negate(self.words) or not PERMISSION.isdisjoint(self.words)):
            return []
        return [n for n, word in enumerate(self.words) if word in PERMISSION or is_negation(word)]

    @kept
    def payments(self) -> list[int]:
        """The positions of words of payment."""
        return self._places_of(PAYMENT)

    @kept
    def reports_speech(self) -> bool:
        return bool(self.speech_verbs)

    @kept
    def speech_verbs(self) -> list[int]:
        """The positions of verbs of saying."""
        return self._places_of(SPEECH)

    @kept
    def related(self) -> dict[str, Places]:
        """The key of each family of related words that has a member here -> the positions of the first such member."""
        content = self.content
        return {  # from the last on, so that the first is what is left
            key: places
            for term, places in reversed(self.positions.items())
            if term in content
            for key, _ in families(term)
        }

    def holds_any(self, marks: frozenset[str]) -> bool:
        """Return whether any of these is a term of the sentence, or the key of a family of one; the two never coincide."""
        return not (self.positions.keys().isdisjoint(marks) and self.related.keys().isdisjoint(marks))

    def read(self) -> None:
        """Compute every property now."""
        _ = self.related, self.negations, self.worded_spans, self.named
        _ = self.gives_instruction, self.rulings, self.payments, self.asks, self.shape, self.label
        _ = self.gives_reason, self.gives_means, self.reports_speech, self.speech_verbs, self.number_ends

    def match(self, term: str) -> TermMatch:
        """Return how closely the sentence matches a term (1: the term itself, 0: no related word), and where."""
        return self.match_all(((term, families(term)),))[0]

    def match_all(self, terms: Iterable[tuple[str, Families]]) -> list[TermMatch]:
        """Match several terms, each given with its families of related words."""
        positions, related, found = self.positions, self.related, []
        for term, keys in terms:
            if term in positions:
                found.append((1.0, positions[term]))
                continue
            for key, closeness in keys:
                if key in related:
                    found.append((closeness, related[key]))
                    break
            else:
                found.append(_NO_MATCH)
        return found


def _find_positions(terms: Sequence[str], joined: Iterable[tuple[int, str]]) -> dict[str, Places]:
    """Map each term of some tokens, and of words that also count as one, to its places."""
    single = _SINGLE if len(terms) <= len(_SINGLE) else [(position,) for position in range(len(terms))]
    positions: dict[str, Places] = {}
    repeated: dict[str, list[int]] = {}
    for position, term in chain(enumerate(terms), joined):
        if term not in positions:
            positions[term] = single[position]
        elif term in repeated:
            repeated[term].append(position)
        else:
            repeated[term] = [*positions[term], position]
    positions.update((term, tuple(places)) for term, places in repeated.items())
    return positions
