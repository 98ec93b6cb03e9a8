"""A typed client for a Quoth service. It needs only this file and the standard library.

from service.client import Quoth

reply = Quoth("http://127.0.0.1:8080").ask("Who was elected?")
for citation in reply.citations:
    print(citation.quote, citation.url)
"""

import html
import json
import types
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from typing import Any, Literal, TypeVar, Union, get_args, get_origin, get_type_hints
from urllib.error import HTTPError, URLError
from urllib.parse import quote as percent_encode
from urllib.parse import urlencode, urljoin, urlsplit
from urllib.request import Request, urlopen

T = TypeVar("T")
Json = dict[str, Any]


class QuothError(Exception):
    """A refusal, with the service's own sentence and HTTP status; if it could not be reached, `status` is None.

    `errors` has a sentence for each invalid field of the request.
    """

    def __init__(self, sentence: str, status: int | None = None, errors: tuple[str, ...] = ()) -> None:
        super().__init__(sentence)
        self.status, self.errors = status, errors


@dataclass(frozen=True)
class Span:
    """A half-open range of a document's text, in the unit that the reply's `offsets` names."""

    start: int
    end: int


@dataclass(frozen=True)
class Slice:
    """A half-open range of a text, with the text itself."""

    start: int
    end: int
    text: str


@dataclass(frozen=True)
class Document:
    """A document, as described in a citation. `sha256` is the digest of its text in UTF-8; `name` is what to show it as: its
    title or, without one, its first words with its id.
    """

    id: str
    title: str | None
    author: str | None
    publisher: str | None
    published: str | None
    source_url: str | None
    sha256: str
    name: str


@dataclass(frozen=True)
class Speaker:
    """Who said the quoted words: where the document names them, and the words that attribute the speech."""

    start: int
    end: int
    name: str
    cue: Span


@dataclass(frozen=True)
class Citation:
    """A quote: exactly the document's text at [start, end)."""

    n: int
    role: str
    relation: str | None
    document: Document
    start: int
    end: int
    page: int | None
    quote: str
    highlight: Slice | None
    passage: Slice
    lead_in: Slice | None
    quotation: Span | None
    speaker: Speaker | None
    prefix: str
    suffix: str
    score: float
    copies: tuple[Document, ...]
    url: str

    def stands_in(self, text: str) -> bool:
        """Tell whether the document's text has the quote at its offsets, which must be in code points."""
        return text[self.start : self.end] == self.quote

    def _repr_html_(self) -> str:
        """Show the quote in a notebook, with the part that answers marked and a link to its document."""
        quote, mark = html.escape(self.quote), self.highlight
        if mark and mark.text and self.quote[mark.start - self.start : mark.end - self.start] == mark.text:
            first, last = mark.start - self.start, mark.end - self.start
            parts = (self.quote[:first], self.quote[first:last], self.quote[last:])
            quote = "{}<mark>{}</mark>{}".format(*map(html.escape, parts))
        speaker = f"{html.escape(self.speaker.name)}, " if self.speaker else ""
        known = [part for part in (self.document.author, self.document.published) if part]
        source, url = html.escape(self.document.name), html.escape(self.url)
        if urlsplit(self.url).scheme in ("http", "https"):
            source = f'<a href="{url}" target="_blank" rel="noopener">{source}</a>'
        tail = html.escape("".join(f", {part}" for part in known))
        return f"<blockquote>{quote}<footer>{speaker}<cite>{source}</cite>{tail}</footer></blockquote>"


@dataclass(frozen=True)
class Term:
    """A term of the question, its weight, and the word of the best passage that is the same or stands for it, if one does."""

    term: str
    word: str
    weight: float
    matched: bool
    found: str | None
    likeness: float


@dataclass(frozen=True)
class Correction:
    """A word found in no document, and the similar word searched for instead."""

    asked: str
    taken: str


@dataclass(frozen=True)
class Why:
    """How the question was understood."""

    kind: str
    terms: tuple[Term, ...]
    carried_over: tuple[str, ...]
    corrected: tuple[Correction, ...]
    unmentioned: tuple[str, ...]


@dataclass(frozen=True)
class Index:
    """The version of the collection that the reply was made from."""

    id: str
    documents: int
    sentences: int


@dataclass(frozen=True)
class Reply:
    """The reply of /ask, field for field, but with absolute links.

    `answered` is False if no answer is sure enough; `reason` and `notice` then say why. `notice` also says if documents differ.
    """

    question: str
    answered: bool
    answer: str | None
    confidence: float
    min_confidence: float
    reason: str | None
    notice: str | None
    offsets: str
    citations: tuple[Citation, ...]
    truncated: bool
    nearest: tuple[Citation, ...]
    why: Why
    index: Index

    def _repr_html_(self) -> str:
        """Show the notice and what answers or differs in a notebook, or else the nearest passages, with all text escaped."""
        notice = f"<p><em>{html.escape(self.notice)}</em></p>" if self.notice else ""
        told = [citation for citation in self.citations if citation.role in ("answer", "differs")]
        shown = "\n".join(citation._repr_html_() for citation in (told if self.answered else self.nearest))
        if shown and self.reason not in (None, "low_confidence"):
            shown = f"<details><summary>Nearest passages</summary>{shown}</details>"
        return notice + shown


@dataclass(frozen=True)
class Change:
    """A step of a word-by-word diff: the words in the quote, and those in the document."""

    op: str
    quote: str
    document: str


@dataclass(frozen=True)
class Match(Citation):
    """A passage that a quote was compared with: which part of the quote, and how it differs."""

    verdict: str
    part: Slice
    diff: tuple[Change, ...] | None


@dataclass(frozen=True)
class Verdict:
    """Whether a quote is in the documents (exact, folded, altered or not_found), with the passages found."""

    quote: str
    verdict: str
    elided: bool
    notice: str | None
    matches: tuple[Match, ...]
    truncated: bool


@dataclass(frozen=True)
class Hit(Span):
    """A sentence that holds what was searched for, with the places in it where that stands."""

    document: Document
    page: int | None
    quote: str
    marks: tuple[Slice, ...]
    url: str


@dataclass(frozen=True)
class Totals:
    """How many hits there are, and in how many documents; at least so many if not `complete`."""

    hits: int
    documents: int
    complete: bool


@dataclass(frozen=True)
class Hits:
    """A page of hits, in the order of the documents, with the link to the next one."""

    total: Totals
    hits: tuple[Hit, ...]
    next: str | None


@dataclass(frozen=True)
class Listed(Document):
    """A document in the listing of the collection."""

    format: str
    encoding: str
    pages: int | None
    warnings: tuple[str, ...]
    characters: int
    sentences: int
    url: str
    text_url: str


class Quoth:
    """A Quoth service at a URL. Methods raise QuothError if it refuses a request or cannot be reached.

    `timeout` is in seconds; `token` is what a service wants that is not open to all.
    """

    def __init__(self, url: str = "http://127.0.0.1:8080", timeout: float = 30, token: str = "") -> None:
        if urlsplit(url).scheme not in ("http", "https"):
            raise ValueError(f"url is {url!r}; expected an address such as http://127.0.0.1:8080.")
        self.url, self.timeout, self._token = url.rstrip("/"), timeout, token

    def ask(
        self,
        question: str,
        history: Iterable[Reply | Mapping[str, Any] | str] = (),
        limit: int | None = None,
        documents: Iterable[str] = (),
        offsets: Literal["codepoint", "utf16"] = "codepoint",
        min_confidence: float | None = None,
    ) -> Reply:
        """Ask a question.

        `history` holds earlier replies or questions, oldest first, `limit` the maximum number of citations, `documents`
        the ids or folders to search, `offsets` the unit of the reply's offsets, `min_confidence` the confidence from 0 to 1
        from which to answer (None: what the service is set to).
        """
        body: Json = {"question": question, "offsets": offsets}
        if earlier := [_to_turn(turn) for turn in history]:
            body["history"] = earlier
        if limit is not None:
            body["limit"] = limit
        if within := list(documents):
            body["documents"] = within
        if min_confidence is not None:
            body["min_confidence"] = min_confidence
        return _read(Reply, self._whole(self._post("/ask", body)))

    def verify(self, quote: str, document: str | None = None) -> Verdict:
        """Check whether a quote is in the documents, or in the one with the id `document`."""
        body = {"quote": quote} | ({} if document is None else {"document": document})
        return _read(Verdict, self._whole(self._post("/verify", body)))

    def search(self, words: str, documents: Iterable[str] = (), **narrowed: str | int) -> Iterator[Hits]:
        """Yield the pages of all sentences that hold all the words, and every phrase in quotation marks.

        `documents` are the ids or folders to search; `since`, `until`, `limit` and `offsets` are as for GET /search.
        """
        asked = urlencode({"q": words, "documents": list(documents), **narrowed}, doseq=True)
        return (_read(Hits, page) for page in self._pages(f"/search?{asked}"))

    def documents(self) -> Iterator[Listed]:
        """Yield the documents of the collection, requesting a page at a time."""
        return (_read(Listed, entry) for page in self._pages("/documents") for entry in page["documents"])

    def text(self, document: str) -> str:
        """Get the text of the document with this id, which offsets count in."""
        return self._send(f"/documents/{percent_encode(document)}/text").decode()

    def add(self, document: str, data: bytes, replace: bool = True) -> bool:
        """Add or replace the document of this id, a path in the folder; return whether it is answered from already.

        If not, it will be in a moment. It needs the token that may add. Without `replace`, an existing one is left as it is,
        and QuothError raised.
        """
        headers = {"Content-Type": "application/octet-stream"} | ({} if replace else {"If-None-Match": "*"})
        added = json.loads(self._send(f"/documents/{percent_encode(document)}", data, "PUT", headers))
        return bool(added["status"] == "served")

    def remove(self, document: str) -> None:
        """Remove the document of this id, which is cited no more once this returns. It needs the token that may add."""
        self._send(f"/documents/{percent_encode(document)}", None, "DELETE")

    def link(self, question: str) -> str:
        """Return the URL of the chat page with this question answered."""
        return f"{self.url}/?{urlencode({'q': question})}"

    def _pages(self, path: str) -> Iterator[Json]:
        after: str | None = path
        while after is not None:
            page: Json = self._whole(json.loads(self._send(after)))
            yield page
            after = page["next"]

    def _post(self, path: str, body: Json) -> Json:
        read: Json = json.loads(self._send(path, json.dumps(body).encode()))
        return read

    def _send(
        self, path: str, body: bytes | None = None, method: str | None = None, more: Mapping[str, str] | None = None
    ) -> bytes:
        headers = {"Accept": "application/json, text/plain"} | ({"Content-Type": "application/json"} if body else {})
        headers |= more or {}
        request = Request(path if "://" in path else self.url + path, body, headers, method=method)
        if self._token and urlsplit(request.full_url).netloc == urlsplit(self.url).netloc:
            request.add_unredirected_header("Authorization", f"Bearer {self._token}")
        try:
            with urlopen(request, timeout=self.timeout) as response:
                given: bytes = response.read()
                return given
        except HTTPError as error:
            raise _to_error(error) from None
        except (URLError, TimeoutError, ConnectionError) as error:
            reason = getattr(error, "reason", error)
            raise QuothError(f"{self.url} cannot be reached: {reason}.") from None

    def _whole(self, value: Any) -> Any:
        """Make every link in a reply absolute."""
        if isinstance(value, list):
            return [self._whole(item) for item in value]
        if not isinstance(value, dict):
            return value
        links = ("url", "text_url", "next")
        return {
            name: urljoin(self.url + "/", item) if name in links and isinstance(item, str) else self._whole(item)
            for name, item in value.items()
        }


def _to_turn(turn: Reply | Mapping[str, Any] | str) -> Json:
    if isinstance(turn, str):
        return {"question": turn}
    if not isinstance(turn, Reply):
        return dict(turn)
    cited = [{"document": {"id": c.document.id}, "start": c.start, "end": c.end} for c in turn.citations]
    return {"question": turn.question, "citations": cited}


def _to_error(error: HTTPError) -> QuothError:
    """Read the sentence of a problem (RFC 9457), which errors from proxies may lack."""
    try:
        problem = json.loads(error.read())
        sentence = str(problem["detail"])
        details = tuple(str(fault["detail"]) for fault in problem.get("errors", ()))
    except (ValueError, KeyError, TypeError):
        return QuothError(f"The service answered with {error.code} {error.reason}.", error.code)
    return QuothError(sentence, error.code, details)


def _read(kind: type[T], value: Any) -> T:
    """Read JSON into a dataclass, ignoring fields that this version does not know."""
    hints = get_type_hints(kind)
    named: Any = kind
    return kind(**{field.name: _value(hints[field.name], value.get(field.name)) for field in fields(named)})


def _value(kind: Any, value: Any) -> Any:
    if get_origin(kind) in (Union, types.UnionType):
        return None if value is None else _value(next(k for k in get_args(kind) if k is not type(None)), value)
    if get_origin(kind) is tuple:
        return tuple(_value(get_args(kind)[0], item) for item in value)
    return _read(kind, value) if is_dataclass(kind) and isinstance(kind, type) else value
