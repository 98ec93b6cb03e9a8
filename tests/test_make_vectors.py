"""The table of word vectors is made by one command, and the same words give the same files."""

import json
import math
from pathlib import Path

import numpy as np
import pytest

from service.english.word_vectors import DIMENSIONS
from service.training.make_vectors import _find_encoder, write_table
from service.training.sentence_encoder import LAYERS, Encoder, _gelu, read_encoder

PIECES = ["[CLS]", "[SEP]", "[UNK]", "boat", "##s", "##house", "a", "b"]
SIZE, INNER = 24, 48


def make_weights() -> dict[str, np.ndarray]:
    """Make random weights with the names and shapes of a BERT of six layers."""
    random = np.random.default_rng(5)

    def draw(*shape: int) -> np.ndarray:
        return random.normal(0, 0.3, shape).astype(np.float32)

    weights = {f"embeddings.{name}.weight": draw(count, SIZE) for name, count in
               [("word_embeddings", len(PIECES)), ("position_embeddings", 32), ("token_type_embeddings", 2)]}  # fmt: skip
    layers = {
        "attention.self.query": (SIZE, SIZE), "attention.self.key": (SIZE, SIZE), "attention.self.value": (SIZE, SIZE),
        "attention.output.dense": (SIZE, SIZE), "intermediate.dense": (INNER, SIZE), "output.dense": (SIZE, INNER),
    }  # fmt: skip
    norms = ["embeddings.LayerNorm"]
    for layer in range(LAYERS):
        for name, (out, into) in layers.items():
            weights[f"encoder.layer.{layer}.{name}.weight"] = draw(out, into)
            weights[f"encoder.layer.{layer}.{name}.bias"] = draw(out)
        norms += [f"encoder.layer.{layer}.{part}.LayerNorm" for part in ("attention.output", "output")]
    for name in norms:
        weights |= {f"{name}.weight": 1 + draw(SIZE), f"{name}.bias": draw(SIZE)}
    return weights


@pytest.fixture(scope="module")
def encoder() -> Encoder:
    return Encoder(make_weights(), {piece: number for number, piece in enumerate(PIECES)})


@pytest.mark.parametrize(
    ("word", "pieces"),
    [
        ("boat", ["[CLS]", "boat", "[SEP]"]),
        ("boathouses", ["[CLS]", "boat", "##house", "##s", "[SEP]"]),
        ("ab", ["[CLS]", "[UNK]", "[SEP]"]),
    ],
)
def test_a_word_is_cut_into_the_longest_known_pieces(encoder: Encoder, word: str, pieces: list[str]) -> None:
    assert encoder.cut(word) == [PIECES.index(piece) for piece in pieces]


def test_a_word_is_encoded_the_same_in_any_company(encoder: Encoder) -> None:
    together = encoder.encode(["boat", "boathouses", "a", "boats"])
    assert np.allclose(
        together, np.vstack([encoder.encode([word]) for word in ["boat", "boathouses", "a", "boats"]]), atol=1e-5
    )
    assert np.allclose(np.linalg.norm(together, axis=1), 1, atol=1e-5)
    assert not np.allclose(together[0], together[3], atol=1e-2)


def test_the_activation_is_the_exact_one() -> None:
    values = np.linspace(-4, 4, 81, dtype=np.float32)
    exact = [x * (1 + math.erf(x / math.sqrt(2))) / 2 for x in values.tolist()]
    assert np.allclose(_gelu(values), exact, atol=1e-5)


def test_tensors_are_read_as_published(tmp_path: Path) -> None:
    tensor = np.arange(6, dtype=np.float32).reshape(2, 3)
    header = json.dumps({
        "__metadata__": {"format": "pt"},
        "ids": {"dtype": "I64", "shape": [1], "data_offsets": [24, 32]},
        "w": {"dtype": "F32", "shape": [2, 3], "data_offsets": [0, 24]},
    }).encode()  # fmt: skip
    (tmp_path / "model.safetensors").write_bytes(
        len(header).to_bytes(8, "little") + header + tensor.tobytes() + b"\0" * 8
    )
    (tmp_path / "vocab.txt").write_text("[CLS]\n[SEP]\n")
    read = read_encoder(tmp_path)
    assert list(read.weights) == ["w"] and np.array_equal(read.weights["w"], tensor)
    assert read.pieces == {"[CLS]": 0, "[SEP]": 1}


def test_the_same_words_give_the_same_files(tmp_path: Path) -> None:
    random = np.random.default_rng(3)
    words = [
        *(f"{a}{b}rk" for a in "bcdfghjklm" for b in ["a", "e", "i", "o", "u", "ai", "ee", "oo", "ou", "ea", "oa"]),
        "barks",
    ]
    vectors = random.normal(size=(len(words), 384))
    shares = random.random(len(words)) / 1000
    for name in ("one", "two"):
        write_table(tmp_path / name, words, shares, vectors)
    for file in ("terms.txt", "vectors.npy", "weights.npy"):
        assert (tmp_path / "one" / file).read_bytes() == (tmp_path / "two" / file).read_bytes()
    terms = (tmp_path / "one" / "terms.txt").read_text().split("\n")
    assert terms == sorted(set(words) - {"barks"})  # words of one stem are one term
    assert np.load(tmp_path / "one" / "vectors.npy").shape == (len(terms), DIMENSIONS)


def test_the_published_encoder_finds_words_alike() -> None:
    try:
        folder = _find_encoder()
    except SystemExit as missing:
        pytest.skip(str(missing))
    jailed, prison, soup = read_encoder(folder).encode(["imprisoned", "imprisonment", "soup"])
    assert jailed @ prison == pytest.approx(0.862, abs=0.005)
    assert jailed @ soup < 0.5
