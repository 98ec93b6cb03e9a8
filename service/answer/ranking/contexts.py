"""The sentences of an index as the ranking sees them: what each says, where it stands and what stands around it."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np

from service.answer.kept import Kept
from service.answer.passages import first_word
from service.answer.ranking.analysis import View
from service.cache import BoundedCache
from service.documents.document import Document
from service.english.word_classes import NEAR_DEMONSTRATIVES, POINTS_BACK
from service.index.embedded import Index
from service.sentences.sentence import Block, Sentence

PERSONAL = POINTS_BACK | NEAR_DEMONSTRATIVES
KEPT = 4_000  # sentences, of some 25 kB each
_GO_ON = 2  # sentences that may go on from one
Range = tuple[int, int]  # half-open


class Reading(NamedTuple):
    """A sentence, read once. `position` counts the sentences of its document.

    `surroundings` [7 x 2] are ranges of sentences in the collection, empty where there is no such thing: the sentence
    before (and those that it leans on), the one after, the paragraph; the title (or first sentence), the heading and the
    lead-in; the document. `followers` are the sentences in the collection that go on from this one with a pronoun.
    """

    document: int
    position: int
    sentence: Sentence
    block: Block
    view: View
    surroundings: np.ndarray
    followers: tuple[int, ...]


def read_sentences(index: Index, numbers: Sequence[int]) -> list[Reading]:
    """Give the readings of sentences, by their numbers in the collection."""
    return _readings.get_all(index, numbers)


def read_sentence(index: Index, number: int) -> Reading:
    return _readings.get(index, number)


def _read(index: Index, number: int) -> Reading:
    document, position = index.corpus.locate(number)
    cut = index.corpus.cut(document)
    sentence = cut.sentences[position]
    block = cut.blocks[sentence.block]
    followers = tuple(number + place - position for place in _followers(index, document, position))
    return Reading(
        document,
        position,
        sentence,
        block,
        _view_of(index.corpus.documents[document], position, sentence),
        np.array(_bound_surroundings(index, document, position), dtype=np.int32) + np.int32(number - position),
        followers,
    )


def _view_of(document: Document, position: int, sentence: Sentence) -> View:
    key = (document.id, document.sha256, position)
    view = _views.get(key)
    if view is None:
        view = View(document.text[sentence.body : sentence.end], sentence.body)
        _views.put(key, view, 1)
    return view


_readings = Kept(_read, capacity=KEPT)
# These outlive an index: the next one, of which a document has changed, has the others' sentences too.
_views: BoundedCache[tuple[str, str, int], View] = BoundedCache(KEPT)


def _followers(index: Index, document: int, position: int) -> Iterator[int]:
    sentences = index.corpus.cut(document).sentences
    for place in range(position + 1, min(position + 1 + _GO_ON, len(sentences))):
        if sentences[place].block != sentences[position].block or not _leans(index, document, place):
            return
        yield place


def _leans(index: Index, document: int, place: int) -> bool:
    """Whether a sentence begins with a word that points back."""
    return first_word(index.corpus.documents[document].text, index.corpus.cut(document).sentences[place]) in PERSONAL


def _bound_surroundings(index: Index, document: int, position: int) -> list[Range]:
    cut = index.corpus.cut(document)
    sentence, count = cut.sentences[position], len(cut.sentences)
    block = cut.blocks[sentence.block]
    first, last = _bound_paragraph(position, block, count)
    above = [place if place != position else None for place in (0, sentence.heading, sentence.lead_in)]
    return [
        (_begin_before(index, document, position, block, first), position),
        (position + 1, min(position + 2, last)),
        (first, last),
        *((place, place + 1) if place is not None else (0, 0) for place in above),
        (0, count),
    ]


def _bound_paragraph(position: int, block: Block, count: int) -> Range:
    """Bound a sentence's paragraph; where paragraphs are of one or two sentences (news), two neighbours on each side."""
    if block.last - block.first >= 3:
        return block.first, block.last
    return max(0, position - 2), min(count, position + 3)


def _begin_before(index: Index, document: int, position: int, block: Block, first: int) -> int:
    """Begin at the sentence before; while that one begins with a pronoun, at the one before it in the paragraph."""
    place = max(position - 1, first)
    while block.first < place < position and _leans(index, document, place):
        place -= 1
    return place
