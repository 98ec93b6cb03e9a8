"""Why a question was missed: the reason, and the place of the first right passage."""

import pytest

from service.answer.ranking.model import load_model
from service.engine.live import Snapshot
from service.evaluate.baseline import PlainBM25
from service.evaluate.judging import JudgedReply, Quotes, ShownQuote
from service.evaluate.misses import HEADINGS, REASONS, explain, rank_with
from service.evaluate.outcomes import judge_reply
from service.evaluate.question_file import Alternative, make_question
from service.index.embedded import Index

TEXTS = {"a.txt": "It opened in 1893. It is long. It is high. " + "Well. " * 150, "b.txt": "Bo paid. Ada did not."}
YEAR = Alternative("a.txt", all=("1893",))
PAYER = Alternative("b.txt", span=(0, 2))
ITEMS = Alternative("a.txt", all=("1893", "high"))


def place(document: str, start: int, end: int) -> ShownQuote:
    return ShownQuote(document, start, end, TEXTS[document][start:end])


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
    weighed: list[ShownQuote],
    found: list[ShownQuote],
    reason: str,
    at: int | None,
) -> None:
    question = make_question("When did it open?", kind, tuple(alternatives))
    spoken = tuple(weighed[:1]) if answered else ()
    nearest = tuple(weighed[1:2] if answered else weighed[:1])
    reply = JudgedReply(answered, weighed[0].text if answered else None, 0.5, spoken, nearest)
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
        assert quote.text == texts[quote.document][quote.start : quote.end] != ""
    assert rank_with(snapshot.index, load_model())("?!") == ([], [])


def test_plain_rank_bm25_quotes_the_sentence_of_the_highest_score(snapshot: Snapshot) -> None:
    reply = PlainBM25(snapshot.index).reply("How many people hold Canadian passports?")
    assert reply.answered and reply.confidence > 0 and reply.answer
    assert [citation.role for citation in reply.shown] == ["answer", "nearest", "nearest", "nearest"]
    assert "passport" in reply.answer


@pytest.mark.parametrize("question", ["Quetzals xylophones?", "?!", "the of"])
def test_plain_rank_bm25_is_silent_where_no_word_is_found(snapshot: Snapshot, question: str) -> None:
    reply = PlainBM25(snapshot.index).reply(question)
    assert reply == JudgedReply(False, None, 0.0)


def test_plain_rank_bm25_stands_an_empty_index() -> None:
    assert PlainBM25(Index([], [])).reply("When did it open?") == JudgedReply(False, None, 0.0)
