"""Fingerprints of sentences: a hash of the folded words of each, by which copies are recognised without reading them."""

import re
from collections.abc import Iterable, Sequence

import numpy as np
import xxhash

from service.english.tokens import fold
from service.sentences.sentence import Segmentation

NO_WORDS = 0  # the fingerprint of a sentence without words
_BITS = (1 << 32) - 1  # of 2,000 sentences and 2,000 others, two have one by chance once in a thousand times
_BETWEEN = "\0"  # sentences that are folded at once
_SPACES = {code: " " for code in range(128) if not chr(code).isalnum() and chr(code) != _BETWEEN}
_NO_WORD = re.compile(rf"(?:[^\w{_BETWEEN}]|_)+")


def take_fingerprints(text: str, segmentation: Segmentation) -> np.ndarray:
    """Return the fingerprints of a document's sentences: uint32 [sentences]."""
    return hash_sentences([text[sentence.body : sentence.end] for sentence in segmentation.sentences])


def hash_sentences(sentences: Sequence[str]) -> np.ndarray:
    """Return the fingerprints of sentences, each without the marker before its body: uint32 [sentences]."""
    return np.array([_hash(words) for words in _fold_each(sentences)], dtype=np.uint32)


def _hash(words: str) -> int:
    if not words:
        return NO_WORDS
    return xxhash.xxh3_64_intdigest(words.encode("utf-8", "surrogatepass")) & _BITS or 1


def _fold_each(sentences: Sequence[str]) -> Iterable[str]:
    """Fold the words of each sentence: many at once, those in ASCII apart from the others."""
    folded = [""] * len(sentences)
    for plain in (True, False):
        places = [place for place, sentence in enumerate(sentences) if sentence.isascii() is plain]
        parts = fold_words(_BETWEEN.join([sentences[place] for place in places])).split(_BETWEEN)
        if len(parts) != len(places):  # there are none, or one holds what should part them
            parts = [fold_words(sentences[place]) for place in places]
        for place, words in zip(places, parts, strict=True):
            folded[place] = words.strip()
    return folded


def fold_words(text: str) -> str:
    """Fold the words of a text, one space between them."""
    folded = fold(text)
    if folded.isascii():  # many times faster than the expression
        return " ".join(folded.translate(_SPACES).split())
    return _NO_WORD.sub(" ", folded).strip()
