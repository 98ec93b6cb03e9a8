"""Words alike in meaning or derivation are kin, words of opposite meaning opposed, all others strangers."""

import pytest

from service.english.antonyms import opposites
from service.english.related_words import families, is_listed, kinship
from service.english.tokens import stem

KIN = [
    ("mill", "mill", 1.0),
    ("canada", "canadian", 0.9),
    ("germany", "german", 0.9),
    ("french", "france", 0.9),
    ("educate", "educator", 1.0),  # one stem
    ("music", "musician", 0.8),
    ("founded", "established", 0.6),
    ("buy", "acquired", 0.6),
    ("three", "3", 0.6),
    ("wife", "married", 0.6),
    ("arrange", "prearrange", 0.5),
    ("mill", "weir", 0.0),
    ("cat", "catalogue", 0.0),
]


@pytest.mark.parametrize(("one", "other", "closeness"), KIN)
def test_words_are_as_close_as_their_closest_family(one: str, other: str, closeness: float) -> None:
    assert kinship(stem(one), stem(other)) == kinship(stem(other), stem(one)) == closeness


@pytest.mark.parametrize("word", ["establish", "german", "educator", "weir", "3"])
def test_families_come_closest_first(word: str) -> None:
    closeness = [how for _, how in families(stem(word))]
    assert closeness == sorted(closeness, reverse=True)


@pytest.mark.parametrize(
    ("word", "listed"), [("founded", True), ("germany", True), ("imprison", True), ("qwertz", False), ("weir", False)]
)
def test_a_listed_word_is_known_to_be_one(word: str, listed: bool) -> None:
    assert is_listed(stem(word)) == listed


OPPOSITES = [
    ("released", ["imprisoned", "arrested", "detained"]),
    ("bought", ["sold"]),
    ("largest", ["smallest"]),
    ("won", ["lost"]),
    ("weir", []),
]


@pytest.mark.parametrize(("word", "others"), OPPOSITES)
def test_opposites_oppose_each_other(word: str, others: list[str]) -> None:
    assert opposites(stem(word)) == {stem(other) for other in others}
    assert all(stem(word) in opposites(stem(other)) for other in others)
