"""Nodes for the tests of this folder, which are skipped where none can be started, and a collection with a bit of everything."""

import os
import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cluster.nodes import Nodes, missing_tools

REQUIRED = bool(os.environ.get("QUOTH_REQUIRE_CLUSTER"))
# Consonants only: no stop word, and nothing for a stemmer to take off. A few that have kin, and that are misspelt easily.
RARE = [f"{a}{b}k" for a in "bdfghjlmnp" for b in "rtvwz"]
WORDS = [*RARE[:6] * 4, *RARE, "passport", "ambassador", "embassy", "harbour", "ship", "river"]


def require_cluster() -> None:
    """Skip the test, or fail it where QUOTH_REQUIRE_CLUSTER is set, if no node can be started here."""
    reason = missing_tools()
    if reason is None:
        try:
            import opensearchpy  # noqa: F401
        except ImportError:
            reason = "opensearch-py is missing. Install it: pip install -e '.[opensearch]'"
    if reason is not None:
        (pytest.fail if REQUIRED else pytest.skip)(reason)


@pytest.fixture(scope="session")
def nodes() -> Iterator[Nodes]:
    """One node, shared by all tests that do not harm it."""
    require_cluster()
    with Nodes(1) as nodes:
        yield nodes


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Documents of every length, more than a page of ids, and text that is hard to store."""
    folder, drawn = tmp_path_factory.mktemp("collection"), random.Random(1)
    for number in range(290):
        place = folder / f"part {number % 3}" / f"{number:03}.txt"
        place.parent.mkdir(exist_ok=True)
        place.write_text(f"{_sentence(drawn, 6)}\n\n{_sentence(drawn, 3)}\n", encoding="utf-8")
    for number in range(12):
        paragraphs = [[_sentence(drawn, drawn.randint(1, 70)) for _ in range(drawn.randint(1, 9))] for _ in range(8)]
        text = "\n\n".join(" ".join(sentences) for sentences in paragraphs)
        (folder / f"long-{number}.md").write_text(f"# Brk\n\n{text}\n", encoding="utf-8")
    odd = f"Of the and to.\n\nThe {'x' * 400} is long. 東京は日本の首都です。 A 😀 smile: naïve Straße “quoted.”\n\nOf it.\n"
    (folder / "odd 100%.txt").write_text(f"2020-05-13\n\n{odd}", encoding="utf-8")
    (folder / "twice.txt").write_text(f"{_sentence(random.Random(2), 9)}\n\n" * 40, encoding="utf-8")
    (folder / "none.txt").write_bytes(b"\x00\x01\x02\x03")
    return folder


def _sentence(drawn: random.Random, length: int) -> str:
    return " ".join(drawn.choice(WORDS) for _ in range(length)).capitalize() + "."
