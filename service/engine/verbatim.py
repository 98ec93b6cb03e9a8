"""Make sure that every quote leaving the service is the exact text of its document."""

import logging
from dataclasses import replace
from itertools import chain, islice

from service.answer.answer import Answer, Finding

log = logging.getLogger("quoth")


def keep_verbatim(answer: Answer) -> Answer:
    """Drop findings whose quote does not match their document, and move up the next candidates.

    If no finding that answers is left, the answer becomes silence.
    """
    following = filter(is_verbatim, chain(answer.nearest, answer.spares))
    citations = [citation for citation in answer.citations if is_verbatim(citation)]
    if answer.answered and not any(citation.role == "answer" for citation in citations):
        citations = [*(replace(citation, role="answer") for citation in islice(following, 1)), *citations]
    answered = answer.answered and any(citation.role == "answer" for citation in citations)
    nearest = tuple(islice(following, len(answer.nearest)))
    if (answered, nearest, tuple(citations)) == (answer.answered, answer.nearest, answer.citations):
        return answer  # as always
    return replace(answer, answered=answered, citations=tuple(citations), nearest=nearest)


def is_verbatim(finding: Finding) -> bool:
    """Check a quote against its document. A mismatch is a bug in Quoth, so it is logged as an error."""
    text = finding.document.text
    held = bool(finding.quote) and text[finding.start : finding.end] == finding.quote
    if not held:
        log.error(
            "A quote from %r at %d-%d is not the document's text.", finding.document.id, finding.start, finding.end
        )
    return held
