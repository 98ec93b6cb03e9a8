"""What any index promises: the embedded one, and one in a cluster."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from service.documents.collection import read_collection
from service.documents.document import Document
from service.engine.clusters import load_into_cluster
from service.engine.engine import Engine
from service.engine.live import Snapshot
from service.engine.lookup import list_documents
from service.english.tokens import extract_terms
from service.index.bm25 import PositiveBM25, inverse_frequency
from service.index.interface import PARAGRAPH_WEIGHT, Index
from service.index.postings import K1, PARAGRAPH_B, PARAGRAPH_K1, B
from service.sentences.segmentation import segment_text
from service.sentences.sentence import Segmentation
from tests.cluster.conftest import RARE, WORDS


@dataclass(frozen=True)
class Read:
    """The collection as it is read: every sentence's and paragraph's terms, and each sentence's document, place, paragraph."""

    documents: tuple[Document, ...]
    cuts: tuple[Segmentation, ...]
    sentences: list[list[str]]
    paragraphs: list[list[str]]
    places: list[tuple[int, int]]
    owners: list[int]

    def score(self, terms: dict[str, float], support: float) -> np.ndarray:
        """Score every sentence with rank_bm25's own loop; one without any of the terms has 0."""
        own = _score(PositiveBM25(self.sentences, k1=K1, b=B), terms)
        lent = _score(PositiveBM25(self.paragraphs, k1=PARAGRAPH_K1, b=PARAGRAPH_B), terms)
        return np.where(own > 0, own + support * lent[self.owners], 0.0)


def _score(bm25: PositiveBM25, terms: dict[str, float]) -> np.ndarray:
    return sum((weight * bm25.get_scores([term]) for term, weight in terms.items()), np.zeros(bm25.corpus_size))


@pytest.fixture(scope="session")
def read(folder: Path) -> Read:
    documents = read_collection(folder).documents
    cuts = tuple(segment_text(document.text, document.front_matter) for document in documents)
    sentences, paragraphs, places, owners = [], [], [], []
    for number, (document, cut) in enumerate(zip(documents, cuts, strict=True)):
        before = len(paragraphs)
        paragraphs += [[] for _ in cut.blocks]
        for place, sentence in enumerate(cut.sentences):
            terms = extract_terms(document.text[sentence.start : sentence.end])
            sentences.append(terms)
            paragraphs[before + sentence.block] += terms
            places.append((number, place))
            owners.append(before + sentence.block)
    return Read(tuple(documents), cuts, sentences, paragraphs, places, owners)


@pytest.fixture(
    scope="session",
    params=[pytest.param("embedded", marks=pytest.mark.slow), pytest.param("cluster", marks=pytest.mark.cluster)],
)
def held(request: pytest.FixtureRequest, folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Snapshot]:
    place: str | Path = tmp_path_factory.mktemp("index")
    if request.param == "cluster":
        place = f"opensearch://{request.getfixturevalue('nodes').hosts}/contract"
        load_into_cluster(folder, place, shards=2)
    with Engine(folder, index=place) as engine:
        yield engine.start()


@pytest.fixture
def index(held: Snapshot) -> Index:
    return held.index


@pytest.mark.parametrize("support", [0.0, PARAGRAPH_WEIGHT])
@pytest.mark.parametrize("seed", range(12))
def test_the_best_sentences_are_found_with_the_scores_of_rank_bm25(
    seed: int, support: float, index: Index, read: Read
) -> None:
    drawn = random.Random(seed)
    terms = {drawn.choice(WORDS): drawn.uniform(0.1, 3) for _ in range(drawn.randint(1, 7))} | {"unknown": 1.0}
    expected = read.score(terms, support)
    limit = drawn.choice([1, 5, 30, 200])
    hits = index.search(terms, limit, support=support)
    order = (-expected).argsort(kind="stable")[:limit]
    order = order[expected[order] > 0]
    assert [hit.score for hit in hits] == pytest.approx(expected[order], rel=1e-9)
    for hit, number in zip(hits, order.tolist(), strict=True):
        # Sums of the oracle may round so that equal sentences change places.
        found = read.places.index(index.corpus.locate(hit.number))
        assert expected[found] == pytest.approx(expected[number], rel=1e-9)
        assert hit.sentence + support * hit.paragraph == pytest.approx(hit.score, rel=1e-12)


def test_equal_sentences_come_in_document_order(index: Index, read: Read) -> None:
    number = next(n for n, document in enumerate(read.documents) if document.id == "twice.txt")
    terms = dict.fromkeys(read.sentences[read.places.index((number, 0))], 1.0)
    hits = index.search(terms, 5, {number})
    assert [index.corpus.locate(hit.number) for hit in hits] == [(number, place) for place in range(5)]


@pytest.mark.parametrize("seed", range(4))
def test_a_search_stays_within_documents_with_the_weights_of_all(seed: int, index: Index, read: Read) -> None:
    drawn = random.Random(seed)
    within = set(drawn.sample(range(len(read.documents)), 12))
    terms = {drawn.choice(RARE): 1.0 for _ in range(4)}
    scores = read.score(terms, PARAGRAPH_WEIGHT)
    expected = sorted(
        (s for s, (number, _) in zip(scores, read.places, strict=True) if number in within and s), reverse=True
    )
    hits = index.search(terms, 10, within)
    assert [hit.score for hit in hits] == pytest.approx(expected[:10], rel=1e-9)
    assert {index.corpus.locate(hit.number)[0] for hit in hits} <= within


def test_nothing_to_find_is_an_empty_list(index: Index) -> None:
    assert index.search({}, 5) == index.search({"unknown": 1.0}, 5) == index.search({RARE[0]: 0.0}, 5) == []
    assert index.search({RARE[0]: 1.0}, 0) == index.search({RARE[0]: 1.0}, 5, set()) == []


def test_a_term_is_as_rare_as_it_is(index: Index, read: Read) -> None:
    terms = [*RARE, "unknown", "x" * 400, "naïve", "smile", "", "two words", "a\ud800b"]
    counts = [sum(term in sentence for sentence in read.sentences) for term in terms]
    assert index.idfs(terms) == [inverse_frequency(count, len(read.sentences)) for count in counts]
    assert [term in index for term in terms] == index.known(terms) == [count > 0 for count in counts]


def test_a_range_holds_a_term_where_one_of_its_sentences_does(index: Index, read: Read) -> None:
    drawn, ranges = random.Random(1), []
    for number in drawn.sample(range(len(read.documents)), 20):
        size = len(read.cuts[number].sentences)
        start = drawn.randint(0, size)
        ranges.append((number, start, drawn.randint(start, size)))
    starts, ends = (np.array([index.corpus.first(r[0]) + r[side] for r in ranges]) for side in (1, 2))
    terms = [*RARE[:20], "unknown"]
    expected = [
        [
            any(t in s for s, p in zip(read.sentences, read.places, strict=True) if p[0] == n and a <= p[1] < z)
            for n, a, z in ranges
        ]
        for t in terms
    ]
    assert index.holds_within(terms, starts, ends).tolist() == expected


@pytest.mark.parametrize("terms", [RARE[:1], RARE[:2], RARE[3:6], ["smile"], [RARE[0], "unknown"], ["x" * 400], []])
def test_every_sentence_and_paragraph_with_all_terms_is_found(terms: list[str], index: Index, read: Read) -> None:
    every = [place for held, place in zip(read.sentences, read.places, strict=True) if set(terms) <= set(held)]
    found, complete = index.sentences_with_all(terms)
    assert complete
    assert [index.corpus.locate(number) for number in found.tolist()] == every
    counts = {document: sum(place[0] == document for place in every) for document, _ in every}
    assert index.count_by_document(found) == counts
    blocks = [(number, place) for number, cut in enumerate(read.cuts) for place in range(len(cut.blocks))]
    wanted = [place for held, place in zip(read.paragraphs, blocks, strict=True) if set(terms) <= set(held)]
    assert [index.locate_paragraph(number) for number in index.paragraphs_with_all(terms).numbers.tolist()] == wanted
    within = {document for document, _ in every[:1]} or {0}
    inside = index.sentences_with_all(terms, within).numbers.tolist()
    assert [index.corpus.locate(number) for number in inside] == [place for place in every if place[0] in within]


@pytest.mark.parametrize(
    ("misspelt", "meant"),
    [
        ("pasport", "passport"),
        ("ambasador", "ambassador"),
        ("embasi", "embassi"),
        ("zzzzzzzz", None),
        ("shp", None),
        ("1", None),
    ],
)
def test_a_misspelt_term_is_taken_for_the_nearest(misspelt: str, meant: str | None, index: Index) -> None:
    assert index.closest_term(misspelt) == meant


def test_words_of_like_meaning_come_with_their_idf(index: Index) -> None:
    (found,) = index.kin(["ambassador"])
    assert "embassi" in [kin.term for kin in found]
    assert [kin.idf for kin in found] == index.idfs(kin.term for kin in found)
    assert index.kin(["qqqqq"]) == [()]


def test_documents_and_their_sentences_are_those_that_were_read(index: Index, read: Read) -> None:
    corpus = index.corpus
    assert (len(corpus), len(corpus.documents)) == (len(read.sentences), len(read.documents))
    assert list(corpus.ids) == [document.id for document in read.documents]
    for number in (0, 1, 255, 256, len(read.documents) - 1):
        assert corpus.documents[number] == read.documents[number]
        assert corpus.segmentation(number) == read.cuts[number]
        assert corpus.locate(corpus.first(number) + 1) == (number, 1)
    assert [about.id for about in corpus.abouts()] == list(corpus.ids)
    with pytest.raises(IndexError):
        corpus.documents[len(read.documents)]


def test_what_could_not_be_read_is_named(held: Snapshot) -> None:
    assert [skip.id for skip in held.skipped] == ["none.txt"]


def test_documents_are_listed_by_page_and_by_word(held: Snapshot, read: Read) -> None:
    page = list_documents(held, 3, after="part 0/009.txt")
    assert [listed.id for listed in page.documents] == ["part 0/012.txt", "part 0/015.txt", "part 0/018.txt"]
    assert [listed.id for listed in list_documents(held, 3, words="odd").documents] == ["odd 100%.txt"]
    assert held.numbers["twice.txt"] == [document.id for document in read.documents].index("twice.txt")
    assert "nothing.txt" not in held.numbers
