"""A question's terms weigh by how rare they are here, and in small collections by how rare they are in English."""

import numpy as np
import pytest

from service.answer.ranking.term_weights import query_weights, weigh_terms
from service.documents.contents import make_document
from service.index.embedded import Index
from service.query.question import read_question
from service.sentences.segmentation import segment_text

COMMON = {"use": 0.02, "mill": 0.0001}
TEXT = "The mill burned. The mill stands. The mill grinds. Ada Crane owns it."


def index_of(text: str) -> Index:
    return Index([make_document("a.txt", text, "utf-8")], [segment_text(text)])


def weigh(question: str, text: str = TEXT) -> dict[str, float]:
    read = read_question(question)
    return dict(zip(read.terms, weigh_terms(read, index_of(text), COMMON).tolist(), strict=True))


# (question, the term that weighs more, the one that weighs less)
HEAVIER = [
    ("Does Crane own the mill?", "crane", "mill"),
    ("Who uses the astrolabe?", "astrolab", "use"),
    ("What happened to Crane?", "crane", "happen"),
]


@pytest.mark.parametrize(("question", "more", "less"), HEAVIER)
def test_a_rare_word_weighs_more_than_a_common_or_light_one(question: str, more: str, less: str) -> None:
    weights = weigh(question)
    assert weights[more] > weights[less] > 0


def test_a_light_word_weighs_two_fifths_of_what_it_would() -> None:
    question = read_question("What happened to Crane?")
    assert question.weights == {"happen": 0.4, "crane": 1.0}
    found = weigh_terms(question, index_of(TEXT.replace("Crane", "Happen Crane")), {})
    assert found[0] == pytest.approx(0.4 * found[1])


def test_what_english_says_fades_in_a_large_collection() -> None:
    small, large = (
        weigh("Who uses the astrolabe?", " ".join(f"Boat {n} came home." for n in range(size))) for size in (10, 4000)
    )
    assert large["use"] / large["astrolab"] > small["use"] / small["astrolab"]


def test_a_search_multiplies_the_weights_back() -> None:
    question, index = read_question("Does Crane own the mill?"), index_of(TEXT)
    weights = weigh_terms(question, index, COMMON)
    asked = query_weights(question, index, weights)
    assert np.allclose([asked[term] * index.idf(term) for term in question.terms], weights)
