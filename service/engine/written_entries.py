"""What the listing is filtered by: id, title or first words, author and date of every document, and the id of every skipped
file, written once a snapshot.
"""

import sys
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from heapq import merge
from itertools import islice
from operator import attrgetter

from service.documents.document import Document, Skipped
from service.documents.naming import call_document
from service.engine.live import Snapshot
from service.english.tokens import fold
from service.memory import ENTRY

OPENED = 10_000  # documents without a title whose first words are known
TOGETHER = 100  # of them fetched at a time, where they are elsewhere


@dataclass(frozen=True)
class WrittenEntries:
    """The entries in order of id, each a line of the folded `text` from its start to the next one's."""

    text: str
    starts: Sequence[int]  # [entries + 1]
    ids: Sequence[str]

    def first_after(self, id: str) -> int:
        """Return the number of the first entry after an id."""
        return bisect_right(self.ids, id)

    def entry(self, number: int, snapshot: Snapshot) -> Document | Skipped:
        """Return the document or skipped file that an entry describes."""
        id = self.ids[number]
        is_skipped = number and self.ids[number - 1] == id  # a file whose earlier text is still served comes twice
        document = None if is_skipped else snapshot.numbers.get(id)
        if document is not None:
            return snapshot.documents[document]
        return snapshot.skipped[bisect_right(snapshot.skipped, id, key=attrgetter("id")) - 1]


def write_entries(snapshot: Snapshot) -> WrittenEntries:
    """Write the entries of a snapshot, or take them from memory."""
    key = "entries", snapshot.id, snapshot.index.serial
    return snapshot.index.memory.get_or_make(key, lambda: _write(snapshot), _size_of)


def _write(snapshot: Snapshot) -> WrittenEntries:
    lines: list[str] = []
    ids, starts = [], [0]
    words = _first_words(snapshot)
    entries: Iterator[Document | Skipped] = merge(
        snapshot.index.corpus.abouts(), snapshot.skipped, key=attrgetter("id")
    )
    for entry in entries:
        lines.append(f"{_describe(entry, words.get(entry.id))}\n")
        ids.append(entry.id)
        starts.append(starts[-1] + len(lines[-1]))
    return WrittenEntries("".join(lines), starts, ids)


def _first_words(snapshot: Snapshot) -> dict[str, str]:
    """Return what documents without a title are shown by, by id, for the first `OPENED` of them: it is read from their texts."""
    corpus = snapshot.index.corpus
    untitled = [*islice((number for number, about in enumerate(corpus.abouts()) if not about.title), OPENED)]
    found = {}
    for start in range(0, len(untitled), TOGETHER):
        numbers = untitled[start : start + TOGETHER]
        corpus.expect(numbers)
        for document in map(snapshot.documents.__getitem__, numbers):
            found[document.id] = call_document(document)
    return found


def _describe(entry: Document | Skipped, words: str | None) -> str:
    fields = [entry.id]
    if isinstance(entry, Document):
        fields += [field for field in (entry.title or words, entry.author, entry.published) if field]
    return " ".join(fold(" ".join(fields)).split())


def _size_of(made: WrittenEntries) -> int:
    return ENTRY + sys.getsizeof(made.text) + sum(map(sys.getsizeof, made.ids)) + 48 * len(made.ids)
