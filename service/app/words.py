"""The words that pages put around an answer. The scripts read the same tables."""

from collections.abc import Callable, Sequence
from typing import Any

from service.documents.dates import MONTH_TITLES, written_date
from service.wire.replies import Citation, DocumentInfo, Reply

REASONS = {
    "no_match": "None of the question’s words stand in the documents.",
    "low_confidence": "No sentence answers this surely enough to be quoted as the answer.",
    "no_terms": "There is no word here to search for. Name a person, a place or a thing.",
    "not_a_question": "This does not read as a question about the documents.",
}
# The word for a confidence that is at least so high: a calibrated share of right answers.
CONFIDENCES = (
    (0.85, "Very likely the answer"),
    (0.7, "Likely the answer"),
    (0.4, "Possibly the answer"),
    (0.0, "Doubtful"),
)
VERDICTS = {
    "right": "Right",
    "wrong_answer": "Wrong answer",
    "wrong_sentence": "Right passage, wrong sentence",
    "should_be_silent": "Should have been silent",
}


def words_for_scripts() -> dict[str, Any]:
    """Give the tables as JSON, so that an answer reads alike with scripts and without."""
    return {"reasons": REASONS, "confidences": CONFIDENCES, "verdicts": VERDICTS, "months": MONTH_TITLES}


def confidence_word(confidence: float) -> str:
    """Say a probability in words."""
    return next(word for least, word in CONFIDENCES if confidence >= least)


def confidence_title(confidence: float) -> str:
    """Say a probability as a number, for those who point at the word."""
    return f"{confidence:.0%} sure"


def agreement_line(others: Sequence[Citation]) -> str:
    """Say how many other documents agree and how many differ: "Also in 2 other documents; 1 differs"."""
    agreeing = len({c.document.id for c in others if c.role == "corroboration"})
    differing = len({c.document.id for c in others if c.role == "differs"})
    differs = f"{differing} differ{'s' if differing == 1 else ''}"
    if not agreeing:
        return f"{differing} other document{'' if differing == 1 else 's'} differ{'s' if differing == 1 else ''}"
    also = f"Also in {agreeing} other document{'' if agreeing == 1 else 's'}"
    return f"{also}; {differs}" if differing else also


def copies_line(copies: Sequence[DocumentInfo]) -> str:
    """Say where the same text stands again."""
    return "The same text in " + ", ".join(copy.name for copy in copies)


def reading_notes(reply: Reply) -> str:
    """Say where the question was not read as it was typed: words corrected, words carried over."""
    notes = [f"Read “{word.asked}” as “{word.taken}”." for word in reply.why.corrected]
    if reply.why.carried_over:
        notes.append(f"Following on: {', '.join(reply.why.carried_over)}.")
    return " ".join(notes)


def figures_line(reply: Reply) -> str:
    """Say what the answer was weighed by."""
    shown = next(iter(reply.citations or reply.nearest), None)
    score = f" Score {shown.score:.1f}, comparable within this answer only." if shown else ""
    return f"Read as a question of kind “{reply.why.kind}”. Confidence {reply.confidence:.2f}.{score}"


def thousands(number: int) -> str:
    """Write a number with its thousands apart."""
    return f"{number:,}"


def count(number: int, noun: str) -> str:
    """Count things: "1 document", "5 documents"."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


FILTERS: dict[str, Callable[..., Any]] = {
    "confidence_word": confidence_word,
    "confidence_title": confidence_title,
    "agreement_line": agreement_line,
    "copies_line": copies_line,
    "reading_notes": reading_notes,
    "figures_line": figures_line,
    "written_date": written_date,
    "thousands": thousands,
    "count": count,
}
