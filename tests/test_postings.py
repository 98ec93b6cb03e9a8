"""Compiled postings hold what was counted, and pruning misses nothing."""

from functools import partial

import numpy as np
import pytest
from conftest import examples
from hypothesis import given
from hypothesis import strategies as st

from service.index import topk
from service.index.bm25 import PositiveBM25
from service.index.compiled import compile_all
from service.index.places import Finder, Marks, find_places
from service.index.postings import (
    K1,
    PARAGRAPH_B,
    PARAGRAPH_K1,
    B,
    compile_paragraphs,
    compile_sentences,
    impacts,
    least,
)
from service.index.searcher import PARAGRAPH_WEIGHT, Searcher
from service.index.topk import TermList, find_best, ranges
from service.index.vocabulary import Vocabulary
from service.memory import Memory

SENTENCES, TERMS, A_PARAGRAPH, A_DOCUMENT = 12_000, 900, 4, 20


def zipf_sentences(seed: int) -> list[np.ndarray]:
    """Make sentences of 3 to 20 term numbers, frequent ones as in natural text: the n-th as often as 1/n."""
    generator = np.random.default_rng(seed)
    weights = 1 / np.arange(1, TERMS + 1)
    lengths = generator.integers(3, 21, SENTENCES)
    tokens = generator.choice(TERMS, size=int(lengths.sum()), p=weights / weights.sum()).astype(np.int32)
    return np.split(tokens, np.cumsum(lengths)[:-1])


def term_of(number: int) -> str:
    return f"t{number:04d}"


class Large:
    """A collection large enough for lists to be pruned, and rank_bm25's full objects over the same."""

    def __init__(self) -> None:
        sentences = zipf_sentences(7)
        lengths = np.array([len(sentence) for sentence in sentences], dtype=np.int32)
        owners = np.arange(SENTENCES, dtype=np.int32) // A_PARAGRAPH
        documents = SENTENCES // A_DOCUMENT
        self.compiled = compile_all(
            Vocabulary.of(map(term_of, range(TERMS))),
            np.concatenate(sentences),
            lengths,
            owners,
            np.arange(documents + 1) * A_DOCUMENT,
            np.arange(documents + 1) * (A_DOCUMENT // A_PARAGRAPH),
        )
        self.searcher = Searcher(self.compiled, small=0)
        texts = [[term_of(number) for number in sentence] for sentence in sentences]
        grouped = [sum(texts[n : n + A_PARAGRAPH], []) for n in range(0, SENTENCES, A_PARAGRAPH)]  # noqa: RUF017
        self.own = PositiveBM25(texts, k1=K1, b=B)
        self.lent = PositiveBM25(grouped, k1=PARAGRAPH_K1, b=PARAGRAPH_B)
        self.scored: dict[str, tuple[np.ndarray, np.ndarray]] = {}

    def score(self, terms: list[str]) -> tuple[np.ndarray, np.ndarray]:
        """Score all sentences, each by its own terms and by those of its paragraph, once for each query."""
        key = " ".join(terms)
        if key not in self.scored:
            lent = np.repeat(self.lent.get_scores(terms), A_PARAGRAPH)
            self.scored[key] = self.own.get_scores(terms), lent
        return self.scored[key]

    def expect(self, terms: list[str], limit: int, support: float, documents: range | None) -> list[tuple[int, float]]:
        own, lent = self.score(terms)
        total = own + support * lent
        total[own == 0] = 0
        if documents is not None:
            inside = np.isin(np.arange(SENTENCES) // A_DOCUMENT, list(documents))
            total[~inside] = 0
        order = np.lexsort((np.arange(SENTENCES), -total.round(9)))[:limit]
        return [(int(n), float(total[n])) for n in order if total[n] > 0]


@pytest.fixture(scope="module")
def large() -> Large:
    return Large()


QUERIES = {
    "rare": [100, 350, 600, 850],
    "frequent": [0, 1, 2, 3, 4],
    "mixed": [0, 5, 40, 300, 899],
    "one frequent": [0],
    "one rare": [700],
    "many": [0, 2, 4, 8, 16, 32, 64, 128, 256, 512],
}


@pytest.mark.parametrize("support", [0.0, PARAGRAPH_WEIGHT])
@pytest.mark.parametrize("limit", [1, 10, 50])
@pytest.mark.parametrize("documents", [None, range(3, 4), range(100, 590, 7)], ids=["all", "one", "some"])
@pytest.mark.parametrize("query", QUERIES.values(), ids=QUERIES.keys())
def test_pruned_search_finds_what_a_full_scan_finds(large, query, documents, limit, support):
    terms = [term_of(number) for number in query]
    hits = large.searcher.search(dict.fromkeys(terms, 1.0), limit, documents, support)
    expected = large.expect(terms, limit, support, documents)
    assert [hit.number for hit in hits] == [number for number, _ in expected]
    assert [hit.score for hit in hits] == pytest.approx([score for _, score in expected], abs=1e-5)


@pytest.mark.parametrize("query", QUERIES.values(), ids=QUERIES.keys())
def test_a_prepared_search_finds_the_same(large, query):
    prepared = Searcher(large.compiled, small=0)
    prepared.prepare()
    terms = dict.fromkeys(map(term_of, query), 1.0)
    assert prepared.search(terms, 20) == large.searcher.search(terms, 20)


@pytest.mark.parametrize("documents", [None, range(100, 590, 7)], ids=["all", "some"])
@pytest.mark.parametrize("query", QUERIES.values(), ids=QUERIES.keys())
def test_scoring_every_holder_finds_the_same(large, query, documents):
    terms = dict.fromkeys(map(term_of, query), 1.0)
    exhaustive = Searcher(large.compiled, small=SENTENCES * len(query))
    assert exhaustive.search(terms, 20, documents) == large.searcher.search(terms, 20, documents)


def test_the_longest_runs_are_marked_beforehand(large, monkeypatch):
    finder = Finder(large.compiled.sentences.size, Memory())
    own = large.compiled.sentences
    finder.prepare(np.diff(own.offsets), lambda number: own.numbers[own.offsets[number] : own.offsets[number + 1]])
    monkeypatch.setattr("service.index.places.Marks", None)  # from now on none can be made
    wanted = np.arange(large.compiled.sentences.size, dtype=np.int32)
    run = large.compiled.sentences.numbers[: large.compiled.sentences.offsets[1]]
    held, places = finder.find(0, run, wanted)
    assert held.tolist() == run.tolist()
    assert places.tolist() == list(range(len(run)))


def test_one_term_repeated_in_the_query_counts_as_its_weight(large):
    once, twice = (large.searcher.search({"t0050": weight}, 5) for weight in (1.0, 2.0))
    assert [hit.number for hit in once] == [hit.number for hit in twice]
    assert [hit.score * 2 for hit in once] == pytest.approx([hit.score for hit in twice])


lists_of_scores = st.lists(
    st.dictionaries(st.integers(0, 60), st.sampled_from([0.25, 0.5, 1.0, 3.0]), min_size=1, max_size=40),
    min_size=1,
    max_size=5,
)


def as_list(scores: dict[int, float]) -> TermList:
    numbers = np.array(sorted(scores), dtype=np.int32)
    bounds = np.array([scores[number] for number in sorted(scores)])

    def look(positions: np.ndarray | None) -> np.ndarray:
        return bounds.copy() if positions is None else bounds.take(positions)

    return TermList(numbers, look, float(bounds.max()), partial(find_places, numbers))


@examples(200)
@given(lists_of_scores, st.integers(1, 6), st.sampled_from([1, 10, topk.FEW]))
def test_pruning_drops_no_text_that_ties_with_the_last(scores, limit, few):
    totals: dict[int, float] = {}
    for listed in scores:
        for number, score in listed.items():
            totals[number] = totals.get(number, 0.0) + score
    last = sorted(totals.values(), reverse=True)[:limit][-1]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(topk, "FEW", few)
        found = find_best([as_list(listed) for listed in scores], limit, lambda numbers, scores: (numbers, scores))
    assert found.tolist() == sorted(number for number, total in totals.items() if total >= last)


@given(st.lists(st.lists(st.integers(0, 9), max_size=8), max_size=12))
def test_postings_hold_every_count_and_length(sentences):
    tokens = np.array([term for sentence in sentences for term in sentence], dtype=np.int32)
    postings = compile_sentences(tokens, np.array([len(s) for s in sentences], dtype=np.int32), 10)
    held = set()
    for term in range(10):
        for n in range(postings.offsets[term], postings.offsets[term + 1]):
            code = postings.codes[n]
            held.add(
                (
                    term,
                    int(postings.numbers[n]),
                    int(postings.pair_counts[code]),
                    int(postings.pair_lengths[code]),
                )
            )
    assert held == {(t, n, s.count(t), len(s)) for n, s in enumerate(sentences) for t in s}


@given(st.lists(st.lists(st.integers(0, 6), max_size=8), max_size=12), st.data())
def test_how_many_postings_are_compiled_at_once_does_not_show(sentences, data):
    tokens = np.array([term for sentence in sentences for term in sentence], dtype=np.int32)
    lengths = np.array([len(sentence) for sentence in sentences], dtype=np.int32)
    begins = data.draw(st.lists(st.integers(0, 1), min_size=len(sentences), max_size=len(sentences)))
    paragraph_of = np.cumsum(begins, dtype=np.int32)

    def compile_all() -> list[object]:
        own = compile_sentences(tokens, lengths, 9)
        both = own, compile_paragraphs(own, lengths, paragraph_of, sum(begins) + 1)
        return [(value.dtype, value.tolist()) for one in both for value in vars(one).values() if np.ndim(value)]

    whole = compile_all()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("service.index.postings._AT_ONCE", 2)
        assert compile_all() == whole


def test_codes_are_ordered_by_weight():
    sentences = zipf_sentences(3)[:500]
    postings = compile_sentences(
        np.concatenate(sentences), np.array([len(s) for s in sentences], dtype=np.int32), TERMS
    )
    assert (np.diff(impacts(postings, K1, B)) <= 0).all()


@given(st.lists(st.tuples(st.integers(0, 50), st.integers(0, 5)), max_size=10))
def test_ranges_are_listed_one_after_the_other(pairs):
    starts = np.array([start for start, _ in pairs], dtype=np.int64)
    lengths = np.array([length for _, length in pairs], dtype=np.int64)
    expected = [n for start, length in pairs for n in range(start, start + length)]
    assert ranges(starts, starts + lengths).tolist() == expected


@given(st.sets(st.text(st.characters(exclude_characters="\n"), max_size=6), max_size=200), st.text(max_size=6))
def test_a_vocabulary_finds_its_terms_and_no_other(terms, other):
    vocabulary = Vocabulary.of(terms)
    assert [vocabulary.find(term) for term in vocabulary] == list(range(len(terms)))
    assert set(vocabulary) == terms
    assert (other in vocabulary) == (other in terms)
    assert [vocabulary[number] for number in range(len(terms))] == list(vocabulary)


@given(st.sets(st.integers(0, 300), min_size=1), st.sets(st.integers(0, 300)))
def test_marks_find_what_a_search_finds(run, wanted):
    numbers, sought = (np.array(sorted(chosen), dtype=np.int32) for chosen in (run, wanted))
    for found, expected in zip(Marks(numbers, 301).find(sought), find_places(numbers, sought), strict=True):
        assert found.tolist() == expected.tolist()


def test_long_runs_are_marked_once_many_numbers_are_looked_up():
    run, finder = np.arange(0, 6000, 2, dtype=np.int32), Finder(6000, Memory())
    for wanted in (np.arange(9), np.arange(6000), np.arange(9)):
        held, places = finder.find("term", run, wanted.astype(np.int32))
        assert held.tolist() == [number for number in wanted.tolist() if number % 2 == 0]
        assert places.tolist() == list(range(len(held)))


@pytest.mark.parametrize("small", [0, 1024])
def test_a_term_that_no_sentence_holds_is_as_if_unknown(small: int) -> None:
    lengths, owners, bounds = np.ones(3, dtype=np.int32), np.arange(3, dtype=np.int32), np.array([0, 3])
    tokens = np.zeros(3, dtype=np.int32)
    searcher = Searcher(compile_all(Vocabulary.of(["held", "lost"]), tokens, lengths, owners, bounds, bounds), small)
    assert [hit.number for hit in searcher.search({"held": 1.0, "lost": 1.0}, 2)] == [0, 1]
    assert "held" in searcher
    assert "lost" not in searcher
    assert searcher.search({"lost": 1.0}, 2) == []


def test_what_finds_kin_stays_in_memory_while_searches_are_made() -> None:
    lengths, owners, bounds = np.ones(3, dtype=np.int32), np.arange(3, dtype=np.int32), np.array([0, 3])
    vocabulary, tokens = Vocabulary.of(["film", "harbour", "movi"]), np.arange(3, dtype=np.int32)
    memory = Memory(100_000)
    searcher = Searcher(compile_all(vocabulary, tokens, lengths, owners, bounds, bounds), memory=memory)
    searcher.kin(["film"])
    kept = [key for key in memory._entries if key[0] == "kin finder"]
    for number in range(200):
        memory.put(("other", number), number, 1000)
        assert searcher.search({"harbour": 1.0}, 1)
    assert kept and memory.get(kept[0]) is not None
    assert memory.get(("other", 0)) is None


@examples(100)
@given(st.lists(st.lists(st.integers(0, 9), max_size=3), min_size=1, max_size=8))
def test_the_least_code_is_that_of_each_run_whether_others_are_empty_or_not(runs: list[list[int]]) -> None:
    codes = np.array([code for run in runs for code in run], dtype=np.uint16)
    starts = np.cumsum([0, *map(len, runs)])[:-1]
    assert least(codes, starts).tolist() == [min(run, default=0) for run in runs]
