"""Speakers in many kinds of text: the right one or none, in news, minutes, interviews, e-mail, court reports and novels."""

import json
import re
from functools import cache
from itertools import pairwise

import pytest
from conftest import ROOT
from hypothesis import given
from hypothesis import strategies as st

from service.answer.attribution.factivity import find_unsaid
from service.answer.attribution.masked_text import MaskedText
from service.answer.attribution.speakers import Attributor
from service.english.speech_turns import SpeechTurn, find_turns, is_part_of_name
from service.english.turn_labels import read_turn_label
from service.sentences.segmentation import segment_text

# A line each: a kind of text, a text, a stretch of it, and its speaker (null: the text does not say for sure). "unsure":
# silence is as good as the speaker.
PASSAGES = [json.loads(line) for line in (ROOT / "tests/speakers.jsonl").read_text("utf-8").splitlines()]


def find_name(text: str, start: int, end: int) -> str | None:
    speaker = Attributor(text, segment_text(text)).find_speaker(start, end)
    return text[speaker.name.start : speaker.name.end] if speaker else None


def is_right(name: str, speaker: str | None) -> bool:
    """Return whether a name is the speaker's, in full or without titles and first names."""
    words = [word.strip(".,").casefold() for word in (speaker or "").split()]
    found = [word.strip(".,").casefold() for word in name.split()]
    return words[-len(found) :] == found


@cache
def answers() -> tuple[tuple[str, str | None], ...]:
    return tuple((case["text"], find_name(case["text"], case["start"], case["end"])) for case in PASSAGES)


def test_no_passage_has_a_wrong_speaker():
    found = zip(PASSAGES, answers(), strict=True)
    assert [(text, name) for case, (text, name) in found if name and not is_right(name, case["speaker"])] == []


def test_most_speakers_are_named():
    certain = [
        name is not None
        for case, (_, name) in zip(PASSAGES, answers(), strict=True)
        if case["speaker"] and not case.get("unsure")
    ]
    assert len(certain) >= 150
    assert sum(certain) >= 0.97 * len(certain)


UNSAID = [
    ("Ann Lee denied saying it rained.", ["denied", "saying"]),
    ("Ann Lee falsely claimed that it rained.", []),
    ("Ann Lee allegedly said it rained.", ["said"]),
    ("Ann Lee never said it rained.", ["said"]),
    ("Ann Lee did not call it rain.", ["call"]),
    ("Ann Lee refused to say when it rained.", ["say"]),
    ("If Ann Lee said it rained, it rained.", ["said"]),
    ("Tom falsely claims that Ann Lee said it rained.", ["said"]),
    ("Nobody said it rained.", ["said"]),
    ("Ann Lee is misquoted as saying it rained.", ["saying"]),
    ("Ann Lee said it rained.", []),
    ("Ann Lee said that nobody slept.", []),
    ("Ann Lee was quoted as saying it rained.", []),
    ("Nobody slept when Ann Lee said it rained.", []),
    ("Ann Lee later told the board it rained.", []),
]


@pytest.mark.parametrize(("text", "verbs"), UNSAID)
def test_verbs_of_what_nobody_said_are_found(text: str, verbs: list[str]) -> None:
    masked = MaskedText(text, 0, len(text), ())
    assert [text[place:].split()[0].strip(".,") for place in find_unsaid(masked)] == verbs


LABELS = [
    ("SMITH: We left.", "SMITH", False),
    ("**Ann Lee:** We left.", "Ann Lee", True),
    ("**Ann Lee**: We left.", "Ann Lee", True),
    ("[00:01:10] Dr Yusuf: We left.", "Dr Yusuf", True),
    ("Mr Olsen (Finance): We left.", "Mr Olsen", True),
    ("Senator BOYLE. We left.", "Senator BOYLE", True),
    ("Ola Berg  00:31", "Ola Berg", True),
    ("Q: Why?", "Q", False),
    ("We left: it rained.", None, False),
    ("Ann Lee left.", None, False),
    ("Ann Lee. Photo: Brack", None, False),
    ("http://example.org", None, False),
]


@pytest.mark.parametrize(("line", "name", "sure"), LABELS)
def test_turn_labels_are_read(line: str, name: str | None, sure: bool) -> None:
    label = read_turn_label(line)
    assert (label and line[label.start : label.end]) == name
    assert label is None or label.sure == sure


def test_turns_lie_in_order_and_do_not_overlap() -> None:
    for case in PASSAGES:
        turns = find_turns(case["text"])
        assert all(0 <= turn.start < turn.end <= len(case["text"]) for turn in turns)
        assert all(one.end <= other.start for one, other in pairwise(turns))


DENIED = [
    ("Who said the bridge was safe?", "Rita Holm denied saying that the bridge was safe.", False),
    (
        "Who said the bridge was safe?",
        "If Rita Holm had said the bridge was safe, the lorries would have crossed.",
        False,
    ),
    ("Who said the bridge was safe?", "Nobody said the bridge was safe.", False),
    ("Who said the bridge was safe?", "Rita Holm said the bridge was safe.", True),
    ("Who denied saying that the bridge was safe?", "Rita Holm denied saying that the bridge was safe.", True),
]


@pytest.mark.parametrize(("question", "sentence", "answered"), DENIED)
def test_what_nobody_said_answers_no_question_who_said_it(
    serve_folder, question: str, sentence: str, answered: bool
) -> None:
    text = f"The mill stands by the river.\n\n{sentence}\n\nThe museum opens at nine.\n"
    client = serve_folder({"a.txt": text}, threshold=0.2)
    assert client.post("/ask", json={"question": question}).get_json()["answered"] == answered


@given(
    st.lists(st.sampled_from(["Ann", "Lee", "L", "lee", "a", "Q’s", " ", " ", ":", "-", "\n", "_"]), max_size=12).map(
        "".join
    ),
    st.sampled_from(["Lee", "Ann", "L-", "Lee’"]),
    st.integers(0, 30),
)
def test_a_word_is_part_of_a_name_where_a_pattern_says_so(text, word, end):
    name = re.escape(word)
    full = rf"\b[A-Z][a-z’'-]+ {name}\b(?!:)|\b{name} [A-Z][a-z’'-]+\b"
    assert is_part_of_name(text, word, end) == bool(re.search(full, text[:end]))


def test_turns_by_different_signs_are_found_in_one_text():
    text = (
        "Ann Lee: Why?\nBo Poe: No.\n\nFrom: Cy Day\nTo: Di Fox\nSubject: x\n\nIt rained.\n\n> It did.\n> — Ed Gray\n"
    )
    named = [text[turn.name_start : turn.name_end] for turn in find_turns(text) if turn.name_start is not None]
    assert list(dict.fromkeys(named)) == ["Ann Lee", "Bo Poe", "Cy Day", "Ed Gray"]
    assert find_turns("It rained.\nNo label: here.\n") == ()
    assert find_turns("Q: Why?\nA: No.\n") == (SpeechTurn(0, 7), SpeechTurn(8, 14))
