"""The JSON Schemas of everything that is asked and replied, their bounds and choices taken from the code.

An object has every field that is listed, and no other, unless it says so.
"""

from collections.abc import Iterable
from typing import Any, get_args

from service.answer.answer import Reason, Relation, Role
from service.app import batch, requests, verify, verify_requests
from service.app.checks import MAX_FAULTS
from service.app.wording import VERDICTS
from service.question import Kind
from service.reply import CONTEXT, Offsets
from service.verify.verdict import Judgement, Operation
from service.verify.verifier import PLACES

Schema = dict[str, Any]


def reference(name: str) -> Schema:
    return {"$ref": f"#/components/schemas/{name}"}


def _object(description: str, fields: dict[str, Schema], optional: Iterable[str] = ()) -> Schema:
    """Describe an object with these fields and no others."""
    return {
        "type": "object",
        "description": description,
        "properties": fields,
        "required": [name for name in fields if name not in optional],
        "additionalProperties": False,
    }


def _one_of(*schemas: Schema, **more: Any) -> Schema:
    return {"anyOf": list(schemas)} | more


def _choice(kinds: Any, description: str, null: bool = False) -> Schema:
    values = [*get_args(kinds), None] if null else list(get_args(kinds))
    return {"type": ["string", "null"] if null else "string", "enum": values, "description": description}


def _list(items: Schema, description: str, most: int | None = None, least: int = 0) -> Schema:
    bounds = ({"maxItems": most} if most is not None else {}) | ({"minItems": least} if least else {})
    return {"type": "array", "description": description, "items": items} | bounds


def _text(description: str, null: bool = False, **more: Any) -> Schema:
    return {"type": ["string", "null"] if null else "string", "description": description} | more


def _integer(description: str, least: int = 0, **more: Any) -> Schema:
    return {"type": "integer", "minimum": least, "description": description} | more


def _share(description: str) -> Schema:
    return {"type": "number", "minimum": 0, "maximum": 1, "description": description}


_NULL: Schema = {"type": "null"}
_FLAG: Schema = {"type": "boolean"}
_START = _integer("Where it begins in the document's text, in the reply's unit.")
_END = _integer("Where it ends: one past its last character.", 1)
_PLACE = {"start": _START, "end": _END}
_NAME = _text("A document's id: its path in the collection.", minLength=1)
_IDENTITY = {
    "id": _NAME,
    "title": _text("Its title, where it has a sure one.", null=True),
    "author": _text("Its author, where it names one.", null=True),
    "published": _text("The date it gives itself, ISO 8601 at the precision found.", null=True),
    "source_url": _text("Where it was first published, where it says so.", null=True),
    "sha256": _text("Of its canonical text in UTF-8.", pattern="^[0-9a-f]{64}$"),
}
_CONTROLS = r"\x00-\x08\x0B\x0C\x0E-\x1F\x7F-\x9F"  # but for tab and line ends
_BLANKS = r"\x00-\x20\x7F-\xA0\u1680\u2000-\u200A\u2028\u2029\u202F\u205F\u3000"  # what trimming takes away
QUESTION: Schema = _text(
    "The question; tabs and line ends count as spaces, and those at its ends do not count.",
    minLength=1,
    maxLength=requests.MAX_QUESTION,
    pattern=f"^[^{_CONTROLS}]*[^{_BLANKS}][^{_CONTROLS}]*$",
)
OFFSETS = _choice(Offsets, "The unit of every offset: Unicode code points (the default), or UTF-16 units.")
LIMIT = _integer("At most so many citations.", 1, maximum=requests.MAX_LIMIT)
DOCUMENTS = _list(_NAME, "Ids of documents or folders to stay within.", requests.MAX_DOCUMENTS, 1)
_QUOTE = _text(
    "Words said to be in the documents. Omissions are written as ... or [...], insertions in [brackets].",
    minLength=1,
    maxLength=verify_requests.MAX_QUOTE,
)

_CITATION = {
    "n": _integer("Its number in the list.", 1),
    "role": _choice(Role, "What it is there for."),
    "relation": _choice(Relation, "How a corroboration agrees.", null=True),
    "document": reference("Document"),
    **_PLACE,
    "quote": _text("The document's text from start to end.", minLength=1),
    "highlight": _one_of(reference("Passage"), _NULL, description="The shortest span that answers."),
    "passage": reference("Passage"),
    "quotation": _one_of(reference("Span"), _NULL, description="The whole quotation that it belongs to."),
    "speaker": _one_of(reference("Speaker"), _NULL, description="Who says it, where that is sure."),
    "prefix": _text("What stands before it.", maxLength=CONTEXT),
    "suffix": _text("What stands after it.", maxLength=CONTEXT),
    "score": {"type": "number", "description": "Compares with others of the same reply only."},
    "copies": _list(reference("Document"), "Documents that say the same, almost word for word."),
    "url": _text("The document's page with the quote marked."),
}
_VERDICT = {
    "quote": _text("The quote as given, free of Markdown where it was found in a text."),
    "verdict": _choice(Judgement, "The worst of its pieces', if it is elided."),
    "elided": _FLAG | {"description": "Whether it says that something was left out or put in."},
    "matches": _list(reference("Match"), "Every place that the verdict rests on.", PLACES),
    "truncated": _FLAG | {"description": "Whether there are more places."},
}
_JUDGED = {"offsets": OFFSETS, "index": reference("Index")}

SCHEMAS: dict[str, Schema] = {
    "Ask": _object(
        "A question.",
        {
            "question": QUESTION,
            "history": _list(reference("Turn"), "Earlier questions, oldest first.", requests.MAX_HISTORY),
            "limit": LIMIT,
            "documents": DOCUMENTS,
            "offsets": OFFSETS,
        },
        ("history", "limit", "documents", "offsets"),
    ),
    "Turn": _object(
        "An earlier question, and what its reply cited.",
        {
            "question": QUESTION,
            "citations": _list(reference("Cited"), "From its reply.", requests.MAX_CITATIONS),
        },
        ("citations",),
    ),
    "Cited": {
        "type": "object",
        "description": "A citation of an earlier reply, which may be given whole. Its end is beyond its start.",
        "properties": {
            "document": {"type": "object", "properties": {"id": _NAME}, "required": ["id"]},
            **_PLACE,
        },
        "required": ["document", "start", "end"],
    },
    "Batch": _object(
        "Several questions. One that cannot be asked gets its problem in its place.",
        {
            "questions": _list(
                {"description": "A question's text, or an Ask; whatever else it is gets a problem."},
                "In the order of the replies.",
                batch.MAX_QUESTIONS,
                1,
            )
        },
    ),
    "Verify": _object(
        "Exactly one of quote, quotes and text.",
        {
            "quote": _QUOTE,
            "quotes": _list(
                _one_of(_QUOTE, reference("Quote")),
                f"Several quotes, of {verify_requests.MAX_TEXT} characters together.",
                verify_requests.MAX_QUOTES,
                1,
            ),
            "text": _text(
                "A text in Markdown: all its quotations are checked.",
                minLength=1,
                maxLength=verify_requests.MAX_TEXT,
            ),
            "document": _NAME,
            "offsets": OFFSETS,
        },
        ("quote", "quotes", "text", "document", "offsets"),
    )
    | {"oneOf": [{"required": [form]} for form in ("quote", "quotes", "text")]},
    "Quote": _object(
        "A quote, and the document that it is said to be in.", {"quote": _QUOTE, "document": _NAME}, ("document",)
    ),
    "Feedback": _object(
        "A reader's verdict on an answer.",
        {
            "question": QUESTION,
            "verdict": _text("What the reader says of it.", enum=list(VERDICTS)),
            "cited": _one_of(
                _object("The place cited, in code points.", {"document": _NAME, **_PLACE}), {"type": "null"}
            ),
            "history": _list(reference("Turn"), "Earlier questions, oldest first.", requests.MAX_HISTORY),
            "limit": LIMIT,
            "documents": DOCUMENTS,
            "offsets": OFFSETS,
        },
        ("cited", "history", "limit", "documents", "offsets"),
    ),
    "Reply": _object(
        "An answer in the documents' own words, or silence.",
        {
            "question": _text("As it was read."),
            "answered": _FLAG,
            "answer": _text("The quotes that answer, for display; null in silence.", null=True),
            "confidence": _share("The calibrated probability that the passage ranked first answers."),
            "reason": _choice(Reason, "Why it is silent.", null=True),
            "offsets": OFFSETS,
            "citations": _list(reference("Citation"), "What answers, and what bears on it; none in silence."),
            "truncated": _FLAG | {"description": "Whether items of a list were cut."},
            "nearest": _list(reference("Citation"), "The passages ranked next."),
            "why": reference("Why"),
            "index": reference("Index"),
        },
    ),
    "Citation": _object("A quote, and where it stands.", _CITATION),
    "Match": _object(
        "A citation that a quote was compared with. Its score is the share that agrees word for word.",
        _CITATION
        | {
            "verdict": _choice(Judgement, "How this part of the quote agrees with it."),
            "part": reference("Passage"),
            "diff": _one_of(
                _list(reference("Change"), "Word by word, as it is written."),
                _NULL,
                description="Null where it agrees to the letter.",
            ),
        },
    ),
    "Change": _object(
        "A step of a diff from the document to the quote.",
        {
            "op": _choice(Operation, "As in difflib: insert is in the quote alone, delete in the document alone."),
            "quote": _text("What the quote has."),
            "document": _text("What the document has."),
        },
    ),
    "Document": _object("A document, as a citation names it.", _IDENTITY),
    "Span": _object("A stretch of a text, half-open.", _PLACE),
    "Passage": _object("A stretch of a text, half-open.", {**_PLACE, "text": _text("It.")}),
    "Speaker": _object(
        "Who speaks: the name, where it stands, and the words that say so.",
        {**_PLACE, "name": _text("The name."), "cue": reference("Span")},
    ),
    "Why": _object(
        "How the question was read.",
        {
            "kind": _choice(Kind, "What it asks for."),
            "terms": _list(
                _object(
                    "A term searched for.",
                    {
                        "term": _text("Its stem."),
                        "weight": {"type": "number", "description": "Its rarity."},
                        "matched": _FLAG | {"description": "Whether it was found."},
                    },
                ),
                "In the order of the question.",
            ),
            "carried_over": _list({"type": "string"}, "Terms taken from earlier questions."),
            "corrected": _list(
                _object("A word taken for another.", {"asked": _text("It."), "taken": _text("The other.")}),
                "Words that no document holds.",
            ),
        },
    ),
    "Index": _object(
        "What was searched.",
        {
            "id": _text("Names the texts and all that shapes a reply."),
            "documents": _integer("How many."),
            "sentences": _integer("How many."),
        },
    ),
    "Verdict": _object("Whether a quote stands in the documents.", _VERDICT | _JUDGED),
    "Verdicts": _object(
        "Whether each quote stands in the documents, in their order.",
        {"results": _list(_object("One verdict.", _VERDICT), "In the order asked.", verify_requests.MAX_QUOTES)}
        | _JUDGED,
    ),
    "TextVerdicts": _object(
        "Whether each quotation of a text stands in the documents, in its order.",
        {
            "results": _list(
                _object("The verdict on the quotation from start to end of the text.", _PLACE | _VERDICT),
                "In the order of the text.",
                verify.MAX_QUOTATIONS,
            ),
            "truncated": _FLAG | {"description": "Whether the text has more quotations."},
        }
        | _JUDGED,
    ),
    "Listing": _object(
        "A page of the collection.",
        {
            "documents": _list(reference("Listed"), "By id."),
            "skipped": _list(
                _object("A file not served.", {"id": _text("Its path."), "reason": _text("Why.")}), "By path."
            ),
            "total": _object("Of the whole collection.", {"documents": _integer("."), "skipped": _integer(".")}),
            "next": _text("The next page; null on the last.", null=True),
        },
    ),
    "Listed": _object(
        "A document of the collection.",
        _IDENTITY
        | {
            "encoding": _text("Python's name of the file's encoding."),
            "characters": _integer("Its length in code points."),
            "sentences": _integer("How many."),
            "url": _text("Its page."),
            "text_url": _text("Its canonical text."),
        },
    ),
    "Health": _object("The process is alive.", {"status": {"const": "ok"}}),
    "Ready": _object("The documents are loaded.", {"status": {"const": "ready"}, "index": reference("Index")}),
    "Problem": _object(
        "What was wrong, and what was expected (RFC 9457).",
        {
            "type": _text("about:blank: the title says it."),
            "title": _text("The status in words."),
            "status": _integer("The HTTP status.", 400, maximum=599),
            "detail": _text("A sentence."),
            "errors": _list(
                _object(
                    "One thing wrong.",
                    {"detail": _text("A sentence."), "pointer": _text("A JSON Pointer to it (RFC 6901).")},
                    ("pointer",),
                ),
                "The faulty fields.",
                MAX_FAULTS,
            ),
        },
        ("errors",),
    ),
}
