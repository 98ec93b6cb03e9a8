"""What is asked of the service: a question, many of them, quotes to verify, a reader's verdict. Every bound is here."""

import unicodedata
from collections.abc import Mapping
from typing import Annotated, Any, Literal, get_args

from msgspec import Meta, Struct, field

from service.wire.checks import Path, Wrong, read_model, refuse
from service.wire.fields import DocumentId, End, OffsetUnit, QuestionText, Start
from service.wire.problems import Fault, Problem

MAX_HISTORY = 10  # earlier questions
MAX_CITATIONS = 100  # of one earlier question
MAX_LIMIT = 20  # citations
MAX_DOCUMENTS = 100  # ids and folders to stay within
MAX_QUESTIONS = 100  # of one batch
MAX_QUOTE = 5_000  # characters
MAX_QUOTES = 100
MAX_TEXT = 100_000  # characters of a text, or of all quotes together

Format = Literal["json", "anthropic", "haystack", "annotation", "markdown", "csl-json", "bibtex"]
FORMS = ("quote", "quotes", "text")  # of which a request of /verify has exactly one
VerdictName = Literal["right", "wrong_answer", "wrong_sentence", "should_be_silent"]


class CitedDocument(Struct, frozen=True):
    """The document of a citation; its other fields are ignored."""

    id: DocumentId


class Cited(Struct, frozen=True):
    """A citation from an earlier reply, which may be sent back whole: other fields are ignored."""

    document: CitedDocument
    start: Start
    end: End

    def check(self, path: Path) -> None:
        """Refuse an end that is not beyond the start. Raises Wrong."""
        if self.end <= self.start:
            raise Wrong((*path, "end"), self.end, f"an integer from {self.start + 1}")


class Turn(Struct, frozen=True, forbid_unknown_fields=True):
    """An earlier question of the conversation, and what its reply cited."""

    question: QuestionText
    citations: Annotated[
        tuple[Cited, ...],
        Meta(max_length=MAX_CITATIONS, description="The citations of its reply.", extra={"items": "citations"}),
    ] = ()


def _drop_repeated(names: tuple[str, ...], _: Path) -> tuple[str, ...]:
    return tuple(dict.fromkeys(names))


History = Annotated[
    tuple[Turn, ...],
    Meta(
        max_length=MAX_HISTORY,
        description="The earlier questions of the conversation, oldest first; the service keeps no session.",
        extra={"items": "earlier questions"},
    ),
]
Limit = Annotated[
    int,
    Meta(
        ge=1,
        le=MAX_LIMIT,
        description="The most citations wanted; left out, all items of a list and up to five others.",
    ),
]
DocumentIds = Annotated[
    tuple[DocumentId, ...],
    Meta(
        min_length=1,
        max_length=MAX_DOCUMENTS,
        description="Ids of documents or folders to search within; left out, the whole collection.",
        extra={
            "items": "document ids or folders",
            "expected": f"1 to {MAX_DOCUMENTS} document ids or folders, or no such field to search them all",
            "then": _drop_repeated,
        },
    ),
]
FormatName = Annotated[
    Format,
    Meta(
        description="The format of the reply: Quoth's own JSON, or another tool's format.",
        extra={"choices": get_args(Format)},
    ),
]


class Ask(Struct, frozen=True, forbid_unknown_fields=True):
    """A question to be answered from the documents."""

    question: QuestionText
    history: History = ()
    limit: Limit | None = None
    documents: DocumentIds = ()
    offsets: OffsetUnit = "codepoint"


class AskLink(Struct, frozen=True, forbid_unknown_fields=True):
    """A question asked by a link: the parameters of `GET /ask`."""

    q: QuestionText
    limit: Limit | None = None
    documents: DocumentIds = ()
    offsets: OffsetUnit = "codepoint"
    format: FormatName = field(default="json", name="as")

    @property
    def ask(self) -> Ask:
        """The same question as `POST /ask` would ask it."""
        return Ask(self.q, (), self.limit, self.documents, self.offsets)


class Batch(Struct, frozen=True, forbid_unknown_fields=True):
    """Several questions. One that cannot be asked gets a problem in its place, and the rest are answered."""

    questions: Annotated[
        tuple[Any, ...],
        Meta(
            min_length=1,
            max_length=MAX_QUESTIONS,
            description="Each a question's text or an `Ask`, in the order in which they are to be answered.",
            extra={
                "items": "questions",
                "expected": f"1 to {MAX_QUESTIONS} questions",
            },
        ),
    ]


def _refuse_surrogates(value: str, path: Path) -> str:
    for character in value:
        if unicodedata.category(character) == "Cs":
            raise Wrong(path, value, f"text without half a surrogate pair such as U+{ord(character):04X}")
    return value


QuoteText = Annotated[
    str,
    Meta(
        min_length=1,
        max_length=MAX_QUOTE,
        description="Words said to be in the documents. Write omissions as ... or [...], and insertions in [brackets].",
        extra={"expected": f"a quote of 1 to {MAX_QUOTE} characters", "then": _refuse_surrogates},
    ),
]


CheckedText = Annotated[
    str,
    Meta(
        min_length=1,
        max_length=MAX_TEXT,
        description="A text in Markdown, whose quotations are all checked.",
        extra={"expected": f"a text of 1 to {MAX_TEXT} characters", "then": _refuse_surrogates},
    ),
]


class Quote(Struct, frozen=True, forbid_unknown_fields=True):
    """A quote, and the document that it is said to be in."""

    quote: QuoteText
    document: DocumentId | None = None


def _bound_quotes(rows: tuple[str | Quote, ...], path: Path) -> tuple[str | Quote, ...]:
    quotes = [row if isinstance(row, str) else row.quote for row in rows]
    if sum(map(len, quotes)) > MAX_TEXT:
        raise Wrong(path, quotes, f"at most {MAX_TEXT} characters in all, not {sum(map(len, quotes))}")
    return rows


class Verify(Struct, frozen=True, forbid_unknown_fields=True):
    """What is to be checked against the documents: exactly one of `quote`, `quotes` and `text`."""

    quote: QuoteText | None = None
    quotes: Annotated[
        tuple[QuoteText | Quote, ...],
        Meta(
            min_length=1,
            max_length=MAX_QUOTES,
            description=f"Several quotes, of {MAX_TEXT:,} characters together at most.",
            extra={"items": "quotes", "expected": f"1 to {MAX_QUOTES} quotes", "then": _bound_quotes},
        ),
    ] = ()
    text: CheckedText | None = None
    document: DocumentId | None = None
    offsets: OffsetUnit = "codepoint"

    @property
    def rows(self) -> tuple[Quote, ...]:
        """The several quotes, each with the document that it is said to be in."""
        rows = (Quote(row) if isinstance(row, str) else row for row in self.quotes)
        return tuple(Quote(row.quote, row.document or self.document) for row in rows)


class CitedPlace(Struct, frozen=True, forbid_unknown_fields=True):
    """A place in a document, in code points."""

    document: DocumentId
    start: Start
    end: End

    def check(self, path: Path) -> None:
        """Refuse an end that is not beyond the start. Raises Wrong."""
        if self.end <= self.start:
            raise Wrong((*path, "end"), self.end, f"an integer from {self.start + 1}")


class Feedback(Struct, frozen=True, forbid_unknown_fields=True):
    """A reader's verdict on an answer."""

    question: QuestionText
    verdict: Annotated[VerdictName, Meta(description="What the reader says of the answer.")]
    cited: CitedPlace | None = None
    history: History = ()
    limit: Limit | None = None
    documents: DocumentIds = ()
    offsets: OffsetUnit = "codepoint"


def read_ask(fields: Mapping[str, Any]) -> Ask:
    """Read the fields of a question. Raises a 400 problem that names each one that is wrong."""
    return read_model(Ask, fields)


def read_verify(fields: Mapping[str, Any]) -> Verify:
    """Read what is to be verified. Raises a 400 problem that names each field that is wrong."""
    verify = read_model(Verify, fields)
    given = [name for name in FORMS if fields.get(name) is not None]
    if len(given) != 1:
        expected = "exactly one of quote, quotes and text"
        detail = f"The body has {' and '.join(given) or 'none of them'}; expected {expected}."
        raise Problem(400, detail, faults=[Fault(detail, "#")])
    return verify


def check_format(format: Format, ask: Ask) -> None:
    """Refuse UTF-16 offsets in other tools' formats, which have no field to name the unit. Raises a 400 problem."""
    if format != "json" and ask.offsets != "codepoint":
        try:
            refuse(("offsets",), ask.offsets, f'"codepoint" where as is "{format}"')
        except Wrong as error:
            raise Problem(400, str(error)) from None
