"""What rewriting a question yields: a question that stands alone, and what was put into it."""

from dataclasses import dataclass

from service.query.analysed_text import AnalysedText
from service.query.anaphora import Pronoun


@dataclass(frozen=True)
class Rewrite:
    """A question that stands alone (`whole`), the part of it that asks (`main`), and the `pieces` that were put in.

    Without pieces it is the question as it was. `persons` are the names that "he" and "she" were replaced by,
    `replaced` the part of the last question that this one puts something else for.
    """

    whole: AnalysedText
    main: AnalysedText
    pieces: tuple[AnalysedText, ...] = ()
    persons: tuple[tuple[Pronoun, str], ...] = ()
    replaced: AnalysedText | None = None


def keep(question: AnalysedText) -> Rewrite:
    """Leave a question as it is."""
    return Rewrite(question, question)


def append(question: AnalysedText, context: str) -> Rewrite:
    """Add words to the end of a question."""
    return Rewrite(AnalysedText(f"{strip_end(question.text)} {context}?"), question, (AnalysedText(context),))


def strip_end(text: str) -> str:
    return text.rstrip(" ?.!")
