"""Answers: the right sentence, a list's items, the shortest span; or silence."""

from collections.abc import Mapping

import pytest

from service.answer.answer import Answer
from service.answer.answering import Answerer
from service.answer.citing import read_ahead
from service.answer.ranking.model import load_model
from service.documents.contents import make_document
from service.english.tokens import stem
from service.index.embedded import Index
from service.query.question import read_question
from service.sentences.segmentation import segment_text

TOWN = """Elmford

Elmford is a market town on the river Lunt. It has 12,400 inhabitants and two schools.

The town library opened on 3 May 1911. It was paid for by Ada Crane, a mill owner, who gave £4,000. Mayor Tom Birch cut the ribbon.

The library was closed in 1987 because its roof had fallen in. It reopened four years later.

"We will never sell the library," said Mayor Rita Holm. "It belongs to the children of this town."

The council recommends the following measures:

1. Repair the roof of the east wing.
2. Hire a librarian for young readers.
3. Open on Sundays.
"""
REPORT = (
    "Annual report\n\n"
    "In 2021 the company sold 45 boats and employed 310 people in Elmford and Port Lunt. "
    "Its director, Ines Vale, blamed the weather for the loss.\n\n"
    "Please enter your comment!\n"
)


def build(texts: Mapping[str, str]) -> Index:
    documents = [make_document(name, text, "utf-8") for name, text in sorted(texts.items())]
    return Index(documents, [segment_text(document.text) for document in documents])


@pytest.fixture(scope="module")
def index() -> Index:
    return build({"town.txt": TOWN, "report.txt": REPORT})


def ask(index: Index, text: str, threshold: float | None = 0.0, limit: int | None = None) -> Answer:
    return Answerer(load_model()).answer(read_question(text), index, limit, None, threshold)


ANSWERS = [
    ("When did the library open?", "3 May 1911", "3 May 1911"),
    ("How many inhabitants does Elmford have?", "12,400 inhabitants", "12,400"),
    ("Why was the library closed?", "because its roof had fallen in", None),
    ("Who paid for the library?", "Ada Crane", "Ada Crane"),
    ("How many boats did the company sell?", "45 boats", "45"),
    ("Who blamed the weather?", "Ines Vale", "Ines Vale"),
    ("What did Mayor Holm say about the library?", "never sell the library", None),
]


@pytest.mark.parametrize(("question", "held", "highlight"), ANSWERS)
def test_the_sentence_that_answers_is_quoted(index: Index, question: str, held: str, highlight: str | None) -> None:
    first = ask(index, question).citations[0]
    assert held in first.quote
    assert first.document.text[first.start : first.end] == first.quote
    if highlight:
        assert first.highlight
        assert first.document.text[first.highlight.start : first.highlight.end] == highlight


def test_a_list_is_answered_by_its_items(index: Index) -> None:
    answer = ask(index, "What measures does the council recommend?")
    quotes = [citation.quote for citation in answer.citations if citation.role == "answer"]
    assert quotes == ["Repair the roof of the east wing.", "Hire a librarian for young readers.", "Open on Sundays."]
    assert not answer.truncated


def test_a_limit_cuts_a_list_and_says_so(index: Index) -> None:
    answer = ask(index, "What measures does the council recommend?", limit=2)
    assert len(answer.citations) == 2
    assert answer.truncated


def test_an_enumeration_under_a_lead_in_is_a_list() -> None:
    text = "Letter\n\nThis letter is endorsed by the following groups:\n\nAlpha Society, Beta Union (north and south), and Gamma Trust.\n"
    answer = ask(build({"letter.txt": text}), "Which groups endorsed the letter?")
    assert [c.quote for c in answer.citations] == ["Alpha Society", "Beta Union (north and south)", "Gamma Trust"]


@pytest.mark.parametrize(
    ("question", "reason"),
    [
        ("hello", "not_a_question"),
        ("Who is it?", "no_terms"),
        ("How do I bake sourdough?", "no_match"),
        ("qwzx jkvb", "no_match"),
    ],
)
def test_silence_has_a_reason(index: Index, question: str, reason: str) -> None:
    answer = ask(index, question, threshold=None)
    assert (answer.answered, answer.reason, answer.citations) == (False, reason, ())


def test_below_the_threshold_it_is_silent_and_shows_the_nearest(index: Index) -> None:
    answer = ask(index, "When did the library open?", threshold=1.0)
    assert (answer.answered, answer.reason) == (False, "low_confidence")
    assert not answer.citations
    assert "3 May 1911" in answer.nearest[0].quote
    assert 0 < answer.confidence < 1


def test_confidence_does_not_depend_on_the_threshold(index: Index) -> None:
    question = "Who paid for the library?"
    assert ask(index, question, 0.0).confidence == ask(index, question, 1.0).confidence


def test_a_question_of_what_is_not_there_is_less_sure(index: Index) -> None:
    there, not_there = ask(index, "When did the library open?"), ask(index, "When did the theatre open?")
    assert there.confidence > not_there.confidence


def test_boilerplate_never_answers(index: Index) -> None:
    answer = ask(index, "Where do I enter a comment?")
    assert all("Please enter" not in citation.quote for citation in answer.citations[:1])


def test_the_passage_begins_where_a_pronoun_points(index: Index) -> None:
    first = ask(index, "How many inhabitants does Elmford have?").citations[0]
    passage = first.document.text[first.passage.start : first.passage.end]
    assert passage.startswith("Elmford is a market town")


def test_the_same_question_gets_the_same_answer(index: Index) -> None:
    assert ask(index, "Who paid for the library?") == ask(index, "Who paid for the library?")


def test_it_stays_within_the_documents_given(index: Index) -> None:
    answer = Answerer(load_model()).answer(read_question("When did the library open?"), index, None, [0], 0.0)
    assert {c.document.id for c in (*answer.citations, *answer.nearest)} <= {"report.txt"}


def test_the_speaker_of_a_quotation_is_named(index: Index) -> None:
    first = ask(index, "Who said the library will never be sold?").citations[0]
    assert first.speaker
    assert first.document.text[first.speaker.name.start : first.speaker.name.end].endswith("Rita Holm")


def test_another_figure_in_another_document_is_reported_as_differing() -> None:
    texts = {
        "a.txt": "Flood\n\nThe flood in Elmford on Monday destroyed 40 houses along the river Lunt.\n",
        "b.txt": "News\n\nThe flood in Elmford on Monday destroyed 60 houses along the river Lunt.\n",
    }
    answer = ask(build(texts), "How many houses did the flood in Elmford destroy?")
    assert [c.role for c in answer.citations] == ["answer", "differs"]


def test_a_misspelt_word_is_taken_for_the_nearest_and_said_so(index: Index) -> None:
    answer = ask(index, "How many inhabitants does Elmfrod have?")
    assert answer.corrected == (("elmfrod", "elmford"),)
    assert "12,400 inhabitants" in answer.citations[0].quote


def test_a_known_word_is_never_taken_for_another() -> None:
    index = build({"bell.txt": "The sound of the bell carries to Elmford. Nobody in Elmford minds the noise."})
    assert ask(index, "When was Elmford founded?").corrected == ()


@pytest.mark.parametrize(
    ("question", "near"),
    [
        ("What does a service for the Kestrel Midi cost?", "A service for the Kestrel Mini costs 180 pounds."),
        ("Who was fined in Elmford?", "Divers try to find the wreck off Elmford. Nobody will find it."),
        ("Where is the marsh in Elmford?", "The band will march through Elmford to the station."),
    ],
)
def test_a_frequent_word_that_no_document_holds_is_no_slip(question: str, near: str) -> None:
    assert ask(build({"notes.txt": near}), question).corrected == ()


@pytest.mark.parametrize(
    "wrapped",
    [
        "Hi, I have a question: how many inhabitants does Elmford have now?",
        "How mnay inhabitants does Elmford have now?",
    ],
)
def test_a_question_is_as_sure_however_it_is_put(index: Index, wrapped: str) -> None:
    plain, other = (ask(index, text) for text in ("How many inhabitants does Elmford have now?", wrapped))
    assert other.question.asked == wrapped and other.confidence == plain.confidence
    assert other.citations == plain.citations and other.nearest == plain.nearest


LEASE = "The Lease\n\nThe renters pay the monthly fee to Ada Crane. The gardens close at dusk.\n"


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("When does the garden shut?", [("garden", "gardens"), ("shut", "close")]),
        (
            "How much do tenants pay Adam Crane?",
            [("tenants", "renters"), ("pay", "pay"), ("Adam", None), ("Crane", "Crane")],
        ),
        ("Who founded the cooperative?", [("founded", None), ("cooperative", None)]),
    ],
)
def test_each_word_of_the_question_is_shown_with_the_one_that_stands_for_it(
    question: str, words: list[tuple[str, str | None]]
) -> None:
    terms = ask(build({"lease.txt": LEASE}), question).terms
    assert [(term.word, term.found) for term in terms] == words
    for term in terms:
        assert (term.found is None) == (term.likeness == 0)
        assert (stem((term.found or "").lower()) == term.term) == (term.likeness == 1)


def test_reading_ahead_changes_no_answer(index: Index) -> None:
    fresh = build({"town.txt": TOWN, "report.txt": REPORT})
    read_ahead(fresh)
    for question, _, _ in ANSWERS:
        assert ask(fresh, question).citations == ask(index, question).citations
