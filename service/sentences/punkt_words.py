"""The English words that Punkt is given: abbreviations, and words that open sentences."""


def _words(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


# Before a name; they never end a sentence.
TITLES = _words(
    """
    mr mrs ms mx messrs mme mlle dr drs prof gen sen sens rep reps gov govs lt col capt cpt sgt maj cmdr
    adm cpl pvt brig rev hon pres supt insp det amb atty sec'y msgr mt ft fr vs v cf viz e.g i.e eg ie
    a.k.a aka esp resp
    """
)

# Abbreviations only before a number: "No. 5", but "The answer is no. Smith left."
NUMBERED = _words(
    """
    no nos n° nº № p pp pg pgs vol vols fig figs art arts sec secs sect ch chap chaps eq eqs ex para
    paras par pt pts ser app cl reg regs tab op ca c approx est circa cap ref rev ver mar sat sun wed
    fri mon thu thurs tue tues jan feb apr jun jul aug sep sept oct nov dec tel ext rm apt ste bk bks bd
    nr lit fl rule stat evid civ crim proc bankr rptr const supp ps gal cor rom matt mk lk jn isa deut prov thess tim heb pet
    """
)

# Those of them that are ordinary words otherwise.
WORDS_TOO = _words("no art sat sun mar fig par ex app est tab reg")

# Abbreviations that end a sentence if the next word opens one.
ABBREVIATIONS = (
    _words(
        """
    co cos inc ltd corp plc llc llp bros mfg assn assoc intl int'l nat'l natl dept depts dep't div gov't
    govt univ inst jr sr esq ph.d m.d b.a m.a u.s u.k u.n e.u d.c etc al et ibid ed eds trans vol vols
    pp fig figs approx est st ave blvd rd hwy pkwy sq ln ct bldg apt ste jan feb apr jun jul aug sep
    sept oct nov tue tues thu thurs ala ariz ark calif colo conn del fla ga ill ind kan ky la md mich
    minn miss mo mont neb nev okla ont ore pa tenn tex vt va wash wis wyo que alta sask lb lbs oz ft hr
    hrs min mins sec secs cm mm km kg mph sq cu gal qt tbsp tsp avg max misc temp tel ext fax attn encl
    orig pub pseud repr rev suppl illus incl excl cont mt ft gen sen rep pres sec dir mgr asst admin
    exec comm cmte
    """
    )
    | TITLES
)

# After an hour, these continue the sentence: "5 a.m. Sunday", "9 p.m. Eastern".
AFTER_HOUR = _words(
    """
    monday tuesday wednesday thursday friday saturday sunday mondays tuesdays wednesdays thursdays fridays saturdays
    sundays weekdays weeknights mon tue tues wed thu thurs fri sat sun
    january february march april may june july august september october november december jan feb mar
    apr jun jul aug sep sept oct nov dec est edt cst cdt mst mdt pst pdt et ct pt mt gmt utc bst cet
    cest ist jst hkt aest eastern central pacific mountain greenwich
    """
)

# Words in lower case inside a sentence: capitalized, they open one.
STARTERS = _words(
    """
    the a an this that these those he she it we they you i his her its our their my your there here who
    what when where why how which whose whom whether if in on at by for from with without within after
    before since until during while although though however but and or nor so yet because as then now
    today yesterday tomorrow meanwhile moreover furthermore nevertheless nonetheless otherwise besides
    still also instead thus therefore hence indeed did do does is are was were has have had can could
    would should isn't aren't wasn't weren't don't doesn't didn't can't couldn't won't wouldn't let
    let's please perhaps maybe according among amongst between despite unlike like once only even just
    later earlier finally soon again often sometimes usually recently currently previously eventually
    initially originally subsequently consequently similarly likewise conversely additionally
    accordingly apparently unfortunately fortunately not no yes many most some several few all both each
    every another other others such one two three four five six seven eight nine ten nobody everyone
    everybody someone anyone nothing everything something he's she's it's we're they're you're i'm i've
    i'd i'll we've we'll they've they'll he'd she'd that's there's what's who's here's following
    suddenly of about around because beyond toward towards upon throughout across along
    """
)

# Endings of web addresses, capitalized: "Amazon.Com" is one name.
DOMAINS = _words("Com Org Net Edu Gov Io Ca Uk Js Py Txt Pdf Html")

# Names with an exclamation mark.
EXCLAMATORY = _words("yahoo jeopardy joomla chips")

# Words of the names of laws and rules, which stand before their number.
RULES = "R|P|Civ|Crim|Evid|App|Bankr|Proc|Prac|Ct|Cl|Const|Supp|Stat|Rev|Ann|Rptr|Jud|Admin|Reg|Cas|L"

SAID = (
    "said|says|asked|asks|replied|replies|added|adds|answered|cried|shouted|yelled|whispered|exclaimed|wrote|writes|told"
    "|demanded|wondered|inquired|continued|explained|responded|remarked|declared|muttered|murmured|called|quipped"
    "|retorted|tweeted|joked|insisted|warned|sighed|snapped|screamed|observed|noted|recalled|stated"
)

# These open a clause, where a sentence without stops may be cut.
CLAUSE_OPENERS = "and|but|or|so|because|then|when|while|if|which|who|where|although|though|until|after|before|now|okay"

# No sentence ends with one of these: a line that does goes on in the next.
UNENDING = "the|a|an|of|to|and|or|but|that|which|with|from|for|at|in|on|by|is|was|are|were|has|had|my|his|her|their|our|your|its"
