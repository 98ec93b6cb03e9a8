"""Turn answers and verdicts into replies, with offsets and links as the client wants them."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from urllib.parse import quote as percent_encode

from service.answer.answer import Answer, Finding, TextSpan, WeighedTerm
from service.documents.document import Document
from service.documents.naming import name_document
from service.verify.verdict import QuoteMatch
from service.wire.fields import Offsets
from service.wire.notices import write_notice
from service.wire.offsets import Convert, Utf16Offsets, unchanged
from service.wire.replies import (
    CONTEXT,
    Change,
    Citation,
    Correction,
    DocumentInfo,
    IndexInfo,
    Match,
    Passage,
    Reply,
    Span,
    Speaker,
    Why,
    WhyTerm,
)


@dataclass(frozen=True)
class Shaper:
    """Shapes replies for one client.

    `offsets` is the unit the client counts in, `address` the prefix of links ("": links relative to the root).
    `utf16` returns the converter for a document's text; callers may cache these.
    """

    offsets: Offsets = "codepoint"
    address: str = ""
    utf16: Callable[[Document], Utf16Offsets] = lambda document: Utf16Offsets(document.text)

    def shape_answer(self, answer: Answer, index: IndexInfo) -> Reply:
        """Shape the reply of /ask. The quotes must already be checked against their documents."""
        quotes = [citation.quote for citation in answer.citations if citation.role == "answer"]
        reason = None if answer.answered else answer.reason or "low_confidence"
        citations, nearest = self.shape_findings(answer.citations), self.shape_findings(answer.nearest)
        return Reply(
            question=answer.question.asked or answer.question.text,
            answered=answer.answered,
            answer="\n".join(quotes) if answer.answered else None,
            confidence=round(answer.confidence, 4),
            min_confidence=round(answer.min_confidence, 4),
            reason=reason,
            notice=write_notice(reason, answer.unmentioned, citations, nearest),
            offsets=self.offsets,
            citations=citations,
            truncated=answer.truncated,
            nearest=nearest,
            why=_shape_why(answer),
            index=index,
        )

    def shape_findings(self, findings: Iterable[Finding]) -> tuple[Citation, ...]:
        """Shape findings as a numbered list of citations."""
        return tuple(self._shape_finding(finding, n) for n, finding in enumerate(findings, 1))

    def _shape_finding(self, finding: Finding, n: int) -> Citation:
        text, convert = finding.document.text, self.converter(finding.document)

        def slice_of(span: TextSpan) -> Passage:
            return Passage(convert(span.start), convert(span.end), text[span.start : span.end])

        return Citation(
            n=n,
            role=finding.role,
            relation=finding.relation,
            document=describe_document(finding.document),
            start=convert(finding.start),
            end=convert(finding.end),
            page=finding.document.page_at(finding.start),
            quote=finding.quote,
            highlight=slice_of(finding.highlight) if finding.highlight else None,
            passage=slice_of(finding.passage),
            lead_in=slice_of(finding.lead_in) if finding.lead_in else None,
            quotation=_shape_span(finding.quotation, convert) if finding.quotation else None,
            speaker=_shape_speaker(finding, convert),
            prefix=text[max(0, finding.start - CONTEXT) : finding.start],
            suffix=text[finding.end : finding.end + CONTEXT],
            score=round(finding.score, 4),
            copies=tuple(map(describe_document, finding.copies)),
            url=passage_url(finding.document, finding.start, finding.end, self.address),
        )

    def shape_match(self, finding: Finding, n: int, match: QuoteMatch, quote: str) -> Match:
        """Shape a match of a quote; `finding` cites the matched text and the passage around it."""
        cited = self._shape_finding(finding, n)
        first, last = self.convert_text(quote, match.first), self.convert_text(quote, match.last)
        return Match(
            **{name: getattr(cited, name) for name in Citation.__struct_fields__},
            verdict=match.judgement,
            part=Passage(first, last, quote[match.first : match.last]),
            diff=tuple(Change(c.operation, c.quoted, c.standing) for c in match.diff) or None,
        )

    def convert_text(self, text: str, offset: int) -> int:
        """Convert an offset in the client's own text from code points to the unit asked for."""
        return offset if self.offsets == "codepoint" else Utf16Offsets(text[:offset]).to_units(offset)

    def converter(self, document: Document) -> Convert:
        """Return what converts offsets in a document from code points to the unit asked for."""
        return unchanged if self.offsets == "codepoint" else self.utf16(document).to_units


def _shape_why(answer: Answer) -> Why:
    return Why(
        kind=answer.question.kind,
        terms=tuple(_shape_term(term) for term in answer.terms),
        carried_over=answer.carried_over,
        corrected=tuple(Correction(asked, taken) for asked, taken in answer.corrected),
        unmentioned=answer.unmentioned,
    )


def _shape_term(term: WeighedTerm) -> WhyTerm:
    return WhyTerm(
        term.term, term.word, round(term.weight, 4), term.matched, term.found, min(1.0, round(term.likeness, 4))
    )


def _shape_span(span: TextSpan, convert: Convert) -> Span:
    return Span(convert(span.start), convert(span.end))


def _shape_speaker(finding: Finding, convert: Convert) -> Speaker | None:
    if finding.speaker is None:
        return None
    name = finding.speaker.name
    return Speaker(
        convert(name.start),
        convert(name.end),
        finding.document.text[name.start : name.end],
        _shape_span(finding.speaker.cue, convert),
    )


def describe_document(document: Document) -> DocumentInfo:
    """Shape a document's description of itself."""
    return DocumentInfo(
        document.id,
        document.title,
        document.author,
        document.publisher,
        document.published,
        document.source_url,
        document.sha256,
        name_document(document),
    )


def document_url(document: Document, address: str = "") -> str:
    """Link to a document's page."""
    return f"{address}/documents/{percent_encode(document.id)}"


def passage_url(document: Document, start: int, end: int, address: str = "") -> str:
    """Link to a document's page with [start, end) marked; the offsets are always code points."""
    return f"{document_url(document, address)}?start={start}&end={end}#cited"
