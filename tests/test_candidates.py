"""The candidates of a question: misspelt words mended, the hopeless left out, boilerplate last."""

import pytest

from service.answer.ranking.candidates import (
    CANDIDATES,
    LEAST,
    MEANT,
    SURE,
    find_candidates,
    rank_candidates,
)
from service.answer.ranking.contexts import read_sentences
from service.answer.ranking.evidence import add_followers
from service.answer.ranking.misspelt import correct_spelling
from service.answer.ranking.model import load_model
from service.answer.ranking.term_weights import weigh_terms
from service.documents.contents import make_document
from service.english.tokens import stem
from service.index.embedded import Hit, Index
from service.query.question import read_question
from service.sentences.segmentation import segment_text

TOWN = (
    "The lighthouse at Gull Point was finished in 1834. Its keeper, Agnes Tolle, left in 1988. "
    "The lighthouse burned paraffin. Herring boats came to the harbour."
)

MODEL = load_model()


def index_of(*texts: str) -> Index:
    documents = [make_document(f"{number}.txt", text, "utf-8") for number, text in enumerate(texts)]
    return Index(documents, [segment_text(text) for text in texts])


@pytest.fixture(scope="module")
def index() -> Index:
    return index_of(TOWN, "The mill at Brack was finished in 1711. A miller left.")


# (question, what was taken for what)
SPELLINGS = [
    ("When was the lighthuose finished?", (("lighthuose", "lighthouse"),)),
    ("When was the lighthouse finished?", None),
    ("Who was Agnes Tole?", (("tole", "tolle"),)),
    ("Is the lighthouse printed?", None),  # a common word, though no document says so
    ("Is the lighthouse painted?", None),  # a listed word, though no document says so
    ("When was the zyxwvut finished?", None),  # nothing is near
    ("Lighthuose?", None),  # a single word may be meant as it is
    ("What did the lighthuose and the hrring cost?", (("lighthuose", "lighthouse"), ("hrring", "herring"))),
    ("Did the lighthuose, the hrring and the keepr last?", None),  # three at once are past guessing
    ("Lighthuose hrring?", (("lighthuose", "lighthouse"), ("hrring", "herring"))),
    ("What happened in 1835 at the lighthouse?", None),  # a number is never another
]


@pytest.mark.parametrize(("text", "taken"), SPELLINGS)
def test_misspelt_words_are_taken_for_the_nearest(
    index: Index, text: str, taken: tuple[tuple[str, str], ...] | None
) -> None:
    question, corrected = correct_spelling(read_question(text), index, MODEL)
    assert corrected == (taken or ())
    assert all(stem(meant) in question.terms and stem(asked) not in question.terms for asked, meant in corrected)


@pytest.mark.parametrize(
    ("text", "meant"),
    [("What do the tpes of the inquest hold?", "tapes"), ("What do the tpes of paraffin cost?", "types")],
)
def test_of_several_words_the_one_that_stands_beside_the_others_is_taken(text: str, meant: str) -> None:
    index = index_of(
        "The tapes of the inquest hold nine hours. Nobody heard the tapes.",
        "Three types of paraffin were sold. All types smell. Both types burn. Other types are white.",
    )
    assert correct_spelling(read_question(text), index, MODEL)[1] == (("tpes", meant),)


def search(text: str, index: Index) -> list[Hit]:
    question = read_question(text)
    return find_candidates(question, index, weigh_terms(question, index, MODEL.common))


def test_words_of_like_meaning_are_searched_for_unless_a_sentence_holds_all_that_is_asked() -> None:
    index = index_of("The tenants of the mill pay rent.", "The lodgers at the inn owe a fee.", "The harbour is deep.")
    assert [hit.number for hit in search("What do the renters of the mill pay?", index) if hit.score == 0] == [1]
    assert [hit.number for hit in search("What do the tenants of the mill pay?", index) if hit.score == 0] == []


def test_hopeless_candidates_are_left_out_beyond_the_first_few() -> None:
    poor = [f"The harbour has a point, number {number}." for number in range(20)]
    hits = search("When did the red ferry sink off Gull Point?", index_of("The red ferry sank off Gull Point.", *poor))
    found = [hit for hit in hits if hit.score]
    assert len(found) == SURE
    assert any(hit.score < LEAST * found[0].score for hit in found)
    assert len(hits) <= SURE + MEANT and not any(hit.score for hit in hits[SURE:])


def test_no_more_than_some_candidates_are_read() -> None:
    assert len(search("When did the ferry sink?", index_of("The ferry sank. " * 50))) == CANDIDATES


def test_candidates_stay_within_the_documents_asked_about(index: Index) -> None:
    ranked = rank_candidates(read_question("What was finished?"), index, MODEL, [1])
    assert ranked is not None and {c.document for c in ranked.candidates} == {1}


def test_where_no_word_is_held_there_is_no_candidate(index: Index) -> None:
    assert rank_candidates(read_question("Do quetzals sing?"), index, MODEL) is None


def test_candidates_come_best_first(index: Index) -> None:
    ranked = rank_candidates(read_question("When was the lighthouse finished?"), index, MODEL)
    assert ranked is not None and ranked.speaks
    scores = [float(ranked.scores[number]) for number in ranked.order]
    assert scores == sorted(scores, reverse=True)
    assert ranked.candidates[0].analysis.text == "The lighthouse at Gull Point was finished in 1834."
    assert 0 < ranked.confidence < 1


BOILERPLATE = "Please enter your comment!"


def test_boilerplate_comes_last_and_never_speaks() -> None:
    beside = index_of(f"A town\n\nA comment may be made to the clerk in the town hall.\n\n{BOILERPLATE}")
    ranked = rank_candidates(read_question("Where do I enter your comment?"), beside, MODEL)
    assert ranked is not None and ranked.speaks and ranked.candidates[-1].analysis.text == BOILERPLATE
    alone = rank_candidates(
        read_question("Where do I enter your comment?"), index_of(f"A town\n\n{BOILERPLATE}"), MODEL
    )
    assert alone is not None and not alone.speaks and alone.confidence == 0.0


def test_sentences_that_go_on_with_a_pronoun_become_candidates(index: Index) -> None:
    hits = search("What was finished at Gull Point?", index)
    added = add_followers(hits, index)
    texts = [context.analysis.text for context in read_sentences(index, [hit.number for hit in added])]
    assert "Its keeper, Agnes Tolle, left in 1988." not in texts[: len(hits)]
    assert "Its keeper, Agnes Tolle, left in 1988." in texts[len(hits) :]
    assert added[: len(hits)] == hits
