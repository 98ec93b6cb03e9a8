"""Count the steps of matching a regular expression, which `re` does not tell.

A small matcher reads the tree that `re` parses a pattern to and backtracks over it as `re` does: in the same order, with every
character compared and every alternative tried counted as one step. It is slow and exists for counting alone; what it finds is
what `re` finds, which `tests/test_linear.py` compares.
"""

import re
import re._constants as ops  # type: ignore[import-not-found]
import re._parser as parser  # type: ignore[import-not-found]
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

Next = Callable[[int], int]  # what is to match from a place on: the end of the whole match, -1 if there is none
Node = Callable[[int, Next], int]
Test = Callable[[str], bool]


class TooManyStepsError(Exception):
    """A match that took more steps than it may."""


class StepMatcher:
    """Matches one pattern, counting in `steps` what it takes for the text that was begun last.

    Raises TooManyStepsError above the limit that was set for that text.
    """

    def __init__(self, pattern: re.Pattern[str]) -> None:
        tree = parser.parse(pattern.pattern, pattern.flags)
        self._whole = self._sequence(list(tree), tree.state.flags)
        self._spans: dict[int, tuple[int, int]] = {}
        self.begin("")

    def begin(self, text: str, limit: int = 1 << 62) -> None:
        """Take another text, and count anew."""
        self.steps, self._limit = 0, limit
        self._text, self._size = text, len(text)

    def match(self, start: int = 0, least: int = 0) -> int:
        """Return the end of the match that begins at a place and ends at `least` or later, -1 if there is none."""
        self._spans.clear()
        return self._whole(start, lambda end: end if end >= least else -1)

    def find_all(self) -> Iterator[tuple[int, int]]:
        """Yield the spans of all matches, as `re.finditer` does."""
        start, least = 0, 0
        while start <= self._size:
            self._count()
            end = self.match(start, least)
            if end < 0:
                start += 1
                continue
            yield start, end
            # No second empty match at the same place.
            start, least = end, end + (end == start)

    def _count(self, steps: int = 1) -> None:
        self.steps += steps
        if self.steps > self._limit:
            raise TooManyStepsError

    def _sequence(self, items: list[Any], flags: int) -> Node:
        nodes = [self._node(op, value, flags) for op, value in items]
        if len(nodes) == 1:
            return nodes[0]

        def run(place: int, following: Next) -> int:
            def step(number: int, at: int) -> int:
                if number == len(nodes):
                    return following(at)
                return nodes[number](at, lambda end: step(number + 1, end))

            return step(0, place)

        return run

    def _node(self, op: Any, value: Any, flags: int) -> Node:
        if (test := test_of(op, value, flags)) is not None:
            return self._one(test)
        build: dict[Any, Callable[[Any, int], Node]] = {
            ops.AT: self._at,
            ops.BRANCH: self._branch,
            ops.SUBPATTERN: self._group,
            ops.MAX_REPEAT: self._greedy,
            ops.MIN_REPEAT: self._lazy,
            ops.POSSESSIVE_REPEAT: self._possessive,
            ops.ATOMIC_GROUP: lambda items, flags: self._atomic(self._sequence(list(items), flags)),
            ops.ASSERT: lambda value, flags: self._look(value, flags, True),
            ops.ASSERT_NOT: lambda value, flags: self._look(value, flags, False),
            ops.GROUPREF: self._reference,
        }
        return build[op](value, flags)

    def _one(self, test: Test) -> Node:
        def run(place: int, following: Next) -> int:
            self._count()
            return following(place + 1) if place < self._size and test(self._text[place]) else -1

        return run

    def _at(self, where: Any, flags: int) -> Node:
        word = test_of(ops.IN, [(ops.CATEGORY, ops.CATEGORY_WORD)], flags)
        assert word is not None

        def is_edge(at: int) -> bool:
            return (at > 0 and word(self._text[at - 1])) != (at < self._size and word(self._text[at]))

        line = bool(flags & re.MULTILINE)
        checks: dict[Any, Callable[[int], bool]] = {
            ops.AT_BEGINNING: lambda at: at == 0 or (line and self._text[at - 1] == "\n"),
            ops.AT_BEGINNING_STRING: lambda at: at == 0,
            ops.AT_END: lambda at: at == self._size or (self._text[at] == "\n" and (line or at == self._size - 1)),
            ops.AT_END_STRING: lambda at: at == self._size,
            ops.AT_BOUNDARY: is_edge,
            ops.AT_NON_BOUNDARY: lambda at: not is_edge(at),
        }
        check = checks[where]

        def run(place: int, following: Next) -> int:
            self._count()
            return following(place) if check(place) else -1

        return run

    def _branch(self, value: Any, flags: int) -> Node:
        ways = [(_first(list(items), flags), self._sequence(list(items), flags)) for items in value[1]]

        @cache
        def open_ways(character: str) -> list[Node]:
            return [way for first, way in ways if first is None or (character and first(character))]

        def run(place: int, following: Next) -> int:
            self._count()
            for way in open_ways(self._text[place : place + 1]):
                self._count()
                if (end := way(place, following)) >= 0:
                    return end
            return -1

        return run

    def _group(self, value: Any, flags: int) -> Node:
        number, added, removed, items = value
        inside = self._sequence(list(items), (flags | added) & ~removed)
        if number is None:
            return inside

        def run(place: int, following: Next) -> int:
            before = self._spans.get(number)

            def close(end: int) -> int:
                held = self._spans.get(number)
                self._spans[number] = place, end
                if (found := following(end)) < 0 and held is not None:
                    self._spans[number] = held
                elif found < 0:
                    self._spans.pop(number, None)
                return found

            found = inside(place, close)
            if found < 0 and before is not None:
                self._spans[number] = before
            return found

        return run

    def _reference(self, number: int, flags: int) -> Node:
        def run(place: int, following: Next) -> int:
            span = self._spans.get(number)
            if span is None:
                return -1
            said = self._text[slice(*span)]
            self._count(len(said) + 1)
            return following(place + len(said)) if self._text.startswith(said, place) else -1

        return run

    def _look(self, value: Any, flags: int, wanted: bool) -> Node:
        direction, items = value
        width = items.getwidth()[0] if direction < 0 else 0
        inside = self._sequence(list(items), flags)

        def run(place: int, following: Next) -> int:
            self._count()
            held = place >= width and inside(place - width, lambda end: end) >= 0
            return following(place) if held == wanted else -1

        return run

    def _atomic(self, inside: Node) -> Node:
        def run(place: int, following: Next) -> int:
            end = inside(place, lambda end: end)
            return following(end) if end >= 0 else -1

        return run

    def _runs(self, value: Any, flags: int) -> Callable[[int], int] | None:
        """Return what counts how often a body of one character stands from a place on; None for a longer body."""
        _, most, items = value
        test = test_of(*items[0], flags) if len(items) == 1 else None
        if test is None:
            return None

        def run(place: int) -> int:
            text = self._text
            end, last = place, min(self._size, place + most)
            while end < last and test(text[end]):
                end += 1
            self._count(end - place + 1)
            return end

        return run

    def _greedy(self, value: Any, flags: int) -> Node:
        least, most, items = value
        runs = self._runs(value, flags)
        if runs is not None:

            def run_of_one(place: int, following: Next) -> int:
                for end in range(runs(place), place + least - 1, -1):
                    self._count()
                    if (found := following(end)) >= 0:
                        return found
                return -1

            return run_of_one
        inside = self._sequence(list(items), flags)

        def run(place: int, following: Next, count: int = 0) -> int:
            self._count()

            def again(end: int) -> int:
                return -1 if end == place and count >= least else run(end, following, count + 1)

            if count < most and (found := inside(place, again)) >= 0:
                return found
            return following(place) if count >= least else -1

        return run

    def _lazy(self, value: Any, flags: int) -> Node:
        least, most, items = value
        inside = self._sequence(list(items), flags)

        def run(place: int, following: Next, count: int = 0) -> int:
            self._count()
            if count >= least and (found := following(place)) >= 0:
                return found
            if count >= most:
                return -1
            return inside(place, lambda end: -1 if end == place else run(end, following, count + 1))

        return run

    def _possessive(self, value: Any, flags: int) -> Node:
        least, most, items = value
        inside = self._sequence(list(items), flags)

        def run(place: int, following: Next) -> int:
            count, at = 0, place
            while count < most:
                self._count()
                end = inside(at, lambda end: end)
                if end < 0 or (end == at and count >= least):
                    break
                count, at = count + 1, end
            return following(at) if count >= least else -1

        return run


def test_of(op: Any, value: Any, flags: int) -> Test | None:
    """Return what tells whether a node that takes one character takes this one; None for other nodes."""
    if op is ops.ANY:
        return (lambda _: True) if flags & re.DOTALL else (lambda character: character != "\n")
    if op is ops.LITERAL:
        items, negated = ((ops.LITERAL, value),), False
    elif op is ops.NOT_LITERAL:
        items, negated = ((ops.LITERAL, value),), True
    elif op is ops.IN:
        negated = value[0][0] is ops.NEGATE
        items = tuple(value[1:] if negated else value)
    else:
        return None
    return _in_set(items, negated, bool(flags & re.IGNORECASE), bool(flags & re.ASCII))


def _first(items: list[Any], flags: int) -> Test | None:
    """Return the test of the first character of a sequence, None if it may begin otherwise."""
    return test_of(*items[0], flags) if items else None


test_of.__test__ = False  # type: ignore[attr-defined]  # its name begins as a test's would


@cache
def _in_set(items: tuple[tuple[Any, Any], ...], negated: bool, folds: bool, ascii_only: bool) -> Test:
    categories: dict[Any, Test] = {
        ops.CATEGORY_DIGIT: str.isdecimal,
        ops.CATEGORY_SPACE: str.isspace,
        ops.CATEGORY_WORD: lambda character: character.isalnum() or character == "_",
    }
    opposites = {
        ops.CATEGORY_NOT_DIGIT: ops.CATEGORY_DIGIT,
        ops.CATEGORY_NOT_SPACE: ops.CATEGORY_SPACE,
        ops.CATEGORY_NOT_WORD: ops.CATEGORY_WORD,
    }

    def is_of(category: Any, character: str) -> bool:
        if category in opposites:
            return not is_of(opposites[category], character)
        return categories[category](character) and (not ascii_only or character.isascii())

    def holds(character: str) -> bool:
        code = ord(character)
        for op, value in items:
            if op is ops.LITERAL:
                found = code == value
            elif op is ops.RANGE:
                found = value[0] <= code <= value[1]
            else:
                found = is_of(value, character)
            if found:
                return True
        return False

    def forms(character: str) -> set[str]:
        return {form for form in (character, character.lower(), character.upper()) if len(form) == 1}

    @cache
    def test(character: str) -> bool:
        return any(map(holds, forms(character) if folds else {character})) != negated

    return test
