"""Documents of every layout, as one collection: what stands below a question, a heading, a label or a table's head."""

from functools import cache

import pytest
from structures import Layout, ask_layouts, halve, is_right

from service.answer.answer import Answer

FLOORS = (73, 68)  # of the layouts developed on, and of those kept to judge by: what fails is worth knowing, not hiding


@cache
def ask_half(half: int) -> list[tuple[Layout, Answer]]:
    return list(ask_layouts(halve(half)))


@pytest.mark.parametrize("half", [0, 1])
def test_layouts_are_answered_with_the_quotes_wanted(half: int) -> None:
    asked = ask_half(half)
    wrong = [layout.question for layout, answer in asked if not is_right(layout, answer)]
    assert len(asked) - len(wrong) >= FLOORS[half], wrong


@pytest.mark.parametrize("half", [0, 1])
def test_a_question_in_a_document_is_never_its_answer(half: int) -> None:
    for layout, answer in ask_half(half):
        quotes = [c.quote for c in answer.citations if c.role == "answer"]
        assert not any(quote.rstrip("*_").endswith("?") for quote in quotes), layout.question
