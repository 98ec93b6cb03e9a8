"""Slips of the fingers: letters exchanged, doubled, dropped, or struck beside their key; one vowel for another."""

from collections.abc import Iterator

_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_VOWELS = "aeiou"
_LETTERS = "abcdefghijklmnopqrstuvwxyz"


def _neighbours() -> dict[str, str]:
    """Find the keys that touch each letter's on a QWERTY keyboard."""
    found: dict[str, str] = {}
    for row, keys in enumerate(_ROWS):
        for column, key in enumerate(keys):
            near = [keys[n] for n in (column - 1, column + 1) if 0 <= n < len(keys)]
            for other, shift in ((row - 1, (0, 1)), (row + 1, (-1, 0))):
                if 0 <= other < len(_ROWS):
                    line = _ROWS[other]
                    near += [line[column + s] for s in shift if 0 <= column + s < len(line)]
            found[key] = "".join(near)
    return found


_NEAR = _neighbours()


def undo_slip(word: str) -> tuple[str, ...]:
    """List the words that one slip may have turned into this folded one, the likelier kinds first, each once."""
    return tuple(dict.fromkeys(found for found in _iterate(word) if found != word))


def _iterate(word: str) -> Iterator[str]:
    cuts = [(word[:n], word[n:]) for n in range(len(word) + 1)]
    yield from (a + b[1] + b[0] + b[2:] for a, b in cuts if len(b) > 1)
    yield from (a + b[1:] for a, b in cuts if len(b) > 1 and b[0] == b[1])
    yield from (a + letter + b for a, b in cuts[1:] for letter in _LETTERS)
    yield from (a + letter + b[1:] for a, b in cuts if b for letter in _NEAR.get(b[0], ""))
    yield from (a + b[1:] for a, b in cuts if a and b and b[0] in _NEAR.get(a[-1], ""))
    yield from (a + letter + b[1:] for a, b in cuts if b and b[0] in _VOWELS for letter in _VOWELS)


def without_one(word: str) -> list[str]:
    """List the word and the words that are left of it without one letter. Words one edit apart share one of these."""
    return [word, *[word[:n] + word[n + 1 :] for n in range(len(word))]]
