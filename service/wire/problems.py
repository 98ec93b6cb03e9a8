"""Refusals: one exception, and the shape it has on the wire (RFC 9457)."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Annotated

from msgspec import UNSET, Meta, Struct, UnsetType

MEDIA_TYPE = "application/problem+json"
MAX_FAULTS = 10  # reported in one reply
SHOWN = 60  # characters of a client's value quoted in an error


@dataclass(frozen=True)
class Fault:
    """One fault in a request: a sentence, and a JSON Pointer (RFC 6901) to the field in the body."""

    detail: str
    pointer: str | None = None


class Problem(Exception):
    """A refused request: an HTTP status, and a sentence saying what was wrong and what was expected.

    Outside HTTP, commands and MCP tools show only the sentence.
    """

    def __init__(
        self, status: int, detail: str, headers: Mapping[str, str] | None = None, faults: Sequence[Fault] = ()
    ) -> None:
        super().__init__(detail)
        self.status, self.detail = status, detail
        self.headers, self.faults = dict(headers or {}), tuple(faults)

    @property
    def title(self) -> str:
        """The status in words, as RFC 9457 recommends for the type about:blank."""
        return HTTPStatus(self.status).phrase


class FaultDetails(Struct, frozen=True, forbid_unknown_fields=True):
    """One fault in the request."""

    detail: Annotated[str, Meta(description="What is wrong with the field, with its value and what was expected.")]
    pointer: Annotated[str, Meta(description="A JSON Pointer (RFC 6901) to the field in the body.")] | UnsetType = UNSET


class ProblemDetails(Struct, frozen=True, forbid_unknown_fields=True):
    """Why a request was refused (RFC 9457)."""

    type: Annotated[
        str, Meta(description="Always `about:blank`, which means that `status` and `title` tell the kind of problem.")
    ]
    title: Annotated[str, Meta(description="The HTTP status in words, such as Bad Request.")]
    status: Annotated[int, Meta(ge=400, le=599, description="The HTTP status of this response.")]
    detail: Annotated[str, Meta(description="What was wrong with the request, with the value and what was expected.")]
    errors: (
        Annotated[
            tuple[FaultDetails, ...],
            Meta(max_length=MAX_FAULTS, description="Each invalid field, with what is wrong with it."),
        ]
        | UnsetType
    ) = UNSET


def describe_problem(problem: Problem) -> ProblemDetails:
    """Shape a problem for the wire, with invalid fields listed in `errors` as in the example of RFC 9457."""
    faults = tuple(FaultDetails(f.detail, UNSET if f.pointer is None else _writable(f.pointer)) for f in problem.faults)
    return ProblemDetails("about:blank", problem.title, problem.status, problem.detail, faults or UNSET)


def _writable(text: str) -> str:
    """Replace halves of surrogate pairs, which UTF-8 cannot encode."""
    return text.encode("utf-8", "replace").decode()


def show(value: object) -> str:
    """Quote a client's value for an error message, as JSON in ASCII, shortened to about `SHOWN` characters."""
    try:
        shown = json.dumps(value[:SHOWN] if isinstance(value, str) else value)
    except (TypeError, ValueError, RecursionError):
        return f"a {type(value).__name__}"
    cut = len(shown) > SHOWN + 2 or (isinstance(value, str) and len(value) > SHOWN)
    return f"{shown[: SHOWN + 1].rstrip(chr(34))}..." + ('"' if isinstance(value, str) else "") if cut else shown
