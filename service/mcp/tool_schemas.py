"""JSON Schemas of what the tools take and give. What they give is the JSON of the HTTP routes, field for field."""

from typing import Any

Schema = dict[str, Any]


def _object(required: dict[str, Schema], **optional: Schema) -> Schema:
    """An object with no other fields than these."""
    return {
        "type": "object",
        "properties": required | optional,
        "required": list(required),
        "additionalProperties": False,
    }


def _list(items: Schema, **bounds: int) -> Schema:
    return {"type": "array", "items": items, **bounds}


def _nullable(schema: Schema) -> Schema:
    return {"anyOf": [schema, {"type": "null"}]}


def _one_of(*values: str | None) -> Schema:
    return {"enum": list(values)}


def _text(description: str = "", **bounds: int) -> Schema:
    return {"type": "string", **({"description": description} if description else {}), **bounds}


TEXT: Schema = {"type": "string"}
NUMBER: Schema = {"type": "number"}
COUNT: Schema = {"type": "integer", "minimum": 0}
SWITCH: Schema = {"type": "boolean"}
PLACE = {"start": COUNT, "end": COUNT}  # half-open, in Unicode code points of the document's text
SPAN = _object(PLACE | {"text": TEXT})
DOCUMENT = _object(
    {"id": TEXT} | {name: _nullable(TEXT) for name in ("title", "author", "published", "source_url")} | {"sha256": TEXT}
)
ROLES = ("answer", "corroboration", "differs", "nearest", "match")
CITATION_FIELDS: dict[str, Schema] = {
    "n": COUNT,
    "role": _one_of(*ROLES),
    "relation": _one_of("same_wording", "same_claim", None),
    "document": DOCUMENT,
    **PLACE,
    "quote": TEXT,
    "highlight": _nullable(SPAN),
    "passage": SPAN,
    "quotation": _nullable(_object(PLACE)),
    "speaker": _nullable(_object(PLACE | {"name": TEXT, "cue": _object(PLACE)})),
    "prefix": TEXT,
    "suffix": TEXT,
    "score": NUMBER,
    "copies": _list(DOCUMENT),
    "url": TEXT,
}
CITATION = _object(CITATION_FIELDS)
INDEX = _object({"id": TEXT, "documents": COUNT, "sentences": COUNT})
TERM = _object({"term": TEXT, "weight": NUMBER, "matched": SWITCH})
REPLY = _object(
    {
        "question": TEXT,
        "answered": SWITCH,
        "answer": _nullable(TEXT),
        "confidence": {"type": "number", "minimum": 0, "maximum": 1},
        "reason": _one_of("no_match", "low_confidence", "no_terms", "not_a_question", None),
        "offsets": _one_of("codepoint"),
        "citations": _list(CITATION),
        "truncated": SWITCH,
        "nearest": _list(CITATION),
        "why": _object(
            {
                "kind": TEXT,
                "terms": _list(TERM),
                "carried_over": _list(TEXT),
                "corrected": _list(_object({"asked": TEXT, "taken": TEXT})),
            }
        ),
        "index": INDEX,
    }
)
CHANGE = _object({"op": _one_of("equal", "replace", "insert", "delete"), "quote": TEXT, "document": TEXT})
VERDICTS = _one_of("exact", "folded", "altered", "not_found")
MATCH = _object(CITATION_FIELDS | {"verdict": VERDICTS, "part": SPAN, "diff": _nullable(_list(CHANGE))})
VERDICT = {"quote": TEXT, "verdict": VERDICTS, "elided": SWITCH, "matches": _list(MATCH), "truncated": SWITCH}
VERIFIED = _object(
    {"results": _list(_object(VERDICT, **PLACE)), "offsets": _one_of("codepoint"), "index": INDEX},
    truncated=SWITCH,
)
READ = _object({"document": DOCUMENT, **PLACE, "length": COUNT, "text": TEXT, "next": _nullable(COUNT)})

_QUESTION = _text("The question, in English.", minLength=1, maxLength=1000)
_DOCUMENT = _text("A document's id.", minLength=1)
ASK_INPUT = _object(
    {"question": _QUESTION},
    history=_list(_object({"question": _QUESTION}, citations=_list({"type": "object"})), maxItems=10)
    | {"description": "Earlier questions that this one follows on, oldest first."},
    limit={"type": "integer", "minimum": 1, "maximum": 20, "description": "At most so many citations."},
    documents=_list(_DOCUMENT, minItems=1, maxItems=100) | {"description": "Ids or folders to stay within."},
)
VERIFY_INPUT = _object(
    {},
    quote=_text("A quote to look for, as it was given.", minLength=1, maxLength=5000),
    text=_text("A text in Markdown, whose quotations are all looked for.", minLength=1, maxLength=100_000),
    document=_text("The id of the document that is said to hold it; left out, any.", minLength=1),
)
READ_INPUT = _object(
    {"document": _DOCUMENT},
    start=COUNT | {"description": "The code point to begin at; 0 unless given."},
    end=COUNT | {"description": "The code point to end before; the text's end unless given."},
)
