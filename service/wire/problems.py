"""What is refused, and why: one exception, and the shape it has on the wire (RFC 9457)."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Annotated

from msgspec import UNSET, Meta, Struct, UnsetType

MEDIA_TYPE = "application/problem+json"
MAX_FAULTS = 10  # named in one reply
SHOWN = 60  # characters of a client's value that an error repeats


@dataclass(frozen=True)
class Fault:
    """One thing wrong with a request: a sentence, and a JSON Pointer (RFC 6901) to where it stands in the body."""

    detail: str
    pointer: str | None = None


class Problem(Exception):
    """A refusal: an HTTP status, and a sentence that says what was wrong and what was expected.

    Commands and tools that do not speak HTTP show the sentence alone.
    """

    def __init__(
        self, status: int, detail: str, headers: Mapping[str, str] | None = None, faults: Sequence[Fault] = ()
    ) -> None:
        super().__init__(detail)
        self.status, self.detail = status, detail
        self.headers, self.faults = dict(headers or {}), tuple(faults)

    @property
    def title(self) -> str:
        """The status in words, as RFC 9457 wants it for the type about:blank."""
        return HTTPStatus(self.status).phrase


class FaultDetails(Struct, frozen=True, forbid_unknown_fields=True):
    """One thing that is wrong with the request."""

    detail: Annotated[str, Meta(description="What is wrong, with the value, and what was expected.")]
    pointer: Annotated[str, Meta(description="A JSON Pointer (RFC 6901) to the field.")] | UnsetType = UNSET


class ProblemDetails(Struct, frozen=True, forbid_unknown_fields=True):
    """Why a request was refused (RFC 9457)."""

    type: Annotated[str, Meta(description="Always `about:blank`: the title says what kind of problem it is.")]
    title: Annotated[str, Meta(description="The HTTP status in words.")]
    status: Annotated[int, Meta(ge=400, le=599, description="The HTTP status.")]
    detail: Annotated[str, Meta(description="What was wrong, with the value, and what was expected.")]
    errors: (
        Annotated[tuple[FaultDetails, ...], Meta(max_length=MAX_FAULTS, description="Each faulty field.")] | UnsetType
    ) = UNSET


def describe_problem(problem: Problem) -> ProblemDetails:
    """Shape a problem for the wire; `errors` names the faulty fields, as the example in RFC 9457 does."""
    faults = tuple(FaultDetails(f.detail, UNSET if f.pointer is None else _writable(f.pointer)) for f in problem.faults)
    return ProblemDetails("about:blank", problem.title, problem.status, problem.detail, faults or UNSET)


def _writable(text: str) -> str:
    """Replace halves of surrogate pairs, which UTF-8 cannot write."""
    return text.encode("utf-8", "replace").decode()


def show(value: object) -> str:
    """Quote a client's value in an error message: as JSON, in ASCII, shortened."""
    try:
        shown = json.dumps(value[:SHOWN] if isinstance(value, str) else value)
    except (TypeError, ValueError, RecursionError):
        return f"a {type(value).__name__}"
    cut = len(shown) > SHOWN + 2 or (isinstance(value, str) and len(value) > SHOWN)
    return f"{shown[: SHOWN + 1].rstrip(chr(34))}..." + ('"' if isinstance(value, str) else "") if cut else shown
