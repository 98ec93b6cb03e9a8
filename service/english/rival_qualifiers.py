"""Groups of qualifiers of which a thing has one: the fee for an adult is none for a child."""

from functools import lru_cache

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


@lru_cache(maxsize=1)
def _table() -> dict[str, frozenset[str]]:
    table: dict[str, frozenset[str]] = {}
    for line in _GROUPS.splitlines():
        group = frozenset(map(stem, line.split()))
        for term in group:
            table[term] = table.get(term, frozenset()) | (group - {term})
    return table


def rivals(term: str) -> frozenset[str]:
    """Return the terms of which a thing that is qualified by this one is none."""
    return _table().get(term, frozenset())
