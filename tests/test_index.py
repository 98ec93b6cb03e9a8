"""The index gives rank_bm25's scores, in rank_bm25's order, and knows where each sentence stands."""

import math
from collections.abc import Mapping, Sequence

import numpy as np
import pytest
from conftest import examples
from hypothesis import given
from hypothesis import strategies as st

from service.documents.document import Document
from service.index.bm25 import PositiveBM25
from service.index.embedded import PARAGRAPH_WEIGHT, Hit, Index
from service.index.postings import K1, PARAGRAPH_B, PARAGRAPH_K1, B
from service.sentences.sentence import Block, Segmentation, Sentence

Paragraph = list[list[str]]  # sentences of words


def build(collection: Sequence[Sequence[Paragraph]], small: int = 0) -> Index:
    """Lay words out as documents of paragraphs of sentences, and index them."""
    documents, cuts = [], []
    for number, paragraphs in enumerate(collection):
        text = ""
        sentences: list[Sentence] = []
        blocks: list[Block] = []
        for paragraph in paragraphs:
            first, start = len(sentences), len(text)
            for words in paragraph:
                sentence = " ".join(words) + "."
                place = len(text), len(text) + len(sentence)
                sentences.append(Sentence(*place, place[0], len(blocks), "prose"))
                text += sentence + " "
            blocks.append(Block(start, len(text), "prose", first, len(sentences)))
            text += "\n\n"
        documents.append(Document(f"{number}.txt", text, "0" * 64))
        cuts.append(Segmentation(tuple(sentences), tuple(blocks), ()))
    return Index(documents, cuts, small)


def oracle(collection: Sequence[Sequence[Paragraph]], terms: Mapping[str, float]) -> list[tuple[float, float]]:
    """Score every sentence and its paragraph with rank_bm25's own loop over all of them."""
    sentences = [words for document in collection for paragraph in document for words in paragraph]
    paragraphs = [[word for words in paragraph for word in words] for document in collection for paragraph in document]
    owners = [
        n
        for n, paragraph in enumerate(paragraph for document in collection for paragraph in document)
        for _ in paragraph
    ]
    if not any(sentences):
        return [(0.0, 0.0)] * len(sentences)
    own = _scores(PositiveBM25(sentences, k1=K1, b=B), terms)
    lent = _scores(PositiveBM25(paragraphs, k1=PARAGRAPH_K1, b=PARAGRAPH_B), terms)
    return [(float(own[n]), float(lent[owner])) for n, owner in enumerate(owners)]


def _scores(bm25: PositiveBM25, terms: Mapping[str, float]) -> np.ndarray:
    return sum((weight * bm25.get_scores([term]) for term, weight in terms.items()), np.zeros(bm25.corpus_size))


# Consonants only: no stop word, and nothing for a stemmer to take off.
WORDS = ["bk", "dk", "fk", "gk", "hk", "jk", "lk", "mk", "nk", "pk", "rk", "tk"]
words = st.sampled_from(WORDS[:3]) | st.sampled_from(WORDS)
collections = st.lists(
    st.lists(st.lists(st.lists(words, max_size=7), min_size=1, max_size=5), max_size=4),
    min_size=1,
    max_size=5,
)
queries = st.dictionaries(words | st.just("unknown"), st.floats(0.1, 3.0), max_size=6)


def expect(
    collection: Sequence[Sequence[Paragraph]],
    terms: Mapping[str, float],
    limit: int,
    support: float,
    documents: set[int] | None = None,
) -> list[tuple[int, float]]:
    scored = oracle(collection, terms)
    inside = [
        document is None or documents is None or document in documents
        for document, paragraphs in enumerate(collection)
        for paragraph in paragraphs
        for _ in paragraph
    ]
    totals = [(n, own + support * lent) for n, (own, lent) in enumerate(scored) if own > 0 and inside[n]]
    return sorted(totals, key=lambda pair: (-round(pair[1], 9), pair[0]))[:limit]


def assert_same(hits: Sequence[Hit], expected: Sequence[tuple[int, float]]) -> None:
    assert [hit.number for hit in hits] == [number for number, _ in expected]
    assert [hit.score for hit in hits] == pytest.approx([score for _, score in expected], abs=1e-9)


@examples(150)
@given(collections, queries, st.integers(1, 9), st.sampled_from([0.0, PARAGRAPH_WEIGHT, 2.0]))
def test_hits_are_those_of_the_full_rank_bm25(collection, terms, limit, support):
    hits = build(collection).search(terms, limit, support=support)
    assert_same(hits, expect(collection, terms, limit, support))
    assert hits == build(collection, small=1000).search(terms, limit, support=support)


@examples(100)
@given(
    collections,
    queries,
    st.integers(1, 9),
    st.sets(st.integers(0, 4)),
    st.sampled_from([0.0, PARAGRAPH_WEIGHT]),
)
def test_a_search_within_documents_keeps_the_whole_collections_weights(collection, terms, limit, within, support):
    within = {number for number in within if number < len(collection)}
    hits = build(collection).search(terms, limit, within, support=support)
    assert hits == build(collection, small=1000).search(terms, limit, within, support=support)
    assert_same(hits, expect(collection, terms, limit, support, within))


@given(collections, words | st.just("unknown"), st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)), min_size=1))
@examples(100)
def test_a_range_holds_a_term_where_one_of_its_sentences_does(collection, term, ranges):
    sentences = [sentence for paragraphs in collection for paragraph in paragraphs for sentence in paragraph]
    starts, ends = np.array([sorted(pair) for pair in ranges]).T
    found = build(collection).holds_within([term, "unknown"], starts, ends)
    expected = [any(term in said for said in sentences[a:b]) for a, b in zip(starts, ends, strict=True)]
    assert found.tolist() == [expected, [False] * len(ranges)]


@given(collections, queries)
@examples(50)
def test_a_hit_tells_both_parts_of_its_score(collection, terms):
    parts = oracle(collection, terms)
    for hit in build(collection).search(terms, 100):
        assert (hit.sentence, hit.paragraph) == pytest.approx(parts[hit.number], abs=1e-9)
        assert hit.score == hit.sentence + PARAGRAPH_WEIGHT * hit.paragraph


def test_equal_sentences_come_in_document_order():
    collection = [[[["bk", "dk"]]] for _ in range(40)]
    assert [hit.number for hit in build(collection).search({"dk": 1.0, "bk": 1.0}, 7)] == list(range(7))


@pytest.mark.parametrize(
    ("collection", "terms"),
    [
        ([[]], {"bk": 1.0}),
        ([[[[]]]], {"bk": 1.0}),
        ([[[["bk"]]]], {}),
        ([[[["bk"]]]], {"unknown": 1.0}),
        ([[[["bk"]]]], {"bk": 0.0}),
    ],
    ids=["no sentence", "no term in the text", "no term in the query", "unknown term", "weightless term"],
)
def test_nothing_to_find_is_an_empty_list(collection, terms):
    assert build(collection).search(terms, 5) == []


def test_no_documents_to_stay_within_finds_nothing():
    assert build([[[["bk"]]]]).search({"bk": 1.0}, 5, documents=[]) == []


@pytest.mark.parametrize("holders", [1, 2, 3, 4])
def test_a_term_in_half_or_more_of_the_sentences_still_counts_and_counts_less(holders):
    index = build([[[["bk"]] if n < holders else [["dk"]] for n in range(4)]])
    assert index.idf("bk") > 0
    assert index.idf("bk") == pytest.approx(math.log(1 + (4 - holders + 0.5) / (holders + 0.5)))
    assert len(index.search({"bk": 1.0}, 9)) == holders


def test_idf_of_an_unknown_term_is_above_that_of_any_known_one():
    index = build([[[["bk"], ["dk"], ["dk"]]]])
    assert index.idf("unknown") > index.idf("bk") > index.idf("dk")
    assert "bk" in index
    assert "unknown" not in index


def test_sentences_are_located_by_document_and_position():
    index = build([[[["bk"], ["dk"]]], [], [[["fk"]], [["gk"]]]])
    assert [index.corpus.locate(number) for number in range(4)] == [(0, 0), (0, 1), (2, 0), (2, 1)]
    assert [index.corpus.first(document) for document in range(3)] == [0, 2, 2]
    assert len(index.corpus) == 4
