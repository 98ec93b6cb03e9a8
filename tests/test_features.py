"""Each feature tells apart what it is there to tell apart: the index's scores, coverage, names and numbers."""

import numpy as np
import pytest
from feature_rows import Row, as_parameters, check, features_by_name, gather
from test_features_answer_types import ROWS as ANSWER_TYPE_ROWS
from test_features_asked import ROWS as ASKED_ROWS
from test_features_place import ROWS as PLACE_ROWS
from test_features_wording import ROWS as WORDING_ROWS

from service.answer.ranking.features import FEATURES, NAMES, compute_features

FERRY = "When did the ferry sink?"

INDEX = [
    Row(
        "sentence_score",
        "a sentence that holds two of the words scores above one that holds one",
        FERRY,
        "The ferry sank in a gale.",
        "The ferry rests in a cove.",
    ),
    Row(
        "paragraph_score",
        "a sentence among others about the thing scores above one that stands alone with it",
        FERRY,
        "[The ferry left Brack.] The old ferry sank when it met a gale.",
        "[The ferry left Brack.] A heron stood by the weir for an hour.",
    ),
    Row(
        "combined_score",
        "what a sentence and its paragraph hold counts together",
        FERRY,
        "[The ferry sank off Brack.] Ferry and crew lie on the sand.",
        "[The ferry sank off Brack.] Herons and gulls sit on the sand.",
    ),
    Row(
        "combined_score_a_weight",
        "a sentence that holds all words has more of what could be had",
        FERRY,
        "The ferry sank in a gale.",
        "The ferry rests in a cove.",
    ),
    Row(
        "rank",
        "the index's first stands at one, its second at a half",
        FERRY,
        "The ferry sank in a gale.",
        "The ferry rests in a cove.",
        values=(1.0, 0.5),
    ),
    Row(
        "document_share",
        "a sentence of the document that says most of the thing beats the same sentence elsewhere",
        FERRY,
        "[The ferry left Brack.]\n\nIt rained.\n\nBefore noon the ferry sank.\n\nIt snowed.\n\nA diver saw the ferry.",
        "[The ferry left Brack.]\n\nIt rained.\n\nBefore noon the fog came.\n\nIt snowed.\n\nA diver saw the weir.",
    ),
]

CLOSE = "When does the bathing area at Brack close?"

MEANING = [
    Row(
        "meaning_covered",
        "words of like meaning cover a question",
        CLOSE,
        "The pool at Brack shuts at nine.",
        "The flag at Brack hangs at nine.",
    ),
    Row(
        "meaning_missing",
        "nothing like the heaviest word is there",
        CLOSE,
        "The flag at Brack hangs at nine.",
        "The pool at Brack shuts at nine.",
    ),
    Row(
        "meaning_missing_around",
        "nothing like a word is in the sentence or beside it",
        CLOSE,
        "The flag at Brack hangs at nine.",
        "The pool at Brack shuts at nine.",
    ),
    Row(
        "meaning_filled",
        "a word of like meaning adds to the words held",
        CLOSE,
        "The pool at Brack shuts at nine.",
        "The flag at Brack hangs at nine.",
    ),
    Row(
        "focus_meant",
        "the noun asked for stands there by another name",
        "Which movie did Ann Moor see?",
        "Ann Moor saw a film by Lund.",
        "Ann Moor saw a weir by Lund.",
    ),
    Row(
        "nearest_words",
        "the nearest words are near",
        CLOSE,
        "The pool at Brack shuts at nine.",
        "The flag at Brack hangs at nine.",
    ),
    Row(
        "likeness",
        "the sentence as a whole is like the question",
        CLOSE,
        "The pool at Brack shuts at nine.",
        "The flag at Brack hangs at nine.",
    ),
    Row(
        "meaning_covered_behind_best",
        "the sentence that covers most by meaning is not behind",
        CLOSE,
        "The pool at Brack shuts at nine.",
        "The flag at Brack hangs at nine.",
    ),
    Row(
        "nearest_words_behind_best",
        "the sentence with the nearest words is not behind",
        CLOSE,
        "The pool at Brack shuts at nine.",
        "The flag at Brack hangs at nine.",
    ),
    Row(
        "likeness_behind_best",
        "the sentence most like the question is not behind",
        CLOSE,
        "The pool at Brack shuts at nine.",
        "The flag at Brack hangs at nine.",
    ),
]

FLOOD = "Which bridge did the flood destroy?"

COVERAGE = [
    Row(
        "coverage",
        "a sentence that holds all words asked beats one that holds one of them",
        FLOOD,
        "The flood destroyed the old bridge.",
        "The old bridge was painted white.",
    ),
    Row(
        "kin_coverage",
        "a word of like meaning counts as held, where a stranger does not",
        "Who founded the choir?",
        "Ada Crane established the choir.",
        "Ada Crane avoided the choir.",
    ),
    Row(
        "terms_matched",
        "each word held is worth a tenth",
        FERRY,
        "The ferry sank in a gale.",
        "The ferry rests in a cove.",
        values=(0.2, 0.1),
    ),
    Row(
        "share_of_terms_matched",
        "of two words, both held are all and one is half",
        FERRY,
        "The ferry sank in a gale.",
        "The ferry rests in a cove.",
        values=(1.0, 0.5),
    ),
    Row(
        "density",
        "the same words fill a short sentence more than a long one",
        FERRY,
        "The ferry sank fast.",
        "The ferry sank with salt, sheep, letters, coins and a piano aboard.",
    ),
    Row(
        "rarest_term",
        "the word that hardly any sentence holds is the one to hold",
        "Where is the astrolabe of the town?",
        "An astrolabe hangs in the hall.",
        "The town lies in a valley.",
        values=(1.0, 0.0),
        others=("The town has a weir.", "The town has a mill.", "The town has no pier."),
    ),
    Row(
        "heaviest_missing",
        "a sentence without the weightiest word is marked above one that lacks a light one",
        "Where is the astrolabe of the town?",
        "The town lies in a valley.",
        "An astrolabe hangs in the hall.",
        others=("The town has a weir.", "The town has a mill.", "The town has no pier."),
    ),
    Row(
        "first_term",
        "the first word of the question is held or not",
        "Did miners leave Brack?",
        "Most miners own a lamp.",
        "Nobody knows Brack.",
        values=(1.0, 0.0),
    ),
    Row(
        "last_term",
        "the last word of the question is held or not",
        "Did miners leave Brack?",
        "Nobody knows Brack.",
        "Most miners own a lamp.",
        values=(1.0, 0.0),
    ),
    Row(
        "focus_present",
        "the noun asked for stands in the sentence or does not",
        "Which ship carried the salt?",
        "A white ship carried the salt.",
        "A white donkey carried the salt.",
        values=(1.0, 0.0),
    ),
    Row(
        "focus_present",
        "where no noun is asked for, all are alike at a half",
        "Who carried the salt?",
        "A white ship carried the salt.",
        "A white donkey carried the salt.",
        values=(0.5, 0.5),
    ),
    Row(
        "focus_missing_around",
        "the noun asked for, in the sentence before, is not missed",
        "Which ship carried the salt?",
        "A donkey left Brack. [It carried the salt.]",
        "A ship left Brack. [It carried the salt.]",
        values=(1.0, 0.0),
    ),
    Row(
        "singled_out_in_document",
        "words that few sentences of the document hold count for more than what it is all about",
        FERRY,
        "[The engine sank.]\n\nThe ferry was white.\n\nThe ferry was slow.",
        "[The ferry left.]\n\nThe ferry was white.\n\nThe ferry was slow.",
    ),
    Row(
        "coverage_behind_best",
        "the best is behind nobody, the others by what they lack",
        FERRY,
        "The ferry sank in a gale.",
        "The ferry rests in a cove.",
    ),
    Row(
        "kin_coverage_behind_best",
        "with kin counted, the best is behind nobody",
        "Who founded the choir?",
        "Ada Crane established the choir.",
        "Ada Crane avoided the choir.",
    ),
    Row(
        "kin_alone",
        "a word of like meaning is told from the word itself",
        "Who founded the choir?",
        "Ada Crane established the choir.",
        "Ada Crane founded the choir.",
    ),
]

BOTH = "When did Ada Crane meet Tom Birch?"
BURIED = "Where was Ada Crane buried?"

NAMES_AND_NUMBERS = [
    Row(
        "names_covered",
        "a sentence that holds both names beats one that holds one",
        BOTH,
        "Ada Crane met Tom Birch at a fair.",
        "Ada Crane met a miller at a fair.",
    ),
    Row(
        "names_covered",
        "where no name is asked about, all are alike at a half",
        FERRY,
        "The ferry sank in a gale.",
        "The ferry rests in a cove.",
        values=(0.5, 0.5),
    ),
    Row(
        "names_missing",
        "a sentence that lacks one of the names is marked",
        BOTH,
        "Ada Crane met a miller at a fair.",
        "Ada Crane met Tom Birch at a fair.",
    ),
    Row(
        "names_missing_around",
        "a name in the sentence before is not missed",
        "When did the mill of Ada Crane burn?",
        "The widow came home. [The mill burned at dawn.]",
        "Ada Crane came home. [The mill burned at dawn.]",
    ),
    Row(
        "names_missing_in_document",
        "a name anywhere in the document is not missed",
        "When did the mill of Ada Crane burn?",
        "A year in Brack\n\n[The mill burned at dawn.]\n\nIt rained.\n\nIt snowed.\n\nIt froze.\n\nThe widow wept.",
        "A year in Brack\n\n[The mill burned at dawn.]\n\nIt rained.\n\nIt snowed.\n\nIt froze.\n\nAda Crane wept.",
    ),
    Row(
        "name_opens",
        "a sentence that opens with the name is about it",
        "What did Crane paint?",
        "Crane painted the weir.",
        "The weir was painted by young Crane.",
        values=(1.0, 0.0),
    ),
    Row(
        "name_opens",
        "where the holder of an office is asked for, opening with a name says nothing",
        "Who is the mayor of Brack?",
        "Brack chose a mayor.",
        "The mayor of Brack wept.",
        values=(0.0, 0.0),
    ),
    Row(
        "nothing_but_names",
        "a sentence with the name and not a word of what is asked about it is marked",
        BURIED,
        "Ada Crane kept bees.",
        "Ada Crane was buried at sea.",
        values=(1.0, 0.0),
    ),
    Row(
        "numbers_missing",
        "a sentence without the year asked about is marked",
        "What did the mill grind in 1911?",
        "The mill did grind oats in spring.",
        "The mill did grind oats in 1911.",
    ),
    Row(
        "numbers_missing_around",
        "the year in the sentence before is not missed",
        "What did the mill grind in 1911?",
        "In 1925 it rained. [The mill did grind oats.]",
        "In 1911 it rained. [The mill did grind oats.]",
    ),
    Row(
        "common_words_covered",
        "of two sentences with the name, the one with the rest of the question wins",
        BURIED,
        "Ada Crane was buried at sea.",
        "Ada Crane kept bees.",
        values=(1.0, 0.0),
    ),
    Row(
        "common_words_missing",
        "of two sentences with the name, the one without the rest of the question is marked",
        BURIED,
        "Ada Crane kept bees.",
        "Ada Crane was buried at sea.",
    ),
    Row(
        "common_words_covered_behind_best",
        "the best is behind nobody, one without any of the words by all of them",
        BURIED,
        "Ada Crane was buried at sea.",
        "Ada Crane kept bees.",
        values=(0.0, -1.0),
    ),
]

ROWS = [*INDEX, *MEANING, *COVERAGE, *NAMES_AND_NUMBERS]
EVERY_ROW = [*ROWS, *PLACE_ROWS, *WORDING_ROWS, *ANSWER_TYPE_ROWS, *ASKED_ROWS]


@as_parameters(ROWS)
def test_a_feature_keeps_its_promise(row: Row) -> None:
    check(row)


def test_every_feature_has_a_row_that_zeros_would_fail() -> None:
    telling = {row.feature for row in EVERY_ROW if row.values is None or any(row.values)}
    assert telling == set(NAMES)


def test_columns_stand_in_the_order_of_the_names() -> None:
    evidence = gather(BOTH, ("Ada Crane met Tom Birch at a fair in 1911.", "She wrote to Ada Crane.", "Tom Birch ran."))
    columns, by_name = compute_features(evidence), features_by_name()
    assert columns.shape == (len(evidence.candidates), len(NAMES)) and tuple(by_name) == NAMES
    for number, name in enumerate(NAMES):
        assert np.array_equal(columns[:, number], by_name[name](evidence)), name


def test_features_put_in_the_table_in_place_of_others_are_the_ones_computed(monkeypatch: pytest.MonkeyPatch) -> None:
    evidence = gather(BOTH, ("Ada Crane met Tom Birch at a fair in 1911.", "She wrote to Ada Crane.", "Tom Birch ran."))
    columns = compute_features(evidence)
    for group, found in FEATURES.items():
        monkeypatch.setitem(FEATURES, group, tuple(lambda e, one=one: 2 * one(e) for one in found))
    assert np.array_equal(compute_features(evidence), 2 * columns)


def test_a_word_that_is_nowhere_lowers_what_could_be_had() -> None:
    texts = ("The ferry sank in a gale.", "The weir holds.")
    feature = features_by_name()["combined_score_a_weight"]
    plain, strange = (float(feature(gather(q, texts))[0]) for q in (FERRY, "When did the ferry of Zorg sink?"))
    assert strange < plain


@pytest.mark.parametrize("question", ["Why the ferry?!", "And or but ferry?", FERRY])
def test_one_candidate_alone_gives_numbers_too(question: str) -> None:
    evidence = gather(question, ("The ferry sank in a gale.",))
    assert np.isfinite(compute_features(evidence)).all()
