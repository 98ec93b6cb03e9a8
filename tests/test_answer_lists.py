"""Lists: the items that a lead-in announces, each whole, and the enumeration inside a sentence."""

import pytest

from service.answer.answer import TextSpan
from service.answer.list_items import item_span, led_by, list_items, split_enumeration
from service.sentences.segmentation import segment_text

RULES = """Rules of the club

The members agree on the following:

1. No boat leaves after dark. The boatman decides.
2. Oars are put back.
3. Whoever breaks one pays.

The club was founded in 1904.
"""


def texts_of(text: str, spans: list[TextSpan]) -> list[str]:
    return [text[span.start : span.end] for span in spans]


def position_of(text: str, words: str) -> int:
    return next(n for n, s in enumerate(segment_text(text).sentences) if words in text[s.start : s.end])


def test_a_lead_in_announces_its_items_and_nothing_behind_them() -> None:
    cut, lead = segment_text(RULES), position_of(RULES, "following")
    led = [RULES[cut.sentences[n].body : cut.sentences[n].end] for n in led_by(cut, lead)]
    assert led == [
        "No boat leaves after dark.",
        "The boatman decides.",
        "Oars are put back.",
        "Whoever breaks one pays.",
    ]


def test_each_item_is_listed_once_and_runs_to_its_last_sentence() -> None:
    cut = segment_text(RULES)
    items = list_items(cut, position_of(RULES, "following"))
    assert texts_of(RULES, [item_span(cut, item) for item in items]) == [
        "No boat leaves after dark. The boatman decides.",
        "Oars are put back.",
        "Whoever breaks one pays.",
    ]


def test_a_list_may_end_its_text() -> None:
    text = RULES[: RULES.index("2.")] + "2. Oars are put back. All of them."
    cut = segment_text(text)
    items = list_items(cut, position_of(text, "following"))
    assert texts_of(text, [item_span(cut, item) for item in items])[1:] == ["Oars are put back. All of them."]


def test_a_sentence_that_announces_nothing_leads_nothing() -> None:
    cut = segment_text(RULES)
    for words in ("Rules of the club", "founded"):
        assert led_by(cut, position_of(RULES, words)) == list_items(cut, position_of(RULES, words)) == []


ENUMERATIONS = [
    ("Oars, ropes, nets and sails.", ["Oars", "ropes", "nets", "sails"]),
    ("Oars, ropes, and sails.", ["Oars", "ropes", "sails"]),
    ("Oars, ropes (short, long), sails or nets.", ["Oars", "ropes (short, long)", "sails", "nets"]),
    ("Oars, “one, two”, sails and nets.", ["Oars", "“one, two”", "sails", "nets"]),
    ("Oars, all new; ropes; and sails.", ["Oars, all new", "ropes", "sails"]),
    ("Oars, , ropes, sails.", ["Oars", "ropes", "sails"]),
    ("Oars and ropes.", []),
    ("Oars, ropes.", []),
    ("", []),
]


@pytest.mark.parametrize(("text", "items"), ENUMERATIONS)
@pytest.mark.parametrize("before", ["", "Bring: "])
def test_an_enumeration_is_split_at_its_own_commas(text: str, items: list[str], before: str) -> None:
    whole = before + text
    assert texts_of(whole, split_enumeration(whole, TextSpan(len(before), len(whole)))) == items
