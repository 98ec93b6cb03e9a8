"""The words that questions are wrapped in: greetings, thanks, verbs of asking and knowing, and how words are written in a chat.

No list here holds whole phrases: a wrapping is told by what kinds of words it is made of.
"""

from service.english.word_classes import (
    AUXILIARIES,
    DO,
    HAVE,
    INDEFINITE_PERSONS,
    MODALS,
    NEGATED_AUXILIARIES,
    WE,
    YOU,
    I,
    word_set,
)

# What one who asks wants done with the answer: "give me", "I need to know".
GIVING = word_set("give tell show need want have get know looking find share say")

# What a chat writes: what is meant. A letter that stands for a word is one only beside a word that asks or helps.
SHORT_FORMS = {
    "abt": "about", "appx": "approximately", "b4": "before", "bc": "because", "bcoz": "because", "bcuz": "because",
    "btwn": "between", "coz": "because", "cuz": "because", "govt": "government", "gimme": "give me", "gonna": "going to",
    "gotta": "have to", "hav": "have", "hows": "how is", "hw": "how", "lemme": "let me", "pls": "please",
    "plz": "please", "ppl": "people", "thx": "thanks", "ty": "thanks", "tho": "though", "thru": "through", "ur": "your",
    "wanna": "want to", "wat": "what", "wats": "what is", "whats": "what is", "whens": "when is", "wheres": "where is",
    "whn": "when", "whos": "who is", "whr": "where", "wht": "what", "whys": "why is", "wich": "which", "wrt": "about",
    "wut": "what", "yr": "year", "yrs": "years", "kinda": "kind of", "gov": "government",
    "dont": "don't", "doesnt": "doesn't", "didnt": "didn't", "isnt": "isn't", "cant": "can't", "wasnt": "wasn't",
    "arent": "aren't", "werent": "weren't", "wont": "won't", "hasnt": "hasn't", "havent": "haven't",
}  # fmt: skip
SHORT_LETTERS = {"u": "you", "r": "are", "y": "why"}

# Persons who ask or are asked.
ASKERS = frozenset((*I, *WE)) | word_set("we're i'm")
ASKED_PERSONS = frozenset(YOU) | (INDEFINITE_PERSONS - {"none", "nobody"}) | {"one", "anybody"}

# Verbs and nouns whose object is the question. To tell: what is asked of somebody.
TELLING_US = word_set(
    """
    tell telling say saying explain explaining let letting give giving show showing help helping advise clarify clarifying
    confirm confirming remind reminding inform informing describe describing share sharing enlighten answer answering
    check checking find finding figure figuring look looking
    """
)
# To know, or to wish to: what somebody asks about.
KNOWING = word_set(
    "know knows knowing known remember remembers remember recall recalls idea ideas clue clues understand understands aware"
)
WONDERING = KNOWING | word_set(
    """
    wonder wonders wondering wondered ask asks asking asked inquire enquire learn learning hear hearing find finding figure
    figuring curious interested interest sure certain unsure forget forgot forgotten question unclear discover determine
    see seeing understanding establish
    """
)
# What stands between: to wish, to try, to be able.
_WISHING = word_set(
    """
    like love want wants wanted need needs wish hope hoping try trying happen happens mind able possible possibly chance
    way good great nice helpful useful interesting keen eager glad grateful happy dying desperate out up bit little quick
    quickly just really also maybe perhaps please kindly actually simply ever only still something thing things lot much
    best time get getting got go going exactly somehow me us to of for about as on in at by and so that this is it there
    the a an any no not been being have some more here all would could
    """
)
CLAUSE_WORDS = (
    ASKERS
    | ASKED_PERSONS
    | TELLING_US
    | WONDERING
    | _WISHING
    | AUXILIARIES
    | NEGATED_AUXILIARIES
    | DO
    | HAVE
    | MODALS
    | {"cannot"}
)

# Words that make a clause a courtesy, if the rest of it are words of the clauses above.
COURTESIES = word_set(
    """
    hi hello hey hiya heya yo howdy greetings dear morning afternoon evening welcome please kindly thanks thank thankyou
    cheers sorry excuse pardon apologies question questions query quick btw hm hmm hmmm um umm uh uhm er erm lol asap fyi
    help regards appreciated appreciate obliged curiosity curious wondering wonder idea ideas clue bother bothering
    disturb wishes sincerely mind know ask tell listen yeah ok okay well so soo yup way
    """
)
VOCATIVES = word_set(
    """
    everyone everybody all there team folks guys sir madam sirs friend friends mate man quoth bot assistant people group
    colleagues support staff dude buddy
    """
)
_COURTEOUS = word_set(
    """
    good day kind best warm many lots advance very if may might can by from short small simple silly stupid one two another
    last first don't mind answer anyone listening bothering possible what's up wait hold second trouble kindest yours
    faithfully much advance someone anybody with question my our i've i'd i'm we've we'd this out
    """
)
COURTEOUS_WORDS = CLAUSE_WORDS | COURTESIES | VOCATIVES | _COURTEOUS

# The documents themselves: "according to the documents" restricts nothing.
SOURCES = word_set(
    """
    document documents doc docs text texts file files article articles page pages passage passages source sources
    collection material materials paper papers knowledge-base context archive
    """
)
# Nouns that stand for a question word: "the reason for" is why.
ASKABLE = {"reason": "why", "place": "where", "location": "where"}
PERSONS_ASKED = word_set("person man woman individual one people persons individuals")
# What a noun asks for at the beginning or end of keywords.
KEYWORD_TYPES = {
    "number": "how many", "count": "how many", "date": "when", "when": "when", "reason": "why", "reasons": "why",
    "place": "where", "location": "where", "person": "who", "definition": "what is", "meaning": "what is the meaning of",
}  # fmt: skip
