"""A text as it was written is likelier than the same bytes read in another encoding."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.documents.encodings import ENCODINGS, EXCERPT, take_excerpt
from service.documents.frequent_words import ANY, rate_word, read_languages
from service.documents.plausibility import Judge, cost_of_word, count_strange, rate_signs

# (word, language, the same bytes in another encoding): a word that no list holds is told by its letters
SPELLED = [
    ("žvirbliukas", "Lithuanian", "þvirbliukas"),
    ("śpiewaczka", "Polish", "œpiewaczka"),
    ("kůrovec", "Czech", "kùrovec"),
    ("küçümsemiş", "Turkish", "küçümsemiþ"),
    ("szőlőhegy", "Hungarian", "szõlõhegy"),
    ("überprüfung", "German", "ьberprьfung"),
    ("скрипачка", "Russian", "яйпхоювйю"),
]


@pytest.mark.parametrize(("word", "language", "other"), SPELLED)
def test_a_word_is_told_by_the_letters_that_its_language_joins(word: str, language: str, other: str) -> None:
    languages = read_languages()
    assert word not in languages[language].words
    best = max(rate_word(other, known) for known in languages.values())
    assert rate_word(word, languages[language]) > best + 3


@given(st.text(max_size=30), st.sampled_from(["English", "Russian", "Korean", ANY]))
def test_no_word_is_likelier_than_certain(word: str, language: str) -> None:
    assert rate_word(word, read_languages()[language]) < 0


def test_words_that_are_frequent_are_likelier() -> None:
    english = read_languages()["English"]
    assert rate_word("the", english) > rate_word("their", english) > rate_word("thile", english)


@pytest.mark.parametrize(
    ("usual", "odd"),
    [
        ("“old” map", "“old map"),
        ("£4 paid", "£paid"),
        ("¿Quién?", "Quién¿"),
        ("a – b", "a ▒ b"),
        ("he said “no”", "he said” no“"),
        ("« non »", "» non"),
        ("Łódź", "Ł2dź"),
        ("année", "ann\u00a9e"),
        ("สวัสดี", "สวa\u0e31ส"),
    ],
)
def test_signs_where_they_hardly_can_stand_cost_more(usual: str, odd: str) -> None:
    assert rate_signs(usual) > rate_signs(odd)


@pytest.mark.parametrize(
    ("usual", "odd"), [("Paris", "paRis"), ("paris", "PARIS"), ("Пётр", "Пeтр"), ("日曜", "日yo"), ("기차", "칚a")]
)
def test_words_of_odd_letters_cost_more(usual: str, odd: str) -> None:
    assert cost_of_word(usual) > cost_of_word(odd)


def test_a_text_is_rated_in_its_likeliest_language() -> None:
    judge = Judge()
    western, central = ENCODINGS["cp1252"].home, ENCODINGS["cp1250"].home
    assert judge.rate("Gdzie jest książka?", central) > judge.rate("Gdzie jest ksi¹¿ka?", western)
    assert judge.rate("Where is the café?", western) > judge.rate("Where is the cafй?", ENCODINGS["cp1251"].home)


def test_strange_characters_are_counted() -> None:
    assert [count_strange(text) for text in ("Straße", "na¼ve", "ðen ver", "Müller ÐÐ ç")] == [0, 1, 1, 3]


@given(st.lists(st.sampled_from(["plain", "café", "naïve", "", "\n"]), max_size=800))
def test_an_excerpt_is_short_and_holds_whole_words(words: list[str]) -> None:
    sample = " ".join(words).encode("cp1252")
    excerpt = take_excerpt(sample)
    assert len(excerpt) < EXCERPT + 50
    assert set(excerpt.split()) <= set(sample.split())
    assert sample.isascii() or not excerpt or not excerpt.isascii() or len(sample) <= EXCERPT
