"""The requests of the service: questions, batches, quotes to verify, feedback; and the bounds of each."""

import unicodedata
from collections.abc import Mapping
from typing import Annotated, Any, Literal, get_args

from msgspec import Meta, Struct, field

from service.wire.checks import Path, Wrong, read_model, refuse
from service.wire.fields import DocumentId, End, EndPoint, OffsetUnit, QuestionText, Start, StartPoint
from service.wire.problems import Fault, Problem

MAX_HISTORY = 10  # earlier questions in a request
MAX_CITATIONS = 100  # per earlier question
MAX_LIMIT = 20  # citations in a reply
MAX_DOCUMENTS = 100  # ids and folders to search
MAX_QUESTIONS = 100  # in a batch
MAX_QUOTE = 5_000  # characters
MAX_QUOTES = 100  # in a request
MAX_TEXT = 100_000  # characters in a text, or in all quotes together

Format = Literal["json", "anthropic", "haystack", "annotation", "markdown", "csl-json", "bibtex"]
CitationFormat = Literal["markdown", "csl-json", "bibtex"]
FORMS = ("quote", "quotes", "text")  # the fields of /verify, of which a request has exactly one
VerdictName = Literal["right", "wrong_answer", "wrong_sentence", "should_be_silent"]


class CitedDocument(Struct, frozen=True):
    """The document of an earlier citation; fields other than `id` are ignored."""

    id: DocumentId


def _check_range(start: int, end: int, path: Path) -> None:
    if end <= start:
        raise Wrong((*path, "end"), end, f"an integer from {start + 1}")


class Cited(Struct, frozen=True):
    """A citation from an earlier reply, which may be sent back as it came; other fields are ignored."""

    document: CitedDocument
    start: Start
    end: End

    def check(self, path: Path) -> None:
        """Raise Wrong if the range is empty or reversed."""
        _check_range(self.start, self.end, path)


class Turn(Struct, frozen=True, forbid_unknown_fields=True):
    """An earlier question of the conversation, and what the reply to it cited."""

    question: QuestionText
    citations: Annotated[
        tuple[Cited, ...],
        Meta(
            max_length=MAX_CITATIONS,
            description="The citations in the reply to that question.",
            extra={"items": "citations"},
        ),
    ] = ()


def _drop_repeated(names: tuple[str, ...], _: Path) -> tuple[str, ...]:
    return tuple(dict.fromkeys(names))


History = Annotated[
    tuple[Turn, ...],
    Meta(
        max_length=MAX_HISTORY,
        description="The earlier questions of the conversation, oldest first. The service keeps no sessions, so send them "
        "each time.",
        extra={"items": "earlier questions"},
    ),
]
Limit = Annotated[
    int,
    Meta(
        ge=1,
        le=MAX_LIMIT,
        description="The maximum number of citations. By default, one that answers (three if several answer in part, up to 20 if "
        "the answer is a list) and up to five from other documents.",
    ),
]
DocumentIds = Annotated[
    tuple[DocumentId, ...],
    Meta(
        min_length=1,
        max_length=MAX_DOCUMENTS,
        description="Ids of documents or folders to search; by default, the whole collection.",
        extra={
            "items": "document ids or folders",
            "expected": f"1 to {MAX_DOCUMENTS} document ids or folders, or no such field to search them all",
            "then": _drop_repeated,
        },
    ),
]
MinConfidence = Annotated[
    float,
    Meta(
        ge=0,
        le=1,
        description="The confidence from which to answer: high for a program that must not be wrong, 0 for a reader who "
        "judges for themselves. By default, what the service is set to.",
    ),
]
FormatName = Annotated[
    Format,
    Meta(
        description="The format of the reply: `json`, Quoth's own and the default, or another tool's format.",
        extra={"choices": get_args(Format)},
    ),
]


class Ask(Struct, frozen=True, forbid_unknown_fields=True):
    """A question to answer from the documents."""

    question: QuestionText
    history: History = ()
    limit: Limit | None = None
    documents: DocumentIds = ()
    offsets: OffsetUnit = "codepoint"
    min_confidence: MinConfidence | None = None


class GoingOn(Struct, frozen=True, forbid_unknown_fields=True):
    """A conversation, to be told what to go on with."""

    history: Annotated[
        tuple[Turn, ...],
        Meta(
            min_length=1,
            max_length=MAX_HISTORY,
            description="The questions so far, oldest first, with what the reply to each cited.",
            extra={"items": "earlier questions", "expected": f"1 to {MAX_HISTORY} earlier questions"},
        ),
    ]
    documents: DocumentIds = ()
    offsets: OffsetUnit = "codepoint"


class FormatQuery(Struct, frozen=True, forbid_unknown_fields=True):
    """The query of `POST /ask`."""

    format: FormatName = field(default="json", name="as")


class CitationQuery(Struct, frozen=True, forbid_unknown_fields=True):
    """The format in which a passage of a document is to be cited, besides its place; None: its page is to be shown."""

    format: (
        Annotated[
            CitationFormat,
            Meta(
                description="Cite the passage from `start` to `end` in this format, instead of showing it.",
                extra={"choices": get_args(CitationFormat)},
            ),
        ]
        | None
    ) = field(default=None, name="as")


class ConversationQuery(Struct, frozen=True, forbid_unknown_fields=True):
    """What the query of the chat page holds besides questions and documents."""

    min_confidence: MinConfidence | None = None


class AskLink(Struct, frozen=True, forbid_unknown_fields=True):
    """A question asked with a link: the parameters of `GET /ask`."""

    q: QuestionText
    limit: Limit | None = None
    documents: DocumentIds = ()
    offsets: OffsetUnit = "codepoint"
    min_confidence: MinConfidence | None = None
    format: FormatName = field(default="json", name="as")

    @property
    def ask(self) -> Ask:
        """The same question as `POST /ask` would ask it."""
        return Ask(self.q, (), self.limit, self.documents, self.offsets, self.min_confidence)


class Batch(Struct, frozen=True, forbid_unknown_fields=True):
    """Several questions. An invalid one gets a problem in its place, and the rest are answered."""

    questions: Annotated[
        tuple[Any, ...],
        Meta(
            min_length=1,
            max_length=MAX_QUESTIONS,
            description="The questions, in the order in which to answer them, each as plain text or as an `Ask`.",
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
        description="The words that are said to be in the documents. Mark omissions as ... or [...], and insertions with "
        "[brackets].",
        extra={"expected": f"a quote of 1 to {MAX_QUOTE} characters", "then": _refuse_surrogates},
    ),
]


CheckedText = Annotated[
    str,
    Meta(
        min_length=1,
        max_length=MAX_TEXT,
        description="A text in Markdown or plain text. Every quotation in it is checked.",
        extra={"expected": f"a text of 1 to {MAX_TEXT} characters", "then": _refuse_surrogates},
    ),
]


class Quote(Struct, frozen=True, forbid_unknown_fields=True):
    """A quote, and optionally the only document to look in."""

    quote: QuoteText
    document: DocumentId | None = None


def _bound_quotes(rows: tuple[str | Quote, ...], path: Path) -> tuple[str | Quote, ...]:
    quotes = [row if isinstance(row, str) else row.quote for row in rows]
    if sum(map(len, quotes)) > MAX_TEXT:
        raise Wrong(path, quotes, f"at most {MAX_TEXT} characters in all, not {sum(map(len, quotes))}")
    return rows


class Verify(Struct, frozen=True, forbid_unknown_fields=True):
    """What to check against the documents: exactly one of `quote`, `quotes` and `text`."""

    quote: QuoteText | None = None
    quotes: Annotated[
        tuple[QuoteText | Quote, ...],
        Meta(
            min_length=1,
            max_length=MAX_QUOTES,
            description=f"Several quotes, each as plain text or as a `Quote`; at most {MAX_TEXT:,} characters in all.",
            extra={"items": "quotes", "expected": f"1 to {MAX_QUOTES} quotes", "then": _bound_quotes},
        ),
    ] = ()
    text: CheckedText | None = None
    document: DocumentId | None = None
    offsets: OffsetUnit = "codepoint"

    @property
    def rows(self) -> tuple[Quote, ...]:
        """The quotes of `quotes`, each with the document to look in: its own, or else the request's."""
        rows = (Quote(row) if isinstance(row, str) else row for row in self.quotes)
        return tuple(Quote(row.quote, row.document or self.document) for row in rows)


class CitedPlace(Struct, frozen=True, forbid_unknown_fields=True):
    """The quote that the verdict is about, by its place in a document."""

    document: DocumentId
    start: StartPoint
    end: EndPoint

    def check(self, path: Path) -> None:
        """Raise Wrong if the range is empty or reversed."""
        _check_range(self.start, self.end, path)


class Feedback(Struct, frozen=True, forbid_unknown_fields=True):
    """A reader's verdict on an answer, with the request that was answered."""

    question: QuestionText
    verdict: Annotated[VerdictName, Meta(description="The reader's verdict on the answer.")]
    cited: Annotated[CitedPlace | None, Meta(description="The quote that the verdict is about, if there is one.")] = (
        None
    )
    history: History = ()
    limit: Limit | None = None
    documents: DocumentIds = ()
    offsets: OffsetUnit = "codepoint"


def read_ask(fields: Mapping[str, Any]) -> Ask:
    """Read the body of /ask. Raises a 400 problem that reports each invalid field."""
    return read_model(Ask, fields)


def read_verify(fields: Mapping[str, Any]) -> Verify:
    """Read the body of /verify. Raises a 400 problem that reports each invalid field."""
    verify = read_model(Verify, fields)
    given = [name for name in FORMS if fields.get(name) is not None]
    if len(given) != 1:
        expected = "exactly one of quote, quotes and text"
        detail = f"The body has {' and '.join(given) or 'none of them'}; expected {expected}."
        raise Problem(400, detail, faults=[Fault(detail, "#")])
    return verify


def check_format(format: Format, ask: Ask) -> None:
    """Raise a 400 problem for UTF-16 offsets in other tools' formats, which cannot name the unit."""
    if format != "json" and ask.offsets != "codepoint":
        try:
            refuse(("offsets",), ask.offsets, f'"codepoint" where as is "{format}"')
        except Wrong as error:
            raise Problem(400, str(error)) from None
