"""Names in running text: where they begin and end, the titles before them, whose they are."""

import pytest

from service.answer.attribution.antecedents import (
    gender_elsewhere,
    is_person,
    opening_subject,
    opens_with_stranger,
    resolve_noun,
)
from service.answer.attribution.masked_text import MaskedText
from service.english.proper_names import ProperName, find_proper_names, opens_sentence, read_words


def names_in(text: str) -> list[ProperName]:
    return list(find_proper_names(text, read_words(text, 0, len(text))))


def frame_of(text: str) -> MaskedText:
    return MaskedText(text, 0, len(text), ())


def written(text: str, name: ProperName | None) -> str | None:
    return name and text[name.start : name.end]


NAMES = [
    ("Ada Crane smiled.", ["Ada Crane"]),
    ("It was Ada Crane who smiled at Tom Birch.", ["Ada Crane", "Tom Birch"]),
    ("Yesterday the mill burned.", []),
    ("On Monday in May it rained.", []),
    ("Then Ada Crane smiled.", ["Ada Crane"]),
    ("Quietly she left.", []),
    ("It was Vincent van der Berg.", ["Vincent van der Berg"]),
    ("It was J. Crane.", ["J. Crane"]),
    ("In May the University of Brack opened.", ["University of Brack"]),
    ("Ada Crane’s boat sank.", ["Ada Crane"]),
    ("They met Ada Crane. Tom Birch left.", ["Ada Crane", "Tom Birch"]),
    ("A firm of the name of Crane & Birch failed.", ["Crane & Birch"]),
    ("In May the WHO met.", ["WHO"]),
    ("In May the Brack Residents’ Association met.", ["Brack Residents’ Association"]),
    ("They met Ada Crane\n\n\nTom Birch", ["Ada Crane", "Tom Birch"]),
    ("They met “Ada” Crane.", ["Ada", "Crane"]),
    ("nobody was there", []),
    ("", []),
]


@pytest.mark.parametrize(("text", "names"), NAMES)
def test_names_are_found_whole_and_nothing_else_is(text: str, names: list[str]) -> None:
    assert [written(text, name) for name in names_in(text)] == names


TITLED = [
    ("They met Mayor Ada Crane.", "Ada Crane", ("mayor",)),
    ("They met Mayor Stephen King.", "Stephen King", ("mayor",)),
    ("They met Dr. Crane.", "Crane", ("dr",)),
    ("They met Prime Minister Tom Birch.", "Tom Birch", ("prime", "minister")),
    ("They met the King County Council.", "King County Council", ()),
    ("They met Ada Crane.", "Ada Crane", ()),
]


@pytest.mark.parametrize(("text", "name", "titles"), TITLED)
def test_titles_are_set_apart_from_the_name(text: str, name: str, titles: tuple[str, ...]) -> None:
    (found,) = names_in(text)
    assert (written(text, found), found.titles) == (name, titles)


def test_a_title_alone_is_no_name() -> None:
    assert names_in("They met the President.") == []


@pytest.mark.parametrize(
    ("text", "gender"),
    [
        ("They met Mrs Crane.", "she"),
        ("They met Mr Crane.", "he"),
        ("They met Mary Crane.", "she"),
        ("They met John Crane.", "he"),
        ("They met Crane.", None),
    ],
)
def test_a_title_or_first_name_tells_the_pronoun(text: str, gender: str | None) -> None:
    assert names_in(text)[0].gender == gender


@pytest.mark.parametrize(("text", "group"), [("They met the Brack Council.", True), ("They met Ada Crane.", False)])
def test_a_body_of_people_is_told_from_one(text: str, group: bool) -> None:
    assert names_in(text)[0].is_group == group


@pytest.mark.parametrize(("text", "own"), [("The boat is Crane’s now.", True), ("The boat is by Crane now.", False)])
def test_a_possessive_ending_is_no_part_of_a_name(text: str, own: bool) -> None:
    (name,) = names_in(text)
    assert (written(text, name), name.possessive) == ("Crane", own)


def test_a_capital_tells_nothing_where_a_sentence_opens() -> None:
    text = "Rain fell. Snow fell on Brack"
    words = read_words(text, 0, len(text))
    assert [opens_sentence(text, words, place) for place in range(len(words))] == [
        *(True, False, True, False, False, False)
    ]


# Whom words point back to ---------------------------------------------------------------------------------------------

PERSONS = [
    ("They met Ada Crane.", True),
    ("They met Mayor Crane.", True),
    ("They met the Brack Council.", False),
    ("They met Brack Council.", False),
    ("They met Ada Berta Clara Dora Crane.", False),
    ("They saw Brack River.", False),
    ("Boats lay in Brack. They saw Brack.", False),
    ("They met an Arlean.", False),
    ("They met Crane. Later Ada Crane wept.", True),
]


@pytest.mark.parametrize(("text", "person"), PERSONS)
def test_a_person_is_told_from_a_place_or_body(text: str, person: bool) -> None:
    assert is_person(text, names_in(text)[0]) == person


@pytest.mark.parametrize(
    ("text", "gender"),
    [
        ("Mary Crane came. Later Crane wept.", "she"),
        ("Mr. Crane came. Later Crane wept.", "he"),
        ("Mary Crane and John Crane came. Later Crane wept.", None),
        ("Somebody came. Later Crane wept.", None),
    ],
)
def test_an_earlier_first_name_tells_a_bare_surnames_pronoun(text: str, gender: str | None) -> None:
    assert gender_elsewhere(text, names_in(text)[-1]) == gender


SUBJECTS = [
    ("Ada Crane smiled at Tom Birch.", "Ada Crane"),
    ("The painter Ada Crane smiled.", None),
    ("On Sunday, Ada Crane smiled.", "Ada Crane"),
    ("But Ada Crane smiled.", None),
    ("On Sunday, after rain, Ada Crane smiled.", None),
    ("Ada Crane. It rained.", None),
    ("Shipowners group Brack Alliance met.", "Brack Alliance"),
    ("Ada Crane’s boat sank.", None),
    ("Ada Crane and Tom Birch smiled.", None),
    ("When the rain of that long spring had come to an end Ada Crane smiled.", None),
    ("It rained.", None),
]


@pytest.mark.parametrize(("text", "subject"), SUBJECTS)
def test_a_sentence_is_about_the_name_at_its_head(text: str, subject: str | None) -> None:
    assert written(text, opening_subject(text, frame_of(text))) == subject


NOUNS = [
    (["Mayor Ada Crane came."], "mayor", "Ada Crane"),
    (["Ada Crane, the mayor, came."], "mayor", "Ada Crane"),
    (["The mayor Ada Crane came."], "mayor", "Ada Crane"),
    (["The Brack Council met."], "council", "Brack Council"),
    (["Mayor Ada Crane came.", "Mayor Tom Birch left."], "mayor", None),
    (["Mayor Ada Crane came.", "Mayor Crane left."], "mayor", "Ada Crane"),
    (["Ada Crane came."], "mayor", None),
    (["Ada Crane met the mayor."], "mayor", None),
]


@pytest.mark.parametrize(("texts", "noun", "name"), NOUNS)
def test_a_noun_points_back_to_the_one_who_bears_it(texts: list[str], noun: str, name: str | None) -> None:
    found = resolve_noun(noun, [frame_of(text) for text in texts])
    assert (found and " ".join(found.words)) == (name and name.lower())


@pytest.mark.parametrize(
    ("text", "stranger"),
    [
        ("His wife nods.", True),
        ("The mayor left.", True),
        ("A man left.", True),
        ("The rain stopped.", False),
        ("It rained.", False),
        ("", False),
    ],
)
def test_a_sentence_may_open_with_somebody_unnamed(text: str, stranger: bool) -> None:
    assert opens_with_stranger(frame_of(text)) == stranger
