"""Speakers: named where the text is sure, null where it is not, and always a slice of the document."""

import json
from functools import cache

import pytest
from conftest import ROOT, SEEDS
from hypothesis import given, settings
from hypothesis import strategies as st

from service.answer.answer import SpeakerSpan
from service.answer.attribution.speakers import Attributor, find_quotation
from service.documents.collection import read_document
from service.documents.document import Document
from service.sentences.segmentation import segment_text
from service.sentences.sentence import Block, Segmentation, Sentence

# A line each: a text of our own or a document of the first collection, a stretch of it, the name of its speaker (null:
# the text does not say for sure), and in some the words that say so.
QUOTATIONS = [json.loads(line) for line in (ROOT / "tests/quotations.jsonl").read_text("utf-8").splitlines()]


@cache
def seed(name: str) -> str:
    document = read_document(SEEDS, name)
    assert isinstance(document, Document)
    return document.text


def text_of(case: dict[str, str]) -> str:
    return case.get("text") or seed(case["document"])


def ask(text: str, quote: str) -> SpeakerSpan | None:
    start = text.index(quote)
    return Attributor(text, segment_text(text)).find_speaker(start, start + len(quote))


def name(text: str, speaker: SpeakerSpan | None) -> str | None:
    return text[speaker.name.start : speaker.name.end] if speaker else None


def named(text: str, quote: str) -> str | None:
    return name(text, ask(text, quote))


def test_speakers_are_named_and_named_right():
    with_speaker = [case for case in QUOTATIONS if case["speaker"]]
    found = [(case, named(text_of(case), case["quote"])) for case in QUOTATIONS]
    right = [case for case, speaker in found if speaker and speaker == case["speaker"]]
    wrong = [(case["quote"], speaker) for case, speaker in found if speaker and speaker != case["speaker"]]
    assert len(with_speaker) >= 40
    assert len(right) >= 0.8 * len(with_speaker)
    assert len(right) >= 0.95 * (len(right) + len(wrong)), wrong


def test_speakers_of_the_first_collection_are_named():
    cases = [case for case in QUOTATIONS if "document" in case and case["speaker"]]
    missed = [case["quote"] for case in cases if named(text_of(case), case["quote"]) != case["speaker"]]
    assert len(missed) <= len(cases) // 10, missed


def test_the_words_that_say_so_are_told():
    for case in QUOTATIONS:
        text = text_of(case)
        speaker = ask(text, case["quote"])
        if speaker and case.get("cue"):
            assert text[speaker.cue.start : speaker.cue.end] == case["cue"]


def test_a_pronoun_is_resolved_to_a_name_that_stands_before_it():
    text = "Mayor Lucia Ortega met the clerk. “I was not told,” she said."
    speaker = ask(text, "“I was not told,”")
    assert speaker and name(text, speaker) == "Lucia Ortega"
    assert speaker.name.end <= speaker.cue.start
    assert text[speaker.cue.start : speaker.cue.end] == "she said"


@pytest.mark.parametrize("opening, closing", ["“”", "‘’", '""', "«»"])
@pytest.mark.parametrize(
    "text",
    [
        "Reed said: [The pier is old. It leaks.]",
        "[The pier is old. It leaks,] Reed said.",
        "[The pier is old. It leaks,] said Reed.",
        "[The pier is old,] Reed said. [It leaks.]",
        "[The pier is old,] Reed said, [and see how it leaks.]",
        "According to Reed, [the pier is old and it leaks.]",
    ],
)
def test_any_marks_will_do(text, opening, closing):
    text = text.replace("[", opening).replace("]", closing)
    assert named(text, "leaks") == "Reed"


def test_a_speech_over_paragraphs_has_one_speaker():
    text = "“The pier is old. It leaks.\n\n“It must be mended,” Ann Reed said.\n\n“We cannot wait.”\n\nIt rained."
    for part in ("The pier is old", "It leaks.", "It must be mended", "We cannot wait"):
        assert named(text, part) == "Ann Reed"
    assert named(text, "It rained.") is None


def test_two_who_speak_in_one_stretch_are_not_one():
    text = "“The pier is old,” said Ann Quill. “It is not so very old,” said Tom Reed."
    assert named(text, text) is None


def test_the_whole_quotation_is_found():
    text = "It rained. “The pier is old. It leaks,” Reed said. “So be it.”"
    cut = segment_text(text)

    def quotation(part: str) -> str | None:
        start = text.index(part)
        found = find_quotation(cut, start, start + len(part))
        return text[found.start : found.end] if found else None

    assert quotation("It leaks") == "“The pier is old. It leaks,”"
    assert quotation("“So be it.”") == "“So be it.”"
    assert quotation("It rained.") is None
    assert quotation(text) == "“The pier is old. It leaks,”"


@pytest.mark.parametrize(
    "piece", ["he said ", "A.A", "Quill said Reed ", "“He said ", "Ann Quill, ", "he said. ", "“a” said "]
)
def test_endless_text_has_no_speaker_and_costs_little(piece):
    text = piece * (60_000 // len(piece))
    cut = Segmentation((Sentence(0, len(text), 0, 0, "prose"),), (Block(0, len(text), "prose", 0, 1),), ())
    middle = len(text) // 2
    assert Attributor(text, cut).find_speaker(middle, middle + 50) is None


WORDS = st.sampled_from(
    """
    “ ” " ‘ ’ « » NUL , . : ; ? ! — ( ) PARAGRAPH said told wrote says according to by was not he she it who the a
    minister Ann Quill Reed Dr. Mr. van der O’Hara Quill’s Residents’ Board May 1954 as quoted saying put that and in
    words of statement 李明 é WHO reported its
    """.split()
)


@settings(deadline=None)
@given(st.lists(WORDS, max_size=60), st.data())
def test_spans_lie_in_the_document(words, data):
    text = " ".join(words).replace("PARAGRAPH", "\n\n").replace("NUL", "\0")
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    cut = segment_text(text)
    speaker = Attributor(text, cut).find_speaker(start, end)
    if speaker:
        for span in (speaker.name, speaker.cue):
            assert 0 <= span.start < span.end <= len(text)
            assert not text[span.start].isspace() and not text[span.end - 1].isspace()
        assert text[speaker.name.start : speaker.name.end][0].isalpha()
    assert Attributor(text, cut).find_speaker(start, end) == speaker
    quotation = find_quotation(cut, start, end)
    assert quotation is None or (quotation.start < end and quotation.end > start)
