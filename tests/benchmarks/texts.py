"""Text for the benchmarks: made up by Zipf's law, or taken from a folder of real documents."""

from pathlib import Path

import numpy as np

VOCABULARY = 200_000
IN_A_SENTENCE = 20
IN_A_PARAGRAPH = 4
IN_A_DOCUMENT = 20
_CONSONANTS, _VOWELS = "bcdfghjklmnprstvz", "aeiou"


def make_words(count: int = VOCABULARY) -> list[str]:
    """Make up distinct words; none is a stop word, and a stemmer leaves all of them apart."""
    syllables = [c + v for c in _CONSONANTS for v in _VOWELS]
    base = len(syllables)
    return [
        syllables[n // base // base % base] + syllables[n // base % base] + syllables[n % base] + "k"
        for n in range(count)
    ]


class Zipf:
    """Draws of word numbers, the n-th word as often as 1/n."""

    def __init__(self, seed: int, vocabulary: int = VOCABULARY) -> None:
        weights = 1 / np.arange(1, vocabulary + 1)
        self._shares = np.cumsum(weights / weights.sum())
        self.generator = np.random.default_rng(seed)

    def draw(self, count: int) -> np.ndarray:
        """Draw word numbers (int32)."""
        drawn = np.searchsorted(self._shares, self.generator.random(count))
        return np.minimum(drawn, len(self._shares) - 1).astype(np.int32)

    def sentences(self, count: int) -> tuple[np.ndarray, np.ndarray]:
        """Draw sentences of 8 to 32 words: all their words' numbers (int32), and their lengths (int32)."""
        lengths = self.generator.integers(8, 2 * IN_A_SENTENCE - 7, count).astype(np.int32)
        return self.draw(int(lengths.sum())), lengths

    def queries(self, count: int, terms: int = 5) -> list[list[int]]:
        """Draw queries of distinct words."""
        queries: list[list[int]] = []
        while len(queries) < count:
            drawn = np.unique(self.draw(terms))
            if len(drawn) == terms:
                queries.append(self.generator.permutation(drawn).tolist())
        return queries


def write_documents(folder: Path, sentences: int, seed: int = 1) -> int:
    """Write documents of 20 sentences in paragraphs of 4, in folders of 1,000, and count them."""
    words = make_words()
    tokens, lengths = Zipf(seed).sentences(sentences)
    ends = np.cumsum(lengths)
    for number, first in enumerate(range(0, sentences, IN_A_DOCUMENT)):
        lines = []
        for n in range(first, min(first + IN_A_DOCUMENT, sentences)):
            said = " ".join(words[token] for token in tokens[ends[n] - lengths[n] : ends[n]].tolist())
            lines.append(said.capitalize() + ".")
        paragraphs = (" ".join(lines[n : n + IN_A_PARAGRAPH]) for n in range(0, len(lines), IN_A_PARAGRAPH))
        path = folder / f"{number // 1000:03d}" / f"{number:06d}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("\n\n".join(paragraphs) + "\n", encoding="utf-8")
    return -(-sentences // IN_A_DOCUMENT)
