"""Answer questions and verify quotes from a folder of documents, in one process and without the web.

engine = Engine("reports")
reply = engine.ask("How many people attended?")
print(reply.answer, reply.citations)
"""

import json
import logging
import os
import sys
from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager, ExitStack, nullcontext
from pathlib import Path
from threading import RLock
from types import TracebackType
from typing import TypeVar, overload

from service.answer.answering import Answerer
from service.answer.ranking.model import load_model
from service.documents.document import Document
from service.documents.errors import UnreadableError
from service.documents.originals import Original, read_original
from service.documents.reading_options import MAX_BYTES, MAX_DOCUMENTS, MAX_SENTENCES
from service.engine.clusters import read_address
from service.engine.index_place import find_place
from service.engine.live import Damage, Live, Snapshot
from service.engine.lookup import check_length, describe_index, find_numbers
from service.engine.options import check_settings, make_options
from service.engine.recall import as_turns, recall
from service.engine.refreshes import Refreshes
from service.engine.remote_live import RemoteLive, open_remote
from service.engine.verbatim import keep_verbatim
from service.index.arrays import DamagedIndexError
from service.index.build import Progress
from service.index.unusable import GoneIndexError, UnusableIndexError
from service.memory import DEFAULT, ENTRY, Memory
from service.query.follow_up import follow
from service.resources import find_resource
from service.settings import SettingsError
from service.wire.checks import read_model
from service.wire.fields import Offsets
from service.wire.offsets import Utf16Offsets
from service.wire.problems import Problem, show
from service.wire.replies import Citation, Reply, TextVerdicts, Verdict, Verdicts
from service.wire.requests import MAX_HISTORY, Ask, Quote, Verify
from service.wire.search_shapes import HITS, SearchQuery, SearchReply
from service.wire.shaping import Shaper

log = logging.getLogger("quoth")

T = TypeVar("T")

_DAMAGED = "Part of the index is damaged and is being built anew from the documents. Ask again in a moment."
SURE = 0.6  # the confidence of an answer from which its question is an example
EXAMPLES_BYTES = ENTRY + 1000


class Engine:
    """Answers questions from a folder of documents, and verifies quotes against it.

    The index lives in a folder of its own; `start`, or the first question, opens or builds it. An engine may be shared
    between threads: each call uses one snapshot of the collection throughout, and a refresh installs a new snapshot
    for later calls.
    """

    def __init__(
        self,
        folder: str | Path | None = None,
        *,
        index: str | Path | None = None,
        keep: bool = False,
        threshold: float | None = None,
        public_url: str = "",
        max_document_bytes: int = MAX_BYTES,
        encoding: str | None = None,
        fields: str | None = None,
        cache_bytes: int = DEFAULT,
        log_questions: bool = False,
        processes: int | None = 1,
        shared: bool = False,
        memory: Memory | None = None,
        limits: tuple[int, int] = (MAX_DOCUMENTS, MAX_SENTENCES),
    ) -> None:
        """Serve the documents of `folder` (None: the collection that comes with Quoth).

        `index` is the folder for the index (None: in the user's cache folder or, if that is not writable and `keep` is
        false, a temporary one), or the address of a cluster (opensearch://host:9200/name). `threshold` is the confidence,
        from 0 to 1, below which the engine does not answer (None: the calibrated default), `public_url` the prefix of
        links, `cache_bytes` the limit on everything cached, `limits` the most documents and sentences; `max_document_bytes`,
        `encoding` and `fields` are settings. With `processes` other than 1 (None: one a core) that many read documents, refreshes
        have their own, and the calling script must guard its entry point with `if __name__ == "__main__"`, as multiprocessing
        starts it anew. With `shared`, other processes serve the same index, and one updates it for all; engines may share a
        `memory`. Raises SettingsError for a faulty value.
        """
        check_settings(folder, threshold, cache_bytes)
        self.folder = find_resource("seeds") if folder is None else Path(folder)
        self.threshold, self.public_url, self._answerer = threshold, public_url.rstrip("/"), Answerer(load_model())
        self.memory, self._closed = Memory(cache_bytes) if memory is None else memory, False
        self._address = read_address(index) if isinstance(index, str) and "://" in index else None
        # The GIL lets one thread compute at a time: taking turns finishes each answer sooner, unless it waits for a cluster.
        self.turn: AbstractContextManager[object] = RLock() if self._address is None else nullcontext()
        self.logs_questions, self.options = log_questions, make_options(max_document_bytes, encoding, fields, limits)
        self._stack, self._own, self._maker = ExitStack(), ExitStack(), os.getpid()
        self._live: Live | RemoteLive = self._make_live(index, keep, processes, shared)
        self._stack.callback(self._live.stop)

    def _make_live(
        self, index: str | Path | None, keep: bool, processes: int | None, shared: bool
    ) -> Live | RemoteLive:
        shaping = json.dumps([self.threshold, self.public_url])
        if self._address is not None:
            return open_remote(self._address, shaping, self.memory)
        self._place = find_place(self.folder, Path(index) if index else None, keep, self._own)
        about = self.folder, self._place, self.options, shaping
        return Live(*about, processes != 1, self.memory, processes, shared)

    @property
    def source(self) -> str:
        """Where what is served comes from: a folder, or an address without its password."""
        return str(self._address or self.folder)

    @property
    def snapshot(self) -> Snapshot | None:
        """The current snapshot of the collection; None until the first one is loaded."""
        return self._live.snapshot

    @property
    def refreshes(self) -> Refreshes:
        """How often the files were looked at for changes, and when what is served changed last."""
        return self._live.refreshes

    def start(self, progress: Progress | None = None) -> Snapshot:
        """Build or update the index if needed, then open it and return the first snapshot.

        `progress` is called with the bytes read so far and the total. Raises CollectionError if there is nothing to
        serve, SettingsError if the index cannot be written, as on a full disk.
        """
        self._check_open()
        try:
            return self._live.start(progress)
        except OSError as error:
            raise SettingsError(f"The index cannot be kept in '{self._place}': {error.strerror or error}.") from None

    def expect_additions(self) -> None:
        """Serve the folder even while it holds no document, and be quick to take in what is added. Call it before `start`.

        Raises SettingsError for a collection in a cluster.
        """
        if isinstance(self._live, RemoteLive):
            raise SettingsError("Documents cannot be added to a collection in a cluster; `quoth index --to` loads it.")
        self._live.is_added_to = True

    def watch(self) -> None:
        """Refresh automatically from now on when files change."""
        self._check_open()
        self._live.watch()

    def catch_up(self) -> None:
        """Refresh if it is this process that watches: files may have changed before it began to, when none did."""
        if self._live.is_keeper:
            self.refresh()

    def refresh(self) -> Snapshot | None:
        """Reread changed files and return the current snapshot. On failure the previous one stays in use."""
        self._check_open()
        return self._live.refresh()

    def read_original(self, document: Document) -> Original:
        """Return the file of a document as it is now; of one in an archive, the member. Raises a 404 problem if it cannot be
        read any more.
        """
        if self._address is not None:
            raise Problem(404, "The documents come from a cluster, which does not keep their files.")
        try:
            return read_original(self.folder, document, self.options.max_bytes)
        except UnreadableError as error:
            raise Problem(404, f"The file of {show(document.id)} cannot be given out. {error}") from None

    def close(self) -> None:
        """Stop watching, and delete the index if it was in a temporary folder. A closed engine answers no more."""
        self._closed = True
        self._stack.close()
        if os.getpid() == self._maker:  # a fork leaves the index to the others
            self._own.close()

    def guard(self) -> None:
        """Check the index for damage in the background from now on, and mend it there, as a service should.

        A call that needs what is damaged raises Problem until it is mended. Otherwise, what is read for a call is checked in
        that call, and mended before it returns.
        """
        self._check_open()
        self._live.guard()

    def check(self) -> None:
        """Check every byte of the index now, and mend it if any is not as it was written. Raises Problem if it cannot be."""
        self._call(lambda held: held.check(), None)

    @property
    def damage(self) -> Damage | None:
        """The damage to the index that was found last since this engine was made."""
        return self._live.damage

    def check_reachable(self) -> None:
        """Raise Problem if the index is in a cluster of which a part does not answer."""
        if isinstance(self._live, RemoteLive):
            try:
                self._live.check_reachable()
            except UnusableIndexError as error:
                raise self.report(error) from None

    def report(self, error: UnusableIndexError, held: Snapshot | None = None) -> Problem:
        """Have a damaged index mended in the background, and make the problem for a call that cannot do without it.

        `held` is what was read (None: the current one), not what has taken its place. A cluster mends its own.
        """
        if isinstance(self._live, RemoteLive) or not isinstance(error, DamagedIndexError):
            log.error("%s", error)
            return Problem(503, f"{error} Ask again in a moment.", {"Retry-After": "2"})
        self._live.report(error, held.store if held is not None else None)
        return Problem(503, _DAMAGED, {"Retry-After": "5"})

    def _call(self, call: Callable[[Snapshot], T], snapshot: Snapshot | None) -> T:
        """Call with a snapshot (None: the current one); if that turns out to be damaged, with a mended one or not at all."""
        held = self._choose(snapshot)
        try:
            return call(check_length(held))
        except UnusableIndexError as error:
            if self._live.is_guarded and not isinstance(error, GoneIndexError):
                raise self.report(error, held) from None
            self._live.mend(error)
        try:
            return call(check_length(self._choose(None)))
        except UnusableIndexError as error:
            raise self.report(error) from None

    def _check_open(self) -> None:
        if self._closed:
            raise RuntimeError(f"The engine of '{self.folder}' is closed; make another to ask on.")

    def _choose(self, snapshot: Snapshot | None) -> Snapshot:
        self._check_open()
        return snapshot or self.snapshot or self.start()

    def __enter__(self) -> "Engine":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def ask(
        self,
        question: str | Ask,
        *,
        history: Iterable[Reply] = (),
        limit: int | None = None,
        documents: Sequence[str] | None = None,
        min_confidence: float | None = None,
        snapshot: Snapshot | None = None,
        address: str | None = None,
    ) -> Reply:
        """Answer a question, given as text or as a request of /ask.

        `history` holds the conversation's earlier replies, oldest first, `limit` the maximum number of citations,
        `documents` the ids or folders to search (None: the whole collection), `min_confidence` the confidence, from 0 to
        1, from which to answer (None: the engine's threshold); all four are ignored when `question` is an `Ask`, which has
        its own. `snapshot` is the one to answer from (None: the current one), `address` the prefix of
        links (None: the public URL). Raises Problem if the question is invalid or a document does not exist.
        """
        if isinstance(question, Ask):
            asked = question
        else:
            within = list(documents) if isinstance(documents, list | tuple | set | frozenset) else documents
            given = {"question": question, "limit": limit, "documents": within, "min_confidence": min_confidence}
            asked = read_model(Ask, {name: value for name, value in given.items() if value is not None}, pointers=False)
            turns, least = as_turns(history), asked.min_confidence
            asked = Ask(asked.question, turns, asked.limit, asked.documents, min_confidence=least)
        if self.logs_questions:
            log.info("Asked: %s", json.dumps(asked.question))
        return self._call(lambda held: self.answer_unlogged(asked, held, address), snapshot)

    def converse(
        self,
        questions: Sequence[str],
        documents: tuple[str, ...],
        snapshot: Snapshot,
        min_confidence: float | None = None,
    ) -> list[Reply]:
        """Answer questions in order, reading each in the light of the ones before it.

        `min_confidence` is for the last of them; the others are answered as they were when they were asked.
        """
        replies: list[Reply] = []
        for n, question in enumerate(questions, 1):
            least = min_confidence if n == len(questions) else None
            asked = Ask(question, as_turns(replies[-MAX_HISTORY:]), documents=documents, min_confidence=least)
            replies.append(self.ask(asked, snapshot=snapshot))
        return replies

    def answer_unlogged(self, ask: Ask, snapshot: Snapshot, address: str | None = None) -> Reply:
        documents = find_numbers(snapshot, ask.documents) if ask.documents else None
        with self.turn:
            question = follow(ask.question, recall(ask, snapshot, self.utf16_of), snapshot.index)
            least = self.threshold if ask.min_confidence is None else ask.min_confidence
            answer = self._answerer.answer(question, snapshot.index, ask.limit, documents, least)
            return self._shaper(ask.offsets, address).shape_answer(keep_verbatim(answer), describe_index(snapshot))

    @overload
    def verify(self, quote: str, document: str | None = None) -> Verdict: ...

    @overload
    def verify(
        self, quote: Verify, *, snapshot: Snapshot | None = None, address: str | None = None
    ) -> Verdict | Verdicts | TextVerdicts: ...

    def verify(
        self,
        quote: str | Verify,
        document: str | None = None,
        *,
        snapshot: Snapshot | None = None,
        address: str | None = None,
    ) -> Verdict | Verdicts | TextVerdicts:
        """Check whether a quote is in the documents, or answer a request of /verify.

        `document` is the id of the only document to look in (None: all of them). `snapshot` and `address` are as for
        `ask`. Raises Problem if the quote is invalid or the document does not exist.
        """
        from service.engine.judge import judge  # which brings along what compares texts

        if isinstance(quote, Verify):
            asked = quote
        else:
            one = read_model(Quote, {"quote": quote, "document": document}, pointers=False)
            asked = Verify(quote=one.quote, document=one.document)
        shaper = self._shaper(asked.offsets, address)
        return self._call(lambda held: judge(asked, held, shaper), snapshot)

    def search(
        self,
        words: str | SearchQuery,
        *,
        documents: Sequence[str] | None = None,
        since: str | None = None,
        until: str | None = None,
        limit: int = HITS,
        after: str | None = None,
        snapshot: Snapshot | None = None,
        address: str | None = None,
    ) -> SearchReply:
        """Find every sentence that holds all the words, and every phrase in quotation marks, in the order of the documents.

        `documents` are the ids or folders to search, `since` and `until` the dates between which they are dated, `limit`
        the hits of a page and `after` what an earlier page's `next` gives; all are ignored for a request of /search.
        `snapshot` and `address` are as for `ask`. Raises Problem if the search is invalid or a document does not exist.
        """
        from service.engine.hits import search_snapshot  # which questions do not want

        if isinstance(words, SearchQuery):
            query = words
        else:
            within = list(documents) if documents else None
            given = {"q": words, "documents": within, "since": since, "until": until, "limit": limit, "after": after}
            fields = {name: value for name, value in given.items() if value is not None}
            query = read_model(SearchQuery, fields, pointers=False)
        shaper = self._shaper(query.offsets, address)

        def find(held: Snapshot) -> SearchReply:
            with self.turn:
                return search_snapshot(query, held, shaper)

        return self._call(find, snapshot)

    def examples(self, snapshot: Snapshot) -> tuple[str, ...]:
        """Make up to three questions that the documents answer, for the chat page to suggest. They are never logged."""
        from service.engine.example_questions import make_examples  # which only the pages want

        def find(text: str) -> tuple[Citation, ...]:
            reply = self.answer_unlogged(Ask(text), snapshot)
            return reply.citations if reply.confidence >= SURE else ()

        def make() -> tuple[str, ...]:
            return make_examples(snapshot.index.corpus, find)

        try:
            return self.memory.get_or_make(("examples", snapshot.id), make, EXAMPLES_BYTES)
        except UnusableIndexError as error:
            self.report(error, snapshot)
            return ()

    def _shaper(self, offsets: Offsets, address: str | None) -> Shaper:
        return Shaper(offsets, self.public_url if address is None else address, self.utf16_of)

    def utf16_of(self, document: Document) -> Utf16Offsets:
        key = ("utf16", document.sha256)
        size = ENTRY + sys.getsizeof(document.text)  # the offsets keep the text alive
        return self.memory.get_or_make(key, lambda: Utf16Offsets(document.text), lambda made: size + made.nbytes)
