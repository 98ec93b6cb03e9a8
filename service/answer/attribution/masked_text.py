"""Masked text: a stretch of a document in which every quotation is hidden, with its words and names."""

from collections.abc import Sequence

from service.english.proper_names import NameWord, ProperName, find_proper_names, read_words

HIDDEN = "\0"  # stands for every character of a quotation


class MaskedText:
    """A stretch of text with its quotations masked, and its words and names. Offsets are the document's."""

    def __init__(self, text: str, start: int, end: int, quotations: Sequence[tuple[int, int]]) -> None:
        self.start, self.end = start, end
        shown, position = [" " * 0], start
        for opening, closing in quotations:
            opening, closing = max(opening, position), min(closing, end)
            if opening < closing:
                shown += [text[position:opening], HIDDEN * (closing - opening)]
                position = closing
        self._shown = "".join([*shown, text[position:end]])
        words = read_words(self._shown, 0, len(self._shown))
        self.words = [NameWord(w.start + start, w.end + start, w.word, w.capital, w.possessive) for w in words]
        self.names = [
            ProperName(n.start + start, n.end + start, n.first, n.last, n.titles, n.words, n.possessive)
            for n in find_proper_names(self._shown, words)
        ]

    def between(self, start: int, end: int) -> str:
        """Return the text at [start, end), quotations masked."""
        return self._shown[max(0, start - self.start) : max(0, end - self.start)]
