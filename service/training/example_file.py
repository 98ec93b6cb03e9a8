"""Keep the examples of a data folder in a file, so that fits can be compared without computing the features again.

A file is used only while its key is that of the data, of the settings and of the code that computes the features.
"""

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np

from service.answer.ranking.linear import Linear
from service.evaluate.question_file import Alternative, LabelledQuestion
from service.training.examples import DOCUMENTS, QUESTIONS, Example, Settled

SERVICE = Path(__file__).resolve().parents[1]
ROOMS = ("documents", "sentences", "english", "index", "query", "answer")  # what the features are computed by
FITTED = "weights.json"  # a product of the fit, which no feature reads


def make_key(folder: Path, settled: Settled, form: str) -> str:
    """Make the key of a folder's examples: a digest of its files, of the code, of what is settled, and of `form`."""
    code = [path for room in ROOMS for path in (SERVICE / room).rglob("*") if path.suffix not in (".pyc", "")]
    code += [SERVICE / "training" / "examples.py", SERVICE / "evaluate" / "question_file.py"]
    data = [folder / QUESTIONS, *(path for path in (folder / DOCUMENTS).rglob("*") if path.is_file())]
    digest = hashlib.sha256(
        json.dumps([form, sorted(settled.common.items()), *_list_numbers(settled.shortlist)]).encode()
    )
    for path in sorted(one for one in (*code, *data) if one.name != FITTED):
        digest.update(path.name.encode() + hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def _list_numbers(model: Linear) -> list[list[float]]:
    """List the numbers of a model, rounded as in a file of weights."""
    return [[float(f"{number:.6g}") for number in part] for part in (model.mean, model.spread, model.weights)]


def read_or_make(path: Path | None, key: str, make: Callable[[], list[Example]]) -> list[Example]:
    """Read the examples kept in a file under this key, or make them and keep them there; without a path only make them."""
    if path is None:
        return make()
    kept = _read_examples(path, key) if path.is_file() else None
    if kept is None:
        kept = make()
        _write_examples(path, key, kept)
    return kept


def _write_examples(path: Path, key: str, examples: Sequence[Example]) -> None:
    """Write examples one after the other: their arrays joined, everything else as one line of JSON."""
    about = {"key": key, "examples": [_describe(example) for example in examples]}
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        np.savez(
            file,
            about=np.frombuffer(json.dumps(about).encode(), dtype=np.uint8),
            lengths=np.array([len(example.features) for example in examples]),
            features=np.vstack([example.features for example in examples]),
            relevant=np.concatenate([example.relevant for example in examples]),
            alike=np.packbits(np.concatenate([example.alike.ravel() for example in examples])),
        )


def _read_examples(path: Path, key: str) -> list[Example] | None:
    """Read the examples of a file; None if it was written under another key."""
    with np.load(path, allow_pickle=False) as arrays:
        about = json.loads(arrays["about"].tobytes())
        if about["key"] != key:
            return None
        lengths, features, relevant = arrays["lengths"], arrays["features"], arrays["relevant"]
        alike = np.unpackbits(arrays["alike"], count=int((lengths**2).sum())).astype(bool)
    rows, squares = np.cumsum(lengths)[:-1], np.cumsum(lengths**2)[:-1]
    parts = zip(
        about["examples"],
        np.split(features, rows),
        np.split(relevant, rows),
        [part.reshape(count, count) for part, count in zip(np.split(alike, squares), lengths, strict=True)],
        strict=True,
    )
    return [_restore(*part) for part in parts]


PLAIN = ("folder", "article", "size", "absent", "reworded")  # fields of an example that JSON holds as they are


def _describe(example: Example) -> dict[str, Any]:
    return {name: getattr(example, name) for name in PLAIN} | {"question": asdict(example.question)}


def _restore(about: Mapping[str, Any], features: np.ndarray, relevant: np.ndarray, alike: np.ndarray) -> Example:
    asked = about["question"]
    question = LabelledQuestion(**(asked | {"alternatives": tuple(_restore_all(asked["alternatives"]))}))
    plain = {name: about[name] for name in PLAIN}
    return Example(question=question, features=features, relevant=relevant, alike=alike, **plain)


def _restore_all(alternatives: Iterable[Mapping[str, Any]]) -> Iterable[Alternative]:
    for one in alternatives:
        span = tuple(one["span"]) if one["span"] else None
        yield Alternative(one["document"], tuple(one["all"]), span)
