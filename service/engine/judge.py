"""Judge quotes against a snapshot, and cite the passages each verdict rests on."""

from typing import Any

from service.answer.answer import Finding, TextSpan
from service.engine.live import Snapshot
from service.engine.lookup import find_document
from service.engine.verbatim import is_verbatim
from service.index.corpus import Corpus
from service.verify.surroundings import passage_around, quotation_around
from service.verify.verdict import QuoteMatch
from service.verify.verifier import Verifier
from service.wire.shaping import Shaper


class Judge:
    """Judges quotes against a snapshot. Calling it returns the fields of a `QuoteResult`."""

    def __init__(self, snapshot: Snapshot, shaper: Shaper) -> None:
        self._snapshot, self._shaper = snapshot, shaper

    def __call__(self, quote: str, document: str | None) -> dict[str, Any]:
        snapshot = self._snapshot
        within = None if document is None else [snapshot.numbers[find_document(snapshot, document).id]]
        verdict = Verifier(snapshot.index).verify(quote, within)
        found = ((match, _cite(match, snapshot.index.corpus)) for match in verdict.matches)
        shown = [(match, finding) for match, finding in found if is_verbatim(finding)]
        return {
            "quote": verdict.quote,
            "verdict": verdict.judgement,
            "elided": verdict.elided,
            "matches": tuple(
                self._shaper.shape_match(finding, n, match, verdict.quote)
                for n, (match, finding) in enumerate(shown, 1)
            ),
            "truncated": verdict.truncated,
        }


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
