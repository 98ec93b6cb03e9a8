"""Examples to fit on: each question's candidates with their features, and which of them answer.

A folder holds `documents/` and `questions.jsonl`. Small collections are made of slices of its documents as well, with questions that
they do not answer.
"""

import json
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from rank_bm25 import BM25Okapi

from service.answer.ranking.candidates import find_candidates
from service.answer.ranking.evidence import gather_evidence
from service.answer.ranking.features import compute_features
from service.answer.ranking.term_weights import weigh_terms
from service.engine.live import build_snapshot
from service.english.tokens import extract_terms
from service.index.embedded import Index
from service.query.question import read_question
from service.sentences.segmentation import segment_text

SLICES = ", slices of "


@dataclass(frozen=True)
class Example:
    """A question's candidates: their features, and which of them answer."""

    folder: str
    article: str
    answerable: bool
    features: np.ndarray  # [candidates x features]
    relevant: np.ndarray  # [candidates]
    alike: np.ndarray  # [candidates x candidates]: which say the same
    size: int  # of the collection, in sentences


Report = Callable[[str], None]


@dataclass(frozen=True)
class Data:
    """A folder of documents and the questions about them."""

    name: str
    index: Index
    questions: list[dict[str, Any]]

    @property
    def answerable_only(self) -> bool:
        return all(question["answers"] for question in self.questions)

    @property
    def together(self) -> int:
        """How many documents make a small collection, each with a slice: one of those that are also asked in vain."""
        return 3 if self.answerable_only else 1

    @property
    def groups(self) -> list[range]:
        """The documents' numbers, as they make small collections."""
        count = len(self.index.corpus.documents)
        return [range(first, min(first + self.together, count)) for first in range(0, count, self.together)]

    def asks_about(self, question: dict[str, Any]) -> str:
        return str(question.get("document") or question["answers"][0]["document"])

    def group_of(self, question: dict[str, Any]) -> str:
        """Name what a question must be held out with: its document, or the group whose small collections hold it."""
        ids = [document.id for document in self.index.corpus.documents]
        place = ids.index(self.asks_about(question))
        return ids[place - place % self.together]


def read_data(folder: Path) -> Data:
    """Read and index a folder's documents, and read its questions."""
    lines = (folder / "questions.jsonl").read_text(encoding="utf-8").splitlines()
    return Data(
        folder.name, build_snapshot(folder / "documents").index, [json.loads(line) for line in lines if line.strip()]
    )


def count_common_terms(data: Sequence[Data]) -> dict[str, float]:
    """Measure the share of sentences that hold a term, for terms that a quarter of all documents hold."""
    rates: dict[str, list[float]] = {}
    documents = 0
    for one in data:
        for number, document in enumerate(one.index.corpus.documents):
            sentences = one.index.corpus.segmentation(number).sentences
            counts = Counter(t for s in sentences for t in set(extract_terms(document.text[s.start : s.end])))
            documents += 1
            for term, count in counts.items():
                rates.setdefault(term, []).append(count / len(sentences))
    return {t: round(sum(r) / documents, 5) for t, r in rates.items() if len(r) >= documents / 4 and t.isalpha()}


def read_examples(data: Data, common: Mapping[str, float], report: Report) -> list[Example]:
    """Search every question and compute its candidates' features, in small collections too."""
    examples = []
    for number, fields in enumerate(data.questions, 1):
        examples.append(_read_example(data.name, data.group_of(fields), fields, data.index, common))
        if number % 500 == 0:
            report(f"{data.name}: {number} of {len(data.questions)} questions")
    for slices in (2, 6) if data.answerable_only else (1, 2):
        examples += _read_small_collections(data, slices, common, report)
    return [example for example in examples if example is not None]


def _read_small_collections(
    data: Data, slices: int, common: Mapping[str, float], report: Report
) -> list[Example | None]:
    """Make collections of slices of documents; ask what they answer, and as much that they do not.

    A user's folder may be five pages on one subject, where counts say less and most of what is asked is not there.
    """
    examples: list[Example | None] = []
    for group in data.groups:
        name = data.index.corpus.documents[group[0]].id
        asked = [q for q in data.questions if data.group_of(q) == name]
        in_vain = [q for q in asked if not q["answers"]]
        for part in range(slices):
            index, inside = _slice(data.index, group, part, slices)
            held = [q for q in asked if q["answers"] and inside(q)]
            elsewhere = [{**q, "answers": []} for q in asked if q["answers"] and not inside(q)][part :: slices - 1 or 1]
            missing = elsewhere[: len(held) // (2 if in_vain else 1)]
            for fields in held + missing + in_vain[part::slices]:
                examples.append(_read_example(f"{data.name}{SLICES}{slices}", name, fields, index, common))
        report(f"{data.name}: small collections from {name}, slices of {slices}, {len(asked)} questions")
    return examples


def _slice(whole: Index, group: range, part: int, slices: int) -> tuple[Index, Callable[[dict[str, Any]], bool]]:
    """Cut the part-th slice out of each document, offsets kept by blanking what stands before it."""
    documents, bounds = [], {}
    for number in group:
        document, blocks = whole.corpus.documents[number], whole.corpus.segmentation(number).blocks
        first, last = part * len(blocks) // slices, (part + 1) * len(blocks) // slices - 1
        start, end = blocks[first].start, blocks[max(first, last)].end
        documents.append(document.with_text("\n" * start + document.text[start:end]))
        bounds[document.id] = (start, end)

    def inside(fields: dict[str, Any]) -> bool:
        return any(
            bounds[a["document"]][0] <= a["span"][0] and a["span"][1] <= bounds[a["document"]][1]
            for a in fields["answers"]
        )

    return Index(documents, [segment_text(document.text) for document in documents]), inside


def _read_example(
    folder: str, article: str, fields: dict[str, Any], index: Index, common: Mapping[str, float]
) -> Example | None:
    question = read_question(fields["question"])
    weights = weigh_terms(question, index, common)
    hits = find_candidates(question, index, weights) if question.terms else []
    if not hits:
        return None
    evidence = gather_evidence(question, index, hits, weights)
    spans = {(answer["document"], *answer["span"]) for answer in fields["answers"]}
    names = [index.corpus.documents[c.document].id for c in evidence.candidates]
    relevant = [
        any(name == document and c.sentence.start <= start and end <= c.sentence.end for document, start, end in spans)
        for name, c in zip(names, evidence.candidates, strict=True)
    ]
    alike = np.array([evidence.alike(number) for number in range(len(evidence.candidates))])
    return Example(
        folder, article, bool(spans), compute_features(evidence), np.array(relevant), alike, len(index.corpus)
    )


def plain_bm25(folder: Path) -> tuple[float, float]:
    """Rank by rank_bm25 alone (Okapi, its defaults, on sentences): (top1, top3) of the answerable questions."""
    index = build_snapshot(folder / "documents").index
    corpus, places = index.corpus, []
    for number, document in enumerate(corpus.documents):
        places += [(document, s) for s in corpus.segmentation(number).sentences]
    plain = BM25Okapi([extract_terms(d.text[s.start : s.end]) for d, s in places])
    hits = []
    for line in (folder / "questions.jsonl").read_text(encoding="utf-8").splitlines():
        fields = json.loads(line)
        if fields["answers"]:
            order = np.argsort(-plain.get_scores(extract_terms(fields["question"])), kind="stable")[:3]
            spans = [(a["document"], *a["span"]) for a in fields["answers"]]
            found = [
                any(places[n][0].id == i and places[n][1].start <= b and e <= places[n][1].end for i, b, e in spans)
                for n in order
            ]
            hits.append((found[0], any(found)))
    top1, top3 = np.array(hits).mean(axis=0)
    return float(top1), float(top3)
