"""Small documents of every layout, each with a question and the quotes that answer it.

In the .txt files beside this one, `@@ kind` opens a document, `? ` asks a question of it, and each `= ` is one quote of the
answer, in order; quotes that would do as well are separated by " || ". White space is compared collapsed. The documents
of a half are one collection.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from service.answer.answer import Answer
from service.answer.answering import Answerer
from service.answer.ranking.model import load_model
from service.documents.document import Document, hash_text
from service.index.embedded import Index
from service.query.question import read_question
from service.sentences.segmentation import segment_text

HERE = Path(__file__).parent


@dataclass(frozen=True)
class Layout:
    """A document, what is asked of it, and the quotes wanted, each as a tuple of those that would do."""

    kind: str
    text: str
    question: str
    quotes: tuple[tuple[str, ...], ...]


def read_layouts() -> Iterator[Layout]:
    for path in sorted(HERE.glob("*.txt")):
        for part in path.read_text(encoding="utf-8").split("@@ ")[1:]:
            kind, _, body = part.partition("\n")
            text, *asked = body.split("\n? ")
            for question, *quotes in (one.rstrip().split("\n= ") for one in asked):
                yield Layout(kind, text, question, tuple(tuple(map(_collapse, q.split(" || "))) for q in quotes))


def halve(half: int) -> list[Layout]:
    """Return every other layout of each kind: those to develop on (0), or those to judge by (1)."""
    numbers: dict[str, Iterator[int]] = {}
    number_of: dict[str, int] = {}
    for layout in (layouts := list(read_layouts())):
        if layout.text not in number_of:
            number_of[layout.text] = next(numbers.setdefault(layout.kind, count()))
    return [layout for layout in layouts if number_of[layout.text] % 2 == half]


def ask_layouts(layouts: list[Layout], threshold: float | None = 0.0) -> Iterator[tuple[Layout, Answer]]:
    """Ask each question of the collection of all documents; a threshold of 0 has every question answered."""
    texts = dict.fromkeys(layout.text for layout in layouts)
    documents = [Document(f"{number}.md", text, hash_text(text)) for number, text in enumerate(texts)]
    index = Index(documents, [segment_text(document.text) for document in documents])
    answerer = Answerer(load_model())
    for layout in layouts:
        yield layout, answerer.answer(read_question(layout.question), index, threshold=threshold)


def is_right(layout: Layout, answer: Answer) -> bool:
    """Tell whether exactly the quotes wanted answer, in order."""
    given = [_collapse(c.quote) for c in answer.citations if c.role == "answer"]
    return len(given) == len(layout.quotes) and all(q in wanted for q, wanted in zip(given, layout.quotes, strict=True))


def _collapse(text: str) -> str:
    return " ".join(text.split())
