"""Words of a question that ask rather than tell; the sentence that answers often lacks them."""

from service.english.tokens import extract_terms

QUESTION_WORDS = frozenset("who whom whose which what when where why how".split())

# They name the kind of answer, or a vague action.
_LIGHT_WORDS = """
    name names named kind kinds type types sort thing things year years month date time term person word example number percentage
    percent entity happen happened decide look hope regard famous known like go get take took given give become became consider find
    month besides long often relate result role part title become begin think thought prior want locate located mark cause caused
    describe described list mention mentioned
""".split()
_LIGHT_TERMS = frozenset(term for word in _LIGHT_WORDS for term in extract_terms(word))
LIGHT, HEAVY = 0.4, 1.0


def weigh_term(term: str) -> float:
    """Weigh a search term of a question: `LIGHT` if it asks rather than tells, else `HEAVY`."""
    return LIGHT if term in _LIGHT_TERMS else HEAVY


def is_light(term: str) -> bool:
    return term in _LIGHT_TERMS
