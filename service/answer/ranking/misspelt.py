"""Correct the words of a question that no document holds, each to the nearest that some document does."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import compress
from operator import not_

from service.answer.ranking.contexts import read_sentence
from service.answer.ranking.model import Model
from service.english.related_words import is_listed
from service.english.slips import undo_slip
from service.english.tokens import Token, stem
from service.english.word_vectors import is_frequent
from service.index.interface import Index
from service.query.question import Question

MOST = 2  # words of one question
_SHORTEST = 4  # letters of a word that is corrected
_LONG = 6  # letters from which a form that the documents do not hold is taken for a form of a word that they do
_TRIED, _READ = 8, 10  # words that are looked up in the documents, and sentences read of each

Pair = tuple[str, str]


def correct_spelling(question: Question, index: Index, model: Model) -> tuple[Question, tuple[Pair, ...]]:
    """Replace up to `MOST` words that no document holds by the nearest that some document does.

    Returns the question and the corrections, pairs of (as asked, as taken). A known English word is left alone even if the
    documents do not use it, and so is a question of whose words none is known.
    """
    unknown = list(_find_unknown(question, index, model.common))
    alone = len(unknown) == 1
    if not 1 <= len(unknown) <= MOST or (alone and len(question.terms) < 2):
        return question, ()
    meant = {token: _find_meant(token, question, index, model.common, alone) for token in unknown}
    if not all(meant.values()) and len(unknown) == len(question.terms):
        return question, ()
    return _replace(question, {token: word for token, word in meant.items() if word})


def _replace(question: Question, meant: Mapping[Token, str]) -> tuple[Question, tuple[Pair, ...]]:
    """Put the words that were meant in the place of the tokens, and read the question again."""
    if not meant:
        return question, ()
    text, taken = question.text, question
    for token, word in reversed(list(meant.items())):
        written = word.capitalize() if text[token.start].isupper() else word
        text = text[: token.start] + written + text[token.end :]
        taken = taken.with_term(token.term, stem(word))
    pairs = tuple((token.word, word) for token, word in meant.items())
    return (taken if question.carried else question.reread(text)), pairs


def _find_unknown(question: Question, index: Index, common: Mapping[str, float]) -> Iterator[Token]:
    """Yield the words that no document holds and that are not known as English; numbers and compounds are none."""
    doubtful = [
        token
        for token in question.tokens
        if not (
            token.stop
            or len(token.word) < _SHORTEST
            or token.term not in question.terms
            or token.term in question.numbers
            or token.term in common
            or is_listed(token.term)
            or is_frequent(token.term)
        )
    ]
    if doubtful:
        yield from compress(doubtful, map(not_, index.known([token.term for token in doubtful])))


def _find_meant(token: Token, question: Question, index: Index, common: Mapping[str, float], alone: bool) -> str | None:
    """Find the word that a misspelt one was meant to be.

    It is a word that one slip may have turned into it, and a name if it is written as one. If it is the only one misspelt,
    it may also be the term nearest to its stem.
    """
    found = _undo(token, question, index, common)
    if found is None and alone:
        found = index.closest_term(token.term)
    return None if found is None or stem(found) in question.terms else found


def _undo(token: Token, question: Question, index: Index, common: Mapping[str, float]) -> str | None:
    """Find what one slip may have made a word of: the words that the documents hold come first, then their terms."""
    word, named = token.word, token.term in question.names
    if len(word) < _SHORTEST or not (word.isascii() and word.isalpha()):
        return None
    near = [found for found in undo_slip(word) if found[0] == word[0] or found[:2] == word[1::-1]]
    known = index.known(map(stem, near))
    held = sorted(compress(near, known), key=lambda found: index.idf(stem(found)))[:_TRIED]
    fitting = [found for found in held if _is_written(found, index, named)]
    if fitting or named:
        return _choose(fitting, token.term, question, index)
    likely = [found for found in held if len(word) >= _LONG or is_frequent(stem(found))]
    return next(iter(likely), None) or next((found for found in near if stem(found) in common), None)


def _choose(words: Sequence[str], term: str, question: Question, index: Index) -> str | None:
    """Choose the word that stands best beside the question's other terms; of equals, the first."""
    if len(words) < 2:
        return next(iter(words), None)
    others = {other: question.weights[other] for other in question.terms if other != term and other in index}

    def score(word: str) -> float:
        hits = index.search(others | {stem(word): 1 / index.idf(stem(word))}, 1)
        return round(hits[0].score, 3) if hits else 0.0

    return max(words, key=score)


def _is_written(word: str, index: Index, named: bool) -> bool:
    """Tell whether a sentence that holds a word's term holds the word itself, with a capital if it is `named`."""
    for hit in index.search({stem(word): 1.0}, _READ):
        analysis = read_sentence(index, hit.number).analysis
        letters = [analysis.text[token.start] for token in analysis.tokens if token.word == word]
        if any(letter.isupper() or (letter.islower() and not named) for letter in letters):
            return True
    return False
