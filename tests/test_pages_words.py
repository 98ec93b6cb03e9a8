"""The text that pages put around an answer: dates, agreement, confidence."""

import pytest
from browser.replies import citation
from browser.replies import document as documented
from msgspec import convert

from service.app.words import agreement_line, confidence_word
from service.documents.dates import written_date
from service.wire.replies import Citation


def cite(document: str, start: int, end: int, role: str = "answer") -> Citation:
    return convert(citation(1, role, documented(document), "x") | {"start": start, "end": end}, Citation)


@pytest.mark.parametrize(
    ("date", "written"),
    [
        ("2020", "2020"),
        ("2020-05", "May 2020"),
        ("2020-05-03", "3 May 2020"),
        ("2020-13", "2020-13"),
        ("soon", "soon"),
    ],
)
def test_dates_are_written_as_people_do(date: str, written: str) -> None:
    assert written_date(date) == written


@pytest.mark.parametrize(
    ("names", "line"),
    [
        (["a.txt"], "Also in 1 other document"),
        (["a.txt", "b.txt", "a.txt"], "Also in 2 other documents"),
    ],
)
def test_agreement_is_a_line(names: list[str], line: str) -> None:
    assert agreement_line([cite(name, 0, 1, "corroboration") for name in names]) == line


@pytest.mark.parametrize("confidence", [0.0, 0.49, 0.5, 0.7, 0.85, 1.0])
def test_every_confidence_has_a_word(confidence: float) -> None:
    assert confidence_word(confidence)
