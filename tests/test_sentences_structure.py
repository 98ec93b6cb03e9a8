"""What each sentence stands below: headings, table heads, questions; and whose turn it is."""

import pytest

from service.sentences.segmentation import segment_text
from service.sentences.speaker_turns import label_of

ABOVE = [  # text, the sentence, and the chain of headings above it, the nearest first
    ("# A\n\n## B\n\nIt is.\n\n## C\n\nIt was.", "It was.", ["C", "A"]),
    ("A\n===\n\nB\n---\n\nIt is.\n\nC\n===\n\nIt was.", "It was.", ["C"]),
    ("1 Pump\n\n1.1 Care\n\nGrease it.\n\n2 Fan\n\nDust it.", "Dust it.", ["2 Fan"]),
    ("3. TERMINATION.\nIt ends at once.", "It ends at once.", ["TERMINATION."]),
    ("| X | Y |\n|---|---|\n| a | 3 |", "| a | 3 |", ["| X | Y |"]),
    ("Words at sea\n\nLee\n: The quiet side", "The quiet side", ["Lee", "Words at sea"]),
    ("# A\n\nHours:\nMon 8\nTue 9\n\nIt was so.", "It was so.", ["A"]),
]
QUESTIONS = [  # text, the sentence, and the question that it answers
    ("## Is it?\n\nYes.\n\nIt is.", "It is.", "Is it?"),
    ("Q: Is it?\nA: It is.", "It is.", "Is it?"),
    ("It fell. Why did it? It was old. Rain came.", "It was old.", "Why did it?"),
    ("**Is it?** It is.", "It is.", "**Is it?**"),
    ("## Is it?\n\nYes.\n\n## More\n\nIt rained.", "It rained.", None),
    ('"Is it?" she asked. It rained.', "It rained.", None),
]


def read(text: str) -> tuple[list[str], list]:
    sentences = segment_text(text).sentences
    return [text[s.body : s.end] for s in sentences], list(sentences)


@pytest.mark.parametrize(("text", "wanted", "chain"), ABOVE)
def test_headings_stand_above_all_that_is_below_them(text: str, wanted: str, chain: list[str]) -> None:
    words, sentences = read(text)
    found, above = [], sentences[words.index(wanted)].heading
    while above is not None:
        found.append(words[above])
        above = sentences[above].heading
    assert found == chain


@pytest.mark.parametrize(("text", "wanted", "question"), QUESTIONS)
def test_a_sentence_answers_the_question_above_it(text: str, wanted: str, question: str | None) -> None:
    words, sentences = read(text)
    above = sentences[words.index(wanted)].question
    assert (above if above is None else words[above]) == question


def test_turns_belong_to_their_speakers() -> None:
    text = "ANNA: It rained.\nBEN: It did. We stayed in.\nANNA: All day."
    cut = segment_text(text)
    spans = [label_of(text, cut, n) for n in range(len(cut.sentences))]
    assert [text[slice(*span)] for span in spans if span] == ["ANNA", "BEN", "BEN", "ANNA"]
    assert [text[s.body : s.end] for s in cut.sentences][:2] == ["It rained.", "It did."]


def test_a_form_has_no_speakers() -> None:
    text = "Name: Anna\nTown: Graz\nName: Ben\nTown: Linz"
    cut = segment_text(text)
    assert [s.turn for s in cut.sentences] == [None] * 4
