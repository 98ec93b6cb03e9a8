"""What the page of /verify shows: a text with its quotations marked, and each beside the passage that it was compared with."""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from service.verify.verdict import JUDGEMENTS
from service.wire.replies import Change, Match, QuotationResult, QuoteResult, TextVerdicts, Verdict, Verdicts
from service.wire.requests import MAX_QUOTE, Verify, read_verify

AROUND = 240  # code points shown on either side of a passage
_LINE_END = re.compile(r"\r\n?")

AnyResult = QuoteResult | QuotationResult
Judge = Callable[[Verify], Verdict | Verdicts | TextVerdicts]


@dataclass(frozen=True)
class Stretch:
    """A stretch of the text checked, and the number of the quotation that it is; None if it is none."""

    text: str
    number: int | None = None
    verdict: str = ""


@dataclass(frozen=True)
class Source:
    """The passage that a quotation, or a piece of one, was compared with; `others` are further places of the same words."""

    match: Match
    before: str
    after: str
    others: tuple[Match, ...]

    @property
    def changes(self) -> tuple[Change, ...]:
        """The diff, if it has more than words that are equal."""
        diff = self.match.diff or ()
        return diff if self.match.verdict == "altered" and any(change.op != "equal" for change in diff) else ()


@dataclass(frozen=True)
class CheckedQuotation:
    """A quotation with its verdict, numbered from 1."""

    number: int
    result: AnyResult
    sources: tuple[Source, ...]

    @property
    def is_joined(self) -> bool:
        """Whether every piece stands in the documents as it is, but not together in this order."""
        return self.result.verdict == "altered" and not any(source.changes for source in self.sources)


@dataclass(frozen=True)
class CheckedText:
    """A text, its quotations, how many there are of each verdict, and a sentence where none was found in marks."""

    stretches: tuple[Stretch, ...]
    quotations: tuple[CheckedQuotation, ...]
    counts: tuple[tuple[str, int], ...]
    truncated: bool


def check_text(written: str, judge: Judge) -> CheckedText:
    """Check a text that somebody pasted: as one quotation if it reads as one, or has no quotation marks.

    Otherwise, every quotation in it is checked. Raises Problem if the text is empty, too long, or takes too much work.
    """
    text = _LINE_END.sub("\n", written).strip()
    whole = judge(read_verify({"quote": text})) if 0 < len(text) <= MAX_QUOTE else None
    assert whole is None or isinstance(whole, Verdict)
    if whole and whole.verdict in ("exact", "folded"):
        return _gather(text, [(0, len(text), whole)])
    checked = judge(read_verify({"text": text}))
    assert isinstance(checked, TextVerdicts)
    if whole and (not checked.results or _is_one(text, whole, checked)):
        return _gather(text, [(0, len(text), whole)])
    return _gather(text, [(result.start, result.end, result) for result in checked.results], checked.truncated)


def _is_one(text: str, whole: Verdict, checked: TextVerdicts) -> bool:
    """Whether a text is a paragraph that was altered, most of it outside the quotation marks in it."""
    marked = sum(result.end - result.start for result in checked.results)
    return whole.verdict == "altered" and "\n\n" not in text and 2 * marked < len(text)


def _gather(text: str, found: Sequence[tuple[int, int, AnyResult]], truncated: bool = False) -> CheckedText:
    quotations = tuple(
        CheckedQuotation(number, result, tuple(_sources(result))) for number, (_, _, result) in enumerate(found, 1)
    )
    tally = Counter(result.verdict for _, _, result in found)
    counts = tuple((verdict, tally[verdict]) for verdict in JUDGEMENTS if tally[verdict])
    return CheckedText(tuple(_stretches(text, found)), quotations, counts, truncated)


def _stretches(text: str, found: Sequence[tuple[int, int, AnyResult]]) -> Iterator[Stretch]:
    """Yield the whole text in order; of quotations inside one another, the outer one is marked."""
    done = 0
    for number, (start, end, result) in enumerate(found, 1):
        if start >= done:
            yield Stretch(text[done:start])
            yield Stretch(text[start:end], number, result.verdict)
            done = end
    yield Stretch(text[done:])


def _sources(result: AnyResult) -> Iterator[Source]:
    """Yield a source for each piece of the quotation, with the other places of that piece."""
    pieces: dict[int, list[Match]] = {}
    for match in result.matches:
        pieces.setdefault(match.part.start, []).append(match)
    for first, *others in pieces.values():
        passage = first.passage
        before = passage.text[: max(0, first.start - passage.start)]
        after = passage.text[max(0, first.end - passage.start) :]
        yield Source(first, _cut_before(before), _cut_after(after), tuple(others))


def _cut_before(text: str) -> str:
    return text if len(text) <= AROUND else "… " + text[-AROUND:].partition(" ")[2]


def _cut_after(text: str) -> str:
    return text if len(text) <= AROUND else text[:AROUND].rpartition(" ")[0] + " …"
