"""The figures of a sentence, numbers and dates, by value: "300,000" equals "three hundred thousand"."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from service.answer.ranking.analysis import AnalysedSentence
from service.answer.ranking.known import once
from service.english.calendar import MONTH_NUMBERS
from service.english.entities import TypedSpan, is_number
from service.english.numbers_and_units import APPROXIMATIONS, LOWER_BOUNDS, ONES, SCALES, TENS, UPPER_BOUNDS
from service.english.tokens import Token

_AMOUNTS = ("number", "money", "percent", "measure", "duration")
_NEAR = 0.1  # relative difference that "about" allows


@dataclass(frozen=True, slots=True)
class Amount:
    """A number at tokens [first, last): its value, what it counts (`kind`), and whether it is exact, approximate or a bound."""

    first: int
    last: int
    value: float
    kind: str
    bound: str  # "exact", "about", "more", "less"

    def agrees(self, other: "Amount") -> bool:
        """Return whether both amounts can be true of the same thing."""
        if self.value == other.value:
            return True
        low, high = (self, other) if self.value < other.value else (other, self)
        if low.bound == "more" or high.bound == "less":
            return True
        about = "about" in (self.bound, other.bound)
        return about and high.value - low.value <= _NEAR * high.value


@dataclass(frozen=True, slots=True)
class Day:
    """A date at tokens [first, last); the parts that are not given are None."""

    first: int
    last: int
    year: int | None
    month: int | None
    day: int | None

    def parts(self) -> dict[str, int]:
        """Return the parts that are given, by name."""
        told = {"year": self.year, "month": self.month, "day": self.day}
        return {name: value for name, value in told.items() if value is not None}

    def differences(self, other: "Day") -> list[str]:
        """Return the names of the parts that both dates give, and that differ."""
        own, others = self.parts(), other.parts()
        return [name for name in own if name in others and own[name] != others[name]]


@once
def read_amounts(sentence: AnalysedSentence) -> list[Amount]:
    """Return the numbers of a sentence that are not part of a date, in order."""
    dated = {place for day in read_days(sentence) for place in range(day.first, day.last)}
    found: dict[int, Amount] = {}
    for span in sentence.spans:
        if span.type in _AMOUNTS and not dated & set(range(span.first, span.last)):
            amount = _read_amount(sentence, span)
            if amount and (amount.first not in found or found[amount.first].kind == "number"):
                found[amount.first] = amount
    return [found[first] for first in sorted(found)]


def _read_amount(sentence: AnalysedSentence, span: TypedSpan) -> Amount | None:
    digits = [token for token in sentence.tokens[span.first : span.last] if is_number(token)]
    value = _value([token.word for token in digits])
    if value is None:
        return None
    last = span.first + len(digits)
    kind = sentence.tokens[last].term if span.type in ("measure", "duration") and last < span.last else span.type
    return Amount(span.first, last, value, kind, _bound(sentence.tokens, span.first))


def _value(words: Sequence[str]) -> float | None:
    """Compute the value of a number in words and digits, such as "1.2 million"; None if it is not one."""
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


@once
def read_days(sentence: AnalysedSentence) -> list[Day]:
    """Return the dates of a sentence, in order. A weekday alone is not a date."""
    return list(_iterate_days(sentence.tokens, [s for s in sentence.spans if s.type in ("date", "year")]))


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
