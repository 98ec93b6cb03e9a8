"""Who is said to speak: the words outside quotation marks that tell it."""

import re

import pytest
from conftest import SEEDS

from service.answer.attribution.masked_text import HIDDEN, MaskedText
from service.answer.attribution.patterns import (
    Attribution,
    find_attributions,
    find_participles,
    may_attribute,
)
from service.answer.attribution.subjects import hangs_on_preposition
from service.documents.collection import read_collection
from service.sentences.segmentation import segment_text


def frame_of(text: str) -> MaskedText:
    """Give a text of which quotations in curly marks are hidden."""
    places = [quotation.span() for quotation in re.finditer("“[^”]*”", text)]
    return MaskedText(text, 0, len(text), places)


def speaker(text: str, found: Attribution) -> str | None:
    """Give the words that name who speaks."""
    if found.name is not None:
        return text[found.name.start : found.name.end]
    return found.pronoun or found.head


SPEAKERS = [
    ("“It rains,” Ada Crane said.", ["Ada Crane"]),
    ("“It rains,” said Ada Crane.", ["Ada Crane"]),
    ("“It rains,” said the mayor, Ada Crane.", ["Ada Crane"]),
    ("“It rains,” Ada Crane, the mayor of Brack, said.", ["Ada Crane"]),
    ("“It rains,” Crane told the board on Monday.", ["Crane"]),
    ("“It rains,” she said.", ["she"]),
    ("“It rains,” said she.", ["she"]),
    ("“It rains,” the minister has also said.", ["the minister"]),
    ("According to Ada Crane, it rains.", ["Ada Crane"]),
    ("In the words of Ada Crane, “it rains”.", ["Ada Crane"]),
    ("The plan was called “a disgrace” by Ada Crane.", ["Ada Crane"]),
    ("The plan was described by Ada Crane as “a disgrace”.", ["Ada Crane"]),
    ("Ada Crane said it rained, and Tom Birch replied that it snowed.", ["Ada Crane", "Tom Birch"]),
    ("Ada Crane, Tom Birch and Rita Holm said it rained.", []),
    ("Ada Crane was quoted as saying it rained.", ["Ada Crane"]),
    ("Ada Crane is said to have wept.", []),
    ("Ada Crane quickly said it rained.", ["Ada Crane"]),
    ("Ada Crane came and said it rained.", []),
    ("Ada Crane, director of the board, said it rained.", ["Ada Crane"]),
    ("Ada Crane, when it rained, said so.", []),
    ("Ada Crane (the mayor) said it rained.", ["Ada Crane"]),
    ("Ada Crane on Monday said it rained.", ["Ada Crane"]),
    ("It rained, said Ada Crane.", ["Ada Crane"]),
    ("It rained — said Ada Crane.", ["Ada Crane"]),
    ("“It rains,” said a spokeswoman.", ["a spokeswoman"]),
    ("“It rains,” warned Canadian fishermen.", []),
    ("According to legend, Ada Crane was a mermaid.", []),
    ("Ada Crane has never said it rained.", []),
    ("Ada Crane’s claims were false.", []),
    ("Its alleged part in the plan was small.", []),
    ("Ada Crane walked home.", []),
    ("", []),
]


@pytest.mark.parametrize(("text", "names"), SPEAKERS)
def test_who_speaks_is_found_before_the_verb_and_behind_it(text: str, names: list[str]) -> None:
    assert [speaker(text, found) for found in find_attributions(frame_of(text))] == names


@pytest.mark.parametrize(("text", "names"), SPEAKERS)
def test_whoever_speaks_is_looked_for(text: str, names: list[str]) -> None:
    assert may_attribute(text) or not names
    assert may_attribute(text.upper()) or not names


def test_the_words_alone_rule_out_no_attribution_in_the_seeds() -> None:
    skipped = []
    for document in read_collection(SEEDS).documents:
        for sentence in segment_text(document.text).sentences:
            text = document.text[sentence.body : sentence.end]
            if not may_attribute(text):
                skipped.append(text)
                assert find_attributions(frame_of(text)) == [], text
    assert skipped


def test_of_two_who_speak_together_neither_is_named() -> None:
    text = "Ada Crane and Tom Birch said it rained."
    assert [found.name for found in find_attributions(frame_of(text))] == []


@pytest.mark.parametrize(
    ("text", "main"),
    [("Ada Crane said it rained.", True), ("It rained when Ada Crane said so.", False)],
)
def test_a_clause_behind_when_is_not_the_main_one(text: str, main: bool) -> None:
    assert [found.main for found in find_attributions(frame_of(text))] == [main]


@pytest.mark.parametrize(
    ("text", "saying"),
    [("Ada Crane said it rained.", True), ("Ada Crane called it “a disgrace”.", False)],
)
def test_a_verb_that_wants_quotation_marks_is_told_apart(text: str, saying: bool) -> None:
    assert [found.saying for found in find_attributions(frame_of(text))] == [saying]


def test_a_cue_is_the_words_that_say_who_speaks() -> None:
    text = "“It rains,” Ada Crane has also said."
    (found,) = find_attributions(frame_of(text))
    assert text[slice(*found.cue)] == "has also said"
    assert text[found.start : found.end] == "Ada Crane has also said"


def test_names_inside_quotation_marks_speak_nothing() -> None:
    text = "“Tom Birch said so,” Ada Crane said."
    frame = frame_of(text)
    assert [speaker(text, found) for found in find_attributions(frame)] == ["Ada Crane"]
    assert frame.between(0, 21) == HIDDEN * 20 + " "


def test_offsets_are_the_documents_though_the_frame_begins_later() -> None:
    text = "It rained. Ada Crane said it snowed."
    (found,) = find_attributions(MaskedText(text, 11, len(text), ()))
    assert found.name is not None and text[found.name.start : found.name.end] == "Ada Crane"


@pytest.mark.parametrize(
    ("text", "hangs"),
    [
        ("A friend of Ada Crane smiled.", True),
        ("A friend of the mayor Ada Crane smiled.", True),
        ("Some tools such as Ada Crane had were rare.", True),
        ("Soon Ada Crane smiled.", False),
        ("Before Ada Crane smiled, it rained.", False),
    ],
)
def test_a_name_behind_a_preposition_hangs_on_it(text: str, hangs: bool) -> None:
    frame = frame_of(text)
    assert hangs_on_preposition(frame, frame.names[0].first) == hangs


def test_participles_of_saying_are_listed() -> None:
    frame = frame_of("Ada Crane left, saying it rained and warning of snow. Calling is no use.")
    assert [word.word for word in find_participles(frame)] == ["saying", "warning"]
