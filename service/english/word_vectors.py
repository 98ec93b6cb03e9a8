"""Word vectors: how alike two terms are in meaning, read from a table that comes with the package.

Each term of an English vocabulary has a vector [DIMENSIONS] of int8, made by `service.training.make_vectors` from a sentence
encoder. The table is mapped from disk, not read.
"""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import numpy as np

FOLDER = Path(__file__).resolve().parent / "vectors"
DIMENSIONS = 100
SMOOTHING = 1e-4  # the weight of a word in a sum is SMOOTHING / (SMOOTHING + its share of all words)
FREQUENT = 2e-6  # share of all words: the frequent misspellings of web texts have less
_ROWS = 4096  # measured at once


class Table(NamedTuple):
    """The vocabulary: each term's row, and by row its vector, the weight of its word in a sum, and the vector's length.

    `vectors` int8 [terms x DIMENSIONS], of the same length up to rounding; `weights` float32 [terms], more for rarer words;
    `lengths` float32 [terms].
    """

    rows: dict[str, int]
    terms: list[str]
    vectors: np.ndarray
    weights: np.ndarray
    lengths: np.ndarray


@lru_cache(maxsize=1)
def read_table() -> Table:
    """Map the table that comes with the package."""
    terms = (FOLDER / "terms.txt").read_text("ascii").split("\n")
    # Plain arrays over the mapped files: taking rows of a memmap costs several times as much.
    vectors, weights = (np.asarray(np.load(FOLDER / f"{name}.npy", mmap_mode="r")) for name in ("vectors", "weights"))
    lengths = np.concatenate([measure(vectors[start : start + _ROWS]) for start in range(0, len(terms), _ROWS)])
    return Table({term: row for row, term in enumerate(terms)}, terms, vectors, weights, lengths)


def measure(vectors: np.ndarray) -> np.ndarray:
    """Return the lengths of some vectors: float32 [vectors]."""
    wide = vectors.astype(np.float32)
    return np.maximum(np.sqrt(np.einsum("ij,ij->i", wide, wide)), np.float32(1e-9))


def rows_of(terms: Iterable[str]) -> list[int]:
    """Return the rows of those terms that are in the vocabulary, in their order."""
    rows = read_table().rows
    return [rows[term] for term in terms if term in rows]


def is_frequent(term: str) -> bool:
    """Return whether a term's words are frequent enough in English to be no slip."""
    table = read_table()
    row = table.rows.get(term)
    return row is not None and bool(table.weights[row] <= SMOOTHING / (SMOOTHING + FREQUENT))


def unit_vectors(rows: Sequence[int] | np.ndarray) -> np.ndarray:
    """Return the vectors of some rows, of length 1: float32 [rows x DIMENSIONS]."""
    table = read_table()
    unit: np.ndarray = table.vectors.take(rows, axis=0).astype(np.float32)
    unit /= table.lengths.take(rows)[:, None]
    return unit


def sum_up(rows: Sequence[int] | np.ndarray, vectors: np.ndarray) -> np.ndarray:
    """Return the direction of a text's meaning: the weighted sum of its words' vectors, of length 1, or 0 without words.

    `vectors` [rows x DIMENSIONS] are the `unit_vectors` of these rows.
    The weights are those of Arora et al. (2017), "A simple but tough-to-beat baseline for sentence embeddings".
    """
    if not len(rows):
        return np.zeros(DIMENSIONS, np.float32)
    total = read_table().weights[rows] @ vectors
    return np.asarray(total / max(float(np.sqrt(total @ total)), 1e-9), np.float32)
