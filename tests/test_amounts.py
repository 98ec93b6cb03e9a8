"""Numbers and dates are read for what they amount to, however they are written."""

import pytest

from service.answer.agreement.amounts import Amount, Day, read_amounts, read_days
from service.answer.ranking.analysis import AnalysedSentence

AMOUNTS = [
    ("The fire destroyed 300,000 books.", [(300_000, "number", "exact")]),
    ("It destroyed three hundred thousand books.", [(300_000, "number", "exact")]),
    ("It cost 1.2 million to mend.", [(1_200_000, "number", "exact")]),
    ("A hundred boats came.", [(100, "number", "exact")]),
    ("Two dozen boats came.", [(24, "number", "exact")]),
    ("Twenty five men and 3 horses came.", [(25, "number", "exact"), (3, "number", "exact")]),
    ("It cost $40.", [(40, "money", "exact")]),
    ("It cost 40 dollars.", [(40, "money", "exact")]),
    ("Prices rose by 4 percent.", [(4, "percent", "exact")]),
    ("The pier is 40 metres long.", [(40, "metr", "exact")]),
    ("It took 12 months.", [(12, "month", "exact")]),
    ("More than 300 boats came.", [(300, "number", "more")]),
    ("Over 300 boats came.", [(300, "number", "more")]),
    ("At least 300 boats came.", [(300, "number", "more")]),
    ("Fewer than 300 boats came.", [(300, "number", "less")]),
    ("Under 300 boats came.", [(300, "number", "less")]),
    ("Up to 300 boats came.", [(300, "number", "less")]),
    ("About 300 boats came.", [(300, "number", "about")]),
    ("Nearly 300 boats came.", [(300, "number", "about")]),
    ("It opened in 1911.", []),
    ("It opened on 3 May 1911.", []),
    ("Nobody came.", []),
]

DAYS = [
    ("It opened on 3 May 1911.", [(1911, 5, 3)]),
    ("It opened on May 3, 1911.", [(1911, 5, 3)]),
    ("It opened on June 3rd, 1911.", [(1911, 6, 3)]),
    ("It opened in May 1911.", [(1911, 5, None)]),
    ("It opened on the 3rd of June.", [(None, 6, None)]),
    ("It opened in 1911 and closed in 1925.", [(1911, None, None), (1925, None, None)]),
    ("It opened on Monday.", []),
    ("It may open.", []),
    ("It has 300 boats.", []),
]


@pytest.mark.parametrize(("text", "amounts"), AMOUNTS)
def test_a_number_is_read_for_its_value_its_kind_and_its_bound(
    text: str, amounts: list[tuple[float, str, str]]
) -> None:
    assert [(a.value, a.kind, a.bound) for a in read_amounts(AnalysedSentence(text, 0))] == amounts


@pytest.mark.parametrize(("text", "days"), DAYS)
def test_a_date_is_read_as_far_as_it_is_told(text: str, days: list[tuple[int | None, ...]]) -> None:
    assert [(d.year, d.month, d.day) for d in read_days(AnalysedSentence(text, 0))] == days


def test_a_figure_knows_its_place() -> None:
    view = AnalysedSentence("On 3 May 1911 some 300,000 books burned.", 0)
    (day,), (amount,) = read_days(view), read_amounts(view)
    assert [token.word for token in view.tokens[day.first : day.last]] == ["3", "may", "1911"]
    assert [token.word for token in view.tokens[amount.first : amount.last]] == ["300000"]


AGREEING = [
    ((300, "exact"), (300, "exact"), True),
    ((300, "exact"), (301, "exact"), False),
    ((300, "more"), (412, "exact"), True),
    ((300, "more"), (250, "exact"), False),
    ((300, "less"), (250, "exact"), True),
    ((300, "less"), (412, "exact"), False),
    ((300, "about"), (312, "exact"), True),
    ((300, "about"), (412, "exact"), False),
]


@pytest.mark.parametrize(("one", "other", "agree"), AGREEING)
def test_two_amounts_agree_where_both_may_be_true(
    one: tuple[float, str], other: tuple[float, str], agree: bool
) -> None:
    first, second = (Amount(0, 1, value, "number", bound) for value, bound in (one, other))
    assert first.agrees(second) == second.agrees(first) == agree


DIFFERING = [
    ((1911, 5, 3), (1911, 5, 3), []),
    ((1911, 5, 3), (1911, 5, 4), ["day"]),
    ((1911, 5, 3), (1912, 6, 3), ["year", "month"]),
    ((1911, 5, 3), (1911, None, None), []),
    ((None, 5, None), (1911, None, None), []),
]


@pytest.mark.parametrize(("one", "other", "parts"), DIFFERING)
def test_two_dates_differ_in_what_both_tell(
    one: tuple[int | None, ...], other: tuple[int | None, ...], parts: list[str]
) -> None:
    first, second = Day(0, 1, *one), Day(0, 1, *other)
    assert first.differences(second) == second.differences(first) == parts
