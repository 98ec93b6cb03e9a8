"""Wire copy: one report in many newspapers is one source with its copies, and hides nobody else's."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_memory import build

from service.answer.answering import Answerer
from service.answer.ranking.model import load_model
from service.index.fingerprints import NO_WORDS, fold_words, take_fingerprints
from service.index.near_duplicates import KEPT, LOOKED_AT, copies, find_copies, without_copies
from service.query.question import read_question
from service.sentences.segmentation import segment_text

REPORT = (
    "The northern pier at Aberlow will close on 4 May. It would not stand another winter, Ann Quill said. "
    "The harbour board voted for it on Tuesday evening. Repairs may take three whole years and cost a million. "
    "Fishermen have protested against the vote of the board."
)
CHANGES: tuple[Callable[[str], str], ...] = (
    lambda text: text,
    lambda text: text.upper(),
    lambda text: f"ABERLOW (Wire) — {text}",
    lambda text: f"{text} Our reporter in Aberlow adds this line.",
    lambda text: text.replace("Fishermen have protested against the vote of the board.", ""),
    lambda text: text.replace(", ", " – ").replace("It would", "“It would”"),
    lambda text: text.replace("a million", "1 million"),
    lambda text: text.replace(" ", "\n", 20),
)
OTHER = "The union says otherwise. The northern pier at Aberlow will close on 9 June, it told its members."
QUESTION = "When will the northern pier at Aberlow close?"


def papers(count: int, **more: str) -> dict[str, str]:
    return {f"paper{n:03}.txt": CHANGES[n % len(CHANGES)](REPORT) for n in range(count)} | more


@pytest.fixture(scope="module")
def answerer() -> Answerer:
    return Answerer(load_model())


@pytest.mark.parametrize("count", [2, 8, 20])
def test_an_answer_has_all_copies_of_its_document(answerer: Answerer, count: int) -> None:
    index = build(papers(count, union=OTHER), None)
    (cited, *_) = answerer.answer(read_question(QUESTION), index).citations
    ids = index.corpus.ids
    every = copies(ids.index(cited.document.id), range(len(ids)), index)
    assert sorted(copy.id for copy in cited.copies) == [ids[number] for number in every]
    assert len(every) >= count // 2


def test_copies_hide_nobody_else(answerer: Answerer) -> None:
    """Sixty newspapers take all places of the first search; the union's other date is found all the same."""
    files = {f"paper{n:03}.txt": REPORT for n in range(60)}
    answer = answerer.answer(read_question(QUESTION), build(files | {"union.txt": OTHER}, None))
    assert {finding.document.id for finding in answer.citations} >= {"paper000.txt", "union.txt"}
    (cited, *_) = answer.citations
    assert len(cited.copies) >= LOOKED_AT


def test_hits_are_left_out_only_where_their_documents_are_copies() -> None:
    line = "The board of the harbour adopted the minutes of the meeting unanimously."
    minutes = {
        f"m{n:02}.txt": f"Meeting {n} was held in room {n * 7}. Item {n} concerned pier {n}.\n\n{line}"
        for n in range(20)
    }
    index = build(minutes, None)
    hits = index.search({"minut": 1.0}, 30)
    assert len(hits) == 20 and without_copies(hits, index) == hits
    wire = build({f"w{n:02}.txt": REPORT for n in range(20)}, None)
    hits = wire.search({"pier": 1.0}, 30)
    assert without_copies(hits, wire) == hits[:KEPT]


def test_copies_are_bounded_and_in_order() -> None:
    index = build({f"w{n:02}.txt": REPORT for n in range(LOOKED_AT * 2)}, None)
    sentence = REPORT[: REPORT.index(".") + 1]
    found = find_copies(3, sentence, [30, 7], index)
    assert found == [30, 7, *[n for n in range(LOOKED_AT + 2) if n not in (3, 7)]][: len(found)]
    assert LOOKED_AT <= len(found) <= LOOKED_AT + 2
    assert find_copies(3, "It did.", [30, 7], index) == [30, 7]


@given(st.text(st.characters(max_codepoint=0x7F) | st.sampled_from("éßﬁ’—\u00a0\u0301"), max_size=40))
def test_words_are_folded_alike_whatever_stands_beside_them(text: str) -> None:
    """Plain letters are folded by another way than the rest."""
    alone = fold_words(text)
    assert fold_words(f"{text} ж").removesuffix("ж").strip() == alone
    assert all(letter.isalnum() or letter in " \0" or not letter.isascii() for letter in alone)


@given(st.lists(st.text(st.sampled_from("aÀé ß.!?\n-_\0"), min_size=1, max_size=12), max_size=6))
def test_fingerprints_are_alike_where_words_are(lines: list[str]) -> None:
    text = "\n\n".join(lines)
    cut = segment_text(text)
    words = [fold_words(text[sentence.body : sentence.end]).strip() for sentence in cut.sentences]
    prints = take_fingerprints(text, cut).tolist()
    assert [one == NO_WORDS for one in prints] == [not said for said in words]
    assert all(
        (a == b) == (c == d) for a, c in zip(prints, words, strict=True) for b, d in zip(prints, words, strict=True)
    )
