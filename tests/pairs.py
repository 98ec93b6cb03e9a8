"""Read the pairs of tests/near_misses: a question that its document answers, and one that it nearly answers."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from conftest import ROOT

from service.answer.answer import Answer
from service.answer.answering import Answerer
from service.answer.ranking.model import load_model
from service.documents.contents import make_document
from service.index.embedded import Index
from service.query.question import read_question
from service.sentences.segmentation import segment_text

FOLDER = ROOT / "tests" / "near_misses"
WIDER = 3  # words that a highlight may have beside the answer
_answerer = Answerer(load_model())


@dataclass(frozen=True)
class Pair:
    """A right question with the spans that answer it, and its near miss, asked of one document."""

    document: str
    right: str
    spans: tuple[str, ...]
    miss: str


@dataclass(frozen=True)
class Figures:
    """Shares of the pairs: highlighted and right, highlighted and wrong, near misses spoken, and with a highlight."""

    right: float
    wrong: float
    missed: float
    marked: float


def read_pairs(half: str) -> Iterator[tuple[str, list[Pair]]]:
    """Yield the text of each document of a half with its pairs."""
    for part in (FOLDER / f"{half}.txt").read_text(encoding="utf-8").split("\n@ "):
        name, _, rest = part.removeprefix("@ ").partition("\n")
        lines = rest.splitlines()
        asked = [line[2:].split(" | ") for line in lines if line.startswith("? ")]
        misses = [line[2:] for line in lines if line.startswith("! ")]
        text = "\n".join(line for line in lines if not line.startswith(("? ", "! "))).strip()
        yield text + "\n", [Pair(name, one[0], tuple(one[1:]), miss) for one, miss in zip(asked, misses, strict=True)]


def ask(question: str, index: Index) -> tuple[Answer, str | None]:
    """Ask one document; return the answer and what is highlighted of it, None if it is silent or nothing is."""
    answer = _answerer.answer(read_question(question), index)
    found = answer.citations[0] if answer.citations else None
    span = found.highlight if found else None
    return answer, found.document.text[span.start : span.end] if found and span else None


def is_right(marked: str, spans: tuple[str, ...]) -> bool:
    """Tell whether a highlight is one of the spans, or holds one and little else."""
    return any(span.lower() in marked.lower() and len(marked.split()) <= len(span.split()) + WIDER for span in spans)


@cache
def measure(half: str) -> Figures:
    """Ask every pair of a half of its own document alone."""
    right = wrong = missed = marked = count = 0
    for text, pairs in read_pairs(half):
        document = make_document("document.txt", text, "utf-8")
        index = Index([document], [segment_text(text)])
        for pair in pairs:
            count += 1
            _, span = ask(pair.right, index)
            right += span is not None and is_right(span, pair.spans)
            wrong += span is not None and not is_right(span, pair.spans)
            answer, span = ask(pair.miss, index)
            missed += answer.answered
            marked += span is not None
    return Figures(right / count, wrong / count, missed / count, marked / count)
