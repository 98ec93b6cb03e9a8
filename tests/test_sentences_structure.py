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


LINES = [  # text, and the kind of each of its sentences with the text after its marker
    ("Owner:     Rosa Lee\nBuilder:   Heron & Co, no. 40772\nFee paid:  $1,908", ["prose", "prose", "prose"]),
    ("Owner     Rosa Lee\nBuilder   Heron & Co\nFee       $1,908", ["prose", "prose", "prose"]),
    ("Loaf     Price\nRye      2.40\nSpelt    3.10\nOat      free", ["boilerplate", "prose", "prose", "prose"]),
    ("Jobs\n\n[x] Footings go down a yard.\n[ ] Sprinklers are not required.", ["heading", "item", "item"]),
    ("Jobs\n\n- [x] dig\n- [ ] fill", ["heading", "item", "item"]),
    ("Jobs\n\n☑ dig\n☐ fill", ["heading", "item", "item"]),
    (
        "A ROOF OF SLATE AND COPPER OVER THE NAVE\nMr Gill laid it out in the cold spring of 1911 for nothing.",
        ["heading", "prose"],
    ),
]
LABEL_ONLY = [  # a line that opens a site's footer elsewhere, with text of its own below it
    (
        "# Hut\n\n## Beds\n\nThere are nine.\n\n{}\n\nBring a lamp.",
        ("FAQ", "Terms", "Contact", "Contact us", "Disclaimer"),
    ),
    ("{}\n\nThe rent is due on the first.\n\nKeys cost £9.", ("Terms", "FAQs", "Privacy", "About us")),
    ("Café Lind\n\n{}\n\n- soup\n- pie", ("Menu", "Categories", "Archive")),
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


@pytest.mark.parametrize(("text", "kinds"), LINES)
def test_lines_are_what_their_layout_says(text: str, kinds: list[str]) -> None:
    assert [s.kind for s in segment_text(text).sentences] == kinds


def test_the_box_of_a_job_is_no_part_of_its_text() -> None:
    words, _ = read("Jobs\n\n[x] Dig.\n- [ ] Fill.")
    assert words == ["Jobs", "Dig.", "Fill."]


@pytest.mark.parametrize(("text", "line"), [(text, line) for text, lines in LABEL_ONLY for line in lines])
def test_a_word_of_a_footer_heads_the_text_below_it(text: str, line: str) -> None:
    words, sentences = read(text.format(line))
    assert sentences[words.index(line)].kind == "heading"


@pytest.mark.parametrize("stamp", ["[14/08, 18:02] {}: ", "14.08.2023, 18:02 - {}: ", "[2023-08-14T18:02:11Z] {}: "])
def test_a_date_before_the_time_belongs_to_the_label_of_a_turn(stamp: str) -> None:
    words, sentences = read(f"{stamp.format('Meera')}is the gate shut?\n{stamp.format('Old Pat')}yes, since noon")
    assert words == ["is the gate shut?", "yes, since noon"]
    assert sentences[1].question == 0


@pytest.mark.parametrize("before", ["- ", "1. ", "> ", "   "])
def test_code_that_opens_an_item_ends_where_it_ends(before):
    text = f"- One is here.\n{before}```\n  int a;\n  ```\n- The pier closed. Nobody came.\n- It opened.\n"
    found = [text[s.body : s.end] for s in segment_text(text).sentences]
    assert found[-3:] == ["The pier closed.", "Nobody came.", "It opened."]
