"""Keep the first promise: a quote that is not its document's text never leaves the service."""

import logging
from dataclasses import replace
from itertools import chain, islice

from service.answer.answer import Answer, Finding

log = logging.getLogger("quoth")


def keep_verbatim(answer: Answer) -> Answer:
    """Drop each finding whose quote is not its document's text, and put the next candidate in its place.

    Where nothing that answers is left, the answer is silence.
    """
    following = filter(is_verbatim, chain(answer.nearest, answer.spares))
    citations = [citation for citation in answer.citations if is_verbatim(citation)]
    if answer.answered and not any(citation.role == "answer" for citation in citations):
        citations = [*(replace(citation, role="answer") for citation in islice(following, 1)), *citations]
    answered = answer.answered and any(citation.role == "answer" for citation in citations)
    nearest = tuple(islice(following, len(answer.nearest)))
    return replace(answer, answered=answered, citations=tuple(citations), nearest=nearest)


def is_verbatim(finding: Finding) -> bool:
    """Check a quote against its document; one that fails is our bug, and is logged as such."""
    text = finding.document.text
    held = bool(finding.quote) and text[finding.start : finding.end] == finding.quote
    if not held:
        log.error(
            "A quote from %r at %d-%d is not the document's text.", finding.document.id, finding.start, finding.end
        )
    return held
