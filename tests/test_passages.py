"""The passage around a quote: its paragraph, or as much as can be read at once, begun where it is understood."""

import pytest

from service.answer.passages import LENGTH, find_passage, is_anaphoric
from service.answer.ranking.contexts import first_word
from service.sentences.segmentation import segment_text

TEXT = "A year in Brack\n\nThe mill burned. Nobody was hurt.\n\nIt was rebuilt. The new one is of stone.\n\nIt snowed."


def passage(text: str, words: str) -> str:
    cut = segment_text(text)
    found = next(n for n, s in enumerate(cut.sentences) if words in text[s.start : s.end])
    span = find_passage(text, cut, found, found + 1)
    return text[span.start : span.end]


PASSAGES = [
    ("Nobody", "The mill burned. Nobody was hurt."),
    ("The mill", "The mill burned. Nobody was hurt."),
    ("It was rebuilt", "Nobody was hurt.\n\nIt was rebuilt. The new one is of stone."),
    ("The new one", "It was rebuilt. The new one is of stone."),
    ("A year", "A year in Brack"),
]


@pytest.mark.parametrize(("words", "expected"), PASSAGES)
def test_a_passage_is_its_paragraph_and_what_it_leans_on(words: str, expected: str) -> None:
    assert passage(TEXT, words) == expected


def test_what_opens_a_text_leans_on_nothing() -> None:
    assert passage("It rained. Snow fell.\n\nAll was quiet.", "It rained") == "It rained. Snow fell."


def test_a_heading_leans_on_nothing() -> None:
    text = "A year in Brack\n\nThe mill stood.\n\n# It burned\n\nNobody was hurt in the fire."
    assert passage(text, "It burned").endswith("It burned") and "stood" not in passage(text, "It burned")


def test_a_long_paragraph_is_cut_at_sentences_around_the_quote() -> None:
    text = " ".join(f"Boat number {number} of the old fleet came home." for number in range(100))
    found = passage(text, "number 50 ")
    assert LENGTH / 2 < len(found) <= LENGTH + 100
    assert "Boat number 50 of the old fleet came home." in found
    assert found.startswith("Boat") and found.endswith(".") and found in text


def test_a_sentence_longer_than_a_passage_is_given_whole() -> None:
    link = "https://x.example/" + "a" * LENGTH
    assert passage(f"It rained. {link} It snowed.", link) == link


@pytest.mark.parametrize(
    ("text", "refers_back"),
    [("It burned.", True), ("Its roof fell.", True), ("“These burned,” she said.", True), ("Mills burn.", False)],
)
def test_a_sentence_that_begins_with_a_pronoun_is_anaphoric(text: str, refers_back: bool) -> None:
    whole = f"The mill stood by the weir. {text}"
    cut = segment_text(whole)
    assert is_anaphoric(whole, cut, 1) == refers_back


@pytest.mark.parametrize(("text", "word"), [("“It burned.”", "it"), ("The mill.", "the"), ("—", "")])
def test_the_first_word_is_the_first_letters(text: str, word: str) -> None:
    assert first_word(text, segment_text(text).sentences[0]) == word
