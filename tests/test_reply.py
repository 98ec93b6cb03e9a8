"""A quote that is not its document's text never leaves: it is dropped, logged, and the next candidate takes its place."""

from collections.abc import Collection, Sequence
from dataclasses import replace

import pytest

from service.answer.answer import Answer, Finding
from service.answer.answering import Answerer
from service.answer.ranking.model import load_model
from service.documents.contents import make_document
from service.engine.verbatim import keep_verbatim
from service.index.embedded import Index
from service.query.question import read_question
from service.sentences.segmentation import segment_text
from service.wire.replies import Citation, IndexInfo, Reply
from service.wire.shaping import Shaper

TEXT = (
    "The lighthouse was built in 1871. The lighthouse was painted in 1904.\n\n"
    "The lighthouse was closed in 1980. The lighthouse was sold in 1988.\n\n"
    "The lighthouse was burnt in 1991. The lighthouse was repaired in 1993.\n\n"
    "The lighthouse was visited in 2001. The lighthouse was listed in 2004."
)


@pytest.fixture(scope="module")
def index() -> Index:
    return Index([make_document("light.txt", TEXT, "utf-8")], [segment_text(TEXT)])


def ask(index: Index) -> Answer:
    return Answerer(load_model()).answer(read_question("When was the lighthouse built?"), index, threshold=0.0)


def shape(answer: Answer) -> Reply:
    return Shaper().shape_answer(keep_verbatim(answer), IndexInfo("", 1, 8))


def falsify(citations: Collection[Finding], wrong: Collection[int]) -> tuple[Finding, ...]:
    return tuple(replace(c, quote="Not so.") if n in wrong else c for n, c in enumerate(citations))


def quotes(citations: Sequence[Citation]) -> list[str]:
    return [citation.quote for citation in citations]


@pytest.mark.parametrize("wrong", [{0}, {1}, {2}, {0, 2}, {0, 1, 2}])
def test_a_false_nearest_passage_gives_way_to_the_next(index, caplog, wrong):
    answer, sound = ask(index), shape(ask(index))
    spares = [c.quote for c in ask(index).spares]
    reply = shape(replace(answer, nearest=falsify(answer.nearest, wrong)))
    kept = [quote for n, quote in enumerate(quotes(sound.nearest)) if n not in wrong]
    assert quotes(reply.nearest) == kept + spares[: len(wrong)]
    assert caplog.text.count("is not the document's text") == len(wrong)
    assert reply.answer == sound.answer


def test_a_false_answer_gives_way_to_the_next_candidate(index, caplog):
    answer, sound = ask(index), shape(ask(index))
    spares = [c.quote for c in ask(index).spares]
    reply = shape(replace(answer, citations=falsify(answer.citations, {0})))
    assert reply.answered and reply.answer == sound.nearest[0].quote
    assert reply.citations[0].role == "answer" and reply.citations[0].quote == reply.answer
    assert quotes(reply.nearest) == [*quotes(sound.nearest)[1:], spares[0]]
    assert "light.txt" in caplog.text


def test_where_no_quote_holds_there_is_silence(index):
    answer = ask(index)
    broken = replace(
        answer, citations=falsify(answer.citations, {0}), nearest=falsify(answer.nearest, {0, 1, 2}), spares=()
    )
    reply = shape(broken)
    assert (reply.answered, reply.answer, reply.citations, reply.nearest) == (False, None, (), ())
    assert reply.reason == "low_confidence"
