"""Sentences that tell how to do something are told from those that do not."""

import pytest

from service.english.rules import gives_instruction
from service.english.tokens import tokenize


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Hold both buttons for six seconds.", True),
        ("Peel 900 g onions.", True),
        ("Don't open the flap.", True),
        ("Write to the branch four weeks before.", True),
        ("To reset the meter, hold both buttons.", True),
        ("If the lamp blinks red, unplug the router.", True),
        ("When paper jams: open the rear flap.", True),
        ("A member can object by writing to the secretary.", True),
        ("Notice must be sent to the landlord.", True),
        ("Residents should fill in form 7.", True),
        ("Open the flap?", False),
        ("Members of the club met in May.", False),
        ("Heating it takes ten minutes.", False),
        ("In May, the meter failed.", False),
        ("He sat by the spring in May.", False),
        ("The lamp blinks red.", False),
        ("Residents should not fear.", False),
        ("", False),
    ],
)
def test_an_instruction_is_told_from_a_report(text: str, told: bool) -> None:
    assert gives_instruction(text, tokenize(text)) is told
