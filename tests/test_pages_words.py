"""The text that pages put around an answer: dates, agreement, confidence."""

from typing import Any, get_args

import pytest
from browser.replies import SPOKEN, citation
from browser.replies import document as documented
from msgspec import convert

from service.app.words import KINDS, agreement_line, confidence_word, is_list, reasons, text_after, text_before
from service.documents.dates import written_date
from service.query.classification import Kind
from service.wire.replies import Citation, Reply


def cite(document: str, start: int, end: int, role: str = "answer") -> Citation:
    return convert(citation(1, role, documented(document), "x") | {"start": start, "end": end}, Citation)


@pytest.mark.parametrize(
    ("date", "written"),
    [
        ("2020", "2020"),
        ("2020-05", "May 2020"),
        ("2020-05-03", "3 May 2020"),
        ("2020-13", "2020-13"),
        ("soon", "soon"),
    ],
)
def test_dates_are_written_as_people_do(date: str, written: str) -> None:
    assert written_date(date) == written


@pytest.mark.parametrize(
    ("names", "line"),
    [
        (["a.txt"], "Also in 1 other document"),
        (["a.txt", "b.txt", "a.txt"], "Also in 2 other documents"),
    ],
)
def test_agreement_is_a_line(names: list[str], line: str) -> None:
    assert agreement_line([cite(name, 0, 1, "corroboration") for name in names]) == line


@pytest.mark.parametrize("confidence", [0.0, 0.49, 0.5, 0.7, 0.85, 1.0])
def test_every_confidence_has_a_word(confidence: float) -> None:
    assert confidence_word(confidence)


def reply_of(**changes: Any) -> Reply:
    return convert(SPOKEN | changes, Reply)


def term(word: str, found: str | None, likeness: float = 1.0, matched: bool = True) -> dict[str, Any]:
    return {"term": word, "word": word, "weight": 1.0, "matched": matched, "found": found, "likeness": likeness}


def test_why_is_said_in_the_words_of_question_and_passage() -> None:
    terms = [
        term("people", "People"),
        term("say", "said"),
        term("jailed", "imprisoned", 0.6),
        term("Rhoda", None),
        term("zebras", None, 0.0, matched=False),
    ]
    assert reasons(reply_of(why=SPOKEN["why"] | {"kind": "said_what", "terms": terms})) == [
        "Read as asking for what somebody said.",
        "As asked, the passage has: People.",
        "In another form: “said” for “say”.",
        "With another word in its place: “imprisoned” for “jailed”.",
        "Not in the sentence, but beside it: Rhoda.",
        "Missing from the passage: zebras.",
    ]


def test_every_kind_of_question_has_its_words() -> None:
    assert set(KINDS) == set(get_args(Kind))


def test_nothing_is_missing_from_a_passage_that_there_is_not() -> None:
    assert reasons(reply_of(citations=[], nearest=[])) == ["Read as asking for a number."]


@pytest.mark.parametrize(
    ("before", "after", "shown"),
    [
        ("He came late. ", " She left.", ("He came late.", "She left.")),
        ("1. ", "", ("", "")),
        ("word " * 100, " word" * 100, ("… " + "word " * 47 + "word", "word " * 47 + "word …")),
        ("x" * 500, "x" * 500, ("… ", " …")),
    ],
)
def test_what_stands_around_a_quote_is_shortened(before: str, after: str, shown: tuple[str, str]) -> None:
    held = citation(1, "answer", documented("a.txt"), "A quote.")
    passage = {"start": 1000 - len(before), "end": 1008 + len(after), "text": f"{before}A quote.{after}"}
    cited = convert(held | {"start": 1000, "end": 1008, "passage": passage}, Citation)
    assert (text_before(cited).strip(), text_after(cited).strip()) == tuple(part.strip() for part in shown)


def test_a_list_is_of_one_document_below_one_sentence() -> None:
    lead = {"start": 0, "end": 9, "text": "As below:"}
    items = [citation(n, "answer", documented("a.txt"), "An item.", lead_in=lead) for n in (1, 2)]
    assert is_list(reply_of(citations=items))
    assert not is_list(reply_of(citations=items[:1]))
    assert not is_list(reply_of(citations=[items[0], items[1] | {"lead_in": None}]))
    assert not is_list(reply_of(citations=[items[0], items[1] | {"document": documented("b.txt")}]))
