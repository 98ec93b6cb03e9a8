"""The stemmer gives every word the stem that nltk's gives it, and tries fewer endings."""

import re
from pathlib import Path
from random import Random

import pytest
from nltk.stem.snowball import EnglishStemmer

from service.english.stemming import stem_english

BEGINNINGS = ("", "", "gener", "commun", "arsen", "a", "y", "ay", "by", "st", "tr", "e", "ca", "hop", "bat", "whey")
LETTERS = "aeiouyyybcdlnrstwxz"
ENDINGS = """
ization ational fulness ousness iveness tional biliti lessli entli ation alism aliti ousli iviti fulli enci anci abli izer ator
alli bli ogi li alize icate iciti ative ical ness ful ement ance ence able ible ment ant ent ism ate iti ous ive ize ion sion al
er ic e l ll y ly ed ing eed eedly ingly edly s es ies ied us ss sses at bl iz bb tt ability
""".split()
SEEDS = Path(__file__).parent.parent / "seeds"

oracle = EnglishStemmer().stem


def differing(words: set[str]) -> dict[str, tuple[str, str]]:
    """Return the words whose stem is another, with both stems."""
    return {word: (stem_english(word), oracle(word)) for word in words if stem_english(word) != oracle(word)}


def make_word(random: Random) -> str:
    middle = "".join(random.choices(LETTERS, k=random.randrange(5)))
    return random.choice(BEGINNINGS) + middle + "".join(random.choices(ENDINGS, k=random.randrange(4)))


def test_words_of_texts_have_the_stems_of_nltk():
    words = {word for path in SEEDS.glob("*.txt") for word in re.findall("[a-z]+", path.read_text("utf-8").lower())}
    assert len(words) > 500
    assert differing(words) == {}


def test_words_made_of_endings_have_the_stems_of_nltk():
    random = Random(1)
    assert differing({make_word(random) for _ in range(20_000)} - {""}) == {}


@pytest.mark.parametrize("word", EnglishStemmer._EnglishStemmer__special_words)
def test_exceptions_have_the_stems_of_nltk(word: str):
    assert stem_english(word) == oracle(word)


@pytest.mark.parametrize(
    ("word", "stem"),
    [("hoping", "hope"), ("hopping", "hop"), ("skies", "sky"), ("generously", "generous"), ("by", "by"), ("y", "y")],
)
def test_rules(word: str, stem: str):
    assert stem_english(word) == stem
