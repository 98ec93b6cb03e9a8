"""Word forms: irregular ones and British spellings mapped to a base form, and regular inflection.

A stemmer strips endings; it cannot know that "wrote" is a form of "write" or that "colour" is "color". These lists are
our own, of English words only.
"""

import re

# base: its irregular forms
_VERBS = """
arise arose arisen; awake awoke awoken; bear bore borne; beat beaten; become became; begin began begun; bend bent;
bet; bind bound; bite bit bitten; bleed bled; blow blew blown; break broke broken; breed bred; bring brought;
build built; burn burnt; buy bought; catch caught; choose chose chosen; cling clung; come came; creep crept;
deal dealt; dig dug; draw drew drawn; dream dreamt; drink drank drunk; drive drove driven; eat ate eaten; fall fell fallen;
feed fed; feel felt; fight fought; find found; flee fled; fling flung; fly flew flown; forbid forbade forbidden;
forget forgot forgotten; forgive forgave forgiven; freeze froze frozen; get got gotten; give gave given; go went gone;
grind ground; grow grew grown; hang hung; hear heard; hide hid hidden; hold held; keep kept; kneel knelt; know knew known;
lay laid; lead led; lean leant; leap leapt; learn learnt; leave left; lend lent; lose lost; make made;
mean meant; meet met; mistake mistook mistaken; overcome overcame; overthrow overthrew overthrown; pay paid; prove proven;
ride rode ridden; ring rang rung; rise rose risen; run ran; say said; see saw seen; seek sought; sell sold; send sent;
shake shook shaken; shine shone; shoot shot; show shown; shrink shrank shrunk; sing sang sung; sink sank sunk; sit sat;
sleep slept; slide slid; speak spoke spoken; spend spent; spin spun; spring sprang sprung; stand stood; steal stole stolen;
stick stuck; sting stung; strike struck stricken; strive strove; swear swore sworn; sweep swept; swell swollen;
swim swam swum; swing swung; take took taken; teach taught; tear tore torn; tell told; think thought; throw threw thrown;
understand understood; undergo underwent undergone; undertake undertook undertaken; wake woke woken; wear wore worn;
weave wove woven; weep wept; win won; wind wound; withdraw withdrew withdrawn; withstand withstood; write wrote written;
outgrow outgrew; foresee foresaw foreseen; uphold upheld; rebuild rebuilt; repay repaid; bear born
"""

_NOUNS = """
man men; woman women; child children; person persons; foot feet; tooth teeth; goose geese; mouse mice; wife wives; knife knives;
life lives; half halves; leaf leaves; loaf loaves; thief thieves; wolf wolves; crisis crises; analysis analyses;
basis bases; thesis theses; hypothesis hypotheses; phenomenon phenomena; criterion criteria; medium media; datum data;
bacterium bacteria; nucleus nuclei; fungus fungi; alumnus alumni; stimulus stimuli; index indices; matrix matrices;
appendix appendices; genus genera; curriculum curricula; ox oxen; alga algae; antenna antennae; formula formulae;
tuna; policeman policemen; businessman businessmen; frenchman frenchmen; englishman englishmen; gentleman gentlemen; fisherman fishermen
"""

# American spelling: British ones
_SPELLINGS = """
color colour; honor honour; labor labour; favor favour; favorite favourite; flavor flavour; harbor harbour; humor humour;
neighbor neighbour; neighborhood neighbourhood; rumor rumour; vapor vapour; armor armour; behavior behaviour; endeavor endeavour;
center centre; meter metre; kilometer kilometre; centimeter centimetre; millimeter millimetre; theater theatre; fiber fibre;
liter litre; caliber calibre; luster lustre; somber sombre; specter spectre; defense defence; offense offence;
license licence; pretense pretence; practice practise; program programme; catalog catalogue; dialog dialogue; analog analogue;
analyze analyse; paralyze paralyse; catalyze catalyse; check cheque; gray grey; plow plough; tire tyre; aluminum aluminium;
jewelry jewellery; traveler traveller; traveled travelled; traveling travelling; modeling modelling; modeled modelled;
canceled cancelled; canceling cancelling; labeled labelled; fueled fuelled; signaling signalling; counselor counsellor;
skeptic sceptic; skeptical sceptical; maneuver manoeuvre; encyclopedia encyclopaedia; medieval mediaeval; archeology archaeology;
archeologist archaeologist; anesthetic anaesthetic; fetus foetus; pediatric paediatric; hemoglobin haemoglobin; leukemia leukaemia;
estrogen oestrogen; diarrhea diarrhoea; mold mould; molt moult; smolder smoulder; cozy cosy; pajamas pyjamas; enrollment enrolment;
fulfill fulfil; skillful skilful; installment instalment; judgment judgement; acknowledgment acknowledgement; artifact artefact;
czar tsar; councilor councillor; airplane aeroplane; plus
"""


def _read(table: str) -> dict[str, str]:
    bases: dict[str, str] = {}
    for line in table.replace("\n", " ").split(";"):
        base, *forms = line.split()
        for form in forms:
            bases.setdefault(form, base)
    return bases


# Forms that are words in their own right more often than forms of the verb: "found" a city, "left" wing, "born".
_AMBIGUOUS = {
    "found",
    "left",
    "ground",
    "wound",
    "bound",
    "bore",
    "lay",
    "saw",
    "lives",
    "leaves",
    "bases",
    "rose",
    "born",
}

BASES: dict[str, str] = {
    form: base for form, base in (_read(_NOUNS) | _read(_VERBS) | _read(_SPELLINGS)).items() if form not in _AMBIGUOUS
} | {"usa": "us"}

_PAST_FORMS = frozenset(_read(_VERBS))


def is_past_form(word: str) -> bool:
    """Guess whether a folded word is a past tense or participle: "sold", "designed"."""
    return word in _PAST_FORMS or (len(word) > 4 and word.endswith("ed") and not word.endswith("eed"))


_IZE = ("ise", "ises", "ised", "ising", "isation", "isations", "iser", "isers")
# Words in -ise that are not spelt with a z anywhere.
_NOT_IZE = frozenset(
    """advise advised advises advising advertise advertised advertiser advertisers advertises advertising arise arising comprise
    comprised comprises comprising compromise compromised compromises compromising concise demise despise despised devise devised
    devises devising disguise disguised enterprise enterprises exercise exercised exercises exercising expertise franchise franchised
    franchises franchising improvise improvised merchandise otherwise precise premise premises promise promised promises promising
    raise raised raises raising praise praised praises praising revise revised revises revising rise rises rising supervise supervised
    supervises supervising surprise surprised surprises surprising televise televised televises televising treatise treatises wise
    noise noises poise poised raisers raiser cruise cruises cruiser cruisers bruise bruised appraise appraised likewise paradise
    excise incise circumcise circumcised chastise promiser riser risers wiser miser misers""".split()
)

# Names that would lose an "s" and become another word: Mars is no plural of "Mar.".
UNSTEMMED = frozenset({"mars"})


def base_form(word: str) -> str:
    """Return the base form of a folded word that is irregular or spelt the British way; any other word unchanged."""
    if word in BASES:
        return BASES[word]
    if len(word) > 5 and word.endswith(_IZE) and word not in _NOT_IZE:
        for ending in _IZE:
            if word.endswith(ending):
                return word[: -len(ending)] + "iz" + ending[2:]
    return word


_PLURALS = frozenset("people men women children police".split())
_ENDS_IN_S = frozenset(
    "is was does has his its this us process business access success progress news series species basis class".split()
)


def is_plural(word: str) -> bool:
    """Guess from its ending whether a folded word is a plural noun."""
    return word in _PLURALS or (
        len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")) and word not in _ENDS_IN_S
    )


# Inflection -----------------------------------------------------------------------------------------------------------

_CUT = [line.split() for line in _VERBS.split(";")]
_PAST = {base: forms[0] for base, *forms in _CUT if forms} | {"read": "read"}
IRREGULAR_VERBS = frozenset(base for base, *forms in _CUT if forms)
IRREGULAR_PARTICIPLES = frozenset(forms[-1] for _, *forms in _CUT if forms)
_DOUBLING = frozenset("admit beg begin dub quip refer slam snap".split())
_BRITISH = {american: british for british, american in _read(_SPELLINGS).items()}


_IRREGULAR_PLURALS = {base: forms[0] for base, *forms in (line.split() for line in _NOUNS.split(";")) if forms}


def plural(noun: str) -> str:
    """Return the plural of a noun: cities, churches, women."""
    return _IRREGULAR_PLURALS.get(noun) or third_person(noun)


def third_person(verb: str) -> str:
    """Return the third person singular of a verb: says, denies, stresses."""
    if verb.endswith("y") and verb[-2] not in "aeou":
        return f"{verb[:-1]}ies"
    return f"{verb}es" if verb.endswith(("s", "sh", "ch", "x", "o")) else f"{verb}s"


def past_tense(verb: str) -> str:
    """Return the past tense of a verb: said, denied, admitted."""
    if verb in _PAST:
        return _PAST[verb]
    if verb.endswith("y") and verb[-2] not in "aeou":
        return f"{verb[:-1]}ied"
    return f"{verb}d" if verb.endswith("e") else f"{_doubled(verb)}ed"


def present_participle(verb: str) -> str:
    """Return the present participle of a verb: saying, writing, admitting."""
    return f"{verb[:-1] if verb.endswith('e') else _doubled(verb)}ing"


def _doubled(verb: str) -> str:
    return verb + verb[-1] if verb in _DOUBLING else verb


def spellings(word: str) -> frozenset[str]:
    """Return an American spelling together with the British one: criticized, criticised."""
    british = _BRITISH.get(word) or re.sub(r"iz(e|es|ed|ing)\Z", r"is\1", word)
    return frozenset((word, british))
