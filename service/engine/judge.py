"""Judge quotes against a snapshot, and cite the passages each verdict rests on."""

from msgspec.structs import asdict

from service.answer.answer import Finding, TextSpan
from service.engine.live import Snapshot
from service.engine.lookup import describe_index, find_document
from service.engine.verbatim import is_verbatim
from service.index.corpus import Corpus
from service.verify.quotations_in_text import find_quoted
from service.verify.surroundings import passage_around, quotation_around
from service.verify.verdict import QuoteMatch
from service.verify.verifier import Verifier
from service.verify.work import TooMuchWorkError, Work
from service.wire.notices import NO_QUOTATION, describe_dropped
from service.wire.problems import Problem
from service.wire.replies import MAX_QUOTATIONS, QuotationResult, QuoteResult, TextVerdicts, Verdict, Verdicts
from service.wire.requests import Verify
from service.wire.shaping import Shaper

MAX_STEPS = 1_000_000  # in one request; see service.verify.work


def judge(asked: Verify, snapshot: Snapshot, shaper: Shaper) -> Verdict | Verdicts | TextVerdicts:
    """Judge a request of /verify, shaped for one client.

    Raises Problem for a document that does not exist, and for quotes that take more than `MAX_STEPS` together.
    """
    try:
        return _judge_all(asked, snapshot, shaper, Work(MAX_STEPS))
    except TooMuchWorkError:
        expected = "fewer or shorter quotes, with fewer omissions, or a document to look in"
        raise Problem(
            413, f"To check this takes more than {MAX_STEPS:,} steps in these documents; expected {expected}."
        ) from None


def _judge_all(asked: Verify, snapshot: Snapshot, shaper: Shaper, work: Work) -> Verdict | Verdicts | TextVerdicts:
    index, verifier = describe_index(snapshot), Verifier(snapshot.index, work=work)

    def judge_one(quote: str, document: str | None) -> QuoteResult:
        return _judge_quote(quote, document, snapshot, shaper, verifier)

    if asked.quote is not None:
        return Verdict(**asdict(judge_one(asked.quote, asked.document)), offsets=asked.offsets, index=index)
    if asked.text is None:
        results = tuple(judge_one(row.quote, row.document) for row in asked.rows)
        return Verdicts(results, asked.offsets, index)
    text, found = asked.text, find_quoted(asked.text)
    quotations = tuple(
        QuotationResult(
            shaper.convert_text(text, quoted.start),
            shaper.convert_text(text, quoted.end),
            **asdict(judge_one(quoted.quote, asked.document)),
        )
        for quoted in found[:MAX_QUOTATIONS]
    )
    return TextVerdicts(quotations, len(found) > MAX_QUOTATIONS, None if found else NO_QUOTATION, asked.offsets, index)


def _judge_quote(
    quote: str, document: str | None, snapshot: Snapshot, shaper: Shaper, verifier: Verifier
) -> QuoteResult:
    within = None if document is None else [snapshot.numbers[find_document(snapshot, document).id]]
    verdict = verifier.verify(quote, within)
    found = ((match, _cite(match, snapshot.index.corpus)) for match in verdict.matches)
    shown = [(match, finding) for match, finding in found if is_verbatim(finding)]
    matches = (shaper.shape_match(finding, n, match, verdict.quote) for n, (match, finding) in enumerate(shown, 1))
    notice = describe_dropped(verdict.dropped)
    return QuoteResult(verdict.quote, verdict.judgement, verdict.elided, notice, tuple(matches), verdict.truncated)


def _cite(match: QuoteMatch, corpus: Corpus) -> Finding:
    """Cite the text that a quote was compared with, and the passage around it."""
    cut = corpus.segmentation(match.number)
    quotation = quotation_around(cut, match.start, match.end)
    return Finding(
        "match",
        match.document,
        match.start,
        match.end,
        match.document.text[match.start : match.end],
        TextSpan(*passage_around(cut, match.start, match.end)),
        match.share,
        quotation=TextSpan(quotation.start, quotation.end) if quotation else None,
    )
