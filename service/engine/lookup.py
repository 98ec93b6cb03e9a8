"""Find documents in a snapshot: one by its id, those of a folder, a page of them all."""

import heapq
from collections.abc import Iterable
from dataclasses import dataclass

from service.app.problems import Problem, show
from service.documents.document import Document, Skipped
from service.engine.live import Snapshot
from service.english.tokens import fold


@dataclass(frozen=True)
class Listing:
    """A page of the collection in the order of ids: documents, and the files skipped in the same stretch.

    `after` is the id that the next page begins after, None on the last one.
    """

    documents: tuple[Document, ...]
    skipped: tuple[Skipped, ...]
    after: str | None


def list_documents(snapshot: Snapshot, limit: int, after: str = "", words: str = "") -> Listing:
    """List at most `limit` documents and skipped files together, those whose ids come after `after`.

    With `words`, only those that have each of them in their id, title, author or date.
    """
    everything: Iterable[Document | Skipped] = (*snapshot.documents, *snapshot.skipped)
    wanted = fold(words).split()
    matching = (e for e in everything if e.id > after and (not wanted or _has_words(e, wanted)))
    entries = heapq.nsmallest(limit + 1, matching, key=lambda entry: entry.id)
    page = entries[:limit]
    return Listing(
        tuple(entry for entry in page if isinstance(entry, Document)),
        tuple(entry for entry in page if isinstance(entry, Skipped)),
        page[-1].id if len(entries) > limit else None,
    )


def _has_words(entry: Document | Skipped, words: list[str]) -> bool:
    fields = [entry.id]
    if isinstance(entry, Document):
        fields += [field for field in (entry.title, entry.author, entry.published) if field]
    text = fold(" ".join(fields))
    return all(word in text for word in words)


def find_document(snapshot: Snapshot, name: str) -> Document:
    """Find a document by its id. Raises a 404 problem where there is none."""
    if name not in snapshot.numbers:
        raise Problem(404, f"There is no document {show(name)}; GET /documents lists those that there are.")
    return snapshot.documents[snapshot.numbers[name]]


def find_numbers(snapshot: Snapshot, names: Iterable[str]) -> list[int]:
    """Find the numbers of documents by id or by folder. Raises a 404 problem for a name that is neither."""
    found: set[int] = set()
    for name in names:
        folder = name.rstrip("/") + "/"
        within = [number for document, number in snapshot.numbers.items() if document.startswith(folder)]
        if name in snapshot.numbers:
            within.append(snapshot.numbers[name])
        if not within:
            raise Problem(
                404,
                f"documents names {show(name)}, which is neither a document's id nor a folder; "
                "GET /documents lists the documents.",
            )
        found.update(within)
    return sorted(found)
