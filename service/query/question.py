"""A question as the search and the answer stage need it: what it wants, and its terms with their weights."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from service.english.tokens import Token
from service.english.word_classes import COPULAS, PREPOSITIONS, QUESTION_WORDS
from service.query.analysed_text import AnalysedText
from service.query.asking_words import weigh_term
from service.query.classification import AnswerType, Kind
from service.query.turns import Provenance
from service.query.unwrapping import unwrap


@dataclass(frozen=True)
class Question:
    """A question, read.

    `text` is the question as it would stand alone, and `asked` its original wording where that differs; `corrected` are the
    words in which it was taken for misspelt (as asked, as taken). `terms` are its
    search terms in order, each once; `names` and `numbers` are those of them that are names or numbers. `focus` holds the
    terms of the noun asked for ("which *company*"). `bigrams` are pairs of adjacent stems, each stem with whether it is a
    stop word. `carried` are the `terms` that come from earlier turns; `carried_over` has them as they were written, with
    names whole.
    """

    text: str
    kind: Kind
    terms: tuple[str, ...]
    answer_type: AnswerType | None = None
    focus: tuple[str, ...] = ()
    role: frozenset[str] = frozenset()  # "who is the *minister* of X": words expected beside the name
    plural: bool = False  # the noun asked for is in the plural: "which groups"
    names: frozenset[str] = frozenset()
    numbers: frozenset[str] = frozenset()
    quoted: tuple[str, ...] = ()
    negated: bool = False
    compares: bool = False
    tokens: tuple[Token, ...] = field(default=(), repr=False)
    bigrams: tuple[tuple[tuple[str, bool], tuple[str, bool]], ...] = field(default=(), repr=False)
    carried: tuple[str, ...] = ()
    carried_over: tuple[str, ...] = ()
    asked: str | None = None
    nearby: tuple[Provenance, ...] = ()  # what the reply to an earlier turn cited, if this question leans on it
    replaced: frozenset[str] = frozenset()  # terms of the last question that this one puts others for
    beyond: bool = False  # asks for something other than was cited: "who else", "and after that"
    corrected: tuple[tuple[str, str], ...] = ()
    weights: dict[str, float] = field(default_factory=dict, repr=False)  # each term's weight in the query, 0 to 1
    words: frozenset[str] = field(default=frozenset(), repr=False)  # the stems of all its words, stop words included

    @property
    def leans(self) -> bool:
        """Whether it leans on an earlier turn."""
        return bool(self.carried or self.nearby or self.replaced)

    def reread(self, text: str) -> "Question":
        """Read the question again in other words, such as those of the documents; what it took from earlier turns is kept."""
        read = read_question(AnalysedText(text))
        return replace(read, asked=self.asked or self.text, corrected=self.corrected)

    def with_term(self, asked: str, taken: str) -> "Question":
        """Return the question with the term `asked` replaced by `taken`."""

        def swap(terms: Iterable[str]) -> Iterator[str]:
            return (taken if term == asked else term for term in terms)

        return replace(
            self,
            terms=tuple(swap(self.terms)),
            focus=tuple(swap(self.focus)),
            names=frozenset(swap(self.names)),
            weights=dict(zip(swap(self.weights), self.weights.values(), strict=True)),
            words=self.words | {taken},
            bigrams=tuple(tuple((taken if t == asked else t, stop) for t, stop in pair) for pair in self.bigrams),  # type: ignore[misc]
            tokens=tuple(t._replace(term=taken) if t.term == asked else t for t in self.tokens),
        )


_HAS_ROLE = re.compile(
    r"^\W*who(?:se)?\s+\w+\s+(?:the|an?|(?=\w+\s+of\b)\w+|\S+['’]s?|(?:\S+\s+){1,4}?\S+['’]s?)\s", re.IGNORECASE
)
_QUOTED = re.compile(r'["“«]([^"“«”»]{2,200}+)["”»]')


def read_question(asked: str | AnalysedText) -> Question:
    """Read a question that stands alone, taken out of its wrappings; an analysed text is read as it is."""
    if isinstance(asked, str):
        plain = unwrap(asked)
        read = read_question(AnalysedText(plain.text))
        return replace(read, asked=asked if asked != plain.text else None, corrected=plain.corrected)
    text, tokens, terms, wanted = asked.text, asked.tokens, asked.terms, asked.classification
    return Question(
        text=text,
        kind=wanted.kind,
        terms=terms,
        answer_type=wanted.answer_type,
        focus=tuple(token.term for token in wanted.focus),
        role=_find_role(text, tokens),
        plural=wanted.plural,
        names=asked.capitalised,
        numbers=frozenset(token.term for token in tokens if token.word[0].isdigit()),
        quoted=tuple(_QUOTED.findall(text)),
        negated=wanted.negated,
        compares=wanted.compares,
        tokens=tokens,
        bigrams=_bigrams(tokens),
        weights={term: weigh_term(term) for term in terms},
        words=frozenset(token.term for token in tokens),
    )


def _find_role(text: str, tokens: Sequence[Token]) -> frozenset[str]:
    """Find the role that a question asks about, as in "who is the minister of X" or "who was X's minister".

    It is the last of the common words before the first preposition or name. "Who was hired?" and "who is the ship
    named after?" ask about none.
    """
    if len(tokens) < 3 or tokens[0].word not in ("who", "whose") or tokens[1].word not in COPULAS:
        return frozenset()
    if tokens[-1].word in PREPOSITIONS or not _HAS_ROLE.search(text):
        return frozenset()
    found: list[Token] = []
    for token in tokens[2:]:
        if text[token.start].isupper() or token.word in ("the", "a", "an"):
            if found and text[token.start].isupper():
                break
        elif token.stop:
            break
        else:
            found.append(token)
    return frozenset(token.term for token in found[-1:] if not token.word.endswith(("ed", "ing")))


def _bigrams(tokens: Sequence[Token]) -> tuple[tuple[tuple[str, bool], tuple[str, bool]], ...]:
    return tuple(
        ((one.term, one.stop), (two.term, two.stop))
        for one, two in pairwise(tokens)
        if not (one.stop and two.stop) and one.word not in QUESTION_WORDS and two.word not in QUESTION_WORDS
    )
