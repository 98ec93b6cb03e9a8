"""Labels of headings, columns and lines, and the words by which questions ask for what stands beside them."""

from service.english.tokens import stem
from service.english.word_classes import word_set

# (how it is asked for, how it is labelled): "who attended?" and "Present: ...", "what goes into it?" and "Ingredients".
_GROUPS = (
    ("attend attended participate part present come came join joined there",
     "present attendees attendance participants attending roll"),
    ("go goes need needed needs contain contains consist consists", "ingredients materials contents need supplies components"),
    ("write wrote written author authors writer compile compiled prepare",
     "author authors by byline written compiled prepared reporter from"),
    ("open opens opened close closes closed shut shuts", "hours times open opening closing closed"),
    ("cost costs price charge charged pay much fee",
     "price prices cost costs fee fees rate rates charge charges tariff fare fares admission"),
    ("reach contact call phone telephone", "contact phone telephone tel mobile email"),
    ("located find stand take place held happen meet met", "address location venue place where site"),
    ("absent missing excuse excused regrets apologise apologised", "apologies absent excused regrets"),
    ("chair chaired lead led head headed preside presided", "chair chairman chairwoman chairperson presiding"),
    ("do does responsible job", "role duties position job"),
    ("born", "birth born"),
    ("heavy weigh weighs weighed", "weight mass"),
    ("long", "length duration term"),
    ("tall high", "height"),
    ("wide", "width breadth"),
    ("deep", "depth"),
    ("fast", "speed"),
    ("old", "age"),
    ("far", "distance range"),
    ("big large", "size area dimensions"),
    ("called named name", "name title"),
    ("make makes made maker manufacture manufactured manufacturer produce produced", "maker manufacturer producer brand"),
    ("sell sells sold supply supplies buy bought", "distributor supplier seller vendor stockist dealer"),
    ("serve serves feed feeds enough guests portions servings", "serves servings yield portions makes"),
    ("own owns owned belong belongs", "owner owners proprietor landlord"),
    ("build builds built", "contractor builder built"),
    ("draw drew drawn design designed plans", "architect designer"),
    ("inspect inspects inspected", "inspector"),
    ("audit audits audited", "auditor auditors"),
    ("teach teaches taught", "teacher tutor instructor"),
    ("end ends finish finishes expire expires due latest last", "deadline due expires expiry until closing valid"),
    ("start starts begin begins began", "start starts begins time doors"),
    ("send sent sends", "from sender to recipient"),
    ("replace replaces replaced supersede superseded", "replaces supersedes"),
    ("bake baked heat oven", "oven temperature"),
    ("decide decided resolve resolved", "decision decided resolved"),
    ("about", "subject topic re"),
)  # fmt: skip
# Labels of the lines of a record that tell what it is of.
IDENTIFYING = word_set(
    "name product model site project subject title re owner patient client customer event property company organisation"
    " organization item course address vessel ship job case file concerning regarding topic article tenant pupil student dish"
)
# What happens once and also by the clock: "when did the museum open?" asks for no opening hours.
HAPPENING = frozenset(
    map(stem, word_set("open opens opened close closes closed shut shuts start starts begin begins began"))
)
_STEMMED = tuple(tuple(frozenset(map(stem, word_set(words))) for words in group) for group in _GROUPS)
_KINDS = {
    "who": "by author from contact owner name chair present organiser organizer applicant client customer tenant seller buyer",
    "where": "address location venue place where site room from to destination",
    "when": "date when time day deadline due expires until closing valid hours start end issued from opening next",
    "amount": "price cost fee total amount charge rate rent deposit salary budget value fare",
    "duration": "duration length term time notice period prep cooking",
    "contact": "contact tel telephone phone mobile email mail website web address fax",
    "number": "number quantity total serves capacity attendance votes population",
    "measure": "weight height width length depth size area capacity volume dimensions power speed temperature",
    "why": "reason cause because purpose",
}
LABELS_BY_KIND = {kind: frozenset(map(stem, word_set(words))) for kind, words in _KINDS.items()}
_NO_LABELS: frozenset[str] = frozenset()
_LABELS = {
    term: _NO_LABELS.union(*(labels for asking, labels in _STEMMED if term in asking))
    for asked, _ in _STEMMED
    for term in asked
}


def labels_for(term: str) -> frozenset[str]:
    """Return the terms that may label what a question asks for with a term."""
    return _LABELS.get(term, _NO_LABELS)
