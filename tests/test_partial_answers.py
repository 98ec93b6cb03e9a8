"""Several sentences that answer in part are all shown, each nearly as good as the first; one span stays one."""

import pytest

from service.answer.answer import Answer
from service.answer.answering import Answerer
from service.answer.ranking.model import load_model
from service.documents.contents import make_document
from service.index.embedded import Index
from service.query.question import read_question
from service.sentences.segmentation import segment_text

# (question, texts, what stands in the answers)
SEVERAL = [
    (
        "What did the council decide?",
        [
            "The council met on Tuesday in the old school. The council decided to close the swimming pool in winter. Members "
            "spoke for an hour.\n\nAfter a break the council decided to plant forty trees along the river. The council also "
            "decided that the market will move to the square. Tea was served."
        ],
        ["swimming pool", "forty trees", "market"],
    ),
    (
        "Why was the library closed?",
        [
            "The library was closed because the roof leaked. Readers were sent to the next town.",
            "The mayor told reporters that the library was closed for lack of staff. A petition followed.",
        ],
        ["roof", "staff"],
    ),
    (
        "What are the duties of the tenant?",
        [
            "1. RENT. The rent is due on the first.\n\n2. DUTIES. The tenant must keep the garden in order. The tenant must "
            "not sublet the rooms. The tenant must report any damage at once.\n\n3. END. The lease ends in June."
        ],
        ["garden", "sublet", "damage"],
    ),
    (
        "What did the inspector find?",
        [
            "The inspector came in March. The inspector found cracks in two of the beams. The school was open.\n\nThe "
            "inspector also found that the alarm did not work."
        ],
        ["cracks", "alarm"],
    ),
    (
        "What does the warranty cover?",
        [
            "The warranty covers the motor for two years. Send the card to us. The warranty also covers the battery for one "
            "year. The warranty does not cover the tyres."
        ],
        ["motor", "battery"],
    ),
    (
        "How can the pump be damaged?",
        ["The pump can be damaged by sand. Keep the lid on.\n\nThe pump can also be damaged by frost."],
        ["sand", "frost"],
    ),
    (
        "What did Dr Lund say about the drug?",
        [
            "Dr Lund said the drug was safe for adults. The trial lasted a year. Dr Lund also said the drug must be kept cold."
        ],
        ["safe", "cold"],
    ),
]
ONE = [
    ("Who chaired the meeting?", "Ada Holm chaired the meeting. The meeting was chaired well by all accounts."),
    ("When did the pool open?", "The pool opened in 1962. The pool opened again in 1990 after repairs."),
    ("How many trees were planted?", "Forty trees were planted. Trees were planted along the river."),
    ("What is the capital of Norland?", "The capital of Norland is Asker. The capital of Norland has two ports."),
    ("What is a flange?", "A flange is a rim on a pipe. The flange must be clean. A flange may crack."),
    ("Is the pool open on Sunday?", "The pool is open on Sunday. The pool is closed on Monday."),
    (
        "What did the council decide about the pool?",
        "The council decided to close the pool. The council decided to plant trees.",
    ),
    (
        "What did the council decide?",
        "The council decided to close the pool. To close the pool is what the council decided.",
    ),
]


def ask(question: str, texts: list[str], limit: int | None = None) -> Answer:
    documents = [make_document(f"{n}.txt", text, "utf-8") for n, text in enumerate(texts)]
    index = Index(documents, [segment_text(text) for text in texts])
    return Answerer(load_model()).answer(read_question(question), index, limit, threshold=0.0)


def answers(answer: Answer) -> list[str]:
    for finding in answer.citations:
        assert finding.document.text[finding.start : finding.end] == finding.quote
    return [finding.quote for finding in answer.citations if finding.role == "answer"]


@pytest.mark.parametrize(("question", "texts", "parts"), SEVERAL)
def test_every_part_of_the_answer_is_shown(question: str, texts: list[str], parts: list[str]) -> None:
    answer = ask(question, texts)
    found = answers(answer)
    assert len(found) == len(parts) and all(any(part in quote for quote in found) for part in parts), found
    assert not {finding.quote for finding in answer.nearest} & set(found)


@pytest.mark.parametrize(("question", "text"), ONE)
def test_one_answer_is_shown_where_one_is_asked_for_or_no_other_adds_to_it(question: str, text: str) -> None:
    assert len(answers(ask(question, [text]))) == 1


def test_the_limit_bounds_the_parts() -> None:
    question, texts, _ = SEVERAL[0]
    assert [len(answers(ask(question, texts, limit))) for limit in (1, 2, 3)] == [1, 2, 3]
