"""Documents and questions are cut into terms by the same door."""

import re
from concurrent.futures import ThreadPoolExecutor

import pytest
from conftest import examples
from hypothesis import given
from hypothesis import strategies as st

from service.english import tokens
from service.english.tokens import extract_terms, fold, join_words, stem, tokenize

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
    ("U.S.A.", "USA"),
    ("USA", "U.S."),
    ("E-1043", "E1043"),
    ("E 1043", "E-1043"),
    ("ISO 9001", "ISO9001"),
    ("XR-2000/B", "XR2000/B"),
    ("XR-2000/B", "XR-2000"),
    ("v2.3.1", "version 2.3.1"),
    ("§12", "Section 12"),
    ("§ 12", "Sec. 12"),
    ("Art. 5(2)", "Article 5(2)"),
    ("Fig. 3", "figure 3"),
    ("Node.js", "NodeJS"),
    ("setup.py", "setup.py"),
    ("src/main.py", "main.py"),
    ("e-mail", "email"),
    ("X-ray", "xray"),
    ("on-site", "onsite"),
    ("250g", "250 g"),
    ("10am", "10 am"),
    ("5km", "5 km"),
    ("3–1", "3-1"),
    ("max_retries", "maxretries"),
    ("#OpenDay", "openday"),
    ("anna@example.org", "anna@example.org"),
    ("infor-\nmation", "information"),
    ("AT&T", "at&t"),
    ("B.B.C.", "BBC"),
]

# Each is found by itself, and not for the other.
APART = [
    ("C++", "C"), ("C#", "C"), ("C#", "C++"), ("F#", "F"), (".NET", "net"), ("R&D", "D"), ("AT&T", "T"), ("C&A", "C"),
    ("7.62x39", "7.62x51"), ("Python 3.11", "3.1"), ("clause 4.2", "4.1"), ("v2.3.1", "v2.3.2"), ("24/7", "247"),
    ("3-1", "31"), ("A4", "A5"), ("IPv6", "IPv4"), ("5G", "4G"), ("H2O", "O2"), ("US", "us"), ("e-mail", "mail"),
    ("WHO", "who"), ("50%", "500%"), ("A+", "A"), ("Mars", "Mar. 2020"),
]  # fmt: skip

# The rest of the sentence leaves these letters a name or a word.
LETTERS = [
    ("Hepatitis A is rare.", "a", True),
    ("What is Plan A?", "a", True),
    ("Type I diabetes", "i", True),
    ("The R script", "r", True),
    ("A boat and a bridge", "a", False),
    ("Then I said so.", "i", False),
    ("The Story Of A Boat", "a", False),
    ("THIS IS A TEST", "a", False),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_forms_of_a_word_share_a_term(one: str, other: str) -> None:
    assert set(extract_terms(one)) & set(extract_terms(other))


@pytest.mark.parametrize(("one", "other"), APART)
def test_names_that_differ_by_a_mark_are_found_apart(one: str, other: str) -> None:
    assert extract_terms(one)
    assert set(extract_terms(one)).isdisjoint(extract_terms(other))


@pytest.mark.parametrize(("text", "letter", "named"), LETTERS)
def test_a_letter_is_a_term_where_it_is_a_name(text: str, letter: str, named: bool) -> None:
    assert (letter in extract_terms(text)) is named
    assert any(token.word == letter and not token.stop for token in tokenize(text)) is named


@given(st.lists(st.sampled_from(["C", "++", "a", "b.c", "-", "/", " ", "Art. 5", "12", "(2)", "é", "_"])).map("".join))
def test_joined_words_are_runs_of_tokens(text: str) -> None:
    tokens = tokenize(text)
    for first, last, term in join_words(text, tokens):
        assert term
        assert 0 <= first < last - 1 < len(tokens)
        assert not any(c.isspace() for c in text[tokens[first].end : tokens[first + 1].start]) or term[-1].isdigit()


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


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("university", "universe"),
        ("international", "interned"),
        ("organization", "organic"),
        ("evening", "even"),
        ("paste", "past"),
        ("emergency", "emerge"),
    ],
)
def test_words_of_one_beginning_stay_apart(one: str, other: str) -> None:
    assert stem(one) != stem(other)


@pytest.mark.parametrize("words", ["add added adding adds", "universities university", "geologist geologists geology"])
def test_forms_of_a_word_are_one_term(words: str) -> None:
    assert len(set(map(stem, words.split()))) == 1


def test_threads_stem_alike() -> None:
    words = [
        f"{letter}{ending}"
        for letter in "abcdefgh"
        for ending in "rowing rowed rower rowness rowful rowization".split()
    ]
    expected = [stem.__wrapped__(word) for word in words]
    with ThreadPoolExecutor(8) as threads:
        assert all(found == expected for found in threads.map(lambda _: list(map(stem.__wrapped__, words)), range(400)))


SHORTCUTS = ("[\\x00-", "[a-zA-Z]{2,}+(?=", "| [^\\W\\d_]{2,}+(?!")


def without_shortcuts() -> re.Pattern[str]:
    """The expression for words, without the lines that only make it faster."""
    lines = [line for line in tokens._WORD.pattern.splitlines() if not line.strip().startswith(SHORTCUTS)]
    assert len(lines) == len(tokens._WORD.pattern.splitlines()) - len(SHORTCUTS)
    return re.compile("\n".join(lines).replace("(\n    |", "(\n", 1), re.VERBOSE)


PIECES = st.sampled_from(
    [*".,'’-_/&+#§():; \n\x00{~@^`", "word", "I", "U.S", "é", "3.5", "v2", "km", "Art. 5", "AT", "漢", "C", "ſ"]
)


@examples(400)
@given(st.lists(PIECES, max_size=12).map("".join) | st.text(max_size=12))
def test_words_found_by_shortcuts_are_the_same(text: str) -> None:
    assert [m.span(1) for m in tokens._WORD.finditer(text)] == [m.span(1) for m in without_shortcuts().finditer(text)]
