"""Common verbs in their base form, and words that follow "is" as predicates: where a subject ends in a question."""

from service.english.forms import IRREGULAR_PARTICIPLES, IRREGULAR_VERBS
from service.english.word_classes import word_set

REGULAR_VERBS = word_set(
    """
    accept add admit agree allow answer apply approve arrange arrive ask attend belong book call cancel carry change charge
    check claim clean climb close collect contain cook cost count cover cross decide deliver deny depart destroy die drop
    earn elect employ end enter expect expire explain fail finish fit follow found gain happen help hire include increase
    inspect issue join last live look need object offer open order own paint park pass permit plan plant play
    prefer press produce propose protect publish pull push raise reach receive record recommend reduce refund register
    remain remove rent repair replace report require reserve reset resign retire return score seem serve share show sign
    sound stay start stop study suggest support train travel treat try use visit vote wait walk want warn wash watch wear
    weigh wish work
    """
)
VERBS = REGULAR_VERBS | IRREGULAR_VERBS

# After "is" and a subject: "is the workshop open".
PREDICATES = word_set(
    """
    open closed shut due free full empty available included refundable ready valid safe allowed permitted held made born
    compulsory optional mandatory necessary liable responsible entitled eligible deductible transferable waterproof
    """
)


def is_participle(word: str) -> bool:
    """Tell "built", "held", "renewed", "hidden" from nouns, by list or ending."""
    return word.endswith("ed") or word in PREDICATES or word in IRREGULAR_PARTICIPLES
