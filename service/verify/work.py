"""The work of checking quotes, counted so that one request cannot take more than its share whatever the machine."""

from dataclasses import dataclass

_CHARACTERS = 10_000  # of a document, looked through in one step
_PAIRS = 20  # of words, compared in one step


class TooMuchWorkError(Exception):
    """Checking takes more steps than it may."""


@dataclass
class Work:
    """Counts steps of about ten microseconds. Raises TooMuchWorkError beyond `limit`; None: there is none."""

    limit: int | None = None
    steps: int = 0

    def look_through(self, characters: int, places: int) -> None:
        """Count a look for a piece of a quote in a document, and the places found."""
        self._count(1 + characters // _CHARACTERS + places)

    def compare(self, words: int, others: int) -> None:
        """Count the alignment of the words of a quote with those of a document."""
        self._count(1 + words * others // _PAIRS)

    def _count(self, steps: int) -> None:
        self.steps += steps
        if self.limit is not None and self.steps > self.limit:
            raise TooMuchWorkError
