"""Quotations: known as one over sentences and paragraphs, told from scare quotes and apostrophes."""

import pytest

from service.sentences.segmentation import segment_text


def quoted(text: str) -> list[str]:
    cut = segment_text(text)
    return [text[quotation.start : quotation.end] for quotation in cut.quotations]


def test_a_quotation_over_several_sentences_is_one():
    text = "“The pier is old. It must be mended. We cannot wait,” Quill said. She left."
    cut = segment_text(text)
    assert [s.quotation for s in cut.sentences] == [0, 0, 0, None]
    assert quoted(text) == ["“The pier is old. It must be mended. We cannot wait,”"]


@pytest.mark.parametrize("mark", ["“", '"', "«"])
def test_a_speech_of_several_paragraphs_is_one(mark):
    closing = {"“": "”", '"': '"', "«": "»"}[mark]
    text = f"{mark}We came. We saw.\n\n{mark}We stayed.\n\n{mark}We left,{closing} she said.\n\nIt rained."
    cut = segment_text(text)
    assert [s.quotation for s in cut.sentences] == [0, 0, 0, 0, None]
    assert len(cut.quotations) == 1


def test_a_mark_that_is_never_closed_opens_nothing():
    assert quoted("“The pier is old.\n\nThe board met. It “agreed.”") == ["“agreed.”"]


def test_scare_quotes_are_no_quotation_of_their_sentence():
    text = "The so-called “experts” of the board came to the pier late in the day. They left."
    assert [s.quotation for s in segment_text(text).sentences] == [None, None]


@pytest.mark.parametrize(
    "text, expected",
    [
        ("‘The pier is old. It leaks,’ she said.", ["‘The pier is old. It leaks,’"]),
        ("‘We heard the members’ vote. We agree.’ He sat.", ["‘We heard the members’ vote. We agree.’"]),
        ("Don’t say the boats’ owners weren’t told.", []),
        ('A 6" nail and a 10" board.', []),
        ('He said "yes" and "no".', ['"yes"', '"no"']),
        ("“He said ‘go’ and left.”", ["“He said ‘go’ and left.”"]),
        ("„Gut“, sagte er.", ["„Gut“"]),
    ],
)  # fmt: skip
def test_marks(text, expected):
    assert quoted(text) == expected
