"""What is asked: the kind of question, its terms, names, numbers and quoted words."""

from dataclasses import dataclass

from service.terms import extract_terms


@dataclass(frozen=True)
class Question:
    """A question as read. `terms` are its search terms in order, each once."""

    text: str
    kind: str
    terms: tuple[str, ...]


def read_question(text: str) -> Question:
    """Read what a question asks for."""
    return Question(text, "other", tuple(dict.fromkeys(extract_terms(text))))
