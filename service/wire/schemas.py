"""The JSON Schemas of everything that is asked and replied, their bounds and choices taken from the code.

An object has every field that is listed, and no other, unless it says so.
"""

from service.answer.answer import Reason, Relation, Role
from service.app import batch
from service.app import verifying as verify
from service.app.words import VERDICTS
from service.query.classification import Kind
from service.verify.verdict import Judgement, Operation
from service.verify.verifier import PLACES
from service.wire import requests, verify_requests
from service.wire.checks import MAX_FAULTS
from service.wire.describing import (
    FLAG,
    NULL,
    Schema,
    choice,
    integer,
    list_of,
    object_of,
    one_of,
    reference,
    share,
    text,
)
from service.wire.replies import CONTEXT, Offsets

_START = integer("Where it begins in the document's text, in the reply's unit.")
_END = integer("Where it ends: one past its last character.", 1)
_PLACE = {"start": _START, "end": _END}
_NAME = text("A document's id: its path in the collection.", minLength=1)
IDENTITY = {
    "id": _NAME,
    "title": text("Its title, where it has a sure one.", null=True),
    "author": text("Its author, where it names one.", null=True),
    "published": text("The date it gives itself, ISO 8601 at the precision found.", null=True),
    "source_url": text("Where it was first published, where it says so.", null=True),
    "sha256": text("Of its canonical text in UTF-8.", pattern="^[0-9a-f]{64}$"),
}
_CONTROLS = r"\x00-\x08\x0B\x0C\x0E-\x1F\x7F-\x9F"  # but for tab and line ends
_WIDE = r"\u1680\u2000-\u200A\u2028\u2029\u202F\u205F\u3000"
_BLANKS = r"\x09-\x0D\x1C-\x20\x85\xA0" + _WIDE  # what trimming takes away
_ASKED = rf"^[^{_CONTROLS}]*[^\x00-\x20\x7F-\xA0{_WIDE}][^{_CONTROLS}]*$"
QUESTION: Schema = text(
    "The question; tabs and line ends count as spaces, and those at its ends do not count.",
    minLength=1,
    maxLength=requests.MAX_QUESTION,
    pattern=_ASKED,
)
OFFSETS = choice(Offsets, "The unit of every offset: Unicode code points (the default), or UTF-16 units.")
LIMIT = integer("At most so many citations.", 1, maximum=requests.MAX_LIMIT)
DOCUMENTS = list_of(_NAME, "Ids of documents or folders to stay within.", requests.MAX_DOCUMENTS, 1)
# A page's form sends what was left empty too: it counts for nothing.
PAGE_QUESTIONS = list_of(
    text("A question, or nothing.", maxLength=requests.MAX_QUESTION, pattern=f"{_ASKED}|^[{_BLANKS}]*$"),
    "Questions, each following on those before it.",
    requests.MAX_HISTORY + 1,
)
PAGE_DOCUMENTS = list_of(text("An id, or nothing."), "Ids of documents or folders to stay within.")
_QUOTE = text(
    "Words said to be in the documents. Omissions are written as ... or [...], insertions in [brackets].",
    minLength=1,
    maxLength=verify_requests.MAX_QUOTE,
)

_CITATION = {
    "n": integer("Its number in the list.", 1),
    "role": choice(Role, "What it is there for."),
    "relation": choice(Relation, "How a corroboration agrees.", null=True),
    "document": reference("Document"),
    **_PLACE,
    "quote": text("The document's text from start to end.", minLength=1),
    "highlight": one_of(reference("Passage"), NULL, description="The shortest span that answers."),
    "passage": reference("Passage"),
    "quotation": one_of(reference("Span"), NULL, description="The whole quotation that it belongs to."),
    "speaker": one_of(reference("Speaker"), NULL, description="Who says it, where that is sure."),
    "prefix": text("What stands before it.", maxLength=CONTEXT),
    "suffix": text("What stands after it.", maxLength=CONTEXT),
    "score": {"type": "number", "description": "Compares with others of the same reply only."},
    "copies": list_of(reference("Document"), "Documents that say the same, almost word for word."),
    "url": text("The document's page with the quote marked."),
}
_VERDICT = {
    "quote": text("The quote as given, free of Markdown where it was found in a text."),
    "verdict": choice(Judgement, "The worst of its pieces', if it is elided."),
    "elided": FLAG | {"description": "Whether it says that something was left out or put in."},
    "matches": list_of(reference("Match"), "Every place that the verdict rests on.", PLACES),
    "truncated": FLAG | {"description": "Whether there are more places."},
}
_JUDGED = {"offsets": OFFSETS, "index": reference("Index")}

SCHEMAS: dict[str, Schema] = {
    "Ask": object_of(
        "A question.",
        {
            "question": QUESTION,
            "history": list_of(reference("Turn"), "Earlier questions, oldest first.", requests.MAX_HISTORY),
            "limit": LIMIT,
            "documents": DOCUMENTS,
            "offsets": OFFSETS,
        },
        ("history", "limit", "documents", "offsets"),
    ),
    "Turn": object_of(
        "An earlier question, and what its reply cited.",
        {
            "question": QUESTION,
            "citations": list_of(reference("Cited"), "From its reply.", requests.MAX_CITATIONS),
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
    "Batch": object_of(
        "Several questions. One that cannot be asked gets its problem in its place.",
        {
            "questions": list_of(
                {"description": "A question's text, or an Ask; whatever else it is gets a problem."},
                "In the order of the replies.",
                batch.MAX_QUESTIONS,
                1,
            )
        },
    ),
    "Verify": object_of(
        "Exactly one of quote, quotes and text.",
        {
            "quote": _QUOTE,
            "quotes": list_of(
                one_of(_QUOTE, reference("Quote")),
                f"Several quotes, of {verify_requests.MAX_TEXT} characters together.",
                verify_requests.MAX_QUOTES,
                1,
            ),
            "text": text(
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
    "Quote": object_of(
        "A quote, and the document that it is said to be in.", {"quote": _QUOTE, "document": _NAME}, ("document",)
    ),
    "Feedback": object_of(
        "A reader's verdict on an answer.",
        {
            "question": QUESTION,
            "verdict": text("What the reader says of it.", enum=list(VERDICTS)),
            "cited": one_of(
                object_of("The place cited, in code points.", {"document": _NAME, **_PLACE}), {"type": "null"}
            ),
            "history": list_of(reference("Turn"), "Earlier questions, oldest first.", requests.MAX_HISTORY),
            "limit": LIMIT,
            "documents": DOCUMENTS,
            "offsets": OFFSETS,
        },
        ("cited", "history", "limit", "documents", "offsets"),
    ),
    "Reply": object_of(
        "An answer in the documents' own words, or silence.",
        {
            "question": text("As it was read."),
            "answered": FLAG,
            "answer": text("The quotes that answer, for display; null in silence.", null=True),
            "confidence": share("The calibrated probability that the passage ranked first answers."),
            "reason": choice(Reason, "Why it is silent.", null=True),
            "offsets": OFFSETS,
            "citations": list_of(reference("Citation"), "What answers, and what bears on it; none in silence."),
            "truncated": FLAG | {"description": "Whether items of a list were cut."},
            "nearest": list_of(reference("Citation"), "The passages ranked next."),
            "why": reference("Why"),
            "index": reference("Index"),
        },
    ),
    "Citation": object_of("A quote, and where it stands.", _CITATION),
    "Match": object_of(
        "A citation that a quote was compared with. Its score is the share that agrees word for word.",
        _CITATION
        | {
            "verdict": choice(Judgement, "How this part of the quote agrees with it."),
            "part": reference("Passage"),
            "diff": one_of(
                list_of(reference("Change"), "Word by word, as it is written."),
                NULL,
                description="Null where it agrees to the letter.",
            ),
        },
    ),
    "Change": object_of(
        "A step of a diff from the document to the quote.",
        {
            "op": choice(Operation, "As in difflib: insert is in the quote alone, delete in the document alone."),
            "quote": text("What the quote has."),
            "document": text("What the document has."),
        },
    ),
    "Document": object_of("A document, as a citation names it.", IDENTITY),
    "Span": object_of("A stretch of a text, half-open.", _PLACE),
    "Passage": object_of("A stretch of a text, half-open.", {**_PLACE, "text": text("It.")}),
    "Speaker": object_of(
        "Who speaks: the name, where it stands, and the words that say so.",
        {**_PLACE, "name": text("The name."), "cue": reference("Span")},
    ),
    "Why": object_of(
        "How the question was read.",
        {
            "kind": choice(Kind, "What it asks for."),
            "terms": list_of(
                object_of(
                    "A term searched for.",
                    {
                        "term": text("Its stem."),
                        "weight": {"type": "number", "description": "Its rarity."},
                        "matched": FLAG | {"description": "Whether it was found."},
                    },
                ),
                "In the order of the question.",
            ),
            "carried_over": list_of({"type": "string"}, "Terms taken from earlier questions."),
            "corrected": list_of(
                object_of("A word taken for another.", {"asked": text("It."), "taken": text("The other.")}),
                "Words that no document holds.",
            ),
        },
    ),
    "Index": object_of(
        "What was searched.",
        {
            "id": text("Names the texts and all that shapes a reply."),
            "documents": integer("How many."),
            "sentences": integer("How many."),
        },
    ),
    "Verdict": object_of("Whether a quote stands in the documents.", _VERDICT | _JUDGED),
    "Verdicts": object_of(
        "Whether each quote stands in the documents, in their order.",
        {"results": list_of(object_of("One verdict.", _VERDICT), "In the order asked.", verify_requests.MAX_QUOTES)}
        | _JUDGED,
    ),
    "TextVerdicts": object_of(
        "Whether each quotation of a text stands in the documents, in its order.",
        {
            "results": list_of(
                object_of("The verdict on the quotation from start to end of the text.", _PLACE | _VERDICT),
                "In the order of the text.",
                verify.MAX_QUOTATIONS,
            ),
            "truncated": FLAG | {"description": "Whether the text has more quotations."},
        }
        | _JUDGED,
    ),
    "Listing": object_of(
        "A page of the collection.",
        {
            "documents": list_of(reference("Listed"), "By id."),
            "skipped": list_of(
                object_of("A file not served.", {"id": text("Its path."), "reason": text("Why.")}), "By path."
            ),
            "total": object_of("Of the whole collection.", {"documents": integer("."), "skipped": integer(".")}),
            "next": text("The next page; null on the last.", null=True),
        },
    ),
    "Listed": object_of(
        "A document of the collection.",
        IDENTITY
        | {
            "encoding": text("Python's name of the file's encoding."),
            "characters": integer("Its length in code points."),
            "sentences": integer("How many."),
            "url": text("Its page."),
            "text_url": text("Its canonical text."),
        },
    ),
    "Health": object_of("The process is alive.", {"status": {"const": "ok"}}),
    "Ready": object_of("The documents are loaded.", {"status": {"const": "ready"}, "index": reference("Index")}),
    "Problem": object_of(
        "What was wrong, and what was expected (RFC 9457).",
        {
            "type": text("about:blank: the title says it."),
            "title": text("The status in words."),
            "status": integer("The HTTP status.", 400, maximum=599),
            "detail": text("A sentence."),
            "errors": list_of(
                object_of(
                    "One thing wrong.",
                    {"detail": text("A sentence."), "pointer": text("A JSON Pointer to it (RFC 6901).")},
                    ("pointer",),
                ),
                "The faulty fields.",
                MAX_FAULTS,
            ),
        },
        ("errors",),
    ),
}
