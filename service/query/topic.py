"""The topic of an earlier turn: its question, and what the reply cited."""

from dataclasses import dataclass
from functools import cached_property

from service.english.person_names import Name, alike
from service.english.question_words import AMOUNT_ADVERBS, DURATION_ADVERBS, IMPERATIVES, MEASURE_ADJECTIVES
from service.english.word_classes import COORDINATORS, PREPOSITIONS, QUESTION_WORDS
from service.query.analysed_text import AnalysedText
from service.query.anaphora import Pronoun
from service.query.asking_words import is_light
from service.query.turns import Excerpt

MAX_REST = 300  # characters taken over from one question
_DEGREES = AMOUNT_ADVERBS | DURATION_ADVERBS | MEASURE_ADJECTIVES
_LEADS = COORDINATORS | {"also"}


@dataclass(frozen=True)
class Topic:
    """An earlier question, as it would stand alone, and the excerpts that its reply cited, the answer first.

    `persons` are the names that "he" and "she" stood for in it.
    """

    question: AnalysedText
    excerpts: tuple[Excerpt, ...] = ()
    persons: tuple[tuple[Pronoun, str], ...] = ()

    @cached_property
    def answers(self) -> tuple[AnalysedText, ...]:
        """The texts of the excerpts."""
        return tuple(AnalysedText(excerpt.text) for excerpt in self.excerpts)

    @cached_property
    def contexts(self) -> tuple[AnalysedText, ...]:
        """The texts before the excerpts."""
        return tuple(AnalysedText(excerpt.before) for excerpt in self.excerpts)

    @cached_property
    def focus(self) -> frozenset[str]:
        """The terms of the noun that the question asks for."""
        return frozenset(token.term for token in self.question.classification.focus)

    @property
    def counts(self) -> bool:
        """Whether the question asks how many or how much of something."""
        return self.question.classification.kind in ("number", "amount")

    @cached_property
    def rest(self) -> str:
        """The question without the words that ask: "When did the mill close?" gives "did the mill close"."""
        asking = self._find_asking()
        kept = [token for place, token in enumerate(self.question.tokens) if place not in asking]
        return " ".join(self.question.text[token.start : token.end] for token in kept)[:MAX_REST]

    def _find_asking(self) -> set[int]:
        """Find the places of the question word, of its "many", and of a focus that names no more than a type of answer."""
        tokens = self.question.tokens
        place = next((i for i, token in enumerate(tokens) if token.word not in _LEADS), len(tokens))
        asking = set(range(place))
        asked = next((i for i, token in enumerate(tokens) if token.word in QUESTION_WORDS), None)
        if asked is None:
            return asking | ({place} if self.question.word(place) in IMPERATIVES else set())
        asking |= {asked, asked - 1} if self.question.word(asked - 1) in PREPOSITIONS else {asked}
        for i, token in enumerate(tokens[asked + 1 :], asked + 1):
            light = token.term in self.focus and is_light(token.term)
            if not light and (token.word not in _DEGREES or tokens[asked].word != "how"):
                break
            asking.add(i)
        return asking

    def is_new(self, name: Name) -> bool:
        """Tell whether a name of the answer is missing from the question."""
        return not name.weak and not any(alike(name, known) for known in self.question.names)

    def word_before(self, name: Name) -> str:
        return self.question.word(name.first - 1)

    @property
    def word_before_focus(self) -> str:
        """The word before the noun asked for: "is" in "what is the fee", "what" in "what colour is it"."""
        place = next((i for i, token in enumerate(self.question.tokens) if token.term in self.focus), 0)
        return self.question.word(place - 1)

    def asks_for(self, *types: str) -> bool:
        """Tell whether the answer is to be of one of these types."""
        return self.question.classification.answer_type in types
