"""The features of the ranking: small functions of the evidence, in groups.

Each takes the Evidence and returns an array [candidates], mostly of values from 0 to 1; some are rows of a table that is made
for several at once (`RowOf`). `FEATURES` lists them by group, in the order of the weights in weights.json. To add one, write the
function (here, in phrasing.py or in answer_types.py), list it in `FEATURES`, and fit the weights again with
`python -m service.training.fit`.
"""

from collections.abc import Sequence
from functools import lru_cache
from itertools import chain
from typing import NamedTuple

import numpy as np

from service.answer.ranking import answer_types as types
from service.answer.ranking import doubts, labelled, licensing, meanings, phrasing
from service.answer.ranking.analysis import SHAPE
from service.answer.ranking.evidence import Evidence, around, focus_places
from service.answer.ranking.known import once
from service.answer.ranking.relative import BehindBest, Feature, RowOf, rows_of
from service.answer.ranking.weighed import (
    ABOVE,
    AFTER,
    BEFORE,
    COMMON,
    EXACT,
    HELD,
    MISSING,
    MISSING_AROUND,
    MISSING_IN_DOCUMENT,
    OF_NAMES,
    OF_NUMBERS,
    PARAGRAPH,
    RELATED,
    WITH_ABOVE,
    common_words,
    names,
    weigh,
    weighed,
)
from service.index.interface import Hit

OPENING = 4  # tokens


# The index's own scores -----------------------------------------------------------------------------------------------


@once
def _index_scores(e: Evidence) -> np.ndarray:
    """Return what the index scored: [6 x candidates].

    The first rows are shares of the best among the candidates: the sentence's BM25, its paragraph's, both together, and the sum of these
    over all candidates of the same document. Then follow both together per unit of the question's weight, which is how much
    of what was possible was reached, and the place in the order of the hits.
    """
    hits = _columns([c.hit for c in e.candidates])
    totals: dict[int, float] = {}
    for c in e.candidates:
        totals[c.document] = totals.get(c.document, 0.0) + c.hit.score
    rows = np.empty((6, len(e.candidates)))
    rows[0], rows[1], rows[2] = hits[_SENTENCE], hits[_PARAGRAPH], hits[_SCORE]
    rows[3] = [totals[c.document] for c in e.candidates]
    best = rows[:4].max(axis=1, keepdims=True)
    rows[:4] /= np.where(best > 0, best, 1.0)
    np.divide(hits[_SCORE], max(float(e.idf.sum()), 1e-9), out=rows[4])
    np.divide(1, np.arange(1, len(e.candidates) + 1), out=rows[5])
    return rows


_SCORE, _SENTENCE, _PARAGRAPH = (Hit._fields.index(name) for name in ("score", "sentence", "paragraph"))
sentence_score, paragraph_score, combined_score, document_share, combined_score_a_weight, rank = rows_of(
    ("sentence_score", "paragraph_score", "combined_score", "document_share", "combined_score_a_weight", "rank"),
    _index_scores,
)


# Coverage of the question's terms ----------------------------------------------------------------------------------------


coverage = weigh("coverage", EXACT)
kin_coverage = weigh("kin_coverage", HELD)
kin_alone = weigh("kin_alone", RELATED)


def terms_matched(e: Evidence) -> np.ndarray:
    return _count_exact(e) / 10


@once
def _count_exact(e: Evidence) -> np.ndarray:
    return e.exact.sum(axis=1)


def share_of_terms_matched(e: Evidence) -> np.ndarray:
    return _count_exact(e) / max(len(e.question.terms), 1)


def density(e: Evidence) -> np.ndarray:
    """Matched terms as a share of the sentence's content words."""
    return _count_exact(e) / _shapes(e)[SHAPE.index("content")]


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


names_missing = weigh("names_missing", MISSING, OF_NAMES)
names_missing_around = weigh("names_missing_around", MISSING_AROUND, OF_NAMES)
names_missing_in_document = weigh("names_missing_in_document", MISSING_IN_DOCUMENT, OF_NAMES)


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
    held = weighed(e)[HELD]
    return (held[COMMON] == 0) * (held[OF_NAMES] > 0) * float((common_words(e) * e.weights).sum() > 0)


numbers_missing = weigh("numbers_missing", MISSING, OF_NUMBERS)
numbers_missing_around = weigh("numbers_missing_around", MISSING_AROUND, OF_NUMBERS)


@once
def common_words_covered(e: Evidence) -> np.ndarray:
    return _covered(e, common_words(e))


common_words_missing = weigh("common_words_missing", MISSING, COMMON)


# The sentence's surroundings ------------------------------------------------------------------------------------------


missing_around = weigh("missing_around", MISSING_AROUND)
missing_in_document = weigh("missing_in_document", MISSING_IN_DOCUMENT)


def heaviest_missing_around(e: Evidence) -> np.ndarray:
    return (e.weights * (1 - around(e))).max(axis=1)


filled_by_sentence_before = weigh("filled_by_sentence_before", BEFORE)
filled_by_sentence_after = weigh("filled_by_sentence_after", AFTER)
filled_by_paragraph = weigh("filled_by_paragraph", PARAGRAPH)
filled_from_above = weigh("filled_from_above", ABOVE)  # by what only the title, the heading or the lead-in holds
covered_with_above = weigh("covered_with_above", WITH_ABOVE)  # what the title and the like say holds for all below


def pronoun_filled_before(e: Evidence) -> np.ndarray:
    """What the sentence before adds if this one begins with a pronoun, which likely refers back."""
    return filled_by_sentence_before(e) * begins_with_pronoun(e)


@once
def _shapes(e: Evidence) -> np.ndarray:
    """Return what the sentences alone tell: [SHAPE x candidates]."""
    return _columns([c.analysis.shape for c in e.candidates])


length, very_short, very_long, begins_with_pronoun = rows_of(SHAPE[:-1], _shapes)


# Place and kind -------------------------------------------------------------------------------------------------------


def place_in_paragraph(e: Evidence) -> np.ndarray:
    return np.array([min(c.position - c.block.first, 10) / 10 for c in e.candidates])


def opens_paragraph(e: Evidence) -> np.ndarray:
    return np.array([c.position == c.block.first for c in e.candidates], dtype=float)


def heading(e: Evidence) -> np.ndarray:
    return np.array([c.sentence.kind in ("heading", "boilerplate") for c in e.candidates], dtype=float)


def says_something_new(e: Evidence) -> np.ndarray:
    """The number of content words that are not in the question, up to ten, as a share of ten."""
    return np.minimum(_new_words(e), 10) / 10


def says_nothing_new(e: Evidence) -> np.ndarray:
    return (_new_words(e) < 2).astype(float)


@once
def _new_words(e: Evidence) -> np.ndarray:
    words = e.question.words
    return np.array([len(c.analysis.content - words) for c in e.candidates])


def _covered(e: Evidence, mask: np.ndarray) -> np.ndarray:
    total = float((e.idf * mask).sum())
    return (e.held @ (e.idf * mask)) / total if total else np.full(len(e.candidates), 0.5)


def _columns(rows: Sequence[tuple[float, ...]]) -> np.ndarray:
    """Return rows of numbers, at least one, as columns."""
    count = len(rows) * len(rows[0])
    return np.fromiter(chain.from_iterable(rows), dtype=float, count=count).reshape(len(rows), -1).T


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


class _Plan(NamedTuple):
    """How the rows of all features are filled: by a feature alone, with rows of a table, or with how far others are behind.

    A table comes with the rows that it fills, and those of its own that it fills them with.
    """

    alone: list[tuple[int, Feature]]
    tables: list[tuple[Feature, np.ndarray, np.ndarray]]
    behind: np.ndarray
    others: np.ndarray


@lru_cache(maxsize=4)
def _plan(features: tuple[Feature, ...]) -> _Plan:
    alone: list[tuple[int, Feature]] = []
    behind: list[tuple[int, int]] = []
    tables: dict[Feature, list[tuple[int, int]]] = {}
    for place, feature in enumerate(features):
        if isinstance(feature, BehindBest):
            behind.append((place, NAMES.index(feature.of)))
        elif isinstance(feature, RowOf):
            tables.setdefault(feature.table, []).append((place, feature.row))
        else:
            alone.append((place, feature))
    filled = [(table, *np.array(pairs).T) for table, pairs in tables.items()]
    return _Plan(alone, filled, *np.array(behind, dtype=int).reshape(-1, 2).T)


def compute_features(evidence: Evidence) -> np.ndarray:
    """Compute every feature: an array [candidates x features], columns in the order of `NAMES`."""
    plan = _plan(tuple(chain.from_iterable(FEATURES.values())))
    rows = np.empty((len(NAMES), len(evidence.candidates)))
    for place, feature in plan.alone:
        rows[place] = feature(evidence)
    for table, filled, taken in plan.tables:
        rows[filled] = table(evidence)[taken]
    others = rows[plan.others]
    rows[plan.behind] = others - others.max(axis=1, keepdims=True)
    return rows.T
