"""Everything that a search reads, compiled from a segment."""

from dataclasses import dataclass

import numpy as np

from service.index.postings import ParagraphPostings, Postings, compile_paragraphs, compile_sentences
from service.index.segment import SENTENCES, Segment
from service.index.vocabulary import Vocabulary


@dataclass(frozen=True)
class Compiled:
    """Postings and where each document's sentences and paragraphs begin.

    `paragraph_of` (int32) is each sentence's paragraph; `first_sentence` and `first_paragraph` (int64, one
    more than documents) tell where each document's begin.
    """

    vocabulary: Vocabulary
    sentences: Postings
    paragraphs: ParagraphPostings
    paragraph_of: np.ndarray
    first_sentence: np.ndarray
    first_paragraph: np.ndarray


def compile_segment(segment: Segment) -> Compiled:
    """Invert a segment."""
    firsts = segment.sentences.ends, segment.blocks.ends
    owners = owners_of(segment)
    return compile_all(segment.vocabulary, segment.tokens.values, segment.lengths.values, owners, *firsts)


def owners_of(segment: Segment) -> np.ndarray:
    """Give each sentence's paragraph by its number in the whole collection (int32)."""
    inside = segment.sentences.values[:, SENTENCES.place("block")]
    before = np.repeat(segment.blocks.ends[:-1], np.diff(segment.sentences.ends))
    return inside + before.astype(np.int32)


def compile_all(
    vocabulary: Vocabulary,
    tokens: np.ndarray,
    lengths: np.ndarray,
    paragraph_of: np.ndarray,
    first_sentence: np.ndarray,
    first_paragraph: np.ndarray,
) -> Compiled:
    """Compile sentences of term numbers, as compile_sentences takes them, into all that a search reads."""
    own = compile_sentences(tokens, lengths, len(vocabulary))
    shared = compile_paragraphs(own, lengths, paragraph_of, int(first_paragraph[-1]))
    return Compiled(vocabulary, own, shared, paragraph_of, first_sentence, first_paragraph)
