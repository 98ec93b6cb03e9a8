"""Everything that a search needs, compiled from a segment."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace

import numpy as np

from service.index.postings import ParagraphPostings, SentencePostings, compile_paragraphs, compile_sentences
from service.index.repeated import NONE, find_repeated
from service.index.segment import SENTENCES, Segment
from service.index.vocabulary import Vocabulary

# Called with a term's postings among sentences and among paragraphs before they are read.
CheckRuns = Callable[[slice, slice], None]


def _trust(sentences: slice, paragraphs: slice) -> None:
    """Check nothing: what was compiled in memory is as it was made."""


@dataclass(frozen=True)
class Compiled:
    """Postings, and where the sentences and paragraphs of each document begin.

    `paragraph_of` (int32 [sentences]) is each sentence's paragraph. `first_sentence` and `first_paragraph` (int64
    [documents + 1]) are the first numbers of each document. `check_runs` raises DamagedIndexError if postings that were
    mapped from disk are not as they were written. `repeated` (int32) are the numbers of the sentences that are boilerplate by
    repetition.
    """

    vocabulary: Vocabulary
    sentences: SentencePostings
    paragraphs: ParagraphPostings
    paragraph_of: np.ndarray
    first_sentence: np.ndarray
    first_paragraph: np.ndarray
    check_runs: CheckRuns = _trust
    repeated: np.ndarray = field(default_factory=lambda: NONE)


def compile_segment(segment: Segment) -> Compiled:
    """Compile the postings of a segment."""
    firsts = segment.sentences.ends, segment.blocks.ends
    owners = owners_of(segment)
    made = compile_all(segment.vocabulary, segment.tokens.values, segment.lengths.values, owners, *firsts)
    return replace(made, repeated=find_repeated(segment))


def owners_of(segment: Segment) -> np.ndarray:
    """Return the collection-wide number of each sentence's paragraph: int32 [sentences]."""
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
    """Compile sentences of term numbers (see `compile_sentences`) to everything that a search needs."""
    own = compile_sentences(tokens, lengths, len(vocabulary))
    shared = compile_paragraphs(own, lengths, paragraph_of, int(first_paragraph[-1]))
    return Compiled(vocabulary, own, shared, paragraph_of, first_sentence, first_paragraph)
