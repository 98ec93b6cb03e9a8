"""Write slices of a document's text as HTML from which a selection can be traced back to its offsets.

Every slice is an element with its offset, in code points, in `data-at`. What a browser would change is written so that the
page's text has exactly as many characters as the slice. Where something else is shown than what stands in the text (an "&"
for "&amp;"), `data-to` is where the text shown ends.
"""

from collections.abc import Callable
from html import escape

from service.app.languages import say

_KEPT = str.maketrans({"\r": "&#13;", "\0": "\ufffd"})  # a parser of HTML joins CR to LF, and drops NUL


def escape_slice(text: str) -> str:
    """Escape a text so that a browser's text node has each of its characters."""
    return escape(text).translate(_KEPT)


class SliceWriter:
    """Collects the HTML of one page, with the range cited, [start, end) in code points, marked wherever it is shown."""

    def __init__(self, text: str, cited: tuple[int, int] | None = None) -> None:
        self.text = text
        self.written = 0  # slices so far
        self._parts: list[str] = []
        self._run: tuple[int, int] | None = None  # a slice that may yet be continued
        self._start, self._end = cited or (0, 0)
        self._is_first = True

    @property
    def place(self) -> int:
        """How many pieces of markup there are so far, for `take`."""
        self._flush()
        return len(self._parts)

    def tag(self, markup: str) -> None:
        """Add markup of our own; whatever comes from a document is to be escaped."""
        if markup:
            self._flush()
            self._parts.append(markup)

    def put(self, start: int, end: int) -> None:
        """Add the text at [start, end), the part of it that is cited in a mark of its own."""
        if start >= end:
            return
        self.written += 1
        if self._run and self._run[1] == start:
            self._run = self._run[0], end
            return
        self._flush()
        self._run = start, end

    def put_instead(self, start: int, end: int, shown: str) -> None:
        """Add what is shown for the text at [start, end), which is marked or cited as a whole."""
        self._flush()
        self.written += 1
        name = "mark" if max(start, self._start) < min(end, self._end) else "span"
        self._element(name, f' data-at="{start}" data-to="{end}"', escape_slice(shown))

    def take(self, since: int = 0) -> str:
        """Remove and return the markup added since a place."""
        self._flush()
        taken = "".join(self._parts[since:])
        del self._parts[since:]
        return taken

    def _flush(self) -> None:
        if self._run is None:
            return
        (start, end), self._run = self._run, None
        left, right = max(start, self._start), min(end, self._end)
        if left >= right:
            left = right = end
        for first, last, name in ((start, left, "span"), (left, right, "mark"), (right, end, "span")):
            if first < last:
                self._element(name, f' data-at="{first}"', escape_slice(self.text[first:last]))

    def _element(self, name: str, attributes: str, content: str) -> None:
        if name == "mark" and self._is_first:
            attributes += ' id="cited"'
            self._is_first = False
        self._parts.append(f"<{name}{attributes}>{content}</{name}>")


PlaceUrl = Callable[[int, int], str]


def own_link(place_url: PlaceUrl, start: int, end: int, number: int) -> str:
    """Return the link of a paragraph to itself; its sign comes from the style sheet, so that no selection has it."""
    label = escape(say("Link to paragraph {0}", number))
    return f'<a class="own" href="{escape(place_url(start, end))}" aria-label="{label}"></a>'
