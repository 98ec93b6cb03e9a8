"""Figures in a sentence, numbers and dates, by what they amount to: "300,000" and "three hundred thousand" are one."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from service.answer.ranking.analysis import View
from service.english.calendar import MONTH_NUMBERS
from service.english.entities import TypedSpan, is_number
from service.english.numbers_and_units import APPROXIMATIONS, LOWER_BOUNDS, ONES, SCALES, TENS, UPPER_BOUNDS
from service.english.tokens import Token

_AMOUNTS = ("number", "money", "percent", "measure", "duration")
_NEAR = 0.1  # the relative difference that "about" allows for


@dataclass(frozen=True, slots=True)
class Amount:
    """A number at tokens [first, last): its value, what it is of, and whether it is said to be exact, or a bound."""

    first: int
    last: int
    value: float
    kind: str
    bound: str  # "exact", "about", "more", "less"

    def agrees(self, other: "Amount") -> bool:
        """Say whether both may be true of one thing."""
        if self.value == other.value:
            return True
        low, high = (self, other) if self.value < other.value else (other, self)
        if low.bound == "more" or high.bound == "less":
            return True
        about = "about" in (self.bound, other.bound)
        return about and high.value - low.value <= _NEAR * high.value


@dataclass(frozen=True, slots=True)
class Day:
    """A date at tokens [first, last), as far as it is told."""

    first: int
    last: int
    year: int | None
    month: int | None
    day: int | None

    def parts(self) -> dict[str, int]:
        """Give what is told of it."""
        told = {"year": self.year, "month": self.month, "day": self.day}
        return {name: value for name, value in told.items() if value is not None}

    def differences(self, other: "Day") -> list[str]:
        """List the parts that both tell, and that differ."""
        own, others = self.parts(), other.parts()
        return [name for name in own if name in others and own[name] != others[name]]


@lru_cache(maxsize=2048)
def read_amounts(view: View) -> list[Amount]:
    """List a sentence's numbers that are not dates, each once."""
    dated = {place for day in read_days(view) for place in range(day.first, day.last)}
    found: dict[int, Amount] = {}
    for span in view.spans:
        if span.type in _AMOUNTS and not dated & set(range(span.first, span.last)):
            amount = _read_amount(view, span)
            if amount and (amount.first not in found or found[amount.first].kind == "number"):
                found[amount.first] = amount
    return [found[first] for first in sorted(found)]


def _read_amount(view: View, span: TypedSpan) -> Amount | None:
    digits = [token for token in view.tokens[span.first : span.last] if is_number(token)]
    value = _value([token.word for token in digits])
    if value is None:
        return None
    last = span.first + len(digits)
    kind = view.tokens[last].term if span.type in ("measure", "duration") and last < span.last else span.type
    return Amount(span.first, last, value, kind, _bound(view.tokens, span.first))


def _value(words: Sequence[str]) -> float | None:
    """Compute the number that words tell: "1.2 million", "three hundred thousand"."""
    total, part, told = 0.0, 0.0, False
    for word in words:
        if word in ONES or word in TENS:
            part += ONES.get(word, TENS.get(word, 0))
        elif word in SCALES:
            part = (part or 1.0) * SCALES[word]
            if SCALES[word] >= 1000:
                total, part = total + part, 0.0
        else:
            try:
                part += float(word)
            except ValueError:
                return None
        told = True
    return total + part if told else None


def _bound(tokens: Sequence[Token], first: int) -> str:
    before = tuple(token.word for token in tokens[max(0, first - 2) : first])
    if before[-2:] in LOWER_BOUNDS or before[-1:] in LOWER_BOUNDS:
        return "more"
    if before[-2:] in UPPER_BOUNDS or before[-1:] in UPPER_BOUNDS:
        return "less"
    return "about" if set(before) & APPROXIMATIONS else "exact"


@lru_cache(maxsize=2048)
def read_days(view: View) -> list[Day]:
    """List a sentence's dates; weekdays, which recur, are none."""
    return list(_iterate_days(view.tokens, [s for s in view.spans if s.type in ("date", "year")]))


def _iterate_days(tokens: Sequence[Token], spans: Sequence[TypedSpan]) -> Iterator[Day]:
    covered: set[int] = set()
    for span in sorted(spans, key=lambda s: (s.first, s.first - s.last)):
        if span.first in covered:
            continue
        year = month = day = None
        for token in tokens[span.first : span.last]:
            if token.word in MONTH_NUMBERS:
                month = MONTH_NUMBERS[token.word]
            elif token.word.isdecimal() and len(token.word) == 4:
                year = int(token.word)
            elif token.word[:2].rstrip("sntrdh").isdecimal() and len(token.word) <= 4:
                day = int(token.word[:2].rstrip("sntrdh"))
        if year or month:
            covered |= set(range(span.first, span.last))
            yield Day(span.first, span.last, year, month, day)
