"""Format verdicts for a terminal: how a quote differs from the documents, and where it was found."""

from collections.abc import Sequence

from service.wire.notices import NO_QUOTATION
from service.wire.replies import Change, QuotationResult, QuoteResult

_SHOWN = {
    "exact": "Exact",
    "folded": "Same words, written differently",
    "altered": "Altered",
    "not_found": "Not found",
}


def describe_verdict(result: QuoteResult | QuotationResult) -> str:
    """Format one verdict and its passages, with the quote's omissions and insertions marked as in wdiff."""
    lines = [_SHOWN[result.verdict] + (", in pieces." if result.elided else "."), *filter(None, [result.notice])]
    for match in result.matches:
        lines += [
            f"“{_mark(match.diff) if match.diff else match.quote}”",
            f"    {match.document.id}, characters {match.start} to {match.end}",
        ]
    return "\n".join([*lines, *(["    and in more places."] if result.truncated else [])])


def describe_text(text: str, results: Sequence[QuotationResult]) -> str:
    """Format the verdicts on a text's quotations, each with the number of the line it begins on."""
    described = []
    for result in results:
        line = text.count("\n", 0, result.start) + 1
        described.append(f"Line {line}: “{result.quote}”\n" + describe_verdict(result))
    return "\n\n".join(described) if described else NO_QUOTATION


def _mark(diff: Sequence[Change]) -> str:
    """Write a diff in wdiff's notation: [-the document's words-] {+the quote's words+}."""
    return " ".join(
        change.document
        if change.op == "equal"
        else " ".join(
            form.format(words) for form, words in (("[-{}-]", change.document), ("{{+{}+}}", change.quote)) if words
        )
        for change in diff
    )
