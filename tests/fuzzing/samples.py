"""Texts, questions and requests that nobody would write, made at random out of parts that mean something."""

import random
from collections.abc import Callable
from typing import Any

from tests.expressions import PUMPS
from tests.fuzzing.targets import Sut

LONGEST = 3000  # characters of most texts, so that there are many rounds
ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "utf-32", "cp1252", "latin-1", "cp1251", "gb18030", "shift_jis", "euc_kr")
STRANGE = "\0\x01\x1b\x7f\x85\xa0\xad\u0301\u200b\u200f\u2028\u202e\u3000\ufeff\ufffd\ud800\udfffé漢ก😀ﬁİß"
MARKS = "“”‘’«»\"'()[]*_-—.,:;!?… "
LINES = (
    *("---", "title: x", "# A", "## B", "| a | b |", "|---|---|", "> q", "- i", "1. i", "```", "    code", "Q: why?"),
    *("SMITH: no.", "From: A", "", "<b>", "[^1]: n", "[a]: /b", "text,title", '{"text": "a"}', "a\tb", "===", "~~~"),
)
ASKED = (
    *("Who ", "What is ", "How many ", "When did ", "Why ", "and ", "sorry, ", "thanks ", "it ", "they ", "?", "?!"),
    "according to ",
)


def make_text(rng: random.Random, sut: Sut) -> str:
    """Make up a text out of real words, lines with a meaning in Markdown or mail, repeated pumps and strange characters."""
    pieces: list[str] = []
    longest = rng.choice((10, 100, 800, LONGEST))
    while sum(map(len, pieces)) < longest:
        kind = rng.random()
        if kind < 0.4:
            ends = (". ", "\n", " ", "? ", "\n\n")
            pieces.append(" ".join(rng.choices(sut.words, k=rng.randint(1, 12))) + rng.choice(ends))
        elif kind < 0.55:
            pieces.append(rng.choice(PUMPS) * rng.randint(1, 60))
        elif kind < 0.7:
            pieces.append(f"\n{rng.choice(LINES)}" + rng.choice(("\n", "\r\n", " ", "\r")))
        elif kind < 0.85:
            pieces.append("".join(rng.choices(STRANGE + MARKS, k=rng.randint(1, 20))))
        else:
            pieces.append(_slice(rng, sut, rng.randint(1, 300)))
    return "".join(pieces)


def _slice(rng: random.Random, sut: Sut, length: int) -> str:
    document = rng.choice(sut.snapshot.documents)
    start = rng.randrange(len(document.text))
    return document.text[start : start + length]


def whole(text: str) -> str:
    return text.encode("utf-8", "replace").decode()


def make_bytes(rng: random.Random, sut: Sut) -> bytes:
    """Make a text's bytes in any encoding, and damage half of them."""
    data = bytearray(make_text(rng, sut).encode(rng.choice(ENCODINGS), "replace"))
    return damage(rng, bytes(data)) if rng.random() < 0.5 else bytes(data)


def damage(rng: random.Random, data: bytes) -> bytes:
    """Replace a few short stretches by others, now and then by a longer one from elsewhere in the same bytes."""
    made = bytearray(data)
    for _ in range(rng.randint(1, 8)):
        place, other = rng.randrange(len(made) + 1), rng.randrange(len(made) + 1)
        new = (
            bytes(made[other : other + rng.randint(1, 200)]) if rng.random() < 0.2 else rng.randbytes(rng.randint(0, 3))
        )
        made[place : place + rng.randint(0, 3)] = new
    return bytes(made)


def make_question(rng: random.Random, sut: Sut) -> str:
    words = [
        rng.choice(ASKED) if rng.random() < 0.4 else rng.choice(sut.words) + " " for _ in range(rng.randint(1, 20))
    ]
    text = "".join(words) + rng.choice(("?", "", "?" * 50, make_text(rng, sut)[:100]))
    return text[: rng.choice((80, 1000, 1100))]


def make_body(rng: random.Random, sut: Sut) -> dict[str, Any]:
    """Make the fields of a question, some of them faulty."""
    body: dict[str, Any] = {"question": make_question(rng, sut)}
    ids = [document.id for document in sut.snapshot.documents]
    maybe: dict[str, Callable[[], Any]] = {
        "limit": lambda: rng.choice((1, 5, 20, 0, 21, -1, 1.5, "1", None, True)),
        "documents": lambda: rng.choice(([rng.choice(ids)], [""], ["x/"], [], "a", ids * 30)),
        "offsets": lambda: rng.choice(("codepoint", "utf16", "bytes", None)),
        "min_confidence": lambda: rng.choice((0, 1, 0.5, 2, "0.5", 1e400, None)),
        "history": lambda: [_make_turn(rng, sut, ids) for _ in range(rng.randint(0, 4))],
        whole(make_text(rng, sut)[:20]) or "x": lambda: [[[]]],
    }
    return body | {name: make() for name, make in maybe.items() if rng.random() < 0.15}


def _make_turn(rng: random.Random, sut: Sut, ids: list[str]) -> dict[str, Any]:
    cited = {"document": {"id": rng.choice(ids)}, "start": rng.randint(-1, 3000), "end": rng.randint(0, 5000)}
    return {"question": make_question(rng, sut)[:990], "citations": [cited]}
