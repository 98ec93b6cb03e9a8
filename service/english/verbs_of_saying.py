"""Verbs that report speech, each listed once in its base form; the sets that stages use hold inflected forms.

A verb reports in one of two ways. A clause may follow it without quotation marks ("Smith said it rains"), or it needs
them near to be speech ("Smith called it 'a disgrace'").
"""

from collections.abc import Callable
from itertools import product

from service.english.forms import past_tense, present_participle, spellings, third_person
from service.english.word_classes import word_set

# A clause without "that" may follow: "Smith insisted the bridge was safe".
_BARE_CLAUSE = word_set("insist argue explain complain concede contend assert allege deny warn predict joke")
# A clause or the title of a work may follow: 'Smith wrote "The Sea"'.
_CLAUSE_OR_TITLE = word_set("write read recall")
_CLAUSE = (
    _BARE_CLAUSE
    | _CLAUSE_OR_TITLE
    | word_set(
        """
        say tell add ask reply answer claim state declare announce note observe remark comment continue conclude confirm
        admit acknowledge maintain suggest stress emphasize tweet quip testify urge promise vow pledge reiterate repeat
        caution advise agree counter retort respond demand boast lament estimate report
        """
    )
)
_QUOTE_OR_TITLE = word_set("offer begin post")
_QUOTE = _QUOTE_OR_TITLE | word_set(
    """
    call describe condemn blast criticize denounce praise dub accuse hail dismiss reject refute welcome whisper shout cry
    exclaim mutter murmur yell scream snap sigh plead beg muse interrupt echo thunder protest object speak decry slam
    deplore cite liken brand label refer characterize applaud thank apologize recount
    """
)
_THINK = word_set("believe think")
# These report acts as much as words: "who agreed to the plan" asks for no statement.
_ACTS_TOO = _CLAUSE_OR_TITLE | word_set(
    "add answer ask continue agree repeat confirm counter respond demand report conclude suggest maintain"
)
# The third person is as often a plural noun: "Chinese claims", "the reports".
_NOUNS_TOO = word_set(
    """
    claim state note remark comment answer report demand promise vow pledge tweet joke lament counter estimate call
    caution boast retort whisper shout cry murmur yell scream sigh offer post protest object brand label
    """
)


def _inflect(verbs: frozenset[str], *forms: Callable[[str], str]) -> frozenset[str]:
    return frozenset(spelt for form in forms for verb in verbs for spelt in spellings(form(verb)))


SAYING = _inflect(_CLAUSE, past_tense, third_person) | {"say"}
QUOTING = _inflect(_QUOTE, past_tense, third_person)
THINKING = _inflect(_THINK, past_tense, third_person)
PARTICIPLES = _inflect(_CLAUSE | _QUOTE, present_participle)
ALSO_NOUNS = _inflect(_NOUNS_TOO, third_person)
BARE_CLAUSE = _inflect(_BARE_CLAUSE, past_tense, third_person)
WITH_TITLES = _inflect(_CLAUSE_OR_TITLE | _QUOTE_OR_TITLE, past_tense, third_person)

# Words that mark a sentence as reported speech or thought.
SPEECH = SAYING | QUOTING | THINKING | PARTICIPLES | {"according"}
# Their base forms, which follow an auxiliary: "what did Smith say".
SPEECH_ASKED = _CLAUSE | _QUOTE | _THINK
# Verbs by which a question asks for a statement, or for who made it.
TELLING = _inflect(_CLAUSE - _ACTS_TOO, past_tense, third_person) - ALSO_NOUNS
TELLING_ASKED = (_CLAUSE - _ACTS_TOO) | _THINK | TELLING | _inflect(_THINK, past_tense)

# Writings that speak for someone: "a statement read".
WRITINGS = word_set("statement letter release post report tweet message announcement")

PHRASES = {
    tuple(words.split())
    for words in (
        *(f"{be} quoted as saying" for be in ("was", "is", "were", "been")),
        *(f"{go} on to {say}" for go, say in product(("went", "goes"), ("say", "add", "warn", "explain"))),
        "was heard to say",
        "made clear",
        "put it",
    )
}
