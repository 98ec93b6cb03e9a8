"""Convert offsets between code points, used inside the service, and UTF-16 code units, used by some clients."""

from bisect import bisect_right
from collections.abc import Callable

STRIDE = 1 << 14  # code points between marks
Convert = Callable[[int], int]


class Utf16Offsets:
    """Converts offsets of one text between code points and UTF-16 code units.

    The units before every `STRIDE`th code point are counted once, so that an offset deep in a long text can be
    converted without scanning from the start. Each code point above U+FFFF takes two units.
    """

    def __init__(self, text: str) -> None:
        self._text = text
        self._marks = [0]
        for start in range(0, len(text), STRIDE):
            self._marks.append(self._marks[-1] + _count(text[start : start + STRIDE]))

    @property
    def nbytes(self) -> int:
        """The size of the marks in memory, in bytes."""
        return 64 + 36 * len(self._marks)

    def to_units(self, offset: int) -> int:
        """Convert an offset from code points to UTF-16 code units."""
        mark = min(offset // STRIDE, len(self._marks) - 1)
        return self._marks[mark] + _count(self._text[mark * STRIDE : offset])

    def to_code_points(self, units: int) -> int | None:
        """Convert an offset from UTF-16 code units to code points; None inside a character or past the end."""
        if units > self._marks[-1]:
            return None
        mark = bisect_right(self._marks, units, hi=max(len(self._marks) - 1, 1)) - 1  # the last mark ends the text
        stretch = self._text[mark * STRIDE : (mark + 1) * STRIDE].encode("utf-16-le", "surrogatepass")
        try:
            return mark * STRIDE + len(stretch[: 2 * (units - self._marks[mark])].decode("utf-16-le"))
        except UnicodeDecodeError:
            return None


def _count(text: str) -> int:
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def unchanged(offset: int) -> int:
    """Return an offset in code points as it is."""
    return offset
