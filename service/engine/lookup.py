"""Find documents in a snapshot: by id, by folder, or a page at a time."""

import heapq
from collections.abc import Iterable
from urllib.parse import urlencode

from service.documents.document import Document, Skipped
from service.documents.skipped_groups import SkippedGroup, group_skipped
from service.engine.live import Snapshot
from service.english.tokens import fold
from service.wire.problems import Problem, show
from service.wire.replies import IndexInfo, Listed, Listing, SkippedFile, Totals
from service.wire.shaping import describe_document, document_url


def describe_index(snapshot: Snapshot) -> IndexInfo:
    """Describe the index that a reply comes from."""
    return IndexInfo(snapshot.id, len(snapshot.documents), snapshot.sentences)


def find_document(snapshot: Snapshot, name: str) -> Document:
    """Find a document by its id. Raises a 404 problem if there is none."""
    if name not in snapshot.numbers:
        raise Problem(404, f"There is no document {show(name)}; GET /documents lists those that there are.")
    return snapshot.documents[snapshot.numbers[name]]


def find_numbers(snapshot: Snapshot, names: Iterable[str]) -> list[int]:
    """Find the numbers of documents named by id or folder, ascending. Raises a 404 problem for any other name."""
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


def list_documents(
    snapshot: Snapshot, limit: int, after: str = "", words: str = "", address: str = "", skipped: bool = True
) -> Listing:
    """List up to `limit` documents and, if `skipped`, skipped files, in order of id, starting after the id `after`.

    `words` keeps only entries whose id, title, author and date together contain every word. `address` is the prefix of
    links.
    """
    everything: Iterable[Document | Skipped] = (*snapshot.documents, *(snapshot.skipped if skipped else ()))
    wanted = fold(words).split()
    matching = (e for e in everything if e.id > after and (not wanted or _has_words(e, wanted)))
    entries = heapq.nsmallest(limit + 1, matching, key=lambda entry: entry.id)
    page = entries[:limit]
    following = {"limit": len(page), "after": page[-1].id if page else ""} | ({"filter": words} if words else {})
    return Listing(
        tuple(_list(entry, snapshot, address) for entry in page if isinstance(entry, Document)),
        tuple(SkippedFile(entry.id, entry.reason) for entry in page if isinstance(entry, Skipped)),
        Totals(len(snapshot.documents), len(snapshot.skipped)),
        f"{address}/documents?{urlencode(following)}" if len(entries) > limit else None,
    )


def list_skipped(snapshot: Snapshot, words: str = "") -> list[SkippedGroup]:
    """List the skipped files, many of one kind together; `words` as in `list_documents`."""
    wanted = fold(words).split()
    return group_skipped(entry for entry in snapshot.skipped if not wanted or _has_words(entry, wanted))


def _has_words(entry: Document | Skipped, words: list[str]) -> bool:
    fields = [entry.id]
    if isinstance(entry, Document):
        fields += [field for field in (entry.title, entry.author, entry.published) if field]
    text = fold(" ".join(fields))
    return all(word in text for word in words)


def _list(document: Document, snapshot: Snapshot, address: str) -> Listed:
    described, url = describe_document(document), document_url(document, address)
    return Listed(
        **{name: getattr(described, name) for name in described.__struct_fields__},
        format=document.reader,
        encoding=document.encoding,
        pages=len(document.pages) or None,
        warnings=document.warnings,
        characters=len(document.text),
        sentences=len(snapshot.index.corpus.segmentation(snapshot.numbers[document.id]).sentences),
        url=url,
        text_url=f"{url}/text",
    )


def sentences_between(snapshot: Snapshot, name: str, start: int, end: int) -> list[str]:
    """Return the sentences of a document in [start, end) code points, clipped to that range."""
    number = snapshot.numbers[name]
    text, cut = snapshot.documents[number].text, snapshot.index.corpus.segmentation(number)
    within = (s for s in cut.sentences if s.start < end and s.end > start)
    return [text[max(s.start, start) : min(s.end, end)] for s in within]
