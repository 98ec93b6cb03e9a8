"""What segmenting a text yields: sentences, the blocks that contain them, and quotations."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Any, Literal, NamedTuple, Protocol

Kind = Literal["prose", "heading", "item", "caption", "boilerplate"]


class Sentence(NamedTuple):
    """The place of a sentence in its text: half-open code point offsets, with no white space at either end.

    `body` is where it begins after the marker of a list item or heading (`start` if there is none). `block` is its position
    in `Segmentation.blocks`. `heading` and `lead_in` are positions in `Segmentation.sentences`: of its heading, and of the
    sentence that leads into its list ("... the following measures:"). `quotation` is one in `Segmentation.quotations`.
    `question` is the position of the question above that it answers, as far as the layout tells; `turn` is that of the
    sentence that opens its turn in an interview or the like, whose label stands between its `start` and its `body`. The
    heading of a table's row is the table's head, that of a heading the one above.
    """

    start: int
    end: int
    body: int
    block: int
    kind: Kind
    heading: int | None = None
    lead_in: int | None = None
    quotation: int | None = None
    question: int | None = None
    turn: int | None = None


class Block(NamedTuple):
    """A paragraph, list item, heading or caption at [start, end), with the sentences [first, last)."""

    start: int
    end: int
    kind: Kind
    first: int
    last: int


class Quotation(NamedTuple):
    """A quotation, including its marks, at [start, end); it may span sentences and blocks."""

    start: int
    end: int


@dataclass(frozen=True)
class Segmentation:
    """The sentences, blocks and quotations of a text, each in order.

    Sentences do not overlap, and every character but white space belongs to exactly one.
    """

    sentences: Sequence[Sentence]
    blocks: Sequence[Block]
    quotations: Sequence[Quotation]

    def column(self, name: str, first: int, last: int) -> list[Any]:
        """Return a field of each of the sentences [first, last)."""
        column = getattr(self.sentences, "column", None)  # of rows of which one field can be decoded alone
        found: list[Any] = (
            [getattr(s, name) for s in self.sentences[first:last]] if column is None else column(name, first, last)
        )
        return found

    def count_sentences(self, offset: int) -> int:
        """Count the sentences that begin at an offset or before it."""
        return count_begun(self.sentences, offset)

    def count_quotations(self, offset: int) -> int:
        """Count the quotations that begin at an offset or before it."""
        return count_begun(self.quotations, offset)


class Beginning(Protocol):
    """Whatever begins at an offset of a text."""

    @property
    def start(self) -> int: ...


def count_begun(rows: Sequence[Beginning], offset: int) -> int:
    """Count the rows, in order, that begin at an offset or before it."""
    count = getattr(rows, "count_up_to", None)  # of rows that are searched without being decoded
    found: int = bisect_right(rows, offset, key=attrgetter("start")) if count is None else count("start", offset)
    return found
