"""The text that pages put around an answer. The scripts use the same tables."""

from collections.abc import Callable, Sequence
from typing import Any

from service.app.languages import CONFIDENCES, current_language, read_catalogue, say, write_date
from service.app.languages import count_things as count
from service.documents.naming import call_document, name_document
from service.wire.links import write_conversation
from service.wire.notices import NEAREST
from service.wire.replies import Citation, DocumentInfo, Reply

TELLING_WORDS = 2  # of a question, to search for what it is about
VERDICTS = {
    "right": "Right",
    "wrong_answer": "Wrong answer",
    "wrong_sentence": "Right passage, wrong sentence",
    "should_be_silent": "Should have been silent",
}


def words_for_scripts() -> dict[str, Any]:
    """Return the tables for the scripts, so that answers read the same with scripts and without."""
    return {
        "nearest": say(NEAREST),
        "confidences": [(least, say(word)) for least, word in CONFIDENCES],
        "verdicts": {verdict: say(word) for verdict, word in VERDICTS.items()},
        "months": read_catalogue(current_language()).months,
    }


def confidence_word(confidence: float) -> str:
    """Put a probability into words."""
    return next(say(word) for least, word in CONFIDENCES if confidence >= least)


def confidence_title(confidence: float) -> str:
    """Write a probability as a percentage, for the tooltip of the word."""
    return say("{0}% sure", round(confidence * 100))


def agreement_line(agreeing: Sequence[Citation]) -> str:
    """Count the other documents that agree: "Also in 2 other documents"."""
    return say("Also in {0}", count(len({c.document.id for c in agreeing}), "other document"))


def is_sure(reply: Reply) -> bool:
    """Tell whether to put the confidence into words: of answers that differ, only one can be right."""
    return reply.answered and not any(citation.role == "differs" for citation in reply.citations)


def may_answer(reply: Reply) -> bool:
    """Tell whether asking for an answer anyway would bring one: the documents may answer, but are not sure enough."""
    return reply.reason == "low_confidence" and reply.confidence > 0 and reply.min_confidence > 0


def anyway_link(path: str, questions: Sequence[str], documents: Sequence[str]) -> str:
    """Link to a page on which the last of the questions is answered however unsure the answer is."""
    return f"{path}?{write_conversation(questions, documents, 0)}"


def topic_words(reply: Reply) -> str:
    """Choose the words to search for what a reply is about: all of an unanswered question, else the two that tell most.

    Of an answer's, they are those of the answer, so that the search finds it and whatever else is said of it.
    """
    if not reply.answered:
        return " ".join(dict.fromkeys(term.word for term in reply.why.terms))
    held = [(term.found or term.word, term.weight) for term in reply.why.terms if term.matched]
    heaviest = sorted(held, key=lambda pair: -pair[1])[:TELLING_WORDS]
    return " ".join(dict.fromkeys(word for word, _ in held if word in dict(heaviest)))


def documents_to_ask(reply: Reply, scope: Sequence[str]) -> list[DocumentInfo]:
    """List the documents of the nearest passages, each once, to ask them alone; none if one is asked already."""
    nearest = {passage.document.id: passage.document for passage in reply.nearest}
    return [] if len(scope) == 1 and [*nearest] == [*scope] else list(nearest.values())


def copies_line(copies: Sequence[DocumentInfo]) -> str:
    """Name the other documents that contain the same text."""
    return say("The same text in {0}", ", ".join(copy.name for copy in copies))


def reading_notes(reply: Reply) -> str:
    """List how the question was read: words corrected, words carried over; and those that no document mentions."""
    notes = [say("Read “{0}” as “{1}”.", word.asked, word.taken) for word in reply.why.corrected]
    if reply.why.carried_over:
        notes.append(say("Following on: {0}.", ", ".join(reply.why.carried_over)))
    if reply.reason == "low_confidence" and reply.why.unmentioned:
        notes.append(say("Not mentioned in the documents: {0}.", ", ".join(reply.why.unmentioned)))
    return " ".join(notes)


def figures_line(reply: Reply) -> str:
    """List the figures behind an answer: the kind of question, the confidence, the score."""
    shown = next(iter(reply.citations or reply.nearest), None)
    score = say("Score {0}, comparable within this answer only.", f"{shown.score:.1f}") if shown else ""
    read = say("Read as a question of kind “{0}”. Confidence {1}.", reply.why.kind, f"{reply.confidence:.2f}")
    return f"{read} {score}".rstrip()


def thousands(number: int) -> str:
    """Write a number with commas between thousands."""
    return f"{number:,}"


FILTERS: dict[str, Callable[..., Any]] = {
    "confidence_word": confidence_word,
    "confidence_title": confidence_title,
    "agreement_line": agreement_line,
    "is_sure": is_sure,
    "may_answer": may_answer,
    "copies_line": copies_line,
    "topic_words": topic_words,
    "documents_to_ask": documents_to_ask,
    "reading_notes": reading_notes,
    "figures_line": figures_line,
    "written_date": write_date,
    "thousands": thousands,
    "count": count,
    "called": call_document,
    "named": name_document,
}
