"""A text with its tokens, search terms, names and classification, each computed at most once."""

from dataclasses import dataclass
from functools import cached_property

from service.english.person_names import Name, find_names
from service.english.tokens import Token, extract_terms, tokenize
from service.query.classification import Classification, classify


@dataclass(frozen=True)
class AnalysedText:
    """A question, a part of one, or cited text. Offsets of tokens and names are code points of `text`."""

    text: str

    @cached_property
    def tokens(self) -> tuple[Token, ...]:
        return tuple(tokenize(self.text))

    @cached_property
    def terms(self) -> tuple[str, ...]:
        """The search terms in order, each once."""
        return tuple(dict.fromkeys(extract_terms(self.text, self.tokens)))

    @cached_property
    def names(self) -> tuple[Name, ...]:
        return tuple(find_names(self.text, self.tokens))

    @cached_property
    def classification(self) -> Classification:
        """What the text asks for, read as a question."""
        return classify(self.text, self.tokens)

    @cached_property
    def capitalised(self) -> frozenset[str]:
        """The terms of its capitalised words, the first word excepted."""
        later = self.tokens[1:]
        return frozenset(token.term for token in later if not token.stop and self.text[token.start].isupper())

    def word(self, place: int) -> str:
        """Give the folded word at a place; "" outside the text."""
        return self.tokens[place].word if 0 <= place < len(self.tokens) else ""

    def between(self, first: int, last: int) -> str:
        """Give the text of the tokens [first, last), as written."""
        return self.text[self.tokens[first].start : self.tokens[last - 1].end]
