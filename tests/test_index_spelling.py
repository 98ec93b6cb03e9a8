"""A misspelt term is taken for the nearest one, or for none."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.index.places import count_bits
from service.index.spelling import Speller
from service.index.vocabulary import Vocabulary

TERMS = {
    "passport": 5,
    "canadian": 9,
    "hold": 3,
    "cold": 3,
    "reside": 4,
    "residu": 9,
    "govern": 7,
    "1990s": 2,
    "naïve": 1,
    "elephant": 2,
    "relevant": 8,
}


def speller() -> Speller:
    vocabulary = Vocabulary.of(TERMS)
    return Speller(vocabulary, np.array([TERMS[term] for term in vocabulary]))


@pytest.mark.parametrize(
    ("misspelt", "meant"),
    [
        ("pasport", "passport"),
        ("passprot", "passport"),
        ("pssport", "passport"),
        ("canaddain", "canadian"),
        ("gobern", "govern"),
        ("resid", "residu"),  # as near to "reside", which fewer sentences hold
        ("holt", "hold"),
        ("helephant", "elephant"),
        ("bold", None),  # "hold" and "cold" are equally near
        ("hol", None),  # too short to tell
        ("1991s", None),
        ("1890s", None),
        ("zzzzzzzz", None),
        ("", None),
        ("naive", "naïve"),
    ],
)
def test_the_nearest_term_is_found(misspelt, meant):
    assert speller().closest(misspelt) == meant


def test_a_vocabulary_without_terms_knows_nothing_near():
    assert Speller(Vocabulary.of([]), np.zeros(0)).closest("passport") is None


def edits(a: str, b: str) -> int:
    """Optimal string alignment, cell by cell."""
    table = [[i + j if not i * j else 0 for j in range(len(b) + 1)] for i in range(len(a) + 1)]
    for i in range(1, len(a) + 1):
        for j in range(1, len(b) + 1):
            table[i][j] = min(table[i - 1][j] + 1, table[i][j - 1] + 1, table[i - 1][j - 1] + (a[i - 1] != b[j - 1]))
            if i > 1 and j > 1 and a[i - 1] == b[j - 2] and a[i - 2] == b[j - 1]:
                table[i][j] = min(table[i][j], table[i - 2][j - 2] + 1)
    return table[-1][-1]


letters = st.text("abcé", min_size=1, max_size=10)


@given(letters, st.sets(letters, min_size=1, max_size=12))
def test_what_is_found_is_never_farther_than_another(word, terms):
    found = Speller(Vocabulary.of(terms), np.arange(1, len(terms) + 1)).closest(word)
    nearest = min(edits(word, term) for term in terms)
    allowed = 0 if len(word) < 4 else 1 if len(word) < 8 else 2
    assert (found is not None) == (bool(allowed) and nearest <= allowed)
    assert found is None or edits(word, found) == nearest


@given(st.lists(st.integers(0, 2**64 - 1), max_size=5))
def test_bits_are_counted_with_any_numpy(values):
    array = np.array(values, dtype=np.uint64)
    expected = [bin(value).count("1") for value in values]
    assert count_bits(array).tolist() == expected
    with pytest.MonkeyPatch.context() as patch:
        patch.delattr(np, "bitwise_count", raising=False)
        assert count_bits(array).tolist() == expected
