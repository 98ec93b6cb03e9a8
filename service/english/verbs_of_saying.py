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
# What speaks for someone: "a statement read".
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
