"""The sentence that goes with a reply: why there is no answer, or how the documents differ. Every door shows this one."""

from collections.abc import Iterable, Sequence

from service.answer.answer import Reason
from service.wire.replies import Citation

UNSURE, LIKELIEST = "Not sure enough to answer.", "The likeliest passages:"
MOST = 4  # words named in a sentence
NO_WORD = "None of the question’s words stand in the documents."
_SENTENCES: dict[Reason, str] = {
    "no_terms": "There is no word here to search for. Name a person, a place or a thing.",
    "not_a_question": "This does not read as a question about the documents.",
}
# The heading of the passages below a notice that does not announce them itself.
NEAREST = "Nearest passages, for you to judge"


def write_notice(
    reason: Reason | None, unmentioned: Sequence[str], citations: Sequence[Citation], nearest: Sequence[Citation]
) -> str | None:
    """Write the notice of a reply; None if it answers and no document differs.

    `reason` is why there is no answer (None if there is one), `unmentioned` the question's words that no document holds.
    """
    if reason is None:
        return _write_difference(citations)
    if reason == "low_confidence":
        return f"{UNSURE} {LIKELIEST}" if nearest else UNSURE
    if reason == "no_match":
        return write_unmentioned(unmentioned) if unmentioned else NO_WORD
    return _SENTENCES[reason]


def write_unmentioned(words: Sequence[str]) -> str:
    """Name words that no document holds: "The documents do not mention passports or Kestrel.". Of many, names only."""
    if len(words) > MOST:
        words = [word for word in words if not word.islower()] or words
    return f"The documents do not mention {_enumerate(words[:MOST], 'or')}."


def _write_difference(citations: Sequence[Citation]) -> str | None:
    """Set what answers beside what differs from it, each with its document; None if no document differs."""
    answer = next((c for c in citations if c.role == "answer" and c.highlight), None)
    differing = [c for c in citations if c.role == "differs"]
    if not differing:
        return None
    if answer is None or not all(c.highlight for c in differing):
        return f"{_enumerate(dict.fromkeys(map(_source, differing)), 'and')} {_verb(differing)}."
    sources: dict[str, list[str]] = {}
    for citation in (answer, *differing):
        assert citation.highlight is not None, "Those without one have been told of above."
        sources.setdefault(" ".join(citation.highlight.text.split()), []).append(_source(citation))
    return f"The documents differ: {'; '.join(f'{said} ({_list(names)})' for said, names in sources.items())}."


NO_QUOTATION = "No quotation was found in the text. Put what is quoted in quotation marks, or in a block quote."


def describe_dropped(words: Sequence[str]) -> str | None:
    """Warn of a quote whose omission leaves out a negation; None if there is none."""
    return f"The words left out say {_enumerate([f'“{word}”' for word in words], 'and')}." if words else None


def _verb(differing: Sequence[Citation]) -> str:
    return "differs" if len({c.document.id for c in differing}) == 1 else "differ"


def _list(names: Iterable[str]) -> str:
    return ", ".join(dict.fromkeys(names))


def _source(citation: Citation) -> str:
    return citation.document.title or citation.document.id


def _enumerate(words: Iterable[str], conjunction: str) -> str:
    *others, last = words
    return f"{', '.join(others)} {conjunction} {last}" if others else last
