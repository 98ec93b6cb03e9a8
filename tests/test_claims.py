"""Two sentences: in the same words, of the same claim, or the same but for a figure, a date or a name."""

from itertools import product

import pytest

from service.answer.agreement.claims import could_agree, differs, same_claim, same_wording, weigh_content
from service.answer.ranking.analysis import AnalysedSentence
from service.documents.contents import make_document
from service.index.embedded import Index
from service.sentences.segmentation import segment_text

CLOSED = "The board closed the pier at Hallan in 1987 after a fire."

# (one, other, the runs of four words that they share; 0 where these are too few)
WORDINGS = [
    (CLOSED, CLOSED, 9),
    (CLOSED, CLOSED.upper(), 9),
    (CLOSED, f"{CLOSED[:-1]}, its clerk said.", 9),
    ("The pier is closed.", "The pier is closed", 1),
    ("Closed.", "closed!", 0),
    ("The old pier is shut.", "The old pier is open.", 0),
    ("The pier is closed for good.", "The pier is open for good.", 0),
    (CLOSED, "The board opened the pier at Hallan for a day.", 0),
]

# (whose claim, the other sentence, whether it makes the same)
CLAIMS = [
    (CLOSED, "After a fire in 1987 the board had to close the pier at Hallan.", True),
    (CLOSED, "In 1987 the Hallan board closed its pier because of a fire, and sold the planks.", True),
    (CLOSED, "The board closed the pier at Hallan in 1991 after a fire.", False),
    (CLOSED, "The board closed the pier at Merrick in 1987 after a fire.", False),
    (CLOSED, "The board never closed the pier at Hallan in 1987 after a fire.", False),
    (CLOSED, "Hallan was quiet in 1987.", False),
    (CLOSED, f"{CLOSED[:-1]} {'and so on ' * 30}.", False),
    ("The pier was closed.", "The pier was closed.", False),  # too little to be a claim
    ("Some 300,000 letters were lost by the board.", "The board lost three hundred thousand letters.", True),
]

# (one, other, whether one figure, date or name is all that differs)
DIFFERENCES = [
    ("The fire at Hallan destroyed 40 boats.", "The fire at Hallan destroyed 35 boats.", True),
    ("The fire at Hallan destroyed 40 boats.", "The fire at Hallan destroyed 35 houses.", False),
    ("The fire at Hallan destroyed 40 boats.", "The fire at Merrick destroyed 35 boats.", False),
    ("The fire at Hallan destroyed 40 boats.", "The second fire at Hallan destroyed 35 boats.", False),
    ("The fire at Hallan destroyed 40 boats.", "The fire at Hallan did not destroy 35 boats.", False),
    ("The fire at Hallan destroyed 40 boats.", "The fire at Hallan destroyed more than 30 boats.", False),
    ("The fire in 3 barns destroyed 40 boats.", "The fire in 3 barns destroyed 35 boats.", True),
    ("In a year fire destroyed 40 boats.", "In the year fire destroyed 35 boats.", True),
    ("This year fire destroyed 40 boats.", "That year fire destroyed 35 boats.", False),
    ("The new pier at Hallan cost $300 million.", "The new pier at Hallan cost $280 million.", True),
    ("The old pier was opened to ships in 1887.", "The old pier was opened to ships in 1889.", True),
    ("The old pier was opened to ships in May 1887.", "The old pier was opened to ships in 1889.", False),
    ("The old pier was designed by Ada Crane.", "The old pier was designed by Tom Birch.", True),
    ("The old pier was praised by Ada Crane.", "The old pier was praised by Tom Birch.", False),
    ("The singer Ada Crane was born in Hallan.", "The singer Ada Crane was born in Merrick.", True),
    ("The singer Ada Crane was heard in Hallan.", "The singer Ada Crane was heard in Merrick.", False),
]


@pytest.fixture(scope="module")
def index() -> Index:
    texts = {text for table in (WORDINGS, CLAIMS, DIFFERENCES) for one, other, _ in table for text in (one, other)}
    text = "\n\n".join(sorted(texts))
    return Index([make_document("all.txt", text, "utf-8")], [segment_text(text)])


@pytest.mark.parametrize(("one", "other", "shared"), WORDINGS)
def test_wording_is_the_same_where_most_runs_of_words_are(one: str, other: str, shared: int) -> None:
    assert same_wording(AnalysedSentence(one, 0), AnalysedSentence(other, 0)) == shared
    assert same_wording(AnalysedSentence(other, 0), AnalysedSentence(one, 0)) == shared


def test_a_long_quotation_in_both_is_the_same_wording_whatever_stands_around_it() -> None:
    quotation = "“We have warned the ministry for three years that the lower courses would not hold,”"
    one = f"{quotation} she said on Monday to a small crowd that had come down to the harbour in heavy rain."
    other = f"Asked by a reader whether nobody had known of it, the harbour master of Hallan told us: {quotation}"
    assert same_wording(AnalysedSentence(one, 0), AnalysedSentence(other, 0)) >= 10


@pytest.mark.parametrize(("one", "other", "same"), CLAIMS)
def test_a_claim_is_the_same_with_all_its_names_and_figures(index: Index, one: str, other: str, same: bool) -> None:
    assert (same_claim(AnalysedSentence(one, 0), AnalysedSentence(other, 0), index) > 0) == same


def test_a_claim_held_whole_is_held_by_all_its_weight(index: Index) -> None:
    view = AnalysedSentence(CLOSED, 0)
    assert same_claim(view, view, index) == pytest.approx(1.0)


@pytest.mark.parametrize(("one", "other", "clash"), DIFFERENCES)
def test_sentences_differ_where_one_figure_clashes_and_all_else_agrees(
    index: Index, one: str, other: str, clash: bool
) -> None:
    assert differs(AnalysedSentence(one, 0), AnalysedSentence(other, 0), index) == clash
    assert differs(AnalysedSentence(other, 0), AnalysedSentence(one, 0), index) == clash


def test_the_cheap_bound_passes_over_nothing_that_agrees_or_differs(index: Index) -> None:
    views = [
        AnalysedSentence(text, 0) for table in (CLAIMS, DIFFERENCES) for one, other, _ in table for text in (one, other)
    ]
    passed = 0
    for one, other in product(views, views):
        if same_claim(one, other, index) or differs(one, other, index):
            assert could_agree(weigh_content(one, index), other), (one.text, other.text)
        passed += not could_agree(weigh_content(one, index), other)
    assert passed > len(views)
