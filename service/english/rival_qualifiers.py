"""Groups of qualifiers of which a thing has one: the fee for an adult is none for a child."""

from functools import cache

from service.english.tokens import stem

_GROUPS = """
    north south east west northern southern eastern western central northeast northwest southeast southwest
    upper lower middle
    top bottom
    inner outer
    left right
    front rear back
    first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth last final opening closing
    adult child children senior student pensioner concession infant junior youth family
    single return
    hourly daily nightly weekly fortnightly monthly quarterly yearly annual
    small medium large
    little big
    short long
    old new former current
    morning afternoon evening night lunchtime
    spring summer autumn winter
    basic standard premium deluxe business economy
    mini midi maxi
    men women boys girls
    male female
    indoor outdoor
    internal external
    private public
    minimum maximum
    early late
    domestic foreign international
    primary secondary
    wet dry
    hot cold
    hard soft
    light heavy dark
    red green blue yellow black white brown grey orange purple pink
    gold silver bronze
"""


@cache
def rivals(term: str) -> frozenset[str]:
    """Return the terms of which a thing that is qualified by this one is none."""
    groups = [frozenset(map(stem, line.split())) for line in _GROUPS.splitlines()]
    return frozenset().union(*(group for group in groups if term in group)) - {term}
