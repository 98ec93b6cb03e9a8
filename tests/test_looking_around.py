"""Surroundings: told all at once from a segment's rows, they are those that the segmentation tells one by one."""

import numpy as np
from conftest import SEEDS
from hypothesis import given
from hypothesis import strategies as st

from service.documents.collection import read_collection
from service.documents.contents import make_document
from service.index.looking_around import AROUND, Surroundings, look_around
from service.index.mapped import MappedCorpus
from service.index.segment import make_segment
from service.memory import Memory
from service.sentences.segmentation import segment_text

BLOCKS = (
    "# The ferry",
    "## Times",
    "The ferry sails. It carries mail. Nobody else does. It is slow.",
    "One line.",
    "We need:\n\n- a rope\n- a lamp that burns. And oil.",
    "| boat | crew |\n|---|---|\n| Alma | 4 |",
)


def corpus_of(texts: list[str], repeated: tuple[int, ...] = ()) -> MappedCorpus:
    documents = [make_document(f"{number:03}.md", text, "utf-8") for number, text in enumerate(texts)]
    segment = make_segment((document, segment_text(document.text)) for document in documents)
    return MappedCorpus(segment, Memory(), np.array(repeated, dtype=np.int32))


def one_by_one(corpus: MappedCorpus) -> Surroundings:
    places = [(number, *corpus.locate(number)) for number in range(len(corpus))]
    return look_around([(corpus.segmentation(document), position, number) for number, document, position in places])


def assert_same(corpus: MappedCorpus) -> None:
    found, expected = corpus.surroundings(range(len(corpus))), one_by_one(corpus)
    for one, other in zip(found, expected, strict=True):
        assert np.array_equal(one, other)


@given(st.lists(st.lists(st.sampled_from(BLOCKS), min_size=1, max_size=8).map("\n\n".join), min_size=1, max_size=3))
def test_rows_tell_what_segmentations_do(texts: list[str]) -> None:
    assert_same(corpus_of(texts))


def test_rows_tell_what_the_segmentations_of_the_seeds_do() -> None:
    assert_same(corpus_of([document.text for document in read_collection(SEEDS).documents]))


def test_what_stands_around_a_sentence() -> None:
    corpus = corpus_of(["# The ferry\n\n## Times\n\nIt sails. It waits. It rests.", "Another text."])
    near = corpus.surroundings([3])  # "It waits."
    ranges = dict(zip(AROUND, near.ranges[0].tolist(), strict=True))
    assert ranges == {
        "before": [2, 3], "after": [4, 5], "paragraph": [2, 5], "title": [0, 1], "heading": [1, 2],
        "above heading": [0, 1], "lead-in": [0, 0], "document": [0, 5],
    }  # fmt: skip
    assert near.place.tolist() == [1] and near.heading.tolist() == [False]


def test_repeated_sentences_are_as_little_prose_as_headings_are() -> None:
    corpus = corpus_of(["# The ferry\n\nIt sails. It waits.", "Another text."], repeated=(2, 3))
    assert corpus.surroundings(range(4)).heading.tolist() == [True, False, True, True]
    assert_same(corpus)


@given(st.integers(0, 5), st.integers(0, 9), st.integers(-(2**31), 2**31 - 1))
def test_damaged_rows_lead_nowhere_outside(row: int, column: int, value: int) -> None:
    corpus = corpus_of(["# The ferry\n\nIt sails. It waits.", "Another text. And more. It ends."])
    values = corpus._segment.sentences.values
    values[row % len(values), column] = value
    near = corpus.surroundings(range(len(corpus)))
    assert near.ranges.min() >= 0 and near.ranges.max() <= len(corpus)
