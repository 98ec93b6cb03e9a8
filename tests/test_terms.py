"""Documents and questions are cut into terms by the same door."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.english.tokens import extract_terms, fold, stem, tokenize

SAME = [
    ("Café", "cafe"),
    ("ﬁnance", "finance"),
    ("300,000", "300000"),
    ("U.S.", "US"),
    ("the minister’s", "the minister's"),
    ("the minister's", "the minister"),
    ("well-known", "wellknown"),
    ("and/or complicit", "complicit andor"),
    ("New\u00a0York", "new york"),
    ("wrote", "write"),
    ("colour", "color"),
    ("organisation", "organization"),
    ("children", "child"),
    ("imprisoned", "imprisoning"),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_forms_of_a_word_share_a_term(one: str, other: str) -> None:
    assert set(extract_terms(one)) & set(extract_terms(other))


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("", []),
        ("Who is it?", []),
        ("She told us.", ["tell"]),
        ("the US army", ["us", "armi"]),
        ("state-of-the-art", ["state", "art", "stateoftheart"]),
        ("50th anniversary", ["50th", "anniversari"]),
        ("3.5 km", ["3.5", "km"]),
    ],
)
def test_terms_of_a_text(text: str, terms: list[str]) -> None:
    assert extract_terms(text) == terms


@given(st.text())
def test_tokens_are_slices_in_order(text: str) -> None:
    end = 0
    for token in tokenize(text):
        assert end <= token.start < token.end <= len(text)
        assert token.word and token.term
        end = token.end


@given(st.text())
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


def test_words_that_only_look_irregular_keep_their_sense() -> None:
    assert stem("found") != stem("find")
    assert stem("promise") == stem("promises")
