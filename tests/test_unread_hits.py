"""Hits that were not read for the question are read where they may say what the answer says, and only there."""

from dataclasses import replace

import pytest

from service.answer.answer import Answer
from service.answer.answering import Answerer
from service.answer.ranking import candidates
from service.answer.ranking.contexts import read_sentence
from service.answer.ranking.model import load_model
from service.answer.unread_hits import rank_bearing, share_of_best
from service.documents.contents import make_document
from service.index.embedded import Index
from service.query.question import read_question
from service.sentences.segmentation import segment_text

QUESTION = "When did the board vote to close the harbour?"
VOTED = "The board voted on {} to close the harbour of Aberlow to all boats over ten metres."
SAYS = VOTED.format("3 May 1911")
TEXTS = (
    SAYS,
    f"It rained. {SAYS[:-1]}, its clerk said. The pier is old.",
    f"Snow fell early. {VOTED.format('4 June 1912')} Nobody came.",
    "The board did not vote on the pier. The harbour is deep.",
    "Boats of the harbour board are let by the day.",
)


def build(*texts: str) -> Index:
    documents = [make_document(f"{number}.txt", text, "utf-8") for number, text in enumerate(texts)]
    return Index(documents, [segment_text(text) for text in texts])


def ask(monkeypatch: pytest.MonkeyPatch, read: int, *texts: str) -> Answer:
    """Ask with so many hits read at first."""
    monkeypatch.setattr(candidates, "choose_hits", lambda question, index, hits, *rest: list(hits[:read]))
    return Answerer(load_model()).answer(read_question(QUESTION), build(*texts), threshold=0.0)


def said(answer: Answer) -> list[tuple[object, ...]]:
    """What is cited, by document."""
    found = [(f.document.id, f.role, f.relation, f.start, f.end, f.highlight) for f in answer.citations]
    return sorted(found, key=lambda each: str(each[0]))


def test_other_documents_are_heard_whether_their_hits_were_read_at_first_or_not(monkeypatch):
    everything = said(ask(monkeypatch, 30, *TEXTS))
    assert [found[:3] for found in everything] == [
        ("0.txt", "answer", None),
        ("1.txt", "corroboration", "same_wording"),
        ("2.txt", "differs", None),
    ]
    assert said(ask(monkeypatch, 1, *TEXTS)) == everything
    assert said(ask(monkeypatch, 2, *TEXTS)) == everything


def test_a_document_and_its_copies_are_heard_once(monkeypatch):
    report = f"{TEXTS[1]} Repairs may take three years. Fishermen have protested. Members agreed."
    texts = (SAYS, report, f"{report} Subscribe to our letter.", *TEXTS[3:])
    for read in (1, 2, 30):
        assert [found[0] for found in said(ask(monkeypatch, read, *texts))] == ["0.txt", "1.txt"]


def rank(monkeypatch: pytest.MonkeyPatch, *texts: str) -> tuple[candidates.Ranked, Index, list[int]]:
    """Rank with one hit read at first, and list the documents of what is ranked with the best then."""
    index, model = build(*texts), load_model()
    monkeypatch.setattr(candidates, "choose_hits", lambda question, index, hits, *rest: list(hits[:1]))
    ranked = candidates.rank_candidates(read_question(QUESTION), index, model)
    assert ranked is not None
    bearing = rank_bearing(ranked, index, model)
    read = [candidate.document for candidate in bearing.candidates] if bearing else []
    return ranked, index, read


def test_only_hits_of_other_documents_with_half_of_the_words_are_read(monkeypatch):
    ranked, index, read = rank(monkeypatch, f"{SAYS} {SAYS}", *TEXTS[1:])
    assert sorted(read) == [0, 1, 2]
    shares = share_of_best(ranked, index)
    own = read_sentence(index, 0).analysis.content
    for hit, share in zip(ranked.unread, shares, strict=True):
        held = read_sentence(index, hit.number).analysis.content
        assert share == pytest.approx(len(own & held) / len(own))


def test_nothing_is_read_for_a_sentence_of_few_words(monkeypatch):
    ranked, index, read = rank(monkeypatch, "They voted in 1911.", *["The board voted in 1911, they say."] * 3)
    assert ranked.unread and read == []
    assert share_of_best(ranked, index).tolist() == [0.0] * len(ranked.unread)


def test_what_was_read_is_not_read_again(monkeypatch):
    monkeypatch.setattr(candidates, "choose_hits", lambda question, index, hits, *rest: list(hits[:2]))
    index, model = build(*TEXTS), load_model()
    ranked = candidates.rank_candidates(read_question(QUESTION), index, model)
    assert ranked is not None
    first, *read = [candidate.hit for candidate in ranked.candidates]
    assert len(read) == 1
    bearing = rank_bearing(replace(ranked, unread=[*ranked.unread, *read]), index, model)
    assert bearing is not None
    numbers = [candidate.hit.number for candidate in bearing.candidates]
    assert numbers[0] == first.number and read[0].number not in numbers
