"""Scoring every text that holds a term gives each the same sum, whichever way is taken."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.index import exhaustive
from service.index.compiled import compile_all
from service.index.exhaustive import pick_best, sum_by_text, sum_for
from service.index.paragraph_runs import paragraph_numbers, read_paragraph_run
from service.index.postings import pack, unpack
from service.index.term_runs import run_of
from service.index.vocabulary import Vocabulary

SIZE = 40  # texts
scores = st.floats(0.001, 1000)
postings = st.lists(st.tuples(st.integers(0, SIZE - 1), scores), min_size=1, max_size=60)
WAYS = {"sorted": 0, "summed": SIZE}  # what `DENSE` is, so that one way is taken whatever the size


@pytest.mark.parametrize("dense", WAYS.values(), ids=WAYS.keys())
@given(postings)
def test_each_text_gets_the_sum_of_its_scores_in_their_order(dense, given_postings):
    sums: dict[int, float] = {}
    for number, score in given_postings:
        sums[number] = sums.get(number, 0.0) + score
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(exhaustive, "DENSE", dense)
        given_numbers = np.array([number for number, _ in given_postings], dtype=np.int32)
        given_scores = np.array([score for _, score in given_postings])
        numbers, found = sum_by_text(given_numbers, given_scores, SIZE)
        wanted = np.array(sorted(sums)[::2], dtype=np.int32)
        looked_up = sum_for(wanted, given_numbers, given_scores, SIZE)
    assert dict(zip(numbers.tolist(), found.tolist(), strict=True)) == sums
    assert all(one < other for one, other in pairwise(numbers.tolist()))
    assert looked_up.tolist() == [sums[number] for number in wanted.tolist()]


@given(st.lists(st.sampled_from([0.5, 1.0, 1.5, 2.0, 7.0]), max_size=60), st.integers(1, 5))
def test_the_best_are_picked_in_order_and_equal_ones_as_they_stand(given_scores, limit):
    ordered = sorted(range(len(given_scores)), key=lambda place: -given_scores[place])
    assert pick_best(np.array(given_scores), limit).tolist() == ordered[:limit]


@given(st.lists(st.booleans(), max_size=70), st.data())
def test_packed_flags_are_read_from_any_place(flags, data):
    start = data.draw(st.integers(0, len(flags)))
    stop = data.draw(st.integers(start, len(flags)))
    packed = pack(np.array(flags, dtype=bool))
    assert unpack(packed, slice(start, stop)).tolist() == flags[start:stop]


@given(st.lists(st.lists(st.integers(0, 5), max_size=6), min_size=1, max_size=14), st.data())
def test_paragraphs_are_read_from_the_postings_of_their_sentences(sentences, data):
    opens = [True, *(data.draw(st.booleans()) for _ in sentences[1:])]
    owners = np.cumsum(opens) - 1
    compiled = compile_all(
        Vocabulary.of("abcdef"),
        np.array([term for sentence in sentences for term in sentence], dtype=np.int32),
        np.array([len(sentence) for sentence in sentences], dtype=np.int32),
        owners.astype(np.int32),
        np.array([0, len(sentences)]),
        np.array([0, int(owners[-1]) + 1]),
    )
    everything = []
    for term in range(6):
        holders = [number for number, sentence in enumerate(sentences) if term in sentence]
        paragraphs = sorted({int(owners[number]) for number in holders})
        everything += paragraphs
        run = run_of(compiled.sentences, term)
        assert compiled.sentences.numbers[run].tolist() == holders
        if not holders:
            continue
        read = read_paragraph_run(compiled, run)
        codes = compiled.sentences.codes[run].tolist()
        assert read.numbers.tolist() == paragraphs
        for paragraph, first, last, least in zip(
            paragraphs, read.first[:-1].tolist(), read.first[1:].tolist(), read.least.tolist(), strict=True
        ):
            assert [int(owners[number]) for number in holders[first:last]] == [paragraph] * (last - first)
            assert least == min(codes[first:last])
        assert read.first[-1] == len(holders)
    assert paragraph_numbers(compiled).tolist() == everything
