"""The layout of a document: nothing is lost, exactly the cited passage is marked, long texts come in parts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.app.page_layout import lay_out
from service.sentences.segmentation import segment_text

TEXTS = st.text(alphabet=st.sampled_from("ab .!?\n\r\t1-é😀 \u00a0\u2028عر"), max_size=120)


@given(TEXTS, st.data())
def test_the_marks_are_the_cited_passage(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    part = lay_out(text, segment_text(text).blocks, (start, end), start)
    marked = [piece for p in part.paragraphs for piece in p.pieces if piece.marked]
    assert "".join("".join(piece.text for piece in marked).split()) == "".join(text[start:end].split())
    assert [piece.first for piece in marked] == [True] * bool(marked) + [False] * (len(marked) - 1)


@given(TEXTS, st.integers(1, 40))
def test_the_parts_hold_the_whole_text_once(text: str, size: int) -> None:
    blocks, at, seen = segment_text(text).blocks, 0, []
    while True:
        part = lay_out(text, blocks, None, at, size)
        for paragraph in part.paragraphs:
            assert "".join(piece.text for piece in paragraph.pieces) == text[paragraph.start : paragraph.end]
            seen.append(text[paragraph.start : paragraph.end])
        if part.after is None:
            break
        assert part.after > at
        assert lay_out(text, blocks, None, part.after, size).before is not None
        at = part.after
    assert "".join("".join(seen).split()) == "".join(text.split())


@pytest.mark.parametrize(
    "text", ["a" * 5000, "漢" * 5000, "word " * 1000, " \u00a0" * 40 + "a" * 3000, "x\u0301" * 2000]
)
def test_a_paragraph_without_a_break_comes_in_parts(text: str) -> None:
    blocks, at, seen = segment_text(text).blocks, 0, ""
    while True:
        part = lay_out(text, blocks, (0, len(text)), at, 700)
        shown = "".join(piece.text for paragraph in part.paragraphs for piece in paragraph.pieces)
        assert 0 < len(shown) <= 700
        seen += shown
        if part.after is None:
            break
        at = part.after
    assert seen.split() == text.split()


def test_a_long_paragraph_is_cut_between_words() -> None:
    text = "longer words " * 100
    part = lay_out(text, segment_text(text).blocks, None, 0, 200)
    assert part.after is not None
    assert text[part.after - 1] == " "


def test_a_citation_opens_the_part_that_it_stands_in() -> None:
    text = "\n\n".join(f"Paragraph {number} is here." for number in range(100))
    start = text.index("Paragraph 77")
    part = lay_out(text, segment_text(text).blocks, (start, start + 12), start, 300)
    assert [piece.text for p in part.paragraphs for piece in p.pieces if piece.marked] == ["Paragraph 77"]
    assert part.before is not None
    assert part.after is not None
    assert sum(p.end - p.start for p in part.paragraphs) <= 300


@pytest.mark.parametrize(
    ("text", "wrapped"),
    [
        (
            "This line was broken by a machine at\nsome width, and so was this one\nas seen.",
            False,
        ),
        ("This line was broken by a machine at seventy two characters, as its\nlength shows well.", True),
        ("Roses are red,\nviolets are blue.", False),
        ("One line.", False),
    ],
)
def test_lines_are_kept_unless_a_machine_broke_them(text: str, wrapped: bool) -> None:
    (paragraph,) = lay_out(text, segment_text(text).blocks).paragraphs
    assert paragraph.wrapped is wrapped
