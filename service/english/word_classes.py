"""The closed classes of English words: pronouns, determiners, auxiliaries, prepositions, conjunctions, negations.

Each class is listed here once; a stage takes it whole, or derives a subset by set operations. All words are folded: lower
case, straight apostrophes.
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple


def any_of(words: Iterable[str]) -> str:
    """Join words as alternatives of a regular expression, longest first."""
    return "|".join(sorted(words, key=lambda word: (-len(word), word)))


def word_set(listed: str) -> frozenset[str]:
    """Split a string at white space into a set of words."""
    return frozenset(listed.split())


# Pronouns -------------------------------------------------------------------------------------------------------------


class PersonalPronoun(NamedTuple):
    """A personal pronoun in its five forms: he, him, his (house), his, himself."""

    subject: str
    object: str
    determiner: str
    possessive: str
    reflexive: str


I = PersonalPronoun("i", "me", "my", "mine", "myself")  # noqa: E741 - the pronoun is called so
YOU = PersonalPronoun("you", "you", "your", "yours", "yourself")
HE = PersonalPronoun("he", "him", "his", "his", "himself")
SHE = PersonalPronoun("she", "her", "her", "hers", "herself")
IT = PersonalPronoun("it", "it", "its", "its", "itself")
WE = PersonalPronoun("we", "us", "our", "ours", "ourselves")
THEY = PersonalPronoun("they", "them", "their", "theirs", "themselves")

_PERSONAL = (I, YOU, HE, SHE, IT, WE, THEY)
_THIRD = (HE, SHE, IT, THEY)

PERSONAL_PRONOUNS = frozenset(form for pronoun in _PERSONAL for form in pronoun) | {"yourselves"}
REFLEXIVES = frozenset(pronoun.reflexive for pronoun in _PERSONAL) | {"yourselves"}
SUBJECT_PRONOUNS = frozenset(pronoun.subject for pronoun in _PERSONAL)
POSSESSIVE_DETERMINERS = frozenset(pronoun.determiner for pronoun in _PERSONAL)
THIRD_PERSON = frozenset(form for pronoun in _THIRD for form in pronoun)
THIRD_PERSON_SUBJECTS = SUBJECT_PRONOUNS & THIRD_PERSON
THIRD_PERSON_DETERMINERS = POSSESSIVE_DETERMINERS & THIRD_PERSON
# A sentence that opens with one of these continues the one before.
POINTS_BACK = THIRD_PERSON_SUBJECTS | THIRD_PERSON_DETERMINERS
INDEFINITE_PERSONS = word_set("everyone everybody someone somebody anyone nobody none")

# Determiners ----------------------------------------------------------------------------------------------------------

ARTICLES = word_set("the a an")
NEAR_DEMONSTRATIVES = word_set("this these")
DEMONSTRATIVES = NEAR_DEMONSTRATIVES | {"that", "those"}
# Words that open a noun phrase.
DETERMINERS = ARTICLES | DEMONSTRATIVES | POSSESSIVE_DETERMINERS
QUANTIFIERS = word_set(
    "such some any each every either neither both all another other more most less least much many few several"
)
# Words that single something out: a sentence about it that lacks them may be about another.
EXTREMES = word_set(
    """
    first last only most least best worst largest smallest biggest greatest highest lowest longest shortest oldest youngest newest
    earliest latest never always all every original main primary
    """
)

# Question words and auxiliaries ---------------------------------------------------------------------------------------

QUESTION_WORDS = word_set("who whom whose which what when where why how")

COPULAS = word_set("is are was were")
BE = COPULAS | word_set("am be been being")
DO = word_set("do does did")
HAVE = word_set("have has had")
MODALS = word_set("will would shall should can could may might must")
AUXILIARIES = BE | DO | HAVE | MODALS
FINITE_AUXILIARIES = AUXILIARIES - {"be", "been", "being"}
NEGATED_AUXILIARIES = word_set(
    """
    ain't aren't can't couldn't didn't doesn't don't hadn't hasn't haven't isn't mustn't shouldn't wasn't weren't won't
    wouldn't
    """
)
# All words that help a main verb, in a question before its subject.
HELPERS = AUXILIARIES | NEGATED_AUXILIARIES

# Prepositions ---------------------------------------------------------------------------------------------------------

# A name after one of these is usually a place's.
AT_PLACES = word_set("in at near from")
LOCATIVE = AT_PLACES | word_set("to into around across outside inside within through throughout")
_COMPARING = word_set("like unlike than")
PREPOSITIONS = (
    LOCATIVE
    | _COMPARING
    | word_set(
        """
        of for with by on about over under between among against during after before since until onto behind beyond
        without despite via toward towards following including beside besides above below
        """
    )
)
# Prepositions that may introduce a place, a time or a part.
PLACING = PREPOSITIONS - _COMPARING
_ADVERBIAL = word_set("upon along off out up down per")  # as often adverbs as prepositions: "go along", "shut down"

# Conjunctions ---------------------------------------------------------------------------------------------------------

JOINING = word_set("and but or nor")
COORDINATORS = JOINING | word_set("so yet then")
ADVERBIAL_CONJUNCTIONS = word_set(
    "after when while as because since before if although though until unless once whenever wherever"
)
SUBORDINATORS = ADVERBIAL_CONJUNCTIONS | QUESTION_WORDS | word_set("that whether than")
CONNECTIVES = PREPOSITIONS | SUBORDINATORS | COORDINATORS

# Negations ------------------------------------------------------------------------------------------------------------

NEGATIONS = word_set("not never no without neither nor none cannot")
NEAR_NEGATIONS = word_set(
    "nobody nothing nowhere hardly barely scarcely rarely seldom deny denies denied refuse refuses refused fails failed"
)
DENIALS = word_set("deny denies denied refuse refused fail failed")


def is_negation(word: str) -> bool:
    """Tell whether a folded word is a negation: "not", "never", "isn't"."""
    return word in NEGATIONS or word.endswith("n't")


def may_negate(words: Sequence[str]) -> bool:
    """Tell whether any of these folded words may be a negation; if not, none needs to be looked at."""
    return not NEGATIONS.isdisjoint(words) or "n't" in "\n".join(words)


def turns_sense(word: str) -> bool:
    """Tell whether a statement without a folded word may say the opposite: a negation, "nobody", "hardly", "denied"."""
    return is_negation(word) or word in NEAR_NEGATIONS


# Adverbs and the like -------------------------------------------------------------------------------------------------

# Adverbs that may stand between an auxiliary and its verb: "has also said".
MID_ADVERBS = word_set(
    """
    also later then once still just now again even already further only first never always often soon today yesterday
    earlier afterwards instead meanwhile too reportedly famously
    """
)
# Words that may end a question without changing it: "And why, exactly?"
FILLERS = word_set("exactly precisely then now next later afterwards again anyway though too instead really else")

# Function words, which a search leaves out.
STOP_WORDS = (
    ARTICLES
    | DEMONSTRATIVES
    | QUANTIFIERS
    | PERSONAL_PRONOUNS
    | QUESTION_WORDS
    | AUXILIARIES
    | NEGATED_AUXILIARIES
    | COORDINATORS
    | SUBORDINATORS
    | PREPOSITIONS
    | _ADVERBIAL
    | word_set("one ones whether doing done having ought else not no never also too very just only own same")
    | word_set("there here again further ever always let's that's there's what's who's where's how's s t d ll m re ve")
) - word_set(
    """
    whenever wherever outside inside throughout like unlike despite toward towards following including beside besides
    """
)
