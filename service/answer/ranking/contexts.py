"""Sentences in context: what each says, where it stands, and what stands around it."""

import re
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import takewhile
from typing import NamedTuple

import numpy as np

from service.answer.ranking.analysis import AnalysedSentence
from service.answer.ranking.leads import find_leads, headings_above, is_run_in
from service.answer.ranking.topic_lines import find_opening, find_record, find_topic
from service.english.word_classes import NEAR_DEMONSTRATIVES, POINTS_BACK
from service.html_tags import blank_within
from service.index.interface import Index
from service.memory import ENTRY, Key
from service.sentences.line_labels import asks_by_label
from service.sentences.sentence import Block, Segmentation, Sentence
from service.sentences.speaker_turns import label_of

ANAPHORS = POINTS_BACK | NEAR_DEMONSTRATIVES
_WORD = re.compile(r"[^\W_]+")
_PLACE_BYTES = ENTRY + 850  # a place with its array, sentence and block: measured with tracemalloc
_HEADINGS = 3  # headings one above the other whose words count
_NO_HEADINGS = (None,) * _HEADINGS
_FOLLOWERS = 2  # sentences at most that may continue one
Range = tuple[int, int]  # half-open


class Role(NamedTuple):
    """What a sentence is where it stands.

    `asked`: it has the label of a question, as the first sentence of "Q: My bin smells. What now?", or stands with one that
    has. `heads`: it is a heading, or opens its line as one. `last`: no sentence of its document comes after it.
    """

    asked: bool = False
    heads: bool = False
    last: bool = False


class SentenceContext(NamedTuple):
    """A sentence with its analysis and surroundings. `document` and `position` are its numbers in the corpus.

    `surroundings` (int64 [10 x 2]) are half-open ranges of collection-wide sentence numbers, empty if there is no such
    thing: the sentence before (with those it refers back to, if it is anaphoric itself), the one after, the paragraph or
    the record of labelled lines; the title (the document's first sentence, unless it is of the same block), the heading,
    the two above that, the lead-in, and the lines that tell the topic (`topic_lines.find_topic`); the whole document.
    `followers` are the sentences after it in its block that refer back to it with a pronoun, by their collection-wide
    numbers. `led` is the analysis of the sentence read with what stands above it, such as the question that it answers; that
    of the sentence by itself where nothing does. `number` and `leads` are the collection-wide numbers of the sentence and of those that
    it is read with.
    """

    document: int
    position: int
    sentence: Sentence
    block: Block
    surroundings: np.ndarray
    followers: tuple[int, ...]
    led: AnalysedSentence
    number: int
    leads: tuple[int, ...]
    role: Role
    read_alone: Callable[[], AnalysedSentence]

    @property
    def analysis(self) -> AnalysedSentence:
        """The analysis of the sentence by itself, made when first asked for."""
        return self.read_alone()


class _Place(NamedTuple):
    """A `SentenceContext` without the analysis, which is kept apart: it holds for the text, not for one index only."""

    document: int
    position: int
    sentence: Sentence
    block: Block
    surroundings: np.ndarray
    followers: tuple[int, ...]
    key: Key  # of the analysis: the document's id, its text's hash and the position
    leads: tuple[int, ...]  # the positions of the sentences to read along
    label: tuple[int, int]  # the span of the label of the turn that it belongs to, empty if there is none
    role: Role

    @property
    def is_led(self) -> bool:
        """Whether anything above the sentence is read along with it."""
        return bool(self.leads) or self.label[0] < self.label[1]


def _find_places(index: Index, numbers: Sequence[int]) -> list[_Place]:
    def find_place(key: Key) -> _Place:
        return _find_place(index, key[-1])  # type: ignore[arg-type]

    serial = index.serial
    return index.memory.get_many([("place", serial, number) for number in numbers], find_place, _PLACE_BYTES)


def list_followers(index: Index, numbers: Sequence[int]) -> list[tuple[int, ...]]:
    """Return the followers of sentences, as in their contexts, without analysing them."""
    return [place.followers for place in _find_places(index, numbers)]


def read_sentences(index: Index, numbers: Sequence[int]) -> list[SentenceContext]:
    """Return the contexts of sentences by their collection-wide numbers, in the order asked."""
    places = _find_places(index, numbers)
    keys = [("led", *place.key) if place.is_led else place.key for place in places]
    of_key = dict(zip(keys, places, strict=True))

    def analyse(key: Key) -> AnalysedSentence:
        place = of_key[key]
        return _analyse_led(index, place) if place.is_led else _analyse_alone(index, place)

    analyses = index.memory.get_many(keys, analyse, _size_of)
    return [
        SentenceContext(
            *place[:4],
            place.surroundings,
            place.followers,
            analysis,
            number,
            tuple([number - place.position + lead for lead in place.leads]) if place.leads else (),
            place.role,
            partial(_read_alone, index, place),
        )
        for number, place, analysis in zip(numbers, places, analyses, strict=True)
    ]


def _size_of(analysis: AnalysedSentence) -> int:
    return ENTRY + analysis.nbytes


def _read_alone(index: Index, place: _Place) -> AnalysedSentence:
    return index.memory.get_or_make(place.key, lambda: _analyse_alone(index, place), _size_of)


def _analyse_alone(index: Index, place: _Place) -> AnalysedSentence:
    text, sentence = index.corpus.documents[place.document].text, place.sentence
    return AnalysedSentence(blank_within(text, sentence.body, sentence.end), sentence.body)


def _analyse_led(index: Index, place: _Place) -> AnalysedSentence:
    """Analyse a sentence with what stands above it put before it."""
    text, sentence = index.corpus.documents[place.document].text, place.sentence
    sentences = index.corpus.segmentation(place.document).sentences
    parts = [*((sentences[n].body, sentences[n].end) for n in place.leads), place.label]
    above = "".join(f"{blank_within(text, start, end)} " for start, end in parts if end > start)
    own = blank_within(text, sentence.body, sentence.end)
    return AnalysedSentence(above + own, sentence.body - len(above), len(above))


def read_sentence(index: Index, number: int) -> SentenceContext:
    """Return the context of one sentence."""
    return read_sentences(index, (number,))[0]


def _find_place(index: Index, number: int) -> _Place:
    document, position = index.corpus.locate(number)
    segmentation = index.corpus.segmentation(document)
    sentence = segmentation.sentences[position]
    whole = index.corpus.documents[document]
    text = whole.text
    around = _bound_surroundings(text, segmentation, position, partial(_opening_of, index, document))
    begin = number - position
    return _Place(
        document,
        position,
        sentence,
        segmentation.blocks[sentence.block],
        np.array([begin + place for bounds in around for place in bounds], dtype=np.int64).reshape(-1, 2),
        tuple([begin + place for place in _followers(text, segmentation, position)]),
        ("sentence", whole.id, whole.sha256, position),
        find_leads(text, segmentation, position),
        label_of(text, segmentation, position) or (0, 0),
        _find_role(text, segmentation, position),
    )


def _find_role(text: str, segmentation: Segmentation, position: int) -> Role:
    sentences = segmentation.sentences
    first = sentences[segmentation.blocks[sentences[position].block].first]
    return Role(
        asked=first.body > first.start and asks_by_label(text, first.start, first.body),
        heads=sentences[position].kind == "heading" or is_run_in(text, segmentation, position),
        last=position + 1 == len(sentences),
    )


def first_word(text: str, sentence: Sentence) -> str:
    """Return a sentence's first word in lower case, "" if there is none."""
    first = _WORD.search(text, sentence.body, sentence.end)
    return first.group().lower() if first else ""


def _followers(text: str, segmentation: Segmentation, position: int) -> Iterator[int]:
    sentences = segmentation.sentences
    last = min(segmentation.blocks[sentences[position].block].last, position + 1 + _FOLLOWERS)
    return takewhile(lambda place: _is_anaphoric(text, sentences[place]), range(position + 1, last))


def _is_anaphoric(text: str, sentence: Sentence) -> bool:
    """Return whether a sentence opens with a pronoun that refers back."""
    return first_word(text, sentence) in ANAPHORS


def _bound_surroundings(
    text: str, segmentation: Segmentation, position: int, opening: Callable[[], Range]
) -> list[Range]:
    sentence, count = segmentation.sentences[position], len(segmentation.sentences)
    block = segmentation.blocks[sentence.block]
    record = find_record(text, segmentation, position)
    first, last = (record.start, record.stop) if len(record) > 1 else _bound_paragraph(position, block, count)
    headings = headings_above(segmentation, position)[:_HEADINGS]
    title = 0 if segmentation.sentences[0].block != sentence.block else None  # none, if this is the first paragraph
    above = (title, *headings, *_NO_HEADINGS[len(headings) :], sentence.lead_in)
    return [
        (_begin_before(text, segmentation, position, block, first), position),
        (position + 1, min(position + 2, last)),
        (first, last),
        *[(0, 0) if place is None or place == position else (place, place + 1) for place in above],
        find_topic(text, segmentation, position, record, opening),
        (0, count),
    ]


def _opening_of(index: Index, document: int) -> Range:
    def find() -> Range:
        return find_opening(index.corpus.documents[document].text, index.corpus.segmentation(document))

    return index.memory.get_or_make(("opening", index.serial, document), find, ENTRY + 120)


def _bound_paragraph(position: int, block: Block, count: int) -> Range:
    """Bound a sentence's paragraph; if that has one or two sentences, as in news, take two neighbours on each side."""
    if block.last - block.first >= 3:
        return block.first, block.last
    return max(0, position - 2), min(count, position + 3)


def _begin_before(text: str, segmentation: Segmentation, position: int, block: Block, first: int) -> int:
    """Begin at the sentence before; while that one is anaphoric itself, at the one before it in the paragraph."""
    place = max(position - 1, first)
    while block.first < place < position and _is_anaphoric(text, segmentation.sentences[place]):
        place -= 1
    return place
