"""Turn text into search terms, the same way for documents and questions.

Folding serves the search only: it drops case, accents, ligatures and curly quotes and leaves stems. Every token keeps
its offsets in the original text.
"""

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from functools import lru_cache, partial
from itertools import pairwise
from typing import NamedTuple

from Stemmer import Stemmer

from service.english.forms import UNSTEMMED, base_form
from service.english.unspaced import blank_unspaced, cut_grams, has_unspaced
from service.english.word_classes import STOP_WORDS

APOSTROPHES = "'’‘ʼ＇`´"
HYPHENS = "-‐‑–­/"
_UNITS = r"(?:[kcm]?m|[km]?g|[cdm]?l|lbs?|oz|ft|mph|hp|[ap]m|mins?|hrs?|h|k?W|kWh|k?V|[kMGT]B|[kMG]?Hz)(?![^\W_])"
_ABBREVIATIONS = {  # before a number
    "art": "article", "sec": "section", "cl": "clause", "para": "paragraph", "fig": "figure", "ch": "chapter",
    "vol": "volume", "p": "page", "pp": "page", "no": "number", "nos": "number",
}  # fmt: skip
_ABBREVIATED = "|".join(f"[{word[0].upper()}{word[0]}]{word[1:]}" for word in _ABBREVIATIONS)
_WORD = re.compile(
    rf"""
    # What cannot begin a word is passed over faster than it is tried, and most words by the first line below than by the
    # second. Few at a time: a pattern that fails after a long row of dashes would pass over it again from each of them.
    [\x00-\x2d\x2f:-@[-^`{{-~]{{0,4}}+
    (
    [a-zA-Z]{{2,}}+(?=[\ ,\n)])
    | [^\W\d_]{{2,}}+(?![\w.&{APOSTROPHES}])                    # most of the others
    | (?:[^\W\d_]\.)+[^\W\d_]\b\.?                             # U.S., e.g., p.m.
    | [vV]?\d+(?:[.,]\d+|[\u00a0\u2009\u202f]\d{{3}}(?!\d))*  # 300,000  3.5  v2.3.1 ...
      (?:(?={_UNITS})|[^\W_]*)                                 # ... 50th  1990s  7.62x39, but 250 of 250g
    | [A-Za-z](?:\+\+|[#♯](?!\w)|\+(?![\w+]))                # C++  C#  A+
    | (?=[a-zA-Z]{{1,4}}\.[\ \u00a0]?\d)(?:{_ABBREVIATED})\.   # Art. 5
    | [A-Za-z]{{1,3}}(?:&[A-Za-z]{{1,3}})+(?![^\W_])            # AT&T
    | [^\W_]+(?:[{APOSTROPHES}][^\W_]+)*                       # o'clock, Canada's, H2O
    | §+ | (?<![\w.])\.[A-Z]{{2,}}(?!\w)                       # § 12  .NET
    )
    """,
    re.VERBOSE,
)
# Between two words that also count as one: well-known, Node.js, setup_tools, 5(2), a word broken at a line's end, E 1043.
_MARKS_OF_JOINTS = rf"{HYPHENS}._@&("
_JOINT = (
    rf"(?<=[\w.+#][{HYPHENS}_@&])(?:\r?\n(?=[a-z]))?(?=[^\W_])|(?<=\w\.)(?=[^\W\d_])|(?<=\d\()(?=\w{{1,4}}\))"
    r"|(?<=[a-z]\ -)\r?\n(?=[a-z])"
)
_JOINTS = re.compile(rf"[{_MARKS_OF_JOINTS}](?:{_JOINT})")
_CODES = re.compile(  # apart from the others, as it is a space that is looked for, which there are many of
    r" (?=\d)(?:(?<=\b[B-HJ-Z] )|(?<=\b[A-Z]{2} )(?=\d{3})|(?<=\b[A-Z]{3} )(?=\d{3}))(?!(?:1[5-9]|20)\d\d\b)"
)
_LETTER_NAME = re.compile(r"A(?<=[a-z\d]\ A)(?![\w'’.])(?!\ [A-Z])|I(?<=[a-z]\ I)(?![\w'’])")  # hepatitis A, Type I
_NOT_SIMPLE = re.compile(rf"[{_MARKS_OF_JOINTS}A-Z](?:{_JOINT}|(?<=[A-Z])\ (?=\d)|(?<=[a-z\d]\ [AI])(?![\w'’]))")
# What goes by words on both sides of white space: E 1043, Art. 5, plan A, a word broken at a line's end, 300 000.
_ACROSS = re.compile(
    rf"[{HYPHENS}_@&A-Z.\u00a0\u2009\u202f](?:(?<=[A-Z.])\ (?=\d)|(?<=[a-z\d]\ [AI])(?![\w'’])"
    rf"|(?<=[{HYPHENS}_@&])\r?\n(?=[^\W_])|(?<=[\u00a0\u2009\u202f])(?=\d))"
)
_NUMBERED_BY_LETTERS = re.compile(
    r"\b(?:Type|Class|Phase|Part|War|Act|Grade|Level|Stage|Category|Group|Schedule|Annex|Appendix|Division|Tier)\ \Z"
)
_MARKS = re.compile(r"[̀-ͯ]+")
_CJK = re.compile(r"[぀-ヿ㐀-鿿가-힯]")


_NO_FIGURE = re.compile(r"[,\s]|\.\Z")
_DASHES = "-‐‑–"
_ACRONYMS = frozenset({"US", "IT", "WHO"})  # in capitals, these are not the pronouns; "THE" is the article still


class Token(NamedTuple):
    """A word at [start, end) of the text it was cut from.

    `word` is its folded form, `term` its stem, as indexed; a `stop` word is left out of a search.
    """

    start: int
    end: int
    word: str
    term: str
    stop: bool


_Cut = tuple[int, int, str, str, bool]  # a token as a plain tuple, which is faster to make


_make_token = partial(tuple.__new__, Token)  # faster than Token._make, which counts the fields


def fold(text: str) -> str:
    """Fold case, accents, ligatures and compatibility forms: "Ｃａｆé ﬁ" becomes "cafe fi"."""
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return unicodedata.normalize("NFC", _MARKS.sub("", decomposed)).casefold()


_SUFFIXES = Stemmer("english", 0)  # which keeps no words itself, as `stem` does


@lru_cache(maxsize=1 << 17)
def stem(word: str) -> str:
    """Stem a folded word, after mapping it to its base form.

    By Snowball's own library, English (Porter2): snowballstem.org/algorithms/english/stemmer.html. nltk's takes twenty times as
    long, and goes by older rules, which put university with universe, and added with ads.
    """
    if word in UNSTEMMED or not (word.isascii() and word.isalpha()):
        return word
    stemmed: str = _SUFFIXES.stemWord(base_form(word))
    return stemmed


@lru_cache(maxsize=1 << 18)
def analyse(raw: str) -> tuple[str, str, bool]:
    """Return the folded word, its term, and whether it is a stop word."""
    if raw.isascii() and raw.isalpha() and raw not in _ACRONYMS:  # as most are: the same as below, in less time
        word = raw.lower()
        return word, stem(word), word in STOP_WORDS
    if raw[0].isdigit() or (raw[0] in "vV" and raw[1:2].isdigit()):
        word = _NO_FIGURE.sub("", fold(raw))
        word = word.removeprefix("v") if "." in word else word  # "version 2.3.1" and "v2.3.1" share a term
        return word, word, False
    if raw[0] == "§":
        return "section", stem("section"), False
    if "." in raw[1:]:
        return _analyse_dotted(fold(raw).replace(".", ""), raw)
    word = fold(raw)
    for mark in APOSTROPHES:
        word = word.replace(mark, "'")
    word = word.removesuffix("'s").removesuffix("'") or word
    if raw in _ACRONYMS:
        return word, word, False
    return word, stem(word.replace("'", "")), word in STOP_WORDS


def _analyse_dotted(word: str, raw: str) -> tuple[str, str, bool]:
    """Analyse an acronym with stops (U.S. and US are one term, "us" the pronoun is not), or "Art." before a number."""
    if raw.count(".") == 1 and raw[-1] == "." and word in _ABBREVIATIONS:
        word = _ABBREVIATIONS[word]
        return word, stem(word), word == "number"
    return word, base_form(word), word in ("eg", "ie")


def tokenize(text: str) -> list[Token]:
    """Cut a text into tokens, stop words included."""
    return list(map(_make_token, _cut(text)))


def extract_terms(text: str, tokens: Sequence[Token] | None = None) -> list[str]:
    """Return the search terms of a text in order: without stop words, hyphenated words also as one.

    `tokens` are those of the text, if it has been cut into them.
    """
    if tokens is not None and _is_simple(text):
        return [token.term for token in tokens if not token.stop]
    words = split_words(text)
    if words is None:
        return _list_terms(text)
    # The same without offsets, which only joined words need: most sentences of a large collection go this way.
    return [term for _, term, stop in map(analyse, words) if not stop]


def split_words(text: str) -> list[str] | None:
    """Return the raw words of a text, or None if their terms depend on what stands around them."""
    return _WORD.findall(text) if _is_simple(text) else None


def is_piecemeal(text: str) -> bool:
    """Tell whether the terms of a text are those of its pieces between white space, one piece after the other."""
    return not (_ACROSS.search(text) or has_unspaced(text))


def _is_simple(text: str) -> bool:
    """Tell whether the term of each word is that of the word alone."""
    return not (_NOT_SIMPLE.search(text) or has_unspaced(text))


def join_words(text: str, tokens: Sequence[_Cut]) -> Iterator[tuple[int, int, str]]:
    """Yield tokens [first, last) that also count as one word, and its term: well-known, Node.js, XR-2000/B.

    Those on both sides of a slash come first, then all of them.
    """
    joined = _find_joined(text, tokens)
    while joined:
        first = joined[0] - 1
        length = next((n for n, place in enumerate(joined) if place != first + 1 + n), len(joined))
        yield from _join_run(text, tokens, first, first + length + 1)
        joined = joined[length:]


def _find_joined(text: str, tokens: Sequence[_Cut]) -> list[int]:
    """Return the places of the tokens that are joined to the one before."""
    joints = [found.span() for found in _JOINTS.finditer(text)]
    if codes := [found.span() for found in _CODES.finditer(text)]:
        joints = sorted(joints + codes)
    starts = [token[0] for token in tokens] if joints else []
    found = []
    for start, end in joints:
        place = bisect_left(starts, end)
        start -= text[start - 1 : start + 1] == " -"  # "struc -" and "tural" on the next line
        if 0 < place < len(starts) and starts[place] == end and tokens[place - 1][1] == start:
            found.append(place)
    return found


def _join_run(text: str, tokens: Sequence[_Cut], first: int, last: int) -> Iterator[tuple[int, int, str]]:
    slashes = [place for place in range(first + 1, last) if text[tokens[place][0] - 1] == "/"]
    for begin, end in pairwise([first, *slashes, last]) if slashes else ():
        if end - begin > 1:
            yield begin, end, _join(text, tokens[begin:end])
    yield first, last, _join(text, tokens[first:last])


def _join(text: str, tokens: Sequence[_Cut]) -> str:
    """Return the term of words taken as one. Numbers keep what stands between them: 24/7, 3-1, 5(2."""
    joined = tokens[0][2]
    for before, after in pairwise(tokens):
        mark = text[before[1]] if before[2][-1].isdigit() and after[2][0].isdigit() else ""
        joined += ("-" if mark and mark in _DASHES else mark) + after[2]
    return stem(joined)


def _cut(text: str) -> list[_Cut]:
    if has_unspaced(text):
        grams = [(gram.start, gram.end, gram.term, gram.term, gram.empty) for gram in cut_grams(text)]
        return sorted(grams + _cut(blank_unspaced(text)))
    cut = [found.span(1) + analyse(found[1]) for found in _WORD.finditer(text)]
    if _LETTER_NAME.search(text):
        return [(*token[:3], token[2], False) if _is_letter_name(text, token) else token for token in cut]
    return cut


def _is_letter_name(text: str, token: _Cut) -> bool:
    """Return whether "A" or "I" is a name here: "hepatitis A is", "Type I"."""
    start = token[0]
    if token[2] not in ("a", "i") or not _LETTER_NAME.match(text, start):
        return False
    return text[start] == "A" or bool(_NUMBERED_BY_LETTERS.search(text, max(0, start - 12), start))


def _list_terms(text: str) -> list[str]:
    """List the term of each word, and after words that also count as one the term of them all.

    A letter before a hyphen makes one word with what follows: "e-mail" is found as "email", not as "mail".
    """
    tokens = _cut(text)
    terms: list[str] = []
    done = 0
    for first, last, term in join_words(text, tokens):
        terms += [token[3] for token in tokens[done:first] if not token[4]]
        skipped = _spelled_with_letter(text, tokens, first)
        terms += [token[3] for token in tokens[max(first + skipped, done) : last] if not token[4]]
        terms.append(term)
        done = max(done, last)
    return terms + [token[3] for token in tokens[done:] if not token[4]]


def _spelled_with_letter(text: str, tokens: Sequence[_Cut], first: int) -> int:
    """Return how many words of e-mail (2), E-1043 (1) or well-known (0) do not count alone."""
    start, end, word = tokens[first][:3]
    if end - start > 1 or not word.isalpha() or text[end] not in _DASHES:
        return 0
    return 2 if tokens[first + 1][2].isalpha() else 1
