"""The English words by which speech is reported: verbs of saying, titles before names, words that join and bind."""

from itertools import product

from service.english.word_classes import word_set

# Verbs whose clause may follow without quotation marks: "Smith said it rains".
SAYING = word_set(
    """
    said says say told tells added adds wrote writes asked asks replied replies answered answers explained explains
    claimed claims argued argues stated states declared declares announced announces insisted insists warned warns
    noted notes observed observes remarked remarks commented comments recalled recalls continued continues concluded
    concludes confirmed confirms admitted admits acknowledged acknowledges conceded concedes complained complains
    alleged alleges asserted asserts maintained maintains suggested suggests stressed stresses emphasised emphasized
    tweeted tweets joked jokes quipped quips testified testifies urged urges promised promises vowed vows pledged
    pledges predicted predicts reiterated reiterates repeated repeats cautioned cautions advised advises agreed agrees
    countered counters retorted retorts responded responds demanded demands boasted boasts lamented laments contended
    contends estimated estimates denied denies reported reports read reads
    """
)
# Verbs that need quotation marks near them to be speech: "Smith called it 'a disgrace'".
QUOTING = word_set(
    """
    called calls described describes condemned condemns blasted blasts criticised criticized denounced denounces praised
    praises dubbed dubs accused accuses hailed hails dismissed dismisses rejected rejects refuted refutes welcomed
    welcomes whispered shouted cried exclaimed muttered murmured yelled screamed snapped sighed pleaded begged posted
    mused offered began interrupted echoed thundered protested objected spoke decried slammed deplored cited likened
    branded labelled labeled referred characterised characterized applauded thanked apologised apologized recounted
    """
)
PARTICIPLES = word_set(
    """
    saying adding warning vowing calling noting arguing insisting claiming stating explaining promising declaring
    writing telling asking describing urging stressing suggesting pledging announcing replying recalling
    """
)
# Forms that are nouns as often: "Chinese claims", "the reports".
ALSO_NOUNS = word_set(
    """
    claims states notes remarks comments answers reports demands promises vows pledges tweets jokes laments counters
    estimates calls cautions
    """
)
NAME_PARTICLES = word_set("de en la van von der den ter ten bin ibn al el da dos di du le del della y zu af bint ap")
# Words with which a sentence opens that are no names.
OPENERS = word_set(
    """
    however meanwhile moreover furthermore still also yes no not yesterday today tomorrow now then here there later
    earlier instead indeed thus therefore finally again perhaps maybe nevertheless nonetheless asked according speaking
    referring responding writing separately last next police officials staff people witnesses residents critics experts
    scientists researchers others neighbours neighbors management organisers organizers everyone someone nobody
    everybody somebody anyone government authorities prosecutors lawyers doctors teachers students workers campaigners
    activists analysts economists investigators detectives supporters opponents parents report study statement letter
    nothing something anything none sources men women children locals members protesters rebels troops media press
    parliament court family families friends relatives counsel
    """
)

_RANKS = word_set(
    """
    mr mrs ms miss mx dr prof professor sir lord lady dame baroness baron count duke prince princess king queen
    emperor pope president premier minister chancellor governor gov mayor senator sen rep representative congressman
    congresswoman mp msp mep mpp ambassador consul envoy secretary general gen colonel col major maj captain capt
    lieutenant lt sergeant sgt corporal constable inspector superintendent detective commissioner commander admiral
    marshal sheriff judge justice magistrate chief officer director chair chairman chairwoman chairperson speaker
    executive assistant associate senior treasurer councillor councilor councilman councilwoman alderman deputy vice
    editor reporter correspondent ceo cfo coo cto coach pastor reverend rev father sister bishop archbishop cardinal
    rabbi imam attorney spokesman spokeswoman spokesperson manager principal dean provost warden head leader master
    """
)
_TRADES = word_set(
    """
    farmer baker teacher student poet lawyer activist campaigner resident economist analyst researcher scientist
    engineer historian biologist author critic veteran actor actress singer founder owner organiser organizer expert
    planner curator librarian nurse surgeon doctor skipper pilot fisherman volunteer survivor witness candidate
    lawmaker legislator former retired novelist journalist columnist musician composer artist architect builder driver
    entrepreneur photographer producer writer conductor keeper
    """
)
TITLES = _RANKS | _TRADES
SURNAMES_TOO = word_set(
    """
    king prince pope bishop judge major marshal constable dean baker farmer singer driver builder keeper lord sergeant
    head baron count duke cardinal coach provost chancellor master
    """
)
ABBREVIATED_TITLES = word_set("mr mrs ms mx dr prof gov sen rep gen col maj capt lt sgt rev hon st jr sr messrs")
TRADE_ENDINGS = ("master", "woman", "ologist", "ographer", "ician", "keeper", "worker")
# Titles and the commonest first names that tell whether "she" or "he" may stand for a name.
FEMALE, MALE = (
    word_set(
        """
        mrs ms miss lady dame baroness princess queen chairwoman spokeswoman congresswoman actress sister mother
        mary anna anne ann maria elizabeth elisabeth margaret susan sarah karen nancy lisa linda barbara patricia
        jennifer jessica emily emma olivia sophia sophie charlotte amelia isabella laura julia julie kate katherine
        catherine christine helen ruth joan jane janet rachel rebecca hannah martha alice eva elena irene rosa nora
        fatima aisha ingrid astrid maya mia grace clara claire louise diana deborah angela amanda michelle nicole
        """
    ),
    word_set(
        """
        mr sir lord baron duke prince king emperor pope chairman spokesman congressman father bishop archbishop
        john james robert william david richard joseph thomas tom charles christopher daniel matthew anthony mark
        paul steven andrew peter george edward henry brian ronald kevin jason jeffrey ryan jacob gary nicholas eric
        jonathan stephen larry frank scott benjamin ben samuel patrick jack dennis walter adam nathan arthur martin
        karl carl hans jan lars erik ivan carlos juan jose luis antonio mohammed ahmed ali omar hassan ibrahim hugo
        oliver simon philip michael
        """
    ),
)

GROUPS = word_set(
    """
    university college school institute academy party company corporation inc ltd committee council commission ministry
    department agency association union church museum bank parliament congress senate club team society league
    organization organisation group network channel newspaper press foundation office army navy force board coalition
    alliance federation centre center clinic bureau authority service services trust assembly cabinet court project
    hospital police institution fund campaign movement international times post herald gazette observer tribune
    """
)
# What speaks for someone: "a statement read".
WRITINGS = word_set("statement letter release post report tweet message announcement")
CALENDAR = word_set(
    """
    january february march april may june july august september october november december jan feb mar apr jun jul aug
    sep sept oct nov dec monday tuesday wednesday thursday friday saturday sunday mon tue wed thu fri sat sun
    """
)
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
