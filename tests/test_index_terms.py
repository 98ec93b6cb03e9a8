"""The short way to a sentence's terms gives what the long one gives."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.english import tokens as terms
from service.index.counted_words import CountedWords

texts = st.lists(
    st.sampled_from(
        [
            "The",
            "U.S.",
            "well",
            "-",
            "/",
            " ",
            "o'clock",
            "300,000",
            "Ünï",
            "_",
            "e.g.",
            "ships",
            "–",
            "’s",
            "C",
            "#",
            "++",
        ]
    )
    | st.sampled_from(
        [".", "NET", "Art", "§", "12", "(2)", "&", "T", "\n", "plan A", "Type I", "@", "5km", "v2.1", "E 7"]
    )
    | st.text(max_size=3)
).map("".join)


@given(texts)
def test_terms_do_not_depend_on_the_way(text):
    assert terms.extract_terms(text) == terms._list_terms(text)


@given(
    st.lists(texts | st.sampled_from([" ", "\n", "-\n", "\u00a0", " A ", " I ", "no. ", "E ", "300\u202f"])).map(
        "".join
    )
)
def test_words_that_are_counted_are_the_terms(text):
    words = CountedWords()
    for part in (text, text[::-1], text):  # the last time, all its pieces are known
        read = np.array([*words.read(part)], dtype=np.int32)
    vocabulary, tokens = words.sort(read)
    assert [vocabulary[token] for token in tokens.tolist()] == terms.extract_terms(text)


@pytest.mark.parametrize(
    "text",
    [
        "error E 1043 is", "see Art. 5 of", "see Art.\u00a05 of", "on plan A at", "a struc-\ntural fault", "a struc -\r\ntural fault",
        "some 300\u202f000 ships", "中国船 came",
    ],
)  # fmt: skip
def test_words_that_go_together_across_white_space_are_read_together(text):
    words = CountedWords()
    vocabulary, tokens = words.sort(np.array([*words.read(text)], dtype=np.int32))
    apart = [term for piece in text.split() for term in terms.extract_terms(piece)]
    assert [vocabulary[token] for token in tokens.tolist()] == terms.extract_terms(text)
    assert apart != terms.extract_terms(text) or not text.isascii()


def test_words_that_are_kept_are_let_go_before_they_are_too_many(monkeypatch):
    monkeypatch.setattr("service.index.counted_words._MOST", 5)
    words, numberings = CountedWords(), set()
    for text in ("The ship came.", "The ship left.", "A bridge burned in a storm.", "The ship came. " + "x" * 41):
        numbers = [*words.read(text)]
        told = words.tell()
        assert len(words) <= 5
        if not told.before:
            numberings.add(told.numbering)
            known = []
        known += told.terms
        assert [known[number] for number in numbers] == terms.extract_terms(text)
    assert len(numberings) == 3
