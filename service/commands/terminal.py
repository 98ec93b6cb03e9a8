"""Set verdicts out for a terminal: what is wrong with a quote, and where it stands."""

from collections.abc import Sequence

from service.wire.replies import Change, QuotationResult, QuoteResult

_SHOWN = {
    "exact": "Exact",
    "folded": "Alike but for how it is written",
    "altered": "Altered",
    "not_found": "Not found",
}


def describe_verdict(result: QuoteResult | QuotationResult) -> str:
    """Set out one verdict: the passages, with what the quote left out of them and put in marked as wdiff does."""
    lines = [_SHOWN[result.verdict] + (", in pieces." if result.elided else ".")]
    for match in result.matches:
        lines += [
            f"“{_mark(match.diff) if match.diff else match.quote}”",
            f"    {match.document.id}, characters {match.start} to {match.end}",
        ]
    return "\n".join([*lines, *(["    and in more places."] if result.truncated else [])])


def describe_text(text: str, results: Sequence[QuotationResult]) -> str:
    """Set out the verdicts on a text's quotations, each with the line that it begins in."""
    described = []
    for result in results:
        line = text.count("\n", 0, result.start) + 1
        described.append(f"Line {line}: “{result.quote}”\n" + describe_verdict(result))
    return "\n\n".join(described) if described else "The text has no quotations."


def _mark(diff: Sequence[Change]) -> str:
    """Write a diff as wdiff does: [-what the document has-] {+what the quote has+}."""
    return " ".join(
        change.document
        if change.op == "equal"
        else " ".join(
            form.format(words) for form, words in (("[-{}-]", change.document), ("{{+{}+}}", change.quote)) if words
        )
        for change in diff
    )
