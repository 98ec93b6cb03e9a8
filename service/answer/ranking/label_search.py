"""Search by label: the lines that a question asks for by what they are labelled ("Apologies: ..." for who was absent)."""

from collections.abc import Collection, Sequence

from service.english.label_words import labels_for
from service.english.tokens import extract_terms
from service.index.interface import Hit, Index
from service.memory import ENTRY
from service.query.question import Question
from service.sentences.line_labels import end_of_label, is_keyed

_SEARCHED, _DOCUMENTS = 12, 4  # hits for a label where nothing else is found; documents whose labels are looked through
_LONGEST = 60  # characters of a label or heading
_MOST = 12  # lines found
_ENTRY_BYTES = 150


def find_labelled(
    question: Question, index: Index, hits: Sequence[Hit], documents: Collection[int] | None
) -> list[Hit]:
    """Find the lines and headings labelled as a question asks, in the documents of the best hits: hits without a score."""
    labels = {label: 1.0 for term in question.terms for label in sorted(labels_for(term)) if label in index}
    if not labels:
        return []
    sources = hits or index.search(labels, _SEARCHED, documents)
    best = list(dict.fromkeys(index.corpus.locate(hit.number)[0] for hit in sources[:_SEARCHED]))[:_DOCUMENTS]
    known = {hit.number for hit in hits}
    found = (number for document in best for label in labels for number in _labels_of(index, document).get(label, ()))
    return [Hit(number, 0.0, 0.0, 0.0) for number in list(dict.fromkeys(found))[:_MOST] if number not in known]


def _labels_of(index: Index, document: int) -> dict[str, tuple[int, ...]]:
    """Return the lines of a document by the terms of their labels, as collection-wide numbers; found once."""

    def find() -> dict[str, tuple[int, ...]]:
        text, first = index.corpus.documents[document].text, index.corpus.first(document)
        found: dict[str, tuple[int, ...]] = {}
        for position, sentence in enumerate(index.corpus.segmentation(document).sentences):
            line = text[sentence.body : min(sentence.end, sentence.body + _LONGEST)]
            heads = sentence.kind == "heading" and sentence.end - sentence.body <= _LONGEST
            if heads or (sentence.kind in ("prose", "item") and is_keyed(text, sentence.body, sentence.end)):
                for term in extract_terms(line if heads else line[: max(0, end_of_label(line))]):
                    found[term] = (*found.get(term, ()), first + position)
        return found

    return index.memory.get_or_make(
        ("labels", index.serial, document), find, lambda made: ENTRY + _ENTRY_BYTES * len(made)
    )
