"""Why a question was missed: the reason, and the place of the first right passage."""

from typing import Any

import pytest

from service.answer.ranking.model import load_model
from service.engine.live import Snapshot
from service.evaluate.baseline import PlainBM25
from service.evaluate.judging import Quotes
from service.evaluate.misses import HEADINGS, REASONS, explain, rank_with
from service.evaluate.outcomes import judge_reply
from service.evaluate.question_file import Alternative, make_question
from service.index.embedded import Index

TEXTS = {"a.txt": "It opened in 1893. It is long. It is high. " + "Well. " * 150, "b.txt": "Bo paid. Ada did not."}
YEAR = Alternative("a.txt", all=("1893",))
PAYER = Alternative("b.txt", span=(0, 2))
ITEMS = Alternative("a.txt", all=("1893", "high"))


def place(document: str, start: int, end: int) -> dict[str, Any]:
    return {"document": {"id": document}, "start": start, "end": end, "quote": TEXTS[document][start:end]}


OPENED, IS_LONG, IS_HIGH = place("a.txt", 0, 18), place("a.txt", 19, 30), place("a.txt", 31, 42)
EVERYTHING, PAID = place("a.txt", 0, 900), place("b.txt", 0, 8)


@pytest.mark.parametrize(
    ("alternatives", "kind", "answered", "weighed", "found", "reason", "at"),
    [
        ([], "when", True, [OPENED], [], "spoke", None),
        ([YEAR], "when", False, [OPENED], [], "silent", None),
        ([YEAR], "when", True, [IS_LONG, PAID, OPENED], [], "wrong_sentence", 3),
        ([YEAR], "when", True, [PAID, OPENED], [], "ranked_lower", 2),
        ([YEAR], "when", False, [PAID, OPENED], [], "ranked_lower", 2),
        ([YEAR], "when", True, [PAID, IS_LONG], [PAID, IS_LONG, PAID, OPENED], "not_weighed", 4),
        ([YEAR], "when", True, [PAID], [PAID, IS_LONG], "not_retrieved", None),
        ([YEAR], "when", False, [], [], "not_retrieved", None),
        ([YEAR], "when", True, [EVERYTHING], [], "too_long", 1),
        ([ITEMS], "list", True, [OPENED, EVERYTHING], [], "incomplete", 2),
        ([PAYER, YEAR], "who", True, [IS_LONG, PAID], [], "wrong_sentence", 2),
        ([Alternative("a.txt", all=("1894",))], "when", True, [OPENED], [], "not_in_documents", None),
        ([Alternative("c.txt", all=("1893",))], "when", True, [OPENED], [], "not_in_documents", None),
        ([Alternative("b.txt", span=(0, 999))], "when", True, [OPENED], [], "not_in_documents", None),
    ],
)
def test_a_miss_has_its_reason(
    alternatives: list[Alternative],
    kind: str,
    answered: bool,
    weighed: list[dict[str, Any]],
    found: list[dict[str, Any]],
    reason: str,
    at: int | None,
) -> None:
    question = make_question("When did it open?", kind, tuple(alternatives))
    reply = {
        "answered": answered,
        "answer": weighed[0]["quote"] if answered else None,
        "confidence": 0.5,
        "citations": [weighed[0] | {"role": "answer"}] if answered else [],
        "nearest": weighed[1:2] if answered else weighed[:1],
    }
    outcome = judge_reply(question, reply, TEXTS)
    assert not outcome.right

    def ranking(text: str) -> tuple[Quotes, Quotes]:
        assert text == question.text
        return weighed, found

    miss = explain(outcome, ranking, TEXTS)
    assert (miss.reason, miss.place) == (reason, at)


def test_every_reason_has_its_words() -> None:
    assert set(HEADINGS) == set(REASONS)


def test_the_ranking_quotes_the_documents(snapshot: Snapshot) -> None:
    weighed, found = rank_with(snapshot.index, load_model())("How many people hold Canadian passports?")
    assert weighed and len(found) >= len(weighed)
    texts = {document.id: document.text for document in snapshot.documents}
    for quote in (*weighed, *found):
        assert quote["quote"] == texts[quote["document"]["id"]][quote["start"] : quote["end"]] != ""
    assert rank_with(snapshot.index, load_model())("?!") == ([], [])


def test_plain_rank_bm25_quotes_the_sentence_of_the_highest_score(snapshot: Snapshot) -> None:
    reply = PlainBM25(snapshot.index).reply("How many people hold Canadian passports?")
    assert reply["answered"] and reply["confidence"] > 0
    assert [citation["role"] for citation in reply["citations"]] == ["answer"]
    assert "passport" in reply["answer"] and len(reply["nearest"]) == 3


@pytest.mark.parametrize("question", ["Quetzals xylophones?", "?!", "the of"])
def test_plain_rank_bm25_is_silent_where_no_word_is_found(snapshot: Snapshot, question: str) -> None:
    reply = PlainBM25(snapshot.index).reply(question)
    assert (reply["answered"], reply["answer"], reply["confidence"]) == (False, None, 0.0)
    assert (reply["citations"], reply["nearest"]) == ([], [])


def test_plain_rank_bm25_stands_an_empty_index() -> None:
    assert PlainBM25(Index([], [])).reply("When did it open?")["answered"] is False
