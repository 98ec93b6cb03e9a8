"""Documents that give different answers to one question are set side by side; those that only look so are not."""

import pytest
from differing import ALIKE, DIFFERING

from service.answer.answering import Answerer
from service.answer.ranking.model import load_model
from service.documents.contents import make_document
from service.engine.verbatim import keep_verbatim
from service.index.embedded import Index
from service.query.question import read_question
from service.sentences.segmentation import segment_text
from service.wire.replies import IndexInfo, Reply
from service.wire.shaping import Shaper

LETTER = "The weather was mild for the season.\n\n{}\n\nTea was served in the hall afterwards.\n"
NOTE = "Many thanks to all who helped.\n\n{} Nothing else was decided.\n\nThe next letter will follow.\n"
FOUND = 0.9  # share of the pairs that differ, each asked in both orders


def ask(question: str, one: str, other: str) -> Reply:
    texts = {"one.txt": LETTER.format(one), "two.txt": NOTE.format(other)}
    documents = [make_document(name, text, "utf-8") for name, text in texts.items()]
    index = Index(documents, [segment_text(text) for text in texts.values()])
    answer = Answerer(load_model()).answer(read_question(question), index, threshold=0.0)
    reply = Shaper().shape_answer(keep_verbatim(answer), IndexInfo("", 2, 8))
    for citation in reply.citations:
        text = texts[citation.document.id]
        assert text[citation.start : citation.end] == citation.quote
        for part in (citation.highlight, citation.passage):
            assert part is None or text[part.start : part.end] == part.text
    return reply


def test_figures_that_differ_are_set_side_by_side() -> None:
    missed = []
    for question, one, other, figures in DIFFERING:
        for first, second in ((one, other), (other, one)):
            notice = ask(question, first, second).notice or ""
            if not notice.startswith("The documents differ: ") or not all(figure in notice for figure in figures):
                missed.append((question, first, second, notice))
    assert len(missed) <= (1 - FOUND) * 2 * len(DIFFERING), missed


@pytest.mark.parametrize(("question", "one", "other"), ALIKE)
def test_what_is_told_of_something_else_does_not_differ(question: str, one: str, other: str) -> None:
    for reply in (ask(question, one, other), ask(question, other, one)):
        assert [c.quote for c in reply.citations if c.role == "differs"] == []
        assert reply.notice is None


def test_the_same_words_with_another_figure_do_not_agree() -> None:
    reply = ask(
        "How many people marched?", "Some 3,100 people marched on Saturday.", "Some 5,000 people marched on Saturday."
    )
    assert [c.role for c in reply.citations] == ["answer", "differs"]
    assert reply.notice == "The documents differ: 3,100 (one.txt); 5,000 (two.txt)."
