"""What the listing is filtered by: id, title, author and date of every document and skipped file, written once a snapshot."""

import sys
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from heapq import merge
from operator import attrgetter

from service.documents.document import Document, Skipped
from service.engine.live import Snapshot
from service.english.tokens import fold
from service.memory import ENTRY


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
    entries: Iterator[Document | Skipped] = merge(
        snapshot.index.corpus.abouts(), snapshot.skipped, key=attrgetter("id")
    )
    for entry in entries:
        lines.append(f"{_describe(entry)}\n")
        ids.append(entry.id)
        starts.append(starts[-1] + len(lines[-1]))
    return WrittenEntries("".join(lines), starts, ids)


def _describe(entry: Document | Skipped) -> str:
    fields = [entry.id]
    if isinstance(entry, Document):
        fields += [field for field in (entry.title, entry.author, entry.published) if field]
    return " ".join(fold(" ".join(fields)).split())


def _size_of(made: WrittenEntries) -> int:
    return ENTRY + sys.getsizeof(made.text) + sum(map(sys.getsizeof, made.ids)) + 48 * len(made.ids)
