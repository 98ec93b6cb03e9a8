"""Segments are joined under one vocabulary, whoever numbered their terms, and are not held while they are."""

import ctypes
import weakref

import pytest

from service.documents.document import Document
from service.index.counted_words import CountedWords
from service.index.freed_memory import give_back
from service.index.joining import SegmentPart, join_parts, join_taken
from service.index.news import FileReading
from service.index.segment import RAGGED, Segment, make_numbered, make_segment
from service.index.shared_terms import SharedTerms
from service.sentences.segmentation import segment_text

TEXTS = [
    "The ship came. It left.",
    "A bridge burned.",
    "",
    "The ship left the bridge.",
    "A storm came.",
    "And a bridge.",
]
READ = [(Document(f"{n}", text, "0"), segment_text(text)) for n, text in enumerate(TEXTS)]


def assert_equal(one: Segment, other: Segment) -> None:
    assert list(one.ids) == list(other.ids)
    assert list(one.vocabulary) == list(other.vocabulary)
    for name in RAGGED:
        mine, others = getattr(one, name), getattr(other, name)
        assert mine.ends.tolist() == others.ends.tolist()
        assert (mine.values.dtype, mine.values.tolist()) == (others.values.dtype, others.values.tolist())


@pytest.mark.parametrize(
    "most", [2, 1000]
)  # pieces of text kept: with two, what was numbered is let go again and again
def test_readings_of_several_processes_come_under_one_vocabulary(most, monkeypatch):
    monkeypatch.setattr("service.index.counted_words._MOST", most)
    processes, shared = [CountedWords(), CountedWords()], SharedTerms()
    readings = [FileReading(make_segment(READ[:1]), (), (), ())]  # one that has a vocabulary of its own
    for number, one in enumerate(READ[1:]):
        words = processes[number % 2]
        readings.append(shared.take(FileReading(make_numbered([one], words), (), (), (), words.tell())))
    shared.sort(readings)
    joined = join_parts([SegmentPart(reading.segment, 0, 1) for reading in readings])
    assert_equal(joined, make_segment(READ))


def test_terms_of_parts_left_out_are_left_out():
    whole = make_segment(READ)
    joined = join_parts([SegmentPart(whole, number, number + 1) for number in (0, 3, 5)])
    assert_equal(joined, make_segment([READ[number] for number in (0, 3, 5)]))


def test_segments_are_let_go_before_their_rows_are_joined(monkeypatch):
    held: list[bool] = []
    segments = [make_segment([one]) for one in READ]
    parts = [SegmentPart(segment, 0, 1) for segment in segments]
    seen = [weakref.ref(segment) for segment in segments]
    tokens = weakref.ref(segments[0].tokens.values)
    segments.clear()
    monkeypatch.setattr("service.index.joining.give_back", lambda: held.append(any(ref() for ref in seen)))
    joined = join_taken(parts)
    assert held == [False] * len(RAGGED)
    assert tokens() is None
    join_parts([SegmentPart(joined, 0, 1)])
    assert len(held) == len(RAGGED)  # nothing was let go that could be given back
    assert_equal(joined, make_segment(READ))


def test_a_system_that_cannot_be_told_is_left_alone(monkeypatch):
    give_back()
    monkeypatch.setattr(ctypes, "CDLL", lambda name: object())
    give_back()
