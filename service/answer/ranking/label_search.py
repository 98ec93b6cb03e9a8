"""Search by label: the lines that a question asks for by what they are labelled ("Apologies: ..." for who was absent)."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import chain, islice

from service.english.label_words import labels_for
from service.english.tokens import extract_terms
from service.index.interface import Hit, Index
from service.memory import ENTRY, Key
from service.query.question import Question
from service.sentences.line_labels import end_of_label, is_keyed
from service.sentences.sentence import Sentence

_SEARCHED, _DOCUMENTS = 12, 4  # hits for a label where nothing else is found; documents whose labels are looked through
_LONGEST = 60  # characters of a label or heading
MOST = 12  # lines found
_LOOKED_AT = 1000  # sentences of a document that hold a label, so that no question takes longer in a longer document


def find_labelled(
    question: Question, index: Index, hits: Sequence[Hit], documents: Collection[int] | None
) -> list[Hit]:
    """Find the lines and headings labelled as a question asks, in the documents of the best hits: hits without a score."""
    labels = {label: 1.0 for term in question.terms for label in _find_labels(index, term)}
    if not labels:
        return []
    sources = hits or index.search(labels, _SEARCHED, documents)
    best = list(dict.fromkeys(index.corpus.locate(hit.number)[0] for hit in sources[:_SEARCHED]))[:_DOCUMENTS]
    known = {hit.number for hit in hits}
    found: dict[int, None] = {}
    for number in chain.from_iterable(find_lines(index, document, labels) for document in best):
        found[number] = None
        if len(found) == MOST:
            break
    return [Hit(number, 0.0, 0.0, 0.0) for number in found if number not in known]


def _find_labels(index: Index, term: str) -> tuple[str, ...]:
    """Return the labels, of what a question asks for with a term, that are terms of the collection; found once."""
    labels = sorted(labels_for(term))
    if not labels:
        return ()

    def find() -> tuple[str, ...]:
        return tuple(label for label, held in zip(labels, index.known(labels), strict=True) if held)

    return index.memory.get_or_make(("labels", index.serial, term), find, lambda found: ENTRY + 60 + 8 * len(found))


def find_lines(index: Index, document: int, labels: Iterable[str]) -> Iterator[int]:
    """Yield the lines of a document that have these terms in their labels, by their collection-wide numbers, label by label.

    For each label they are the first `MOST`; found once.
    """

    def find(key: Key) -> tuple[int, ...]:
        label = str(key[-1])
        first = index.corpus.first(document)
        text, sentences = index.corpus.documents[document].text, index.corpus.segmentation(document).sentences
        holding = index.holding(label, first, first + len(sentences))[:_LOOKED_AT]
        return tuple(islice((n for n in holding if _has_label(text, sentences[n - first], label)), MOST))

    for label in labels:
        key = ("labelled", index.serial, document, label)
        yield from index.memory.get_many([key], find, lambda found: ENTRY + 60 + 40 * len(found))[0]


def _has_label(text: str, sentence: Sentence, label: str) -> bool:
    line = text[sentence.body : min(sentence.end, sentence.body + _LONGEST)]
    if sentence.kind == "heading" and sentence.end - sentence.body <= _LONGEST:
        return label in extract_terms(line)
    keyed = sentence.kind in ("prose", "item") and is_keyed(text, sentence.body, sentence.end)
    return keyed and label in extract_terms(line[: max(0, end_of_label(line))])
