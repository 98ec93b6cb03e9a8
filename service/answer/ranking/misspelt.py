"""Correct the words of a question that no document holds, each to the nearest that some document does."""

from collections.abc import Iterator, Mapping

from service.answer.ranking.model import Model
from service.english.related_words import is_listed
from service.english.slips import undo_slip
from service.english.tokens import Token, stem
from service.index.embedded import Index
from service.query.question import Question

MOST = 2  # words of one question
_SHORTEST = 4  # letters of a word that is corrected

Pair = tuple[str, str]


def correct_spelling(question: Question, index: Index, model: Model) -> tuple[Question, tuple[Pair, ...]]:
    """Replace up to `MOST` words that no document holds by the nearest that some document does.

    Returns the question and the corrections, pairs of (as asked, as taken). A known English word is left alone even if the
    documents do not use it, and so is a question of whose words none is known.
    """
    unknown = list(_find_unknown(question, index, model.common))
    if not unknown or len(unknown) > MOST or len({token.term for token in unknown}) >= len(question.terms):
        return question, ()
    pairs: dict[str, str] = {}
    text = question.text
    for token in reversed(unknown):
        meant = _find_meant(token, index)
        if meant is None or stem(meant) in question.terms:
            continue
        pairs[token.word] = meant
        written = text[token.start : token.end]
        text = text[: token.start] + (meant.capitalize() if written[0].isupper() else meant) + text[token.end :]
        question = question.with_term(token.term, stem(meant))
    if not pairs:
        return question, ()
    taken = question if question.carried else question.reread(text)
    return taken, tuple((token.word, pairs[token.word]) for token in unknown if token.word in pairs)


def _find_unknown(question: Question, index: Index, common: Mapping[str, float]) -> Iterator[Token]:
    """Yield the words that no document holds and that are not known as English; numbers and compounds are none."""
    for token in question.tokens:
        if token.stop or token.term in index or token.term not in question.terms or token.term in question.numbers:
            continue
        if token.term not in common and not is_listed(token.term):
            yield token


def _find_meant(token: Token, index: Index) -> str | None:
    """Find the word that a misspelt one was meant to be.

    It is the most frequent of the words that one slip may have turned into it, or else the term nearest to its stem.
    """
    word = token.word
    if not (word.isascii() and word.isalpha()):
        return index.closest_term(token.term)
    if len(word) >= _SHORTEST:
        near = [found for found in undo_slip(word) if found[0] == word[0] or found[:2] == word[1::-1]]
        held = [found for found in near if stem(found) in index]
        if held:
            return min(held, key=lambda found: index.idf(stem(found)))
    return index.closest_term(token.term)
