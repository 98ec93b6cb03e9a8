"""The texts and questions of tests/fitting, which the weights are fitted on: the fit can read them and the labels hold."""

from collections import Counter
from pathlib import Path

import pytest

from service.evaluate.question_file import LabelledQuestion
from service.training.examples import Data, read_data

FITTING = Path(__file__).parent / "fitting"
LEAST_QUESTIONS, LEAST_DOCUMENTS, LEAST_A_DOCUMENT = 1000, 35, 20
ANSWERABLE = ("plain", "reworded", "keywords")
SHARES = {  # of all questions: the least and the most
    ANSWERABLE: (0.55, 0.7),
    ("absent",): (0.14, 0.25),
    ("near miss",): (0.14, 0.25),
}
SHARES_OF_ANSWERABLE = {"plain": (0.2, 0.5), "reworded": (0.4, 0.65), "keywords": (0.1, 0.3)}


@pytest.fixture(scope="module")
def data() -> Data:
    return read_data(FITTING)


@pytest.fixture(scope="module")
def texts(data: Data) -> dict[str, str]:
    return {document.id: document.text for document in data.index.corpus.documents}


def test_there_is_enough_to_fit_on(data: Data, texts: dict[str, str]) -> None:
    asked = Counter(question.document for question in data.questions)
    assert len(data.questions) >= LEAST_QUESTIONS
    assert len(texts) >= LEAST_DOCUMENTS
    assert {name for name in texts if asked[name] < LEAST_A_DOCUMENT} == set()


def test_no_question_is_asked_twice(data: Data) -> None:
    counts = Counter(" ".join(question.text.lower().split()) for question in data.questions)
    assert [text for text, count in counts.items() if count > 1] == []


def test_each_kind_has_its_share(data: Data) -> None:
    counts = Counter(_manner(question) for question in data.questions)
    for manners, (least, most) in SHARES.items():
        assert least <= sum(counts[manner] for manner in manners) / counts.total() <= most, manners
    answerable = sum(counts[manner] for manner in ANSWERABLE)
    for manner, (least, most) in SHARES_OF_ANSWERABLE.items():
        assert least <= counts[manner] / answerable <= most, manner


def test_only_the_answerable_kinds_have_answers(data: Data) -> None:
    assert [q.text for q in data.questions if q.answerable != (_manner(q) in ANSWERABLE)] == []


def test_every_span_is_words_of_its_document_without_space_around_them(data: Data, texts: dict[str, str]) -> None:
    for question in data.questions:
        for document, (start, end) in _spans(question):
            words = texts[document][start:end]
            assert 0 <= start < end <= len(texts[document]), question.text
            assert words == words.strip(), question.text
            assert any(character.isalnum() for character in words), question.text


def test_spans_lie_within_one_sentence_each(data: Data) -> None:
    """A span across two sentences marks no candidate as the answer; a change of segmentation may cost a few."""
    corpus, missed, spans = data.index.corpus, [], 0
    sentences = {name: corpus.segmentation(number).sentences for number, name in enumerate(corpus.ids)}
    for question in data.questions:
        for document, (start, end) in _spans(question):
            spans += 1
            if not any(one.start <= start and end <= one.end for one in sentences[document]):
                missed.append((question.text, document, start))
    assert len(missed) <= 0.02 * spans, missed


def _manner(question: LabelledQuestion) -> str:
    """Give how a question is worded, or why it has no answer: its kind without what is asked for."""
    return next(manner for manners in SHARES for manner in manners if question.kind.startswith(f"{manner} "))


def _spans(question: LabelledQuestion) -> list[tuple[str, tuple[int, int]]]:
    return [(one.document, one.span) for one in question.alternatives if one.span]
