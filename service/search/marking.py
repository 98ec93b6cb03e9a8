"""Mark where the words and phrases of a search stand in a text."""

from collections.abc import Collection, Iterable, Iterator

from service.english.tokens import join_words, tokenize
from service.html_tags import blank_within
from service.search.wanted import Wanted


def mark(text: str, start: int, end: int, wanted: Wanted) -> tuple[tuple[int, int], ...]:
    """Return the ranges of `text` within [start, end) that hold a word or a phrase, in order and apart."""
    terms = frozenset(wanted.terms)
    plain = blank_within(text, start, end)
    found = [(start + first, start + last) for first, last in _mark_terms(plain, terms)] if terms else []
    for pattern in wanted.patterns:
        found += [(start + match.start(), start + match.end()) for match in pattern.finditer(plain)]
    return tuple(_merge(sorted(found)))


def _mark_terms(text: str, terms: Collection[str]) -> Iterator[tuple[int, int]]:
    tokens = tokenize(text)
    for token in tokens:
        if token.term in terms and not token.stop:
            yield token.start, token.end
    for first, last, term in join_words(text, tokens):
        if term in terms:
            yield tokens[first].start, tokens[last - 1].end


def _merge(ranges: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    held: tuple[int, int] | None = None
    for start, end in ranges:
        if held and start <= held[1]:
            held = held[0], max(end, held[1])
            continue
        if held:
            yield held
        held = start, end
    if held:
        yield held
