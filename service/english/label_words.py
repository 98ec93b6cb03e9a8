"""Labels of headings, columns and lines, and the words by which questions ask for what stands beside them."""

from service.english.tokens import stem
from service.english.word_classes import word_set

# (how it is asked for, how it is labelled): "who attended?" and "Present: ...", "what goes into it?" and "Ingredients".
_GROUPS = (
    ("attend attended participate part present come came join joined there", "present attendees attendance participants attending"),
    ("go goes need needed needs contain contains consist consists", "ingredients materials contents need supplies components"),
    ("write wrote written author authors writer", "author authors by byline written"),
    ("open opens opened close closes closed shut shuts", "hours times open opening closing"),
    ("cost costs price charge charged pay much fee", "price prices cost costs fee fees rate rates charge charges tariff"),
    ("reach contact call phone telephone", "contact phone telephone tel mobile email"),
    ("located find stand take place held happen", "address location venue place where"),
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
)  # fmt: skip
_STEMMED = tuple(tuple(frozenset(map(stem, word_set(words))) for words in group) for group in _GROUPS)
_NO_LABELS: frozenset[str] = frozenset()
_LABELS = {
    term: _NO_LABELS.union(*(labels for asking, labels in _STEMMED if term in asking))
    for asked, _ in _STEMMED
    for term in asked
}


def labels_for(term: str) -> frozenset[str]:
    """Return the terms that may label what a question asks for with a term."""
    return _LABELS.get(term, _NO_LABELS)
