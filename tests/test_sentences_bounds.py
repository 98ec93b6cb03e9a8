"""Text without stops is cut into pieces short enough to quote."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.sentences.bounds import LONGEST_PROSE, MOST
from service.sentences.segmentation import segment_text

CAPTIONS = "so the pump was built in nineteen sixty two and the brothers who ran the mill paid for it "
PROSE = "The seller, who lives in the house, shall deliver; the buyer, being present, shall pay, and "


def cut(text: str) -> list[str]:
    return [text[s.start : s.end] for s in segment_text(text).sentences]


@pytest.mark.parametrize(
    "text",
    [
        CAPTIONS * 140,
        CAPTIONS.upper() * 40,
        CAPTIONS.replace(" and", "\nand") * 40,
        "12:04 anna: can you bring the keys to the hall tonight " * 30,
        "今天天气很好" * 200,
        "今天天气很好，我们去公园" * 60,
        "ภาษาไทยเขียนไม่มีวรรค" * 40,
        "ذهب الولد إلى المدرسة ثم عاد إلى البيت " * 40,
        "| cell " * 200,
    ],
)
def test_text_without_stops_is_bounded(text: str) -> None:
    pieces = cut(text)
    assert len(pieces) > 1
    assert max(map(len, pieces)) <= MOST
    assert "".join("".join(pieces).split()) == "".join(text.split())


@pytest.mark.parametrize("times", [4, 6])
def test_a_long_sentence_of_prose_stays_whole(times: int) -> None:
    text = PROSE * times + "all is done."
    assert MOST // 2 < len(text) <= LONGEST_PROSE
    assert cut(text) == [text]


def test_pieces_end_at_a_clause() -> None:
    assert all(piece.startswith(("so", "and")) for piece in cut("so the pump ran dry and the mill stood still " * 60))


def test_lines_of_captions_are_one_text() -> None:
    text = "so today we look at\nthe pump that the brothers\nbuilt in sixty two and\nit ran on steam"
    assert cut(text) == [text]


def test_lines_of_a_list_are_not() -> None:
    text = "onions\ntwo spoons of butter\na little salt\nbread with a crust"
    assert cut(text) == text.splitlines()


def test_a_stop_is_a_stop_where_there_are_no_capitals() -> None:
    text = "we met at noon. bring the keys. doors open late, e.g. at ten. ok? fine by me"
    assert cut(text) == ["we met at noon.", "bring the keys.", "doors open late, e.g. at ten.", "ok?", "fine by me"]


words = st.sampled_from(
    ["and", "mill", "Ünï", "今天", "ไทย", "x" * 90, "3,5", "well-known", "،", ";", "\n", "", "it's"]
)


@given(st.lists(words, min_size=30, max_size=90).map(" ".join), st.integers(1, 6))
def test_every_character_is_in_one_sentence_and_no_word_is_cut(text: str, times: int) -> None:
    text *= times
    end = 0
    for s in segment_text(text).sentences:
        assert end <= s.start < s.end
        assert not text[end : s.start].strip()
        assert s.end - s.start <= LONGEST_PROSE
        if s.start and text[s.start].isascii():
            assert not (text[s.start - 1].isalnum() and text[s.start].isalnum())
        end = s.end
    assert not text[end:].strip()
