"""The text that pages put around an answer. The scripts use the same tables."""

from collections.abc import Callable, Sequence
from typing import Any

from service.documents.dates import MONTH_TITLES, written_date
from service.documents.naming import call_document, name_document
from service.query.classification import Kind
from service.wire.links import write_conversation
from service.wire.notices import NEAREST
from service.wire.replies import Citation, DocumentInfo, Reply

# (least confidence, its wording). Confidences are calibrated: the share of such answers that are right.
CONFIDENCES = (
    (0.85, "Very likely the answer"),
    (0.7, "Likely the answer"),
    (0.4, "Possibly the answer"),
    (0.0, "Doubtful"),
)
TELLING_WORDS = 2  # of a question, to search for what it is about
VERDICTS = {
    "right": "Right",
    "wrong_answer": "Wrong answer",
    "wrong_sentence": "Right passage, wrong sentence",
    "should_be_silent": "Should have been silent",
}


# What a question of each kind asks for.
KINDS: dict[Kind, str] = {
    "who": "a person",
    "whose": "whose something is",
    "when": "a date or a time",
    "where": "a place",
    "number": "a number",
    "amount": "an amount",
    "duration": "a length of time",
    "measure": "a measure",
    "why": "a reason",
    "how": "a way or a state",
    "what": "a thing or a fact",
    "which": "one or some of several",
    "list": "a list",
    "yes_no": "whether something is so",
    "said_what": "what somebody said",
    "who_said": "who said something",
    "definition": "who or what somebody or something is",
    "contact": "an address or a number to reach",
    "other": "a passage on its subject",
    "chatter": "small talk",
}
# How the question's words stand in the passage; {} is a list of words, or of pairs as in PAIR.
WHY = {
    "same": "As asked, the passage has: {}.",
    "form": "In another form: {}.",
    "other": "With another word in its place: {}.",
    "beside": "Not in the sentence, but beside it: {}.",
    "missing": "Missing from the passage: {}.",
    "taken": "Read as asking for {}.",
}
PAIR = "“{found}” for “{word}”"
AROUND = 240  # characters of a passage shown on either side of the quote
FEWEST_AROUND = 8  # fewer are the mark of a list's item


def words_for_scripts() -> dict[str, Any]:
    """Return the tables for the scripts, so that answers read the same with scripts and without."""
    around = {"most": AROUND, "fewest": FEWEST_AROUND}
    return {
        "kinds": KINDS,
        "why": WHY,
        "pair": PAIR,
        "around": around,
        "nearest": NEAREST,
        "confidences": CONFIDENCES,
        "verdicts": VERDICTS,
        "months": MONTH_TITLES,
    }


def confidence_word(confidence: float) -> str:
    """Put a probability into words."""
    return next(word for least, word in CONFIDENCES if confidence >= least)


def confidence_title(confidence: float) -> str:
    """Write a probability as a percentage, for the tooltip of the word."""
    return f"{confidence:.0%} sure"


def agreement_line(agreeing: Sequence[Citation]) -> str:
    """Count the other documents that agree: "Also in 2 other documents"."""
    return f"Also in {count(len({c.document.id for c in agreeing}), 'other document')}"


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
    return "The same text in " + ", ".join(copy.name for copy in copies)


def reading_notes(reply: Reply) -> str:
    """List how the question was read: words corrected, words carried over; and those that no document mentions."""
    notes = [f"Read “{word.asked}” as “{word.taken}”." for word in reply.why.corrected]
    if reply.why.carried_over:
        notes.append(f"Following on: {', '.join(reply.why.carried_over)}.")
    if reply.reason == "low_confidence" and reply.why.unmentioned:
        notes.append(f"Not mentioned in the documents: {', '.join(reply.why.unmentioned)}.")
    return " ".join(notes)


def reasons(reply: Reply) -> list[str]:
    """Say in sentences what the question was taken for, and how its words stand in the passage ranked first."""
    said: dict[str, list[str]] = {"same": [], "form": [], "other": [], "beside": [], "missing": []}
    for term in reply.why.terms if reply.citations or reply.nearest else ():
        pair = PAIR.replace("{word}", term.word).replace("{found}", term.found or "")
        if term.found is None:
            said["beside" if term.matched else "missing"].append(term.word)
        elif term.found.lower() == term.word.lower():
            said["same"].append(term.found)
        else:
            said["form" if term.likeness == 1 else "other"].append(pair)
    taken = [WHY["taken"].replace("{}", KINDS[reply.why.kind])]
    return taken + [WHY[kind].replace("{}", ", ".join(words)) for kind, words in said.items() if words]


def text_before(citation: Citation) -> str:
    """Return what stands before the quote in its passage, shortened; "" if that is the mark of an item."""
    text = citation.passage.text[: max(0, citation.start - citation.passage.start)].strip()
    if len(text) <= AROUND:
        return text if len(text) > FEWEST_AROUND else ""
    return "… " + text[-AROUND:].partition(" ")[2]


def text_after(citation: Citation) -> str:
    """Return what stands after the quote in its passage, shortened."""
    text = citation.passage.text[max(0, citation.end - citation.passage.start) :].strip()
    if len(text) <= AROUND:
        return text if len(text) > FEWEST_AROUND else ""
    return text[:AROUND].rpartition(" ")[0] + " …"


def is_list(reply: Reply) -> bool:
    """Tell whether an answer is a list: items of one document, below the same sentence or heading."""
    items = [citation for citation in reply.citations if citation.role == "answer"]
    leads = {(c.document.id, c.lead_in.start) if c.lead_in else None for c in items}
    return len(items) > 1 and len(leads) == 1 and None not in leads


def thousands(number: int) -> str:
    """Write a number with commas between thousands."""
    return f"{number:,}"


def count(number: int, noun: str) -> str:
    """Count things: "1 document", "5 documents"."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


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
    "reasons": reasons,
    "text_before": text_before,
    "text_after": text_after,
    "is_list": is_list,
    "written_date": written_date,
    "thousands": thousands,
    "count": count,
    "called": call_document,
    "named": name_document,
}
