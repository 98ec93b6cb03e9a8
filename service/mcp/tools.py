"""The tools: ask, verify, read_document. Each takes checked arguments, calls one function, and shapes the result."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from mcp import types

from service.engine.live import Snapshot
from service.mcp.documents_as_resources import NotFound, link_to, read_slice
from service.mcp.tool_schemas import ASK_INPUT, READ, READ_INPUT, REPLY, VERIFIED, VERIFY_INPUT, Schema
from service.wire.replies import document_to_json

MOST = 20_000  # code points of a document read at once
Fields = dict[str, Any]


class Refused(Exception):
    """Arguments that cannot be used; its message is a sentence that says what was expected."""


@dataclass(frozen=True)
class Doors:
    """What the tools open. `ask` and `verify` take the JSON of those routes and give it; both raise Refused."""

    ask: Callable[[Fields], Fields]
    verify: Callable[[Fields], Fields]
    snapshot: Callable[[], Snapshot]


@dataclass(frozen=True)
class Tool:
    """A tool as it is described to a model, and what it does."""

    name: str
    title: str
    description: str
    takes: Schema
    gives: Schema
    call: Callable[[Doors, Fields], types.CallToolResult]

    def describe(self) -> types.Tool:
        return types.Tool(
            name=self.name,
            title=self.title,
            description=self.description,
            input_schema=self.takes,
            output_schema=self.gives,
            annotations=types.ToolAnnotations(
                read_only_hint=True, destructive_hint=False, idempotent_hint=True, open_world_hint=False
            ),
        )


def call_tool(tool: Tool, doors: Doors, arguments: Fields) -> types.CallToolResult:
    """Call a tool. Arguments that cannot be used come out as an error that its model can read and mend."""
    known = tool.takes["properties"]
    try:
        for name in arguments:
            if name not in known:
                raise Refused(f"{name!r} is an unknown argument; expected only {', '.join(known)}.")
        return tool.call(doors, arguments)
    except (Refused, NotFound) as error:
        return types.CallToolResult(content=[types.TextContent(type="text", text=str(error))], is_error=True)


def _ask(doors: Doors, arguments: Fields) -> types.CallToolResult:
    reply = doors.ask(arguments)
    return _result(reply, reply["citations"] or reply["nearest"])


def _verify(doors: Doors, arguments: Fields) -> types.CallToolResult:
    if ("quote" in arguments) == ("text" in arguments):
        raise Refused("Expected either quote or text.")
    fields = dict(arguments)
    if "quote" in fields:
        fields["quotes"] = [fields.pop("quote")]
    verified = doors.verify(fields)
    return _result(verified, [match for result in verified["results"] for match in result["matches"]])


def _read_document(doors: Doors, arguments: Fields) -> types.CallToolResult:
    name, snapshot = arguments.get("document"), doors.snapshot()
    if not isinstance(name, str):
        raise Refused(f"document is {name!r}; expected a document's id.")
    start, end = (_offset(arguments, bound) for bound in ("start", "end"))
    first, last, text = read_slice(snapshot, name, start, end)
    document = snapshot.documents[snapshot.numbers[name]]
    shown = text[:MOST]
    read = {
        "document": document_to_json(document),
        "start": first,
        "end": first + len(shown),
        "length": len(document.text),
        "text": shown,
        "next": first + MOST if last - first > MOST else None,
    }
    return _result(read, ())


def _offset(arguments: Mapping[str, Any], name: str) -> int | None:
    value = arguments.get(name)
    if value is not None and (type(value) is not int or value < 0):
        raise Refused(f"{name} is {value!r}; expected an integer from 0.")
    return value


def _result(structured: Fields, cited: Any) -> types.CallToolResult:
    text = json.dumps(structured, ensure_ascii=False)
    links = [link_to(citation) for citation in cited]
    content: list[types.ContentBlock] = [types.TextContent(type="text", text=text), *links]
    return types.CallToolResult(content=content, structured_content=structured)


TOOLS = (
    Tool(
        "ask",
        "Ask the documents",
        "Answer a question from the documents, in their own words. Every citation's quote is an exact slice of its "
        "document, with the offsets (Unicode code points, end exclusive) that prove it. answered is false where the "
        "documents do not say: that is a result, not an error, and nearest then holds the closest passages, which do "
        "not answer. Give quotes unchanged, with their document and link.",
        ASK_INPUT,
        REPLY,
        _ask,
    ),
    Tool(
        "verify",
        "Verify quotations",
        "Check a quote, or every quotation of a text, against the documents: exact (as it stands), folded (alike but "
        "for case, quotation marks and white space), altered (the nearest passage, with the words that differ) or "
        "not_found. Use it on what you have written before you show it.",
        VERIFY_INPUT,
        VERIFIED,
        _verify,
    ),
    Tool(
        "read_document",
        "Read a document",
        f"Read a document's text, or the stretch from start to end in code points; at most {MOST} at once, and next "
        "says where to go on.",
        READ_INPUT,
        READ,
        _read_document,
    ),
)
