"""The tools ask, verify and read_document: check the arguments, call the engine, shape the result."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any

from mcp import types
from msgspec import Meta, Struct

from service.engine.engine import Engine
from service.engine.live import Snapshot
from service.engine.lookup import find_document
from service.index.unusable import UnusableIndexError
from service.mcp.document_resources import BASE, NotFound, link_to, read_slice
from service.wire.checks import read_model
from service.wire.encoding import to_fields, to_json
from service.wire.fields import DocumentId, QuestionText
from service.wire.problems import Problem, show
from service.wire.replies import Citation, DocumentInfo, Reply, Shape, TextVerdicts, Verdict, Verdicts
from service.wire.requests import Ask, CheckedText, DocumentIds, History, Limit, MinConfidence, Quote, QuoteText, Verify
from service.wire.schemas import make_schema
from service.wire.shaping import describe_document

COLLECTION = "collection"  # the argument that names one of several
MOST = 20_000  # code points returned by one call of read_document
Fields = dict[str, Any]


class AskArguments(Struct, frozen=True, forbid_unknown_fields=True):
    """A question to be answered from the documents."""

    question: QuestionText
    history: History = ()
    limit: Limit | None = None
    documents: DocumentIds = ()
    min_confidence: MinConfidence | None = None


class VerifyArguments(Struct, frozen=True, forbid_unknown_fields=True):
    """A quote to check, or a text whose quotations are all to be checked."""

    quote: QuoteText | None = None
    text: CheckedText | None = None
    document: DocumentId | None = None


Offset = Annotated[int, Meta(ge=0, description="An offset in code points from the beginning of the text.")]


class ReadArguments(Struct, frozen=True, forbid_unknown_fields=True):
    """A document, and the stretch of it to read; without `start` and `end`, the whole text."""

    document: DocumentId
    start: Offset | None = None
    end: Offset | None = None


class ReadResult(Shape, frozen=True):
    """A stretch of a document's text; offsets count code points."""

    document: DocumentInfo
    start: Annotated[int, Meta(ge=0, description="Where the stretch begins.")]
    end: Annotated[int, Meta(ge=0, description="Where the stretch ends: one past its last code point.")]
    length: Annotated[int, Meta(ge=0, description="The length of the whole text, in code points.")]
    text: Annotated[str, Meta(description="The text from `start` to `end`.")]
    next: Annotated[int | None, Meta(description="The `start` to continue reading from; null if nothing is left.")]


@dataclass(frozen=True)
class Tool:
    """A tool: how it is described to a model, the shapes it takes and gives, and the function that runs it."""

    name: str
    title: str
    description: str
    takes: type[Struct]
    gives: tuple[type[Struct], ...]
    call: Callable[[Engine, Snapshot, Any], tuple[Struct, Iterable[Citation]]]

    def describe(self, collections: Sequence[str] = ()) -> types.Tool:
        """Describe the tool; of several collections, each call has to name one."""
        takes = make_schema(self.takes)
        if collections:
            about = {"type": "string", "enum": [*collections], "description": "The collection of documents to use."}
            takes |= {
                "properties": {COLLECTION: about} | takes["properties"],
                "required": [COLLECTION, *takes.get("required", ())],
            }
        return types.Tool(
            name=self.name,
            title=self.title,
            description=self.description,
            input_schema=takes,
            output_schema=make_schema(*self.gives),
            annotations=types.ToolAnnotations(
                read_only_hint=True, destructive_hint=False, idempotent_hint=True, open_world_hint=False
            ),
        )


def call_tool(tool: Tool, engines: Mapping[str, Engine], arguments: Fields) -> types.CallToolResult:
    """Call a tool. Invalid arguments yield an error result, which the model can read and correct."""
    collection = "" if "" in engines else arguments.get(COLLECTION)
    if not isinstance(collection, str) or collection not in engines:
        return _refuse(Problem(400, f"collection is {show(collection)}; expected one of {', '.join(engines)}."))
    engine = engines[collection]
    arguments = {name: value for name, value in arguments.items() if not collection or name != COLLECTION}
    snapshot = engine.snapshot or engine.start()
    try:
        result, cited = tool.call(engine, snapshot, read_model(tool.takes, arguments, pointers=False))
    except (Problem, NotFound) as error:
        return _refuse(error)
    except UnusableIndexError as error:
        return _refuse(engine.report(error))
    text = to_json(result).decode().rstrip("\n")
    content: list[types.ContentBlock] = [
        types.TextContent(type="text", text=text),
        *(link_to(citation, collection) for citation in cited),
    ]
    return types.CallToolResult(content=content, structured_content=to_fields(result))


def _address(engine: Engine) -> str:
    """Return what the links of a reply begin with."""
    return engine.public_url if "://" in engine.public_url else BASE + engine.public_url


def _refuse(error: Exception) -> types.CallToolResult:
    return types.CallToolResult(content=[types.TextContent(type="text", text=str(error))], is_error=True)


def _ask(engine: Engine, snapshot: Snapshot, given: AskArguments) -> tuple[Struct, Iterable[Citation]]:
    asked = Ask(given.question, given.history, given.limit, given.documents, min_confidence=given.min_confidence)
    reply = engine.ask(asked, snapshot=snapshot, address=_address(engine))
    return reply, reply.citations or reply.nearest


def _verify(engine: Engine, snapshot: Snapshot, given: VerifyArguments) -> tuple[Struct, Iterable[Citation]]:
    if (given.quote is None) == (given.text is None):
        raise Problem(400, "Expected either quote or text.")
    asked = Verify(text=given.text, quotes=(Quote(given.quote),) if given.quote else (), document=given.document)
    verified: Verdict | Verdicts | TextVerdicts = engine.verify(asked, snapshot=snapshot, address=_address(engine))
    assert not isinstance(verified, Verdict), "Quotes and texts are judged in lists."
    return verified, [match for result in verified.results for match in result.matches]


def _read_document(engine: Engine, snapshot: Snapshot, given: ReadArguments) -> tuple[Struct, Iterable[Citation]]:
    first, last, text = read_slice(snapshot, given.document, given.start, given.end)
    document = find_document(snapshot, given.document)
    shown = text[:MOST]
    following = first + MOST if last - first > MOST else None
    length = len(document.text)
    return ReadResult(describe_document(document), first, first + len(shown), length, shown, following), ()


TOOLS = (
    Tool(
        "ask",
        "Ask the documents",
        "Answer a question from the documents, in their own words. Every citation's quote is an exact slice of its "
        "document, with the offsets (Unicode code points, end exclusive) that prove it. answered is false where it "
        "is not sure: that is a result, not an error. Then reason is low_confidence, and the passages in nearest may answer: "
        "judge them; or no_match, and the documents do not mention what is asked about. Where notice is not null, say what it "
        "says, such as that documents differ. Give quotes unchanged, with their document and link.",
        AskArguments,
        (Reply,),
        _ask,
    ),
    Tool(
        "verify",
        "Verify quotations",
        "Check a quote, or every quotation of a text, against the documents: exact (as it stands), folded (the "
        "same except for case, quotation marks and white space), altered (the nearest passage, with the words that differ) or "
        "not_found. Use it on what you have written before you show it.",
        VerifyArguments,
        (Verdicts, TextVerdicts),
        _verify,
    ),
    Tool(
        "read_document",
        "Read a document",
        f"Read a document's text, or the stretch from start to end, in code points. One call returns at most {MOST}; "
        "next is the start of the rest.",
        ReadArguments,
        (ReadResult,),
        _read_document,
    ),
)
