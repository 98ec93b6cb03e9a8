"""Pairs of words of opposite meaning, compiled by hand."""

from functools import lru_cache

from service.english.tokens import stem

_PAIRS = """
release imprison; release arrest; release detain; free imprison; free arrest; acquit convict; buy sell; purchase sell; win lose;
victory defeat; first last; earliest latest; oldest newest; oldest youngest; largest smallest; biggest smallest; highest lowest;
longest shortest; best worst; most least; more less; increase decrease; rise fall; grow shrink; gain lose; north south; east west;
northern southern; eastern western; birth death; born died; open close; begin end; start stop; start finish; accept reject; accept refuse;
approve reject; allow forbid; allow prohibit; permit ban; legal illegal; support oppose; for against; agree disagree; friend enemy;
ally enemy; enter leave; arrive depart; arrive leave; join leave; attack defend; build destroy; create destroy; establish abolish;
found dissolve; include exclude; remember forget; true false; hot cold; warm cool; rich poor; strong weak; fast slow; early late;
young old; new old; male female; man woman; husband wife; father mother; son daughter; brother sister; king queen; public private;
import export; employer employee; teacher student; parent child; upper lower; positive negative; maximum minimum; success failure;
succeed fail; love hate; war peace; land sea; urban rural; before after; ancient modern; major minor; majority minority; hire fire;
appoint dismiss; encourage discourage; lend borrow; lender borrower; plaintiff defendant; supply demand; profit loss; praise criticize
"""


@lru_cache(maxsize=1)
def _table() -> dict[str, frozenset[str]]:
    table: dict[str, frozenset[str]] = {}
    for pair in _PAIRS.split(";"):
        one, other = (stem(word) for word in pair.split())
        table[one] = table.get(one, frozenset()) | {other}
        table[other] = table.get(other, frozenset()) | {one}
    return table


def opposites(term: str) -> frozenset[str]:
    """Return the terms that mean the opposite of a term."""
    return _table().get(term, frozenset())
