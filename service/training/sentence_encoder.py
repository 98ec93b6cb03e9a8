"""Run a small sentence encoder over single words, in numpy.

The encoder is a BERT of six layers with mean pooling (all-MiniLM-L6-v2, Apache-2.0), read as published: `model.safetensors`,
`vocab.txt`. Only the command that makes the word vectors needs it; nothing here runs in the service.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

LAYERS, HEADS, EPSILON = 6, 12, 1e-12
BATCH = 512  # words
_LONGEST = 20  # pieces of a word


@dataclass(frozen=True)
class Encoder:
    """The encoder's weights by name, and the number of each piece of a word."""

    weights: dict[str, np.ndarray]
    pieces: dict[str, int]

    def encode(self, words: Sequence[str]) -> np.ndarray:
        """Encode lower-case words, each as a text of its own: unit vectors [words x 384], float32."""
        cut = [self.cut(word) for word in words]
        found = np.zeros((len(words), self.weights["embeddings.LayerNorm.bias"].size), np.float32)
        for numbers in _of_one_length(cut):
            batch = np.array([cut[number] for number in numbers])
            found[numbers] = self._run(batch)
        return found / np.linalg.norm(found, axis=1, keepdims=True)

    def cut(self, word: str) -> list[int]:
        """Cut a word into the longest known pieces from its beginning (WordPiece), between the two marks of a text."""
        found, start = [self.pieces["[CLS]"]], 0
        while start < len(word):
            mark = "##" if start else ""
            end = next((e for e in range(len(word), start, -1) if mark + word[start:e] in self.pieces), 0)
            if not end or len(found) > _LONGEST:
                return [self.pieces["[CLS]"], self.pieces["[UNK]"], self.pieces["[SEP]"]]
            found.append(self.pieces[mark + word[start:end]])
            start = end
        return [*found, self.pieces["[SEP]"]]

    def _run(self, batch: np.ndarray) -> np.ndarray:
        """Encode texts of one length, given as pieces [texts x length]: the mean of the last layer [texts x 384]."""
        w = self.weights
        states = w["embeddings.word_embeddings.weight"][batch] + w["embeddings.token_type_embeddings.weight"][0]
        states = states + w["embeddings.position_embeddings.weight"][: batch.shape[1]]
        states = self._normalize(states, "embeddings.LayerNorm")
        for layer in range(LAYERS):
            name = f"encoder.layer.{layer}"
            attended = self._linear(self._attend(states, f"{name}.attention.self"), f"{name}.attention.output.dense")
            states = self._normalize(states + attended, f"{name}.attention.output.LayerNorm")
            inner = _gelu(self._linear(states, f"{name}.intermediate.dense"))
            states = self._normalize(states + self._linear(inner, f"{name}.output.dense"), f"{name}.output.LayerNorm")
        mean: np.ndarray = states.mean(axis=1)
        return mean

    def _attend(self, states: np.ndarray, name: str) -> np.ndarray:
        texts, length, size = states.shape
        split = (texts, length, HEADS, size // HEADS)
        query, key, value = (
            self._linear(states, f"{name}.{part}").reshape(split).transpose(0, 2, 1, 3)
            for part in ("query", "key", "value")
        )
        logits = query @ key.transpose(0, 1, 3, 2) / np.float32(np.sqrt(size // HEADS))
        shares = np.exp(logits - logits.max(axis=-1, keepdims=True))
        shares /= shares.sum(axis=-1, keepdims=True)
        attended: np.ndarray = (shares @ value).transpose(0, 2, 1, 3).reshape(texts, length, size)
        return attended

    def _linear(self, states: np.ndarray, name: str) -> np.ndarray:
        weights = self.weights[f"{name}.weight"]
        product: np.ndarray = states.reshape(-1, weights.shape[1]) @ weights.T + self.weights[f"{name}.bias"]
        return product.reshape(*states.shape[:-1], weights.shape[0])  # one product of matrices, not one for each text

    def _normalize(self, states: np.ndarray, name: str) -> np.ndarray:
        centred = states - states.mean(axis=-1, keepdims=True)
        scaled = centred / np.sqrt((centred**2).mean(axis=-1, keepdims=True) + np.float32(EPSILON))
        normal: np.ndarray = scaled * self.weights[f"{name}.weight"] + self.weights[f"{name}.bias"]
        return normal


def read_encoder(folder: Path) -> Encoder:
    """Read an encoder's `model.safetensors` and `vocab.txt`. Raises OSError where one is missing."""
    pieces = (folder / "vocab.txt").read_text("utf-8").splitlines()
    return Encoder(dict(_read_tensors(folder / "model.safetensors")), {p: n for n, p in enumerate(pieces)})


def _read_tensors(path: Path) -> Iterator[tuple[str, np.ndarray]]:
    """Read the float32 tensors of a safetensors file: a header of JSON with each tensor's place, then the bytes."""
    content = path.read_bytes()
    length = int.from_bytes(content[:8], "little")
    for name, tensor in json.loads(content[8 : 8 + length]).items():
        if name != "__metadata__" and tensor["dtype"] == "F32":
            start, end = (8 + length + offset for offset in tensor["data_offsets"])
            yield name, np.frombuffer(content[start:end], np.float32).reshape(tensor["shape"])


def _of_one_length(cut: Sequence[Sequence[int]]) -> Iterator[list[int]]:
    """Yield the numbers of words of the same number of pieces, in batches."""
    by_length: dict[int, list[int]] = {}
    for number, pieces in enumerate(cut):
        by_length.setdefault(len(pieces), []).append(number)
    for _, numbers in sorted(by_length.items()):
        for first in range(0, len(numbers), BATCH):
            yield numbers[first : first + BATCH]


def _gelu(states: np.ndarray) -> np.ndarray:
    """x * the normal distribution's share below x, by the error function of Abramowitz and Stegun, 7.1.26 (to 1.5e-7)."""
    x = np.abs(states) / np.float32(np.sqrt(2))
    t = 1 / (1 + np.float32(0.3275911) * x)
    series = t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))))
    error = np.sign(states) * (1 - series.astype(np.float32) * np.exp(-x * x))
    activated: np.ndarray = states * (1 + error) / 2
    return activated
