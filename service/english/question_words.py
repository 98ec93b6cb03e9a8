"""Words that questions are made of: what the nouns and adverbs ask for, and which words carry no content."""

from typing import Literal

from service.english.titles_and_names import PERSONS, SAINTS, SHORT_TITLES
from service.english.word_classes import word_set

# These open a request that has no question word. A listing asks for several things.
LISTING = word_set("list name give enumerate show")
IMPERATIVES = LISTING | word_set("tell describe explain say summarise summarize find")

# After "how".
AMOUNT_ADVERBS = word_set("many much")
DURATION_ADVERBS = word_set("long old often soon frequently late early")
MEASURE_ADJECTIVES = word_set("far tall high large big wide deep fast heavy hot cold small close thick low hard")

# Titles that are adjectives, verbs or things as often.
_NOT_ASKED_FOR = word_set("general major chief associate assistant count head principal master judge lead chair lord")
# After "which" and "what": the noun, and what type of thing answers.
AskedType = Literal["date", "percent", "number", "place", "person", "name", "money"]
NOUNS_BY_ANSWER: dict[AskedType, frozenset[str]] = {
    "date": word_set("year date century decade month day era period time"),
    "percent": word_set("percent percentage proportion fraction"),
    "number": word_set(
        "number amount population total score count weight length height width depth voltage capacity temperature maximum minimum"
    ),
    "place": word_set(
        """
        city country state town place region location continent river province nation island area county street village
        district capital neighbourhood neighborhood venue stadium nationality
        """
    ),
    "person": PERSONS - SHORT_TITLES - SAINTS - _NOT_ASKED_FOR,
    "name": word_set(
        """
        name group company organization organisation team university school network title album song film book show series
        newspaper party church member
        """
    ),
    "money": word_set("cost price salary worth fee budget fine deposit rent premium tariff"),
}

# Words that name the kind of answer, or a vague action; the sentence that answers often lacks them.
LIGHT_WORDS = word_set(
    """
    name names named kind kinds type types sort thing things year years month date time term person word example number
    percentage percent entity happen happened decide look hope regard famous known like go get take took given give
    become became consider find besides long often relate result role part title begin think thought prior want locate
    located mark cause caused describe described list mention mentioned mean means meaning
    """
)

# Nouns and verbs that tell what type of amount is asked for: "what is the fare", "how much does it weigh".
PRICED = word_set(
    """
    price cost fee fare rent deposit budget salary wage premium excess surplus deficit fine tax money sum toll tariff charge
    subscription rental bill payment balance discount refund value income revenue turnover profit debt loan grant
    """
)
PROPORTIONS = word_set("percentage proportion attendance turnout rate share slope gradient humidity interest yield")
MEASURED = word_set(
    """
    temperature level length height width depth weight mass size area distance speed capacity volume power voltage
    pressure altitude elevation diameter dose output thickness range
    """
)
WEIGHING = word_set("weigh weight measure cover hold contain draw consume produce load stretch span")
CHANGING = word_set("rise fall grow drop increase decrease decline change shrink climb")
# These name the kind of answer, so that the sentence that answers need not hold them: "£9" is what something costs.
ASKING_NOUNS = word_set("number amount percentage percent proportion name person price cost total level temperature")
ASKING_VERBS = word_set("cost pay charge last take need measure weigh please")
# After a length, what it is: "31 metres high".
DIMENSIONS = word_set("high tall long wide deep thick heavy")

# Whole sentences that reply to a question and leave the reason to the next one.
REPLIES = frozenset(
    phrase.strip()
    for phrase in """
    yes; no; yep; nope; never; always; sure; certainly; absolutely; definitely; of course; of course not; not at all;
    by all means; no way; not yet; not really; not always; not necessarily; usually; sometimes; often; rarely; maybe;
    perhaps; possibly; probably; probably not; partly; indeed; it depends; that depends; correct; yes and no; yes of course;
    yes you can; no you cannot; you can; you may; you can not; you cannot; they do; it is; it does; it is not; it does not;
    i do; i did; i think so; good question
    """.replace("\n", " ").split(";")
)
