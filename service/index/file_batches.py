"""Files that are read, segmented and counted together, in whatever process."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from operator import attrgetter
from pathlib import Path

from service.documents.collection import is_unread
from service.documents.document import Document, Skipped
from service.documents.files import File
from service.documents.reading_options import ReadingOptions
from service.index.counted_words import CountedWords
from service.index.neighbours import Neighbourhood
from service.index.news import FileReading
from service.index.segment import describe, make_numbered, make_segment
from service.sentences.segmentation import segment_text


@dataclass(frozen=True)
class FileBatch:
    """Files to read together; `known` holds a hash of each of their documents that is in the index: see `hash_described`.

    `around` are their ids and those of the files beside them.
    """

    folder: Path
    files: tuple[File, ...]
    known: dict[str, bytes]
    options: ReadingOptions
    around: Sequence[str] = ()


def hash_described(about: bytes) -> bytes:
    """Return a hash of a document by its description, which has the hash of its text."""
    return hashlib.sha256(about).digest()


def make_reader() -> Callable[[FileBatch], FileReading]:
    """Return what reads batch after batch as `read_batch` does, and analyses a word that several hold once."""
    return partial(read_batch, words=CountedWords())


def read_batch(batch: FileBatch, words: CountedWords | None = None) -> FileReading:
    """Read, segment and count the documents of a batch, except those that are known.

    `words`, if they are given, are those of earlier batches, and number the tokens.
    """
    documents: list[Document] = []
    same, faults, lost = [], [], []
    neighbourhood = Neighbourhood(batch.folder, batch.around, batch.options)
    for file in batch.files:
        found = neighbourhood.read(file.id)
        for item in found:
            if isinstance(item, Skipped):
                faults.append(item)
            elif item.id in batch.known and batch.known[item.id] == hash_described(describe(item)):
                same.append(item.id)
            else:
                documents.append(item)
        if is_unread(file.id, found):
            faults[-1] = replace(faults[-1], id=file.id)
            lost.append(file.id)
    documents.sort(key=attrgetter("id"))
    cut = ((document, segment_text(document.text, document.front_matter)) for document in documents)
    told = tuple(same), tuple(faults), tuple(lost)
    if words is None:
        return FileReading(make_segment(cut), *told)
    segment = make_numbered(cut, words)
    return FileReading(segment, *told, words.tell())
