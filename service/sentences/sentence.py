"""What cutting finds: sentences, the blocks they stand in, and the quotations that may span them."""

from dataclasses import dataclass
from typing import Literal, NamedTuple

Kind = Literal["prose", "heading", "item", "caption", "boilerplate"]


class Sentence(NamedTuple):
    """A sentence's place in its text: half-open code point offsets, no white space at either end.

    `body` is where it begins after a list item's or heading's marker (`start` where it has none).
    `heading`, `lead_in` and `quotation` are positions in the same Cut: of the heading's sentence, of the
    sentence that leads into the list ("... the following measures:"), and in `Segmentation.quotations`.
    """

    start: int
    end: int
    body: int
    block: int
    kind: Kind
    heading: int | None = None
    lead_in: int | None = None
    quotation: int | None = None


class Block(NamedTuple):
    """A paragraph, list item, heading or caption: `first` to `last` (exclusive) are its sentences."""

    start: int
    end: int
    kind: Kind
    first: int
    last: int


class Quotation(NamedTuple):
    """A quotation from its opening to its closing mark, both included; it may span sentences and blocks."""

    start: int
    end: int


@dataclass(frozen=True)
class Segmentation:
    """A text's sentences in order, never overlapping; each non-space character belongs to exactly one."""

    sentences: tuple[Sentence, ...]
    blocks: tuple[Block, ...]
    quotations: tuple[Quotation, ...]
