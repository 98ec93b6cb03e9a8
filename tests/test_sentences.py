"""Where sentences begin and end: the golden cases, and what holds for any text at all."""

from pathlib import Path

import pytest
from conftest import examples
from hypothesis import given
from hypothesis import strategies as st

from service.sentences.segmentation import segment_text
from service.sentences.sentence import Segmentation

ROOT = Path(__file__).parent.parent
SEEDS = sorted((ROOT / "seeds").glob("*.txt"))
GOLDEN = [
    line.replace("\\n", "\n").replace("\\u00a0", "\u00a0").replace("~", "\u00a0")
    for line in (ROOT / "tests" / "golden" / "sentences.txt").read_text(encoding="utf-8").splitlines()
    if line and not line.startswith("# ")
]
FRAGMENTS = [
    *(
        "Hello world",
        "the sea",
        "Mr.",
        "U.S.",
        "said",
        "The",
        "p.m.",
        "5",
        "e.g.",
        "Photo: Lee.",
        "中文。",
        "שלום",
    ),
    *(
        ". ",
        "! ",
        "? ",
        "…",
        " . . . ",
        ".",
        "?",
        "!",
        ":",
        "،",
        "؟",
        "|",
        " | ",
        "-",
        "(",
        ")",
        "[1]",
        "[...]",
    ),
    *(
        '"',
        "“",
        "”",
        "‘",
        "’",
        "«",
        "»",
        "'",
        "1. ",
        "2. ",
        "1) ",
        "2) ",
        "a. ",
        "• ",
        "- ",
        "> ",
        "# ",
        "```",
        "===",
    ),
    *("\n", "\n\n", "\r\n", "\r", " \u00a0\n", "\u2028", "\x1c", "\x85", "\f", "\t", " ", "\u3000", "\u00a0"),
    *("\x00", "\ud800", "\ufeff", "\u200b", "🙂", "http://a.b/c.d", "a@b.co", "Please enter your comment!"),
]


def slices(text: str) -> list[str]:
    return [text[sentence.start : sentence.end] for sentence in segment_text(text).sentences]


def check(text: str, cut: Segmentation) -> None:
    """Fail where a cut breaks one of the promises that hold for every text."""
    position = 0
    for number, sentence in enumerate(cut.sentences):
        assert position <= sentence.start <= sentence.body < sentence.end <= len(text)
        assert not text[position : sentence.start].strip(), "a character belongs to no sentence"
        for place in (sentence.start, sentence.body, sentence.end - 1):
            assert not text[place].isspace()
        block = cut.blocks[sentence.block]
        assert block.first <= number < block.last
        assert block.start <= sentence.start and sentence.end <= block.end
        assert all(above is None or above < number for above in (sentence.heading, sentence.lead_in))
        if sentence.quotation is not None:
            quotation = cut.quotations[sentence.quotation]
            assert quotation.start < sentence.end and sentence.start < quotation.end
        position = sentence.end
    assert not text[position:].strip()
    assert all(a.end <= b.start for a, b in zip(cut.blocks, cut.blocks[1:], strict=False))
    assert all(a.end <= b.start for a, b in zip(cut.quotations, cut.quotations[1:], strict=False))


@pytest.mark.parametrize("case", GOLDEN)
def test_golden_case(case):
    assert slices(case.replace("‖", "")) == [piece.strip() for piece in case.split("‖")]


def test_golden_file_holds_enough_cases():
    assert len(set(GOLDEN)) >= 60


@pytest.mark.parametrize("path", SEEDS, ids=lambda path: path.name)
def test_every_seed_is_cut_whole(path):
    text = path.read_bytes().decode("utf-8")
    cut = segment_text(text)
    check(text, cut)
    assert len(cut.sentences) > len(cut.blocks) * 0.9 > 10


@examples(400)
@given(st.lists(st.sampled_from(FRAGMENTS), max_size=40).map("".join))
def test_any_mixture_is_cut_whole(text):
    check(text, segment_text(text))


@examples(200)
@given(st.text(alphabet=st.characters(), max_size=80))
def test_any_characters_are_cut_whole(text):
    check(text, segment_text(text))


@examples(100)
@given(st.lists(st.sampled_from(FRAGMENTS), max_size=20).map("".join), st.integers(0, 30))
def test_front_matter_is_boilerplate(text, length):
    cut = segment_text(text, front_matter=length)
    check(text, cut)
    assert all(sentence.kind == "boilerplate" for sentence in cut.sentences if sentence.start < length)


PIECES = [
    "a",
    "word ",
    "\n",
    ". ",
    ".",
    "!",
    '"',
    "“",
    "(",
    "[1]",
    "• ",
    "1. a\n",
    "a: 1. b ",
    "U.S. ",
    "\x00",
]


@pytest.mark.parametrize("piece", [*PIECES, "。", "```\n", "\ud800. "])
def test_long_repetitions_are_cut_whole(piece):
    text = piece * (20_000 // len(piece))
    check(text, segment_text(text))


def test_nothing_gives_nothing():
    assert segment_text("").sentences == segment_text(" \n\u00a0\t\n").sentences == ()


def test_the_same_text_gives_the_same_cut():
    text = SEEDS[0].read_text(encoding="utf-8")
    assert segment_text(text) == segment_text(text)
