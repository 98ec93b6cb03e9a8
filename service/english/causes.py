"""Phrases that introduce a reason, or the means to an end."""

import re

_REASON = re.compile(
    r"\b(?:because|due to|owing to|as a result|since|in order to|so that|so as to|reason|caused?|therefore|thus|for fear|to avoid"
    r"|to prevent|led to|after|for (?:his|her|its|their)|on (?:charges|grounds)|accused of)\b",
    re.IGNORECASE,
)
_MEANS = re.compile(r"\b(?:by|through|using|via|with)\b", re.IGNORECASE)


def gives_reason(text: str) -> bool:
    """Tell whether a text has a phrase that may introduce a reason."""
    return bool(_REASON.search(text))


def gives_means(text: str) -> bool:
    """Tell whether a text has a phrase that may introduce a means."""
    return bool(_MEANS.search(text))
