"""The request and the reply of /search."""

import re
from typing import Annotated, Any

from msgspec import Meta, Struct

from service.wire.checks import Path, read_model, refuse
from service.wire.fields import (
    ASKED,
    MAX_QUESTION,
    End,
    OffsetUnit,
    Page,
    Start,
    tidy_question,
)
from service.wire.links import read_query, to_integer
from service.wire.replies import CONTEXT, DocumentInfo, IndexInfo, Passage, Shape
from service.wire.requests import DocumentIds

MAX_HITS = 200  # hits per page
HITS = 50  # by default
PARAMETERS = ("q", "documents", "since", "until", "limit", "after", "offsets")

_ISO = "^[0-9]{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?$"
_DATE = re.compile(r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?", re.ASCII)
_PLACE = re.compile(r"(\d{1,12}) ([^\0]+)", re.ASCII | re.DOTALL)
_A_DATE = "a date such as 2020, 2020-05 or 2020-05-13"
_A_PLACE = "what `next` of an earlier page gives, such as 1565 reports/2020.txt"


def _check_date(value: str, path: Path) -> str:
    return value if _DATE.fullmatch(value) else refuse(path, value, _A_DATE)


def _check_place(value: str, path: Path) -> str:
    return value if _PLACE.fullmatch(value) else refuse(path, value, _A_PLACE)


SearchText = Annotated[
    str,
    Meta(
        description="The words to find, all of them in one sentence, in any of their forms; and phrases in quotation marks, "
        "which are found to the letter but for case, white space and the shape of marks.",
        extra={"expected": f"words of 1 to {MAX_QUESTION} characters", "then": tidy_question},
        extra_json_schema={"minLength": 1, "maxLength": MAX_QUESTION, "pattern": ASKED},
    ),
]
Since = Annotated[
    str,
    Meta(
        description="The earliest date of the documents to search, in ISO 8601. Undated documents are then left out.",
        extra={"expected": _A_DATE, "then": _check_date},
        extra_json_schema={"pattern": _ISO},
    ),
]
Until = Annotated[
    str,
    Meta(
        description="The latest date of the documents to search, in ISO 8601. Undated documents are then left out.",
        extra={"expected": _A_DATE, "then": _check_date},
        extra_json_schema={"pattern": _ISO},
    ),
]
HitLimit = Annotated[int, Meta(ge=1, le=MAX_HITS, description=f"The number of hits per page; by default, {HITS}.")]
After = Annotated[
    str,
    Meta(
        description="The place after which the page begins, as `next` of an earlier page gives it: an offset, a space, and a "
        "document's id.",
        extra={"expected": _A_PLACE, "then": _check_place},
        extra_json_schema={"pattern": "^[0-9]{1,12} [^\\x00]+$"},
    ),
]


class SearchQuery(Struct, frozen=True, forbid_unknown_fields=True):
    """The query of `GET /search`."""

    q: SearchText
    documents: DocumentIds = ()
    since: Since | None = None
    until: Until | None = None
    limit: HitLimit = HITS
    after: After | None = None
    offsets: OffsetUnit = "codepoint"

    @property
    def place(self) -> tuple[int, str] | None:
        """The place after which the page begins: an offset in code points, and a document's id."""
        found = _PLACE.fullmatch(self.after) if self.after else None
        return (int(found[1]), found[2]) if found else None


def read_search(query: bytes) -> SearchQuery:
    """Read the query of `GET /search?q=...`. Raises a 400 problem that reports each invalid parameter."""
    return read_search_fields(read_query(query, PARAMETERS, lists=("documents",)))


def read_search_form(values: dict[str, list[str]]) -> SearchQuery:
    """Read the parameters of a search on the page: those that the form sent empty are as if they were not there."""
    filled = {name: [one for one in value if one or name == "q"] for name, value in values.items()}
    return read_search_fields({name: value for name, value in filled.items() if value})


def read_search_fields(values: dict[str, list[str]]) -> SearchQuery:
    """Read the parameters of a search. Raises a 400 problem that reports each invalid one."""
    fields: dict[str, Any] = {name: value if name == "documents" else value[0] for name, value in values.items()}
    if "limit" in fields:
        fields["limit"] = to_integer(fields["limit"])
    return read_model(SearchQuery, fields, pointers=False)


class SearchedWord(Shape, frozen=True):
    """A word that was searched for."""

    word: Annotated[str, Meta(description="The word as it was given.")]
    terms: Annotated[
        tuple[str, ...],
        Meta(description="The terms under which the index has it: stems, and of joined words both parts."),
    ]
    sentences: Annotated[
        int, Meta(ge=0, description="The number of sentences searched that hold this word, of those that were counted.")
    ]


class SearchTotals(Shape, frozen=True):
    """How many hits there are on all pages."""

    hits: Annotated[int, Meta(ge=0, description="The number of hits.")]
    documents: Annotated[int, Meta(ge=0, description="The number of documents that they are in.")]
    complete: Annotated[
        bool,
        Meta(
            description="Whether everything was counted. If not, the search took more work than one request may, "
            "and there are at least so many; the pages go on to the end all the same."
        ),
    ]


class HitDocument(Shape, frozen=True):
    """A document with hits on this page."""

    document: DocumentInfo
    hits: Annotated[
        int, Meta(ge=0, description="The number of hits in this document, on all pages, as far as they were counted.")
    ]


class SearchHit(Shape, frozen=True):
    """A sentence that holds what was searched for; or several, where a phrase runs from one into the next."""

    document: DocumentInfo
    start: Start
    end: End
    page: Page | None
    quote: Annotated[str, Meta(min_length=1, description="The document's text from `start` to `end`, unchanged.")]
    marks: Annotated[
        tuple[Passage, ...], Meta(description="Where the words and phrases stand, in order; none overlaps another.")
    ]
    prefix: Annotated[str, Meta(max_length=CONTEXT, description="The text just before the quote.")]
    suffix: Annotated[str, Meta(max_length=CONTEXT, description="The text just after the quote.")]
    url: Annotated[
        str,
        Meta(description="The document's page with the quote marked. The offsets in this link are always code points."),
    ]


class SearchReply(Shape, frozen=True):
    """A page of the sentences that hold given words and phrases, in the order of the documents."""

    q: Annotated[str, Meta(description="The search as it was given.")]
    words: Annotated[tuple[SearchedWord, ...], Meta(description="The words that every hit holds.")]
    phrases: Annotated[
        tuple[str, ...],
        Meta(
            description="The phrases that every hit holds. A search for common words only is for the phrase they make."
        ),
    ]
    ignored: Annotated[
        tuple[str, ...],
        Meta(description="Words that were not searched for, as they are too common; within a phrase, they count."),
    ]
    total: SearchTotals
    documents: Annotated[tuple[HitDocument, ...], Meta(description="The documents of the hits on this page.")]
    hits: Annotated[
        tuple[SearchHit, ...],
        Meta(max_length=MAX_HITS, description="The hits on this page, by document and in the order of its text."),
    ]
    next: Annotated[str | None, Meta(description="The link to the next page; null on the last page.")]
    offsets: OffsetUnit
    index: IndexInfo


class NextSteps(Shape, frozen=True):
    """What to go on with after an answer."""

    questions: Annotated[
        tuple[str, ...],
        Meta(
            description="Questions that the documents answer, in the light of the conversation, with what was not cited in it."
        ),
    ]
    names: Annotated[
        tuple[str, ...],
        Meta(description="Names in what was cited last, as they stand there, that stand in other sentences too."),
    ]
