"""Related words: alike in meaning or derivation though their stems differ.

Each term belongs to families, named by keys; two terms that share a key are related, as closely as that key says. Keys
are looked up and never compared pairwise, so that a sentence is matched in one pass over its words.
"""

from functools import lru_cache

from service.english.antonyms import opposites
from service.english.thesaurus import PEOPLES, RELATED_WORDS
from service.english.tokens import stem

PEOPLE, DERIVED, RELATED, PREFIXED, SAME_BEGINNING = 0.9, 0.8, 0.6, 0.5, 0.5

_PREFIXES = ("counter", "inter", "under", "over", "dis", "non", "pre", "sub", "un", "in", "im", "re", "en", "co")
_SUFFIXES = tuple(
    """ation ition ment ness able ible ical ism ist ity ive ion ian ern al ic er or ar an en ed ly th y e s i t""".split()
)
_BY_LAST_LETTER = {last: [s for s in _SUFFIXES if s[-1] == last] for last in {s[-1] for s in _SUFFIXES}}


@lru_cache(maxsize=2)
def _groups(table: str) -> dict[str, tuple[int, ...]]:
    groups: dict[str, tuple[int, ...]] = {}
    for number, line in enumerate(table.split(";")):
        for term in dict.fromkeys(stem(word) for word in line.split()):
            groups[term] = (*groups.get(term, ()), number)
    return groups


Families = tuple[tuple[str, float], ...]


@lru_cache(maxsize=1 << 15)
def families(term: str) -> Families:
    """Return the keys of a term's families, each with how closely its members are related (0 to 1), closest first."""
    found = [(f"people {number}", PEOPLE) for number in _groups(PEOPLES).get(term, ())]
    word = term.isalpha() and term.isascii()
    if word and len(term) >= 4:
        found.append((f"root {_root(term)}", DERIVED))
    found += [(f"group {number}", RELATED) for number in _groups(RELATED_WORDS).get(term, ())]
    if word and len(term) >= 4:
        found.append((f"bare {_root(_without_prefix(term))}", PREFIXED))
        if len(term) >= 6:
            found.append((f"begin {term[:6]}", SAME_BEGINNING))
        elif len(term) == 5:
            found.append((f"begin {term}", SAME_BEGINNING))
    return tuple(found)


def kinship(one: str, other: str) -> float:
    """Return how closely two terms are related: 1 if they are the same, 0 if not at all."""
    if one == other:
        return 1.0
    keys = dict(families(other))
    return max((min(closeness, keys[key]) for key, closeness in families(one) if key in keys), default=0.0)


def is_listed(term: str) -> bool:
    """Tell whether a term is in the lists of related words or opposites, and so an English word."""
    return term in _groups(RELATED_WORDS) or term in _groups(PEOPLES) or bool(opposites(term))


def _root(term: str) -> str:
    for suffix in _BY_LAST_LETTER.get(term[-1], ()):
        if term.endswith(suffix) and len(term) - len(suffix) >= 4:
            return term[: -len(suffix)]
    return term


def _without_prefix(term: str) -> str:
    for prefix in _PREFIXES if term.startswith(_PREFIXES) else ():
        if term.startswith(prefix) and len(term) - len(prefix) >= 5:
            return term[len(prefix) :]
    return term
