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
    paragraph_of = segment.sentences.values[:, SENTENCES.place("block")]
    paragraph_of = paragraph_of + np.repeat(firsts[1][:-1], np.diff(firsts[0])).astype(np.int32)
    return compile_all(segment.vocabulary, segment.tokens.values, segment.lengths.values, paragraph_of, *firsts)


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
