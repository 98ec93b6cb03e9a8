"""Format quotes, verdicts and hits for a terminal: what was found, where, and how a quote differs from the documents."""

from collections.abc import Sequence

from service.evaluate.counted import count_of
from service.wire.notices import NO_QUOTATION
from service.wire.replies import Change, QuotationResult, QuoteResult
from service.wire.search_shapes import SearchHit, SearchReply

_SHOWN = {
    "exact": "Exact",
    "folded": "Same words, written differently",
    "altered": "Altered",
    "not_found": "Not found",
}

_QUOTATION_MARKS = '"“”„«»'


def in_quotes(text: str) -> str:
    """Put a text in quotation marks, unless it begins or ends with its own."""
    return text if text[:1] in _QUOTATION_MARKS or text[-1:] in _QUOTATION_MARKS else f"“{text}”"


def describe_verdict(result: QuoteResult | QuotationResult) -> str:
    """Format one verdict and its passages, with the quote's omissions and insertions marked as in wdiff."""
    lines = [_SHOWN[result.verdict] + (", in pieces." if result.elided else "."), *filter(None, [result.notice])]
    for match in result.matches:
        lines += [
            in_quotes(_mark(match.diff) if match.diff else match.quote),
            f"    {match.document.id}, characters {match.start} to {match.end}",
        ]
    return "\n".join([*lines, *(["    and in more places."] if result.truncated else [])])


def describe_text(text: str, results: Sequence[QuotationResult]) -> str:
    """Format the verdicts on a text's quotations, each with the number of the line it begins on."""
    described = []
    for result in results:
        line = text.count("\n", 0, result.start) + 1
        described.append(f"Line {line}: {in_quotes(result.quote)}\n" + describe_verdict(result))
    return "\n\n".join(described) if described else NO_QUOTATION


def describe_search(reply: SearchReply) -> str:
    """Format a page of hits below the names of their documents, with how many there are and where the next page begins."""
    total = reply.total
    if not total.hits:
        return "\n".join(["No sentence holds all of this.", *_describe_words(reply)])
    least = "" if total.complete else "At least "
    lines = [f"{least}{count_of(total.hits, 'sentence')} in {count_of(total.documents, 'document')}."]
    held = ""
    for hit in reply.hits:
        if hit.document.id != held:
            held = hit.document.id
            lines += ["", f"{hit.document.title} ({held})" if hit.document.title else held]
        lines.append(f"  {hit.start}-{hit.end}  {_bracket(hit)}")
    if reply.next and reply.hits:
        last = reply.hits[-1]
        lines += ["", f"Go on with --after '{last.start} {last.document.id}'."]
    return "\n".join(lines)


def _describe_words(reply: SearchReply) -> list[str]:
    words = reply.words if len(reply.words) > 1 or reply.phrases else ()
    counted = [f"  {word.word}: {count_of(word.sentences, 'sentence')}" for word in words]
    ignored = f"Too common to be searched for outside a phrase: {', '.join(reply.ignored)}."
    return counted + ([ignored] if reply.ignored else [])


def _bracket(hit: SearchHit) -> str:
    """Write a quote on one line, with brackets around what was found."""
    parts, done = [], hit.start
    for mark in hit.marks:
        parts += [hit.quote[done - hit.start : mark.start - hit.start], f"[{mark.text}]"]
        done = mark.end
    return " ".join("".join([*parts, hit.quote[done - hit.start :]]).split())


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
