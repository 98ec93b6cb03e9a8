"""No expression backtracks over its text again and again: steps are counted at one size and at twice that size."""

import re

import pytest

from tests.expressions import Expression, WorstText, list_expressions, worst_texts
from tests.matching_steps import StepMatcher
from tests.step_growth import MOST, count_steps, deep_recursion, grows

FEW = 2  # texts for each expression where not all are tried
# What reads the service's own templates, scripts and styles, never what others write.
OF_PAGES = {
    "service.app.languages._COUNTED",
    "service.app.page_texts._ANY_EXPRESSION",
    "service.app.page_texts._LABEL",
    "service.app.page_texts._PIECES",
    "service.app.page_texts._PLACE",
    "service.app.static_files._COMMENT",
    "service.app.static_files._ROOM",
}
# Expressions that only ever read a text of so many characters, which bounds what they cost.
BOUNDED = {
    "service.app.document_body._HEADING_MARKS": 1240,
    "service.search.wanted._QUOTED": 1000,
    "service.documents.dateline.LEAD": 80,
    "service.documents.dates.DAY_LONG": 80,
    "service.documents.title.LINK": 1200,
    "service.documents.title.HOLDS_NO_TITLE": 200,
    "service.english.person_names._SENTENCE_END": 8,
    "service.query.unwrapping._QUOTED": 1000,
    "service.sentences.kinds._BOILERPLATE": 300,
    "service.sentences.kinds._COMMENT_FORM": 300,
    "service.sentences.kinds._COPYRIGHT": 300,
    "service.sentences.kinds._NAVIGATION": 300,
    "service.sentences.kinds._MENU_SEPARATOR": 300,
    "service.sentences.line_labels._CLOSING_TAGS": 200,
    "service.sentences.questions._CLOSING": 40,
}


def find_growing(expression: Expression, texts: list[WorstText]) -> list[tuple[str, str, WorstText]]:
    matcher = StepMatcher(expression.pattern)
    with deep_recursion():
        return [
            (expression.name, mode, text) for mode in expression.modes for text in texts if grows(matcher, mode, text)
        ][:1]


@pytest.mark.slow
def test_expressions_take_steps_in_proportion_to_their_text() -> None:
    checked = [e for e in list_expressions() if e.name not in BOUNDED and e.name not in OF_PAGES]
    assert [found for e in checked for found in find_growing(e, worst_texts(e.pattern)[:FEW])] == []


@pytest.mark.fuzz
def test_expressions_take_steps_in_proportion_to_any_text() -> None:
    checked = [e for e in list_expressions() if e.name not in BOUNDED and e.name not in OF_PAGES]
    assert [found for e in checked for found in find_growing(e, worst_texts(e.pattern, general=True))] == []


@pytest.mark.slow
@pytest.mark.parametrize("name", BOUNDED)
def test_expressions_of_short_texts_are_bounded(name: str) -> None:
    """What grows faster than its text is excused only if the longest text that it is given takes few steps."""
    expressions = [e for e in list_expressions() if e.name == name]
    assert expressions
    with deep_recursion():
        for expression in expressions:
            matcher = StepMatcher(expression.pattern)
            for text in worst_texts(expression.pattern)[:4]:
                for mode in expression.modes:
                    count_steps(matcher, mode, text.of(BOUNDED[name]), 2_000_000)  # raises if it takes more


@pytest.mark.slow
def test_the_step_counter_finds_what_re_finds() -> None:
    for name, pattern, _ in list_expressions()[::10]:
        matcher = StepMatcher(pattern)
        for text in worst_texts(pattern)[:6]:
            matcher.begin(text.of(30), MOST)
            assert list(matcher.find_all()) == [found.span() for found in pattern.finditer(text.of(30))], name


@pytest.mark.parametrize(
    ("pattern", "mode", "is_linear"),
    [
        (r"\s+$", "search", False),
        (r"(?<!\s)\s+$", "search", True),
        (r"(?:a|a)+b", "match", False),
        (r"(?:a+)+b", "match", False),
        (r"a*+b", "match", True),
        (r".*x.*y", "match", False),
        (r"[^x]*x", "match", True),
    ],
)
def test_the_step_counter_tells_growth(pattern: str, mode: str, is_linear: bool) -> None:
    matcher = StepMatcher(re.compile(pattern))
    texts = [WorstText("", pump, end) for pump in ("a", " ", "x") for end in ("", "!")]
    with deep_recursion():
        assert any(grows(matcher, mode, text, 30_000) for text in texts) != is_linear
