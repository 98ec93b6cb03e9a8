"""Find documents in a snapshot: by id, by folder, or a page at a time."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from heapq import merge
from itertools import islice
from operator import attrgetter
from typing import NamedTuple
from urllib.parse import urlencode

from service.documents.document import Document, Skipped
from service.documents.file_names import escape_name
from service.documents.skipped_groups import SkippedGroup, group_skipped
from service.engine.live import Snapshot
from service.engine.written_entries import write_entries
from service.english.tokens import fold
from service.index.scope import Scope, find_run
from service.wire.listings import Listed, Listing, SkippedFile, Totals
from service.wire.problems import Problem, show
from service.wire.replies import IndexInfo
from service.wire.shaping import describe_document, document_url

LOOKED_THROUGH = 10_000  # entries that hold a word of a filter, for one page


class FoundEntries(NamedTuple):
    """Entries of a listing in order, and the last id looked at if there may be more beyond it."""

    entries: list[Document | Skipped]
    passed: str | None = None


def check_length(snapshot: Snapshot) -> Snapshot:
    """Return a snapshot that may be read. Raises DamagedIndexError if its index was cut short on disk: reading ends the process."""
    if snapshot.store is not None:
        snapshot.store.check_length()
    return snapshot


def describe_index(snapshot: Snapshot) -> IndexInfo:
    """Describe the index that a reply comes from."""
    return IndexInfo(snapshot.id, len(snapshot.documents), snapshot.sentences)


def find_document(snapshot: Snapshot, name: str) -> Document:
    """Find a document by its id. Raises a 404 problem if there is none, which says why if its file was skipped."""
    if name not in snapshot.numbers:
        raise Problem(404, _explain_missing(snapshot, name))
    return snapshot.documents[snapshot.numbers[name]]


def _explain_missing(snapshot: Snapshot, name: str) -> str:
    """Say why there is no document of a name: its file was skipped, it is a folder or a file of several, or neither."""
    if reasons := [entry.reason for entry in _skipped_as(snapshot, name)]:
        return f"The file {show(name)} is there, but it was skipped: {reasons[0]}"
    first, last = find_run(snapshot.index.corpus.ids, name.rstrip("/") + "/")
    if first < last:
        found = show(snapshot.index.corpus.ids[first])
        return f"{show(name)} is no document but holds some, such as {found}; the list of documents has them all."
    return f"There is no document {show(name)}; the list of documents has those that there are."


def _skipped_as(snapshot: Snapshot, name: str) -> list[Skipped]:
    """Return what was skipped under a name, unless documents of that file are served."""
    id, key = escape_name(name), attrgetter("id")
    found = snapshot.skipped[bisect_left(snapshot.skipped, id, key=key) : bisect_right(snapshot.skipped, id, key=key)]
    first, last = find_run(snapshot.index.corpus.ids, f"{name}/")
    return [] if first < last else list(found)


def find_numbers(snapshot: Snapshot, names: Iterable[str]) -> Scope:
    """Find the numbers of documents named by id or folder. Raises a 404 problem for any other name."""
    ids, numbers = snapshot.index.corpus.ids, snapshot.numbers
    runs: list[tuple[int, int]] = []
    for name in names:
        first, last = find_run(ids, name.rstrip("/") + "/")
        number = numbers.get(name)
        runs += [(first, last)] if first < last else []
        runs += [(number, number + 1)] if number is not None else []
        if first == last and number is None:
            raise Problem(
                404,
                f"documents names {show(name)}, which is neither a document's id nor a folder; "
                "the list of documents has all of them.",
            )
    return Scope(runs)


def list_documents(
    snapshot: Snapshot, limit: int, after: str = "", words: str = "", address: str = "", skipped: bool = True
) -> Listing:
    """List up to `limit` documents and, if `skipped`, skipped files, in order of id, starting after the id `after`.

    `words` keeps only entries whose id, title (or first words), author and date together contain every word. `address` is the prefix of
    links. Only what is listed is read; of words, up to `LOOKED_THROUGH` entries that hold the longest, so that a page may
    list fewer than `limit` and still be followed by another.
    """
    wanted = fold(words).split()
    found = _find_entries(snapshot, limit + 1, after, wanted) if wanted else _follow(snapshot, limit + 1, after)
    page = found.entries[:limit]
    goes_on = len(found.entries) > limit or found.passed is not None
    last = page[-1].id if len(found.entries) > limit else found.passed or ""
    following = {"limit": limit, "after": last} | ({"filter": words} if words else {})
    return Listing(
        tuple(_list(entry, snapshot, address) for entry in page if isinstance(entry, Document)),
        tuple(SkippedFile(entry.id, entry.reason) for entry in page if isinstance(entry, Skipped)),
        Totals(len(snapshot.documents), len(snapshot.skipped)),
        f"{address}/documents?{urlencode(following)}" if goes_on else None,
    )


def list_skipped(snapshot: Snapshot, words: str = "") -> list[SkippedGroup]:
    """List the skipped files, many of one kind together; `words` as in `list_documents`."""
    wanted = fold(words).split()
    return group_skipped(entry for entry in snapshot.skipped if all(word in fold(entry.id) for word in wanted))


def _follow(snapshot: Snapshot, count: int, after: str) -> FoundEntries:
    """Take the first entries after an id."""
    ids, skipped = snapshot.index.corpus.ids, snapshot.skipped
    first = bisect_right(ids, after)
    documents = (snapshot.documents[number] for number in range(first, min(first + count, len(ids))))
    place = bisect_right(skipped, after, key=attrgetter("id"))
    both: Iterator[Document | Skipped] = merge(documents, skipped[place : place + count], key=attrgetter("id"))
    return FoundEntries([*islice(both, count)])


def _find_entries(snapshot: Snapshot, count: int, after: str, wanted: list[str]) -> FoundEntries:
    """Take the first entries after an id whose description holds every word."""
    written = write_entries(snapshot)
    longest = max(wanted, key=len)
    entries: list[Document | Skipped] = []
    place = written.starts[written.first_after(after)]
    for _ in range(LOOKED_THROUGH):
        place = written.text.find(longest, place)
        if place < 0 or len(entries) == count:
            return FoundEntries(entries)
        number = bisect_right(written.starts, place) - 1
        place = written.starts[number + 1]
        if all(word in written.text[written.starts[number] : place] for word in wanted):
            entries.append(written.entry(number, snapshot))
    return FoundEntries(entries, written.ids[number])


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
