"""Words in and around the names of persons and groups: titles, trades, first names, particles, words for groups."""

from collections.abc import Iterable
from typing import Literal

from service.english.forms import plural
from service.english.word_classes import INDEFINITE_PERSONS, word_set

# Persons --------------------------------------------------------------------------------------------------------------

SHORT_TITLES = word_set("mr mrs ms mx messrs dr prof gov sen rep gen col maj capt lt sgt rev hon")
_RANKS = SHORT_TITLES | word_set(
    """
    miss professor sir lord lady dame baroness baron count earl duke prince princess king queen emperor pope president
    premier minister chancellor governor mayor senator representative congressman congresswoman mp msp mep mpp
    ambassador consul envoy secretary general colonel major captain lieutenant sergeant corporal constable inspector
    superintendent detective commissioner commander admiral marshal sheriff judge justice magistrate chief officer
    director chair chairman chairwoman chairperson speaker executive assistant associate treasurer councillor councilor
    councilman councilwoman alderman deputy editor reporter correspondent ceo cfo coo cto coach pastor reverend father
    sister brother bishop archbishop cardinal rabbi imam attorney spokesman spokeswoman spokesperson manager principal
    dean provost warden head leader master
    """
)
_TRADES = word_set(
    """
    farmer baker teacher student poet lawyer activist campaigner resident economist analyst researcher scientist
    engineer historian biologist author critic veteran actor actress singer founder owner organiser organizer expert
    planner curator librarian nurse surgeon doctor physician skipper sailor pilot fisherman soldier volunteer survivor
    witness victim suspect candidate winner lawmaker legislator politician official novelist journalist columnist
    musician composer artist painter sculptor architect inventor builder merchant driver player boss entrepreneur
    photographer producer writer conductor keeper
    """
)
# These precede a title or replace one: "former president Smith".
_ATTRIBUTES = word_set("former retired senior vice")
TITLES = _RANKS | _TRADES | _ATTRIBUTES
# Titles of persons, and of places named after them.
SAINTS = word_set("saint st")
PERSON_TITLES = _RANKS | SAINTS
# A full stop after one of these ends no name: "Mr. Smith", "Smith Jr."
ABBREVIATED_TITLES = SHORT_TITLES | word_set("st jr sr")
SURNAMES_TOO = word_set(
    """
    king prince pope bishop judge major marshal constable dean baker farmer singer driver builder keeper lord sergeant
    head baron count duke cardinal coach provost chancellor master
    """
)
TRADE_ENDINGS = ("master", "woman", "ologist", "ographer", "ician", "keeper", "worker")

WOMEN = word_set(
    """
    woman girl mother daughter wife sister aunt queen princess duchess baroness lady dame mrs ms miss actress chairwoman
    spokeswoman congresswoman heroine widow
    """
)
MEN = word_set(
    """
    man boy father son husband brother uncle king prince duke baron lord sir mr emperor pope bishop archbishop chairman
    spokesman congressman hero widower
    """
)
GENDERED = WOMEN | MEN
PERSONS = _RANKS | _TRADES | SAINTS | WOMEN | MEN | word_set("child person someone")

# Persons that a price, a rule or a contract is made for.
PARTIES = frozenset(
    form
    for noun in """adult child junior senior student pupil member guest visitor pensioner teenager toddler baby infant couple
        customer patient parent tenant client employee landlord landlady lessee buyer seller driver passenger""".split()
    for form in (noun, plural(noun))
)

# Common first names that tell women from men.
FEMALE_NAMES = word_set(
    """
    mary anna anne ann maria elizabeth elisabeth margaret susan sarah karen nancy lisa linda barbara patricia jennifer
    jessica emily emma olivia sophia sophie charlotte amelia isabella laura julia julie kate katherine catherine
    christine helen ruth joan jane janet rachel rebecca hannah martha alice eva elena irene rosa nora fatima aisha ingrid
    astrid maya mia grace clara claire louise diana deborah angela amanda michelle nicole
    """
)
MALE_NAMES = word_set(
    """
    john james robert william david richard joseph thomas tom charles christopher daniel matthew anthony mark paul steven
    andrew peter george edward henry brian ronald kevin jason jeffrey ryan jacob gary nicholas eric jonathan stephen
    larry frank scott benjamin ben samuel patrick jack dennis walter adam nathan arthur martin karl carl hans jan lars
    erik ivan carlos juan jose luis antonio mohammed ahmed ali omar hassan ibrahim hugo oliver simon philip michael
    """
)


def told_gender(titles: Iterable[str], first_names: Iterable[str]) -> Literal["he", "she"] | None:
    """Return the pronoun for a person, by folded titles or else by first names; None if neither tells."""
    for words, she, he in ((set(titles), WOMEN, MEN), (set(first_names), FEMALE_NAMES, MALE_NAMES)):
        if words & she or words & he:
            return "she" if words & she else "he"
    return None


# Names ----------------------------------------------------------------------------------------------------------------

# Small words inside a name: "van der Berg".
NAME_PARTICLES = word_set("de en la van von der den ter ten bin ibn al el da dos di du le del della y zu af bint ap")
# Small words inside a group's name: "Institute for the Study of".
GROUP_LINKS = word_set("of on for in the a")

# Words that name a kind of group: "Smith College", "the Jones Foundation".
GROUPS = word_set(
    """
    university college school institute academy party company corporation inc ltd committee council commission ministry
    department agency association union church museum bank parliament congress senate club team society league
    organization organisation group network channel newspaper press foundation office army navy force board coalition
    alliance federation centre center clinic bureau authority service services trust assembly cabinet court project
    hospital police institution fund campaign movement international times post herald gazette observer tribune
    """
)

# Capitalised words that open a sentence and are no names.
OPENERS = (
    INDEFINITE_PERSONS
    | frozenset(map(plural, _TRADES))
    | word_set(
        """
        however meanwhile moreover furthermore still also yes no not yesterday today tomorrow now then here there later
        earlier instead indeed thus therefore finally again perhaps maybe nevertheless nonetheless asked according
        quoting citing paraphrasing echoing
        speaking referring responding writing separately last next police staff people others neighbours neighbors
        management government authorities prosecutors workers investigators detectives supporters opponents
        parents report study statement letter nothing something anything sources men women children locals members
        protesters rebels troops media press parliament court family families friends relatives counsel
        """
    )
)
