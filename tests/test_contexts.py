"""Contexts: what stands around a sentence, and which sentences go on from it; each made once and kept in bounds."""

import pytest

from service.answer.citing import SENTENCE_BYTES, read_ahead
from service.answer.ranking import contexts
from service.answer.ranking.contexts import read_sentences
from service.documents.contents import make_document
from service.index.embedded import Index
from service.memory import Memory
from service.sentences.segmentation import segment_text

FIRST = "Nobody came. Nothing was said.\n"
TOWN = """Elmford

The market opened in May. It was small. They loved it. Rain fell.

The council recommends the following measures:

- Mend the roof.
- Open on Sundays.
"""


def build(memory: Memory | None = None) -> Index:
    documents = [make_document(name, text, "utf-8") for name, text in (("a.txt", FIRST), ("b.txt", TOWN))]
    return Index(documents, [segment_text(document.text) for document in documents], memory=memory)


def read(index: Index) -> list[tuple[str, dict[str, list[str]], list[str]]]:
    """Give every sentence of the second document: its words, those of what surrounds it, and those that go on from it."""
    text = index.corpus.documents[1].text
    sentences = index.corpus.segmentation(1).sentences
    first = index.corpus.first(1)

    def words(numbers: range | tuple[int, ...]) -> list[str]:
        return [text[sentences[n - first].body : sentences[n - first].end].split()[0] for n in numbers]

    names = (
        "before",
        "after",
        "paragraph",
        "title",
        "heading",
        "parent",
        "grandparent",
        "lead_in",
        "topic",
        "document",
    )
    found = []
    for reading in read_sentences(index, range(first, len(index.corpus))):
        ranges = [range(*bounds) for bounds in reading.surroundings.tolist()]
        around = {name: words(bounds) for name, bounds in zip(names, ranges, strict=True)}
        found.append((reading.analysis.text.split()[0], around, words(reading.followers)))
    return found


def test_surroundings_are_those_of_the_sentence_own_document() -> None:
    found = {word: around for word, around, _ in read(build())}
    whole = ["Elmford", "The", "It", "They", "Rain", "The", "Mend", "Open"]
    assert all(around["document"] == whole for around in found.values())
    assert found["They"] == {
        "before": ["The", "It"],  # the sentence before is anaphoric itself
        "after": ["Rain"],
        "paragraph": ["The", "It", "They", "Rain"],
        "title": ["Elmford"],
        "heading": ["Elmford"],
        "parent": [],
        "grandparent": [],
        "lead_in": [],
        "topic": [],
        "document": whole,
    }
    assert found["Open"]["lead_in"] == ["The"]
    assert found["Elmford"]["title"] == []  # no sentence stands around itself


def test_followers_go_on_with_a_pronoun_and_are_two_at_most() -> None:
    assert [(word, followers) for word, _, followers in read(build()) if followers] == [
        ("The", ["It", "They"]),
        ("It", ["They"]),
    ]


def test_contexts_come_in_the_order_asked_and_are_made_once() -> None:
    index = build()
    one, other, again = read_sentences(index, [5, 3, 5])
    assert (one.position, other.position) == (3, 1)
    assert one.analysis is again.analysis
    assert read_sentences(index, [3])[0].analysis is other.analysis


def test_what_a_sentence_says_is_read_once_though_the_index_is_another() -> None:
    memory = Memory()
    index, again = build(memory), build(memory)
    one, other = read_sentences(index, [0])[0], read_sentences(again, [0])[0]
    assert one.analysis is other.analysis
    changed = make_document("a.txt", FIRST.replace("Nobody", "Everybody"), "utf-8")
    renewed = Index([changed], [segment_text(changed.text)], memory=memory)
    assert read_sentences(renewed, [0])[0].analysis.text == "Everybody came."


def test_what_is_read_ahead_is_analysed_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    index = build()
    read_ahead(index)
    monkeypatch.setattr(contexts, "AnalysedSentence", None)
    monkeypatch.setattr(contexts, "_find_place", None)
    assert len(read_sentences(index, range(len(index.corpus)))) == len(index.corpus) > 5


def test_a_collection_without_room_in_memory_is_not_read_ahead() -> None:
    sentences = len(build().corpus)
    for room, is_read in (
        (sentences * SENTENCE_BYTES // 3 * 4 - 8, False),
        (sentences * SENTENCE_BYTES // 3 * 4 + 8, True),
    ):
        memory = Memory(room)
        read_ahead(build(memory))
        assert (memory.size > 0) is is_read
        assert memory.size <= memory.calm


def test_collections_that_share_a_memory_are_read_ahead_while_there_is_room() -> None:
    memory = Memory(len(build().corpus) * SENTENCE_BYTES // 3 * 4 + 8)
    read_ahead(build(memory))
    taken = memory.size
    read_ahead(build(memory))
    assert taken > 0 and memory.size == taken
