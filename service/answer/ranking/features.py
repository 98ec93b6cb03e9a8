"""The features of the ranking: small functions of the evidence, in groups.

Each takes the Evidence and returns an array [candidates], mostly of values from 0 to 1. `FEATURES` lists them by group, in
the order of the weights in weights.json. To add one, write the function (here, in phrasing.py or in answer_types.py), list
it in `FEATURES`, and fit the weights again with `python -m service.training.fit`.
"""

from itertools import chain

import numpy as np

from service.answer.ranking import answer_types as types
from service.answer.ranking import doubts, labelled, licensing, meanings, phrasing
from service.answer.ranking.analysis import SHAPE
from service.answer.ranking.evidence import Evidence, around, focus_places
from service.answer.ranking.known import once
from service.answer.ranking.relative import BehindBest, Feature, share_of_best
from service.answer.ranking.weighed import ALL, COMMON, OF_NAMES, OF_NUMBERS, common_words, names, weighed
from service.index.interface import Hit

OPENING = 4  # tokens


# The index's own scores -----------------------------------------------------------------------------------------------


@once
def _hits(e: Evidence) -> dict[str, np.ndarray]:
    return _columns(Hit._fields, [c.hit for c in e.candidates])


def sentence_score(e: Evidence) -> np.ndarray:
    """The sentence's BM25 as a share of the best among the candidates."""
    return share_of_best(_hits(e)["sentence"])


def paragraph_score(e: Evidence) -> np.ndarray:
    return share_of_best(_hits(e)["paragraph"])


def combined_score(e: Evidence) -> np.ndarray:
    return share_of_best(_hits(e)["score"])


def combined_score_a_weight(e: Evidence) -> np.ndarray:
    """The index's score per unit of the question's weight: how much of what was possible was reached."""
    return _hits(e)["score"] / max(float(e.idf.sum()), 1e-9)


def rank(e: Evidence) -> np.ndarray:
    return 1 / (1 + np.arange(len(e.candidates)))


def document_share(e: Evidence) -> np.ndarray:
    """The scores of all candidates of the same document, as a share of the best document's."""
    totals: dict[int, float] = {}
    for c in e.candidates:
        totals[c.document] = totals.get(c.document, 0.0) + c.hit.score
    return share_of_best(np.array([totals[c.document] for c in e.candidates]))


# Coverage of the question's terms ----------------------------------------------------------------------------------------


def coverage(e: Evidence) -> np.ndarray:
    return weighed(e)["exact"][ALL]


def kin_coverage(e: Evidence) -> np.ndarray:
    return weighed(e)["held"][ALL]


def kin_alone(e: Evidence) -> np.ndarray:
    return weighed(e)["related"][ALL]


def terms_matched(e: Evidence) -> np.ndarray:
    return _count_exact(e) / 10


@once
def _count_exact(e: Evidence) -> np.ndarray:
    return e.exact.sum(axis=1)


def share_of_terms_matched(e: Evidence) -> np.ndarray:
    return _count_exact(e) / max(len(e.question.terms), 1)


def density(e: Evidence) -> np.ndarray:
    """Matched terms as a share of the sentence's content words."""
    return _count_exact(e) / _shapes(e)["content"]


def rarest_term(e: Evidence) -> np.ndarray:
    return e.held[:, int(e.idf.argmax())]


def heaviest_missing(e: Evidence) -> np.ndarray:
    return (e.weights * (1 - e.held)).max(axis=1)


def first_term(e: Evidence) -> np.ndarray:
    return e.held[:, 0]


def last_term(e: Evidence) -> np.ndarray:
    return e.held[:, -1]


def focus_present(e: Evidence) -> np.ndarray:
    """The noun asked for, or a related word, is in the sentence; one half if no noun is asked for."""
    places = focus_places(e)
    return e.held[:, places].max(axis=1) if places else np.full(len(e.candidates), 0.5)


def focus_missing_around(e: Evidence) -> np.ndarray:
    """A noun is asked for ("what *sentence* did ..."), and no related word is in the sentence, its paragraph or above."""
    places = focus_places(e)
    return 1 - around(e)[:, places].max(axis=1) if places else np.zeros(len(e.candidates))


def singled_out_in_document(e: Evidence) -> np.ndarray:
    """The weight of the terms held, each times the log of how few candidates of its document hold it.

    What a document is about is in most of its sentences and tells none of them from the others.
    """
    documents = np.array([c.document for c in e.candidates])
    together = (documents[:, None] == documents).astype(float)
    count, holding = together.sum(axis=1)[:, None], together @ (e.held > 0)
    return (e.held * np.log((count + 1) / (holding + 0.5))) @ e.weights


# Names and numbers, which must match ----------------------------------------------------------------------------------


def names_covered(e: Evidence) -> np.ndarray:
    return _covered(e, names(e))


def names_missing(e: Evidence) -> np.ndarray:
    return weighed(e)["missing"][OF_NAMES]


def names_missing_around(e: Evidence) -> np.ndarray:
    """The weight of names that are missing from the sentence, its paragraph and what stands above."""
    return weighed(e)["missing_around"][OF_NAMES]


def names_missing_in_document(e: Evidence) -> np.ndarray:
    return weighed(e)["missing_in_document"][OF_NAMES]


def name_opens(e: Evidence) -> np.ndarray:
    """The share, by weight, of the question's names among the first words of the sentence, which is likely about them.

    0 if a role is asked for ("the Chinese ambassador"), since then another name is wanted.
    """
    if e.question.role:
        return np.zeros(len(e.candidates))
    names = [
        (t, w)
        for t, (term, w) in enumerate(zip(e.question.terms, e.weights.tolist(), strict=True))
        if term in e.question.names
    ]
    total = sum(weight for _, weight in names) or 1.0
    opening = [sum(w for t, w in names if where[t] and where[t][0] < OPENING) for where in e.where]
    return np.array(opening, dtype=float) / total


def nothing_but_names(e: Evidence) -> np.ndarray:
    """The question's names are there, but no other word of the question."""
    held = weighed(e)["held"]
    return (held[COMMON] == 0) * (held[OF_NAMES] > 0) * float((common_words(e) * e.weights).sum() > 0)


def numbers_missing(e: Evidence) -> np.ndarray:
    return weighed(e)["missing"][OF_NUMBERS]


def numbers_missing_around(e: Evidence) -> np.ndarray:
    return weighed(e)["missing_around"][OF_NUMBERS]


@once
def common_words_covered(e: Evidence) -> np.ndarray:
    return _covered(e, common_words(e))


def common_words_missing(e: Evidence) -> np.ndarray:
    return weighed(e)["missing"][COMMON]


# The sentence's surroundings ------------------------------------------------------------------------------------------


def missing_around(e: Evidence) -> np.ndarray:
    return weighed(e)["missing_around"][ALL]


def missing_in_document(e: Evidence) -> np.ndarray:
    return weighed(e)["missing_in_document"][ALL]


def heaviest_missing_around(e: Evidence) -> np.ndarray:
    return (e.weights * (1 - around(e))).max(axis=1)


def filled_by_sentence_before(e: Evidence) -> np.ndarray:
    return weighed(e)["before"][ALL]


def filled_by_sentence_after(e: Evidence) -> np.ndarray:
    return weighed(e)["after"][ALL]


def filled_by_paragraph(e: Evidence) -> np.ndarray:
    return weighed(e)["paragraph"][ALL]


def filled_from_above(e: Evidence) -> np.ndarray:
    """The weight of the terms that only the title, the heading or the lead-in holds."""
    return weighed(e)["above"][ALL]


def covered_with_above(e: Evidence) -> np.ndarray:
    """The weight of the terms in the sentence or above it: what the title and the like say holds for all below."""
    return weighed(e)["with_above"][ALL]


def pronoun_filled_before(e: Evidence) -> np.ndarray:
    """What the sentence before adds if this one begins with a pronoun, which likely refers back."""
    return filled_by_sentence_before(e) * begins_with_pronoun(e)


def begins_with_pronoun(e: Evidence) -> np.ndarray:
    return _shapes(e)["begins_with_pronoun"]


# Place and kind -------------------------------------------------------------------------------------------------------


@once
def _shapes(e: Evidence) -> dict[str, np.ndarray]:
    return _columns(SHAPE, [c.analysis.shape for c in e.candidates])


def place_in_paragraph(e: Evidence) -> np.ndarray:
    return np.array([min(c.position - c.block.first, 10) / 10 for c in e.candidates])


def opens_paragraph(e: Evidence) -> np.ndarray:
    return np.array([c.position == c.block.first for c in e.candidates], dtype=float)


def heading(e: Evidence) -> np.ndarray:
    return np.array([c.sentence.kind in ("heading", "boilerplate") for c in e.candidates], dtype=float)


def length(e: Evidence) -> np.ndarray:
    return _shapes(e)["length"]


def very_short(e: Evidence) -> np.ndarray:
    return _shapes(e)["very_short"]


def very_long(e: Evidence) -> np.ndarray:
    return _shapes(e)["very_long"]


def says_something_new(e: Evidence) -> np.ndarray:
    """The number of content words that are not in the question, up to ten, as a share of ten."""
    return np.minimum(_new_words(e), 10) / 10


def says_nothing_new(e: Evidence) -> np.ndarray:
    return (_new_words(e) < 2).astype(float)


@once
def _new_words(e: Evidence) -> np.ndarray:
    words = e.question.words
    return np.array([len(c.analysis.content) - len(c.analysis.content & words) for c in e.candidates])


def _covered(e: Evidence, mask: np.ndarray) -> np.ndarray:
    total = float((e.idf * mask).sum())
    return (e.held @ (e.idf * mask)) / total if total else np.full(len(e.candidates), 0.5)


def _columns(names: tuple[str, ...], rows: list[tuple[float, ...]]) -> dict[str, np.ndarray]:
    values = np.fromiter(chain.from_iterable(rows), dtype=float)
    return dict(zip(names, values.reshape(-1, len(names)).T, strict=True))


FEATURES: dict[str, tuple[Feature, ...]] = {
    "index": (sentence_score, paragraph_score, combined_score, combined_score_a_weight, rank, document_share),
    "coverage": (
        coverage, kin_coverage, terms_matched, share_of_terms_matched, density, rarest_term, heaviest_missing, first_term,
        last_term, focus_present, focus_missing_around, BehindBest(coverage), BehindBest(kin_coverage),
        singled_out_in_document,
    ),
    "kinship": (kin_alone,),
    "meaning": (
        meanings.meaning_covered, meanings.meaning_missing, meanings.meaning_missing_around, meanings.meaning_filled,
        meanings.focus_meant, meanings.nearest_words, meanings.likeness,
        BehindBest(meanings.meaning_covered), BehindBest(meanings.nearest_words), BehindBest(meanings.likeness),
    ),
    "names and numbers": (
        names_covered, names_missing, names_missing_around, names_missing_in_document, name_opens, nothing_but_names,
        numbers_missing, numbers_missing_around,
        common_words_covered, common_words_missing, BehindBest(common_words_covered),
    ),
    "surroundings": (
        missing_around, missing_in_document, heaviest_missing_around, filled_by_sentence_before, filled_by_sentence_after,
        filled_by_paragraph, filled_from_above, covered_with_above, BehindBest(covered_with_above),
        pronoun_filled_before, begins_with_pronoun,
    ),
    "wording": (
        phrasing.bigrams, phrasing.trigrams, phrasing.pairs, phrasing.window, phrasing.order, phrasing.negation_differs,
        phrasing.quoted_missing,
        phrasing.modifier_differs,
        phrasing.opposite_present,
        phrasing.number_differs,
        phrasing.name_differs,
        BehindBest(phrasing.bigrams), BehindBest(phrasing.pairs), BehindBest(phrasing.window),
    ),
    "answer type": (
        types.type_found, types.type_missing, types.number_missing, types.date_missing,
        types.place_missing, types.name_missing, types.several_found,
        types.support, types.number_of_focus, types.name_of_focus, types.reason_given,
        types.reason_missing, types.means_given, types.defines,
        types.role_named, types.role_unnamed,
        types.role_named_fully, licensing.span_licensed, licensing.span_of_another, licensing.near_miss,
        types.speaker_named, types.reports_speech, types.quotation_for_saying,
        BehindBest(types.support),
    ),
    "place and kind": (
        labelled.labelled_as_asked, labelled.defined_by_label,
        place_in_paragraph, opens_paragraph, heading, length, very_short, very_long, says_something_new, says_nothing_new,
    ),
    "what is asked": (*doubts.ASKED, doubts.denial_missing, doubts.extreme_missing),
}  # fmt: skip

NAMES: tuple[str, ...] = tuple(feature.__name__ for group in FEATURES.values() for feature in group)
_PLACES = {name: place for place, name in enumerate(NAMES)}


def compute_features(evidence: Evidence) -> np.ndarray:
    """Compute every feature: an array [candidates x features], columns in the order of `NAMES`."""
    rows, behind = np.empty((len(NAMES), len(evidence.candidates))), []
    for place, feature in enumerate(chain.from_iterable(FEATURES.values())):
        if isinstance(feature, BehindBest):
            behind.append((place, _PLACES[feature.of]))
        else:
            rows[place] = feature(evidence)
    if behind:
        places, of = zip(*behind, strict=True)
        rows[[*places]] = rows[[*of]] - rows[[*of]].max(axis=1, keepdims=True)
    return rows.T
