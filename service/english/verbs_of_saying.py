"""Verbs that report speech, each listed once in its base form; the sets that stages use hold inflected forms.

A verb reports in one of two ways. A clause may follow it without quotation marks ("Smith said it rains"), or it needs
them near to be speech ("Smith called it 'a disgrace'").
"""

from collections.abc import Callable
from itertools import product

from service.english.forms import past_tense, present_participle, spellings, third_person
from service.english.word_classes import DENIALS, word_set

# A clause without "that" may follow: "Smith insisted the bridge was safe".
_BARE_CLAUSE = word_set("insist argue explain complain concede contend assert allege deny warn predict joke reckon")
# A clause or the title of a work may follow: 'Smith wrote "The Sea"'.
_CLAUSE_OR_TITLE = word_set("write read recall")
_CLAUSE = (
    _BARE_CLAUSE
    | _CLAUSE_OR_TITLE
    | word_set(
        """
        say tell add ask reply answer claim state declare announce note observe remark comment continue conclude confirm
        admit acknowledge maintain suggest stress emphasize tweet quip testify urge promise vow pledge reiterate repeat
        caution advise agree counter retort respond demand boast lament estimate report inform assure remind
        reveal mention affirm
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
# They speak only directly beside the words spoken: "'It rains,' he laughed", but not "he laughed at a film, 'The Rain'".
_MANNER = word_set(
    """
    laugh smile chuckle growl grumble groan moan mumble stammer stutter bellow roar hiss croak bark gush enthuse
    marvel fume rage rant tease opine venture interject volunteer disagree inquire enquire reflect reminisce
    elaborate clarify correct scold reassure implore command order proclaim blog text email
    """
)
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


MANNER = _inflect(_MANNER, past_tense, third_person) - {"orders", "commands", "texts", "emails", "blogs"}
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

# What people do before they speak: "Smith disagreed. 'It rains.'"
GESTURES = word_set(
    """
    disagreed disagrees agreed agrees nodded nods shrugged shrugs smiled smiles laughed laughs sighed sighs frowned
    frowns paused pauses hesitated hesitates winced grinned chuckled shook shakes
    """
)
# What somebody utters: "Smith's answer was blunt: 'No.'"
UTTERANCES = word_set(
    "answer reply response verdict words word message comment advice warning explanation reaction conclusion view opinion summary"
)
# Verbs that may open a reply: "he said", not "he asked" or "he added".
SAID = _inflect(word_set("say reply answer respond retort counter"), past_tense, third_person)
# Verbs that take a person before what is said: "told the board that".
TO_SOMEBODY = _inflect(
    word_set("tell ask inform assure remind warn promise advise"), past_tense, third_person, present_participle
)
# Writings that speak for someone: "a statement read".
WRITINGS = word_set("statement letter release post report tweet message announcement")

# Verbs of whoever passes on the words of another: "quoted Smith as saying", "heard Smith say".
_RELAY = word_set("quote cite hear remember recall record report")
RELAYS = _inflect(_RELAY, past_tense, third_person) | word_set("overheard overhears")
RELAYING = _inflect(_RELAY, present_participle) | word_set("paraphrasing echoing repeating misquoting")
RELAYED = _inflect(_RELAY, past_tense) | word_set("overheard filmed taped")
# Verbs behind which "that he said" is taken for a fact.
FACTIVES = (_inflect(_CLAUSE - word_set("claim suggest predict urge demand allege deny"), past_tense, third_person)) | (
    RELAYS | word_set("know knows knew known forgot forgets learn learned learnt regret regrets regretted")
)
# Adverbs that take back the verb beside them.
HEARSAY = frozenset(("allegedly", "supposedly", "purportedly"))
FALSELY = HEARSAY | word_set("falsely wrongly mistakenly erroneously incorrectly inaccurately")
# Words that make what follows untrue, unsure or not yet said: "denied saying", "stopped short of calling".
DISCLAIMERS = (
    DENIALS
    | FALSELY
    | THINKING
    | _inflect(
        word_set(
            """
            claim allege suggest doubt imagine pretend suppose suspect assume wish hope fear dispute decline avoid resist
            consider contemplate intend expect threaten accuse forbid retract
            """
        ),
        past_tense,
        third_person,
    )
    | word_set(
        """
        think denying refusing rumour rumours rumor rumors myth notion allegation allegations possibility evidence proof
        idea whether if unless until lest without instead short rather likely unlikely false untrue planned contrary
        """
    )
)

PHRASES = {
    tuple(words.split())
    for words in (
        *(f"{be} quoted as saying" for be in ("was", "is", "were", "been")),
        *(f"{go} on to {say}" for go, say in product(("went", "goes"), ("say", "add", "warn", "explain"))),
        *(f"{verb} out" for verb in ("pointed", "points", "blurted", "cried", "called", "shouted")),
        *(f"{verb} back" for verb in ("hit", "fired", "shot", "wrote", "shouted", "snapped")),
        *(f"{verb} in" for verb in ("chimed", "chimes", "cut", "broke", "put")),
        *(f"{verb} up" for verb in ("summed", "sums", "piped", "spoke")),
        *(f"{go} on" for go in ("went", "goes")),
        *(f"{make} {how}" for make in ("made", "makes") for how in ("clear", "it clear", "it plain")),
        "on record as saying",
        "was heard to say",
        "put it",
        "puts it",
    )
}
# Phrases that mean other things unless what is said stands beside them: "put it on the shelf", "went on to Rome".
LOOSE_PHRASES = frozenset(phrase for phrase in PHRASES if phrase[-1] in "out back in up on it".split())
