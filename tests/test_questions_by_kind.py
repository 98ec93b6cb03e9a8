"""Questions to be answered by yes or no, with an amount, or with what to do: how many are answered by the right sentence.

Each block of the files below `questions_by_kind/` is a document and questions on it, each with words of the sentence that
answers. The code was tried on the first half only.
"""

from collections import Counter
from functools import cache

import pytest
from conftest import ROOT

from service.answer.ranking.candidates import rank_candidates
from service.answer.ranking.model import load_model
from service.documents.contents import make_document
from service.index.embedded import Index
from service.query.question import read_question
from service.sentences.segmentation import segment_text

FOLDER = ROOT / "tests" / "questions_by_kind"
KINDS = ("yes", "amount", "how")
FLOORS = {
    ("first", "yes"): 0.9,
    ("first", "amount"): 0.8,
    ("first", "how"): 0.85,
    ("second", "yes"): 0.9,
    ("second", "amount"): 0.9,
    ("second", "how"): 0.85,
}


def read(half: str) -> tuple[dict[str, str], list[tuple[str, str, str]]]:
    """Read a half: its documents by name, and its questions as (kind, question, words of the answer)."""
    documents, questions = {}, []
    for block in ("\n" + (FOLDER / f"{half}.txt").read_text("utf-8")).split("\n= ")[1:]:
        name, *lines = block.strip().splitlines()
        asked = [line for line in lines if line.partition(" ")[0] in KINDS and " | " in line]
        documents[name] = "\n\n".join(line for line in lines if line not in asked)
        for line in asked:
            kind, _, rest = line.partition(" ")
            question, _, answer = rest.partition(" | ")
            assert documents[name].count(answer) == 1, f"{answer!r} does not stand once in {name!r}."
            questions.append((kind, question, answer))
    return documents, questions


@cache
def right(half: str) -> Counter[tuple[str, bool]]:
    documents, questions = read(half)
    index = Index(
        [make_document(name, text, "utf-8") for name, text in documents.items()],
        [segment_text(text) for text in documents.values()],
    )
    model = load_model()
    counts: Counter[tuple[str, bool]] = Counter()
    for kind, question, answer in questions:
        ranked = rank_candidates(read_question(question), index, model)
        counts[kind, ranked is not None and answer in ranked.candidates[0].analysis.text] += 1
    return counts


@pytest.mark.parametrize(("half", "kind"), FLOORS, ids=[f"{half} half, {kind}" for half, kind in FLOORS])
def test_most_are_answered_by_the_right_sentence(half: str, kind: str) -> None:
    counts = right(half)
    assert counts[kind, True] >= FLOORS[half, kind] * (counts[kind, True] + counts[kind, False]), counts
