"""Files that are read, segmented and counted together, in whatever process."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from operator import attrgetter
from pathlib import Path

from service.documents.collection import is_unread
from service.documents.document import Document, Skipped
from service.documents.files import File
from service.documents.reading_options import ReadingOptions
from service.index.neighbours import Neighbourhood
from service.index.news import FileReading
from service.index.segment import describe, make_segment
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


def read_batch(batch: FileBatch) -> FileReading:
    """Read, segment and count the documents of a batch, except those that are known."""
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
    segment = make_segment((document, segment_text(document.text, document.front_matter)) for document in documents)
    return FileReading(segment, tuple(same), tuple(faults), tuple(lost))
