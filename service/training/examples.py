"""Make the examples to fit on: each question's candidates with their features, and which of them answer.

A folder holds `documents/` and `questions.jsonl`. Small collections are made of slices of its documents as well, with
questions that they do not answer.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

import numpy as np

from service.answer.ranking.candidates import find_candidates, find_rankable
from service.answer.ranking.capitals import restore_capitals
from service.answer.ranking.evidence import Candidate, gather_evidence
from service.answer.ranking.features import NAMES, compute_features
from service.answer.ranking.linear import Linear
from service.answer.ranking.shortlist import choose_hits
from service.answer.ranking.term_weights import weigh_terms
from service.documents.collection import read_collection
from service.english.tokens import extract_terms, tokenize
from service.evaluate.judging import ShownQuote, holds
from service.evaluate.question_file import LabelledQuestion, QuestionsError, read_questions
from service.index.embedded import EmbeddedIndex
from service.index.interface import Index
from service.query.question import read_question
from service.sentences.segmentation import segment_text
from service.training.misleading import change_words

QUESTIONS, DOCUMENTS = "questions.jsonl", "documents"  # in a data folder
ABSENT = "absent"  # begins the kind of an unanswerable question that was not written to mislead
LONG = 100  # sentences
REWORDED = 5  # of so many questions one is also an example in other forms, if asked for
SLICES = ", slices of "  # in the names of small collections
CHANGED = ", words changed"  # in the name of a folder of questions made to mislead
ABOUT = 1000  # questions of a folder that others are made of: every second of 2,000, and so on


@dataclass(frozen=True)
class Example:
    """A question's candidates: their features, and which of them answer."""

    folder: str
    article: str
    question: LabelledQuestion
    features: np.ndarray  # [candidates x features]
    relevant: np.ndarray  # [candidates]
    alike: np.ndarray  # [candidates x candidates]: which say the same
    size: int  # of the collection, in sentences
    absent: bool = False  # what is asked for was cut out: a natural silence, not a question written to mislead
    count: float = 1.0  # how often it counts
    reworded: bool = False  # another form of a question, fitted on but not judged

    @property
    def answerable(self) -> bool:
        return self.question.answerable

    @property
    def as_asked(self) -> bool:
        """Whether it is a question of the data, asked of the whole collection."""
        return not self.reworded and self.folder == collection_of(self.folder)

    @property
    def place(self) -> tuple[str, str]:
        """The collection and the article, which all that was made of one question have in common."""
        return collection_of(self.folder), self.article


def collection_of(folder: str) -> str:
    """Return the name of the data that a folder's questions were made of: what stands before the comma."""
    return folder.partition(",")[0]


Report = Callable[[str], None]


class Settled(NamedTuple):
    """What is settled before the examples are made: the shares of common terms, and the shortlist."""

    common: Mapping[str, float]
    shortlist: Linear


@dataclass(frozen=True)
class Data:
    """A folder of documents and the questions about them. Each question's alternatives are spans."""

    name: str
    index: Index
    questions: tuple[LabelledQuestion, ...]

    @property
    def answerable_only(self) -> bool:
        return all(question.answerable for question in self.questions)

    @property
    def together(self) -> int:
        """How many documents give a slice each to a small collection: one if the folder has unanswerable questions."""
        return 3 if self.answerable_only else 1

    @property
    def some(self) -> tuple[LabelledQuestion, ...]:
        """The questions that others are made of."""
        return self.questions[:: max(1, len(self.questions) // ABOUT)]

    @property
    def groups(self) -> list[range]:
        """The numbers of the documents that make small collections together."""
        count = len(self.index.corpus.documents)
        return [range(first, min(first + self.together, count)) for first in range(0, count, self.together)]

    @cached_property
    def _numbers(self) -> dict[str, int]:
        return {id: number for number, id in enumerate(self.index.corpus.ids)}

    def group_of(self, question: LabelledQuestion) -> str:
        """Name what a question must be held out with: its document, or the first of the documents grouped with it."""
        place = self._numbers[_document_of(question)]
        return self.index.corpus.documents[place - place % self.together].id


def read_judge(folder: Path) -> Data:
    """Read and index a folder's documents, and read its questions, only to judge by: answers may be texts.

    Raises CollectionError where there is no document, QuestionsError where a question cannot be used.
    """
    documents = read_collection(folder / DOCUMENTS).documents
    cuts = [segment_text(document.text, document.front_matter) for document in documents]
    return Data(folder.name, EmbeddedIndex(documents, cuts), read_questions(folder / QUESTIONS).questions)


def read_data(folder: Path) -> Data:
    """Read a folder to fit on. Raises QuestionsError also where an answer is no span or the document asked about is missing."""
    data = read_judge(folder)
    for question in data.questions:
        spans = all(alternative.span for alternative in question.alternatives)
        if not spans or _document_of(question) not in data.index.corpus.ids:
            raise QuestionsError(
                f"Question file '{folder / QUESTIONS}', line {question.line}: expected the document asked about, one of "
                f"those in '{DOCUMENTS}', and every answer as a span."
            )
    return data


def _document_of(question: LabelledQuestion) -> str:
    """Give the id of the document that a question asks about; "" if neither it nor its answers name one."""
    return question.document or next((alternative.document for alternative in question.alternatives), "")


def count_common_terms(data: Sequence[Data]) -> dict[str, float]:
    """Measure the share of sentences that hold a term, for the terms found in at least a quarter of the documents.

    Documents of fewer than `LONG` sentences are left out, as shares of so few say little.
    """
    rates: dict[str, list[float]] = {}
    documents = 0
    for one in data:
        for number, document in enumerate(one.index.corpus.documents):
            sentences = one.index.corpus.segmentation(number).sentences
            if len(sentences) < LONG:
                continue
            counts = Counter(t for s in sentences for t in set(extract_terms(document.text[s.start : s.end])))
            documents += 1
            for term, count in counts.items():
                rates.setdefault(term, []).append(count / len(sentences))
    return {t: round(sum(r) / documents, 5) for t, r in rates.items() if len(r) >= documents / 4 and t.isalpha()}


def read_examples(data: Data, settled: Settled, report: Report, reworded: bool = False) -> list[Example]:
    """Search every question and compute its candidates' features, in small collections too.

    `reworded`: every `REWORDED`-th question is an example in small letters and as keywords as well.
    """
    examples: list[Example] = []
    for number, question in enumerate(data.questions, 1):
        group = data.group_of(question)
        examples.append(_read_example(data.name, group, question, data.index, settled))
        for one in reword(question) if reworded and number % REWORDED == 0 else ():
            examples.append(replace(_read_example(data.name, group, one, data.index, settled), reworded=True))
        if number % 500 == 0:
            report(f"{data.name}: {number} of {len(data.questions)} questions")
    examples += _read_changed(data, settled, report)
    for slices in (2, 6) if data.answerable_only else (1, 2):
        examples += _read_small_collections(data, slices, settled, report)
    return examples


def read_judged_examples(data: Data, settled: Settled) -> list[Example]:
    """Search every question and compute its candidates' features, in the whole collection only."""
    return [_read_example(data.name, "", question, data.index, settled) for question in data.questions]


def reword(question: LabelledQuestion) -> Iterator[LabelledQuestion]:
    """Yield a question in small letters, and the words of it that are no function words."""
    yield replace(question, text=question.text.lower())
    tokens = [token for token in tokenize(question.text) if not token.stop]
    if len(tokens) > 1:
        yield replace(question, text=" ".join(question.text[token.start : token.end] for token in tokens))


def _read_changed(data: Data, settled: Settled, report: Report) -> list[Example]:
    """Ask the questions with a word changed."""
    texts = {document.id: document.text for document in data.index.corpus.documents}
    report(f"{data.name}{CHANGED}, {len(data.some)} questions")
    return [
        _read_example(data.name + CHANGED, data.group_of(question), question, data.index, settled)
        for question in change_words(data.some, texts)
    ]


def _read_small_collections(data: Data, slices: int, settled: Settled, report: Report) -> list[Example]:
    """Make collections of slices of documents, with the questions that they answer and as many that they do not.

    A user's folder may be five pages on one subject: counts say less there, and most of what is asked is missing. What the
    slices lack is asked for naturally; the data's own unanswerable questions were written to mislead.
    """
    examples: list[Example] = []
    for group in data.groups:
        name = data.index.corpus.documents[group[0]].id
        asked = [q for q in data.some if data.group_of(q) == name]
        in_vain = [q for q in asked if not q.answerable]
        for part in range(slices):
            index, inside = _slice(data.index, group, part, slices)
            held = [q for q in asked if q.answerable and inside(q)]
            outside = [replace(q, alternatives=()) for q in asked if q.answerable and not inside(q)]
            elsewhere = outside[part :: slices - 1 or 1]
            missing = elsewhere[: len(held) // (2 if in_vain else 1)]
            folder = f"{data.name}{SLICES}{slices}"
            for question in held + missing + in_vain[part::slices]:
                example = _read_example(folder, name, question, index, settled)
                examples.append(replace(example, absent=example.absent or question in missing))
        report(f"{data.name}: small collections from {name}, slices of {slices}, {len(asked)} questions")
    return examples


def _slice(whole: Index, group: range, part: int, slices: int) -> tuple[Index, Callable[[LabelledQuestion], bool]]:
    """Index the part-th slice of each document, blanking what precedes it so that offsets stay.

    Returns the index, and a function that tells whether the slices hold an answer to a question.
    """
    documents, bounds = [], {}
    for number in group:
        document, blocks = whole.corpus.documents[number], whole.corpus.segmentation(number).blocks
        first, last = part * len(blocks) // slices, (part + 1) * len(blocks) // slices - 1
        start, end = blocks[first].start, blocks[max(first, last)].end
        documents.append(document.with_text("\n" * start + document.text[start:end]))
        bounds[document.id] = (start, end)

    def inside(question: LabelledQuestion) -> bool:
        return any(
            bounds[one.document][0] <= one.span[0] and one.span[1] <= bounds[one.document][1]
            for one in question.alternatives
            if one.span and one.document in bounds
        )

    return EmbeddedIndex(documents, [segment_text(document.text) for document in documents]), inside


def _read_example(folder: str, article: str, asked: LabelledQuestion, index: Index, settled: Settled) -> Example:
    """Search a question and compute its candidates' features; it has no candidate where nothing that may answer is found."""
    question = read_question(asked.text)
    weights = weigh_terms(question, index, settled.common)
    hits = find_candidates(question, index, weights) if question.terms else []
    hits = choose_hits(question, index, hits, weights, settled.shortlist)
    absent = not asked.answerable and asked.kind.startswith(ABSENT)
    about = Example(
        folder, article, asked, _NOTHING, _NOTHING[:, 0] > 0, _NOTHING[:, :0] > 0, len(index.corpus), absent
    )
    if not hits:
        return about
    evidence = gather_evidence(restore_capitals(question, index, hits), index, hits, weights)
    features = compute_features(evidence)
    kept = np.flatnonzero(find_rankable(evidence, features))
    quotes = [_quote(candidate, index) for candidate in evidence.candidates]
    relevant = [any(holds(one, [quotes[number]]) for one in asked.alternatives) for number in kept]
    alike = [evidence.alike(number)[kept] for number in kept.tolist()]
    return replace(
        about,
        features=features[kept].astype(np.float32),
        relevant=np.array(relevant, dtype=bool),
        alike=np.array(alike, dtype=bool).reshape(len(kept), len(kept)),
    )


_NOTHING = np.zeros((0, len(NAMES)), dtype=np.float32)


def _quote(candidate: Candidate, index: Index) -> ShownQuote:
    document, sentence = index.corpus.documents[candidate.document], candidate.sentence
    return ShownQuote(document.id, sentence.start, sentence.end, document.text[sentence.start : sentence.end])
