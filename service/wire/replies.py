"""Answer -> the JSON of /ask, verdict -> that of /verify. Every quote is checked against its document here, once."""

import logging
from dataclasses import replace
from itertools import chain, islice
from typing import Any, Literal
from urllib.parse import quote as percent_encode

from service.answer.answer import Answer, Finding, TextSpan
from service.documents.document import Document
from service.index.corpus import Corpus
from service.verify.surroundings import passage_around, quotation_around
from service.verify.verdict import QuoteMatch, QuoteVerdict

log = logging.getLogger("quoth")

Offsets = Literal["codepoint", "utf16"]
CONTEXT = 32  # code points beside a quote, as Hypothesis has it


def answer_to_json(
    answer: Answer, index: dict[str, Any], offsets: Offsets = "codepoint", public_url: str = ""
) -> dict[str, Any]:
    """Shape the reply of /ask. `index` is its `index` field: id, documents, sentences."""
    citations, nearest = _keep_verbatim(answer)
    quotes = [c.quote for c in citations if c.role == "answer"]
    answered = answer.answered and bool(quotes)
    return {
        "question": answer.question.asked or answer.question.text,
        "answered": answered,
        "answer": "\n".join(quotes) if answered else None,
        "confidence": round(answer.confidence, 4),
        "reason": None if answered else answer.reason or "low_confidence",
        "offsets": offsets,
        "citations": [citation_to_json(c, n, offsets, public_url) for n, c in enumerate(citations, 1)],
        "truncated": answer.truncated,
        "nearest": [citation_to_json(c, n, offsets, public_url) for n, c in enumerate(nearest, 1)],
        "why": {
            "kind": answer.question.kind,
            "terms": [{"term": t.term, "weight": round(t.weight, 4), "matched": t.matched} for t in answer.terms],
            "carried_over": list(answer.carried_over),
            "corrected": [{"asked": asked, "taken": taken} for asked, taken in answer.corrected],
        },
        "index": index,
    }


def _keep_verbatim(answer: Answer) -> tuple[list[Finding], list[Finding]]:
    """Give the citations and the nearest passages whose quotes hold; the next candidate takes the place of another."""
    following = filter(is_verbatim, chain(answer.nearest, answer.spares))
    citations = [citation for citation in answer.citations if is_verbatim(citation)]
    if answer.answered and not any(citation.role == "answer" for citation in citations):
        citations = [*(replace(citation, role="answer") for citation in islice(following, 1)), *citations]
    return citations, list(islice(following, len(answer.nearest)))


def is_verbatim(citation: Finding) -> bool:
    """Check a quote against its document; one that fails is our bug, and is logged as such."""
    text = citation.document.text
    held = bool(citation.quote) and text[citation.start : citation.end] == citation.quote
    if not held:
        log.error(
            "A quote from %r at %d-%d is not the document's text.",
            citation.document.id,
            citation.start,
            citation.end,
        )
    return held


def citation_to_json(citation: Finding, n: int, offsets: Offsets, public_url: str = "") -> dict[str, Any]:
    """Shape one citation; every offset in it is in the unit asked for."""
    text = citation.document.text
    start, end = citation.start, citation.end

    def place(span: TextSpan) -> dict[str, int]:
        return {"start": convert(text, span.start, offsets), "end": convert(text, span.end, offsets)}

    def slice_of(span: TextSpan | None) -> dict[str, Any] | None:
        return place(span) | {"text": text[span.start : span.end]} if span else None

    speaker = citation.speaker
    return {
        "n": n,
        "role": citation.role,
        "relation": citation.relation,
        "document": document_to_json(citation.document),
        **place(TextSpan(start, end)),
        "quote": citation.quote,
        "highlight": slice_of(citation.highlight),
        "passage": slice_of(citation.passage),
        "quotation": place(citation.quotation) if citation.quotation else None,
        "speaker": {
            **place(speaker.name),
            "name": text[speaker.name.start : speaker.name.end],
            "cue": place(speaker.cue),
        }
        if speaker
        else None,
        "prefix": text[max(0, start - CONTEXT) : start],
        "suffix": text[end : end + CONTEXT],
        "score": round(citation.score, 4),
        "copies": [document_to_json(copy) for copy in citation.copies],
        "url": passage_url(citation.document, start, end, public_url),
    }


def verdict_to_json(
    verdict: QuoteVerdict, corpus: Corpus, offsets: Offsets = "codepoint", public_url: str = ""
) -> dict[str, Any]:
    """Shape the verdict on one quote. A match is a citation with its own verdict, the part of the quote and a diff."""
    matches = [(match, _cite(match, corpus)) for match in verdict.matches]
    shown = [(match, citation) for match, citation in matches if is_verbatim(citation)]
    return {
        "quote": verdict.quote,
        "verdict": verdict.judgement,
        "elided": verdict.elided,
        "matches": [
            citation_to_json(citation, n, offsets, public_url) | _comparison(match, verdict.quote, offsets)
            for n, (match, citation) in enumerate(shown, 1)
        ],
        "truncated": verdict.truncated,
    }


def _cite(match: QuoteMatch, corpus: Corpus) -> Finding:
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


def _comparison(match: QuoteMatch, quote: str, offsets: Offsets) -> dict[str, Any]:
    return {
        "verdict": match.judgement,
        "part": {
            "start": convert(quote, match.first, offsets),
            "end": convert(quote, match.last, offsets),
            "text": quote[match.first : match.last],
        },
        "diff": [{"op": c.operation, "quote": c.quoted, "document": c.standing} for c in match.diff] or None,
    }


def document_to_json(document: Document) -> dict[str, Any]:
    """Shape what a citation says of its document."""
    return {
        "id": document.id,
        "title": document.title,
        "author": document.author,
        "published": document.published,
        "source_url": document.source_url,
        "sha256": document.sha256,
    }


def passage_url(document: Document, start: int, end: int, public_url: str = "") -> str:
    """Link to a document's page with [start, end) marked; its offsets are always code points."""
    return f"{public_url}/documents/{percent_encode(document.id)}?start={start}&end={end}#cited"


def convert(text: str, offset: int, offsets: Offsets) -> int:
    """Turn a code point offset into the unit asked for: beyond U+FFFF a code point is two UTF-16 units."""
    if offsets == "codepoint":
        return offset
    return len(text[:offset].encode("utf-16-le", "surrogatepass")) // 2
