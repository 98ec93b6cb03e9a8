"""Words of like meaning: the table that comes with the package, and the terms of a collection that it brings together."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.answer.ranking.candidates import find_candidates
from service.answer.ranking.term_weights import weigh_terms
from service.documents.contents import make_document
from service.english.tokens import stem
from service.english.word_vectors import DIMENSIONS, FOLDER, read_table, rows_of, sum_up, unit_vectors
from service.index.embedded import Index
from service.index.kin import LEAST, MOST, KinFinder
from service.query.question import read_question
from service.sentences.segmentation import segment_text

ALIKE = [
    ("jailed", "detained", "baking"),
    ("weigh", "pounds", "colour"),
    ("ambassador", "envoy", "saucepan"),
    ("kid", "child", "tax"),
    ("film", "movie", "harbour"),
    ("salary", "wage", "feather"),
    ("refund", "rebate", "lighthouse"),
    ("marry", "spouse", "diesel"),
]


def cosine(one: str, other: str) -> float:
    vectors = unit_vectors(rows_of([stem(one), stem(other)]))
    return float(vectors[0] @ vectors[1])


@pytest.mark.parametrize(("word", "like", "unlike"), ALIKE)
def test_words_of_like_meaning_are_near(word: str, like: str, unlike: str) -> None:
    assert cosine(word, like) > 0.5 > 0.3 > cosine(word, unlike)


def test_the_table_is_whole_and_small() -> None:
    table = read_table()
    assert table.vectors.shape == (len(table.terms), DIMENSIONS) and table.vectors.dtype == np.int8
    assert table.weights.shape == (len(table.terms),) and 0 < table.weights.min() <= table.weights.max() <= 1
    assert table.terms == sorted(set(table.terms))
    assert sum(file.stat().st_size for file in FOLDER.iterdir()) < 6_000_000


def test_the_table_says_whose_words_they_are() -> None:
    notice = (FOLDER / "NOTICE").read_text()
    assert "Apache License" in notice and "wordfreq" in notice


def test_a_rare_word_says_more_of_a_text_than_a_common_one() -> None:
    common, rare = rows_of([stem("year"), stem("lighthouse")])
    only = unit_vectors([common, rare])
    whole = sum_up([common, rare], only)
    assert whole @ only[1] > whole @ only[0]
    assert not sum_up([], unit_vectors([])).any()


@given(st.lists(st.sampled_from(read_table().terms), max_size=30), st.sampled_from(read_table().terms))
def test_kin_are_other_terms_of_the_collection_closest_first(terms: list[str], asked: str) -> None:
    vocabulary = sorted({*terms, asked, "xqzv"})
    kin = KinFinder(vocabulary).find(asked)
    cosines = [one.cosine for one in kin]
    assert len(kin) <= MOST and {one.term for one in kin} <= set(vocabulary) - {asked}
    assert all(vocabulary[one.number] == one.term for one in kin)
    assert cosines == sorted(cosines, reverse=True) and all(LEAST - 1e-3 <= value <= 1.001 for value in cosines)


def test_an_unknown_word_has_no_kin() -> None:
    assert KinFinder(["boat", "xqzv"]).find("xqzv") == ()
    assert KinFinder(["xqzv"]).find("boat") == ()


TARIFF = (
    "Swimming is free for residents. The pool shuts at nine.\n\nThe sauna seats twelve. It was built by volunteers.\n\n"
    "Infants must be accompanied. Lockers take a coin."
)


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("When does the bathing area close?", "The pool shuts at nine."),
        ("Do babies need a grown-up?", "Infants must be accompanied."),
    ],
)
def test_a_sentence_that_shares_no_word_becomes_a_candidate(question: str, answer: str) -> None:
    document = make_document("tariff.txt", TARIFF, "utf-8")
    index = Index([document], [segment_text(document.text)])
    read = read_question(question)
    hits = find_candidates(read, index, weigh_terms(read, index, {}))
    spans = [index.corpus.segmentation(0).sentences[hit.number] for hit in hits]
    assert answer in [document.text[span.start : span.end] for span in spans]


def test_names_and_numbers_have_no_kin() -> None:
    document = make_document("towns.txt", "London has many bridges. The war of 1918 was over.", "utf-8")
    index = Index([document], [segment_text(document.text)])
    read = read_question("What does Paris have?")
    assert find_candidates(read, index, weigh_terms(read, index, {})) == []
