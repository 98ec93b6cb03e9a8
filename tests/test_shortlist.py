"""The shortlist: of many hits only those are read among which the answer may be, told by the index alone."""

import numpy as np
import pytest

from service.answer.ranking import shortlist
from service.answer.ranking.candidates import find_candidates, rank_candidates
from service.answer.ranking.model import load_model
from service.answer.ranking.shortlist import LEAST, MOST, SIGNS, SURE, choose_hits, count_needed, describe_hits
from service.answer.ranking.term_weights import weigh_terms
from service.documents.contents import make_document
from service.index.embedded import Hit, Index
from service.query.question import read_question
from service.sentences.segmentation import segment_text

MODEL = load_model()
QUESTION = "When did the red ferry sink?"
NOISE = [f"The ferry number {number} is not to sink and a red flag is up." for number in range(MOST)]


def index_of(*texts: str) -> Index:
    documents = [make_document(f"{number:02}.md", text, "utf-8") for number, text in enumerate(texts)]
    return Index(documents, [segment_text(text) for text in texts])


def list_hits(index: Index, text: str = QUESTION) -> tuple[list[Hit], list[Hit]]:
    question = read_question(text)
    weights = weigh_terms(question, index, MODEL.common)
    hits = find_candidates(question, index, weights)
    return hits, choose_hits(question, index, hits, weights, MODEL.shortlist)


def test_few_hits_are_all_read() -> None:
    hits, chosen = list_hits(index_of("The red ferry sank in 1901. A ferry is a boat."))
    assert chosen == hits


def test_of_many_hits_some_are_read_in_their_order() -> None:
    hits, chosen = list_hits(index_of("The red ferry sank in 1901.", *NOISE, *NOISE))
    assert len(hits) > MOST >= len(chosen) >= LEAST
    assert chosen == [hit for hit in hits if hit in chosen] and chosen[0] == hits[0]


def test_what_a_heading_above_holds_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    below = "# The red ferry\n\nPeople still talk about how she came to sink in a storm."
    others = [f"# Harbour {number}\n\nPeople still talk about how she came to sink in a storm." for number in range(9)]
    index = index_of(*others, below)
    wanted = index.corpus.first(9) + 1
    monkeypatch.setattr(shortlist, "LEAST", 1)
    monkeypatch.setattr(shortlist, "MOST", 2)
    _, chosen = list_hits(index)
    assert wanted in [hit.number for hit in chosen]


def test_every_sign_is_a_number() -> None:
    index = index_of("# The red ferry\n\nShe sank in 1901.", *NOISE)
    question = read_question(QUESTION)
    weights = weigh_terms(question, index, MODEL.common)
    hits = find_candidates(question, index, weights)
    signs = describe_hits(question, index, hits, weights)
    assert signs.shape == (len(hits), len(SIGNS)) and np.isfinite(signs).all()


def test_no_more_are_ranked_than_are_listed_and_what_goes_on_from_them() -> None:
    ranked = rank_candidates(read_question(QUESTION), index_of(*NOISE, *NOISE, *NOISE), MODEL)
    assert ranked is not None and len(ranked.candidates) <= MOST


# (chances of the hits, how many are read)
CHANCES = [
    ([0.99, 0.01], LEAST),
    ([0.5, 0.3, 0.1, 0.05, 0.04, 0.01], 5),
    ([0.5, 0.3, 0.1, 0.04, 0.03, 0.02, 0.01], 6),
    ([0.1] * 10, MOST),
]


@pytest.mark.parametrize(("chances", "read"), CHANCES)
def test_hits_are_read_until_the_answer_is_probably_among_them(chances: list[float], read: int) -> None:
    assert (LEAST, MOST, SURE) == (4, 6, 0.98)
    for shift in (-900.0, 0.0, 900.0):  # only differences of scores count
        assert count_needed(np.log(chances) + shift) == read
