"""Features of wording: runs, order and nearness of words, negation, quoted words."""

from bisect import bisect_left
from collections.abc import Sequence

import numpy as np

from service.answer.ranking.analysis import AnalysedSentence, Places, write_run
from service.answer.ranking.evidence import Evidence, around, worth_where
from service.answer.ranking.known import once
from service.english.antonyms import opposites
from service.english.tokens import fold

WINDOW = 12  # tokens
DENIED = 4  # tokens after a negation that count as negated


@once
def bigrams(e: Evidence) -> np.ndarray:
    """The share, by idf, of the question's bigrams that are in the sentence."""
    total = float(e.bigram_idf.sum())
    if not total:
        return np.zeros(len(e.candidates))
    weighed = zip(e.question.bigrams, e.bigram_idf.tolist(), strict=True)
    asked = [((one[0], two[0]), worth) for (one, two), worth in weighed]
    return _sum_runs(e, asked) / total


def trigrams(e: Evidence) -> np.ndarray:
    """The share of the question's trigrams, those of stop words alone excluded, that are in the sentence."""
    tokens = e.question.tokens
    runs = [
        (a.term, b.term, c.term)
        for a, b, c in zip(tokens, tokens[1:], tokens[2:], strict=False)
        if not (a.stop and b.stop and c.stop)
    ]
    return _sum_runs(e, [(run, 1.0) for run in runs]) / max(len(runs), 1)


def _sum_runs(e: Evidence, runs: Sequence[tuple[tuple[str, ...], float]]) -> np.ndarray:
    """Sum the worth of the runs of terms that each candidate holds."""
    asked = [(run[0], run[-1], write_run(run), worth) for run, worth in runs]
    held = []
    for sentence in (c.analysis for c in e.candidates):
        here, line = sentence.positions, sentence.line_of_terms
        held.append(sum([w for first, last, run, w in asked if first in here and last in here and run in line]))
    return np.array(held, dtype=float)


@once
def pairs(e: Evidence) -> np.ndarray:
    """How near the question's neighbouring terms are to each other, in its order: 1 if exactly as in the question."""
    first_at: dict[str, int] = {}
    for place, token in enumerate(e.question.tokens):
        first_at.setdefault(token.term, place)
    asked = [first_at.get(term, place) for place, term in enumerate(e.question.terms)]
    weights = e.idf[:-1] + e.idf[1:]
    total = float(weights.sum()) if len(weights) else 0.0
    if not total:
        return np.zeros(len(e.candidates))
    scores = []
    weighed = list(enumerate(weights.tolist()))
    for where, held in zip(e.where, e.held.tolist(), strict=True):
        score = 0.0
        for t, weight in weighed:
            if where[t] and where[t + 1]:
                distance = _nearest(where[t][:6], where[t + 1][:6], asked[t + 1] - asked[t])
                score += weight * held[t] * held[t + 1] / (1 + 0.35 * distance)
        scores.append(score)
    return np.array(scores) / total


def _nearest(ones: Places, others: Places, asked: int) -> int:
    if len(ones) == len(others) == 1:
        one, other = ones[0], others[0]
        return abs(other - one - asked) if other > one else one - other + abs(asked) + 1
    return min(
        abs(other - one - asked) if other > one else one - other + abs(asked) + 1 for one in ones for other in others
    )


@once
def window(e: Evidence) -> np.ndarray:
    """The greatest share of the question's weight within `WINDOW` tokens."""
    return np.array([_best_window(held) for held in worth_where(e)], dtype=float)


def _best_window(held: list[tuple[int, Places, float]]) -> float:
    if len(held) < 2:
        return held[0][2] if held else 0.0
    places = sorted([(place, t) for t, (_, found, _) in enumerate(held) for place in found])
    best, last = 0.0, places[-1][0]
    for n, (start, _) in enumerate(places):
        value, seen = 0.0, set()
        for place, t in places[n:]:
            if place > start + WINDOW:
                break
            if t not in seen:
                seen.add(t)
                value += held[t][2]
        best = max(best, value)
        if last <= start + WINDOW:
            break  # later windows hold no more
    return best


def order(e: Evidence) -> np.ndarray:
    """The longest subsequence of question terms that the sentence holds in the same order, as a share of the terms."""
    count = max(len(e.question.terms), 1)
    return np.array([_longest_rise([found[0] for found in where if found]) for where in e.where]) / count


def _longest_rise(values: list[int]) -> int:
    if len(values) < 2:
        return len(values)
    tails: list[int] = []
    for value in values:
        place = bisect_left(tails, value)
        tails[place : place + 1] = [value]
    return len(tails)


def negation_differs(e: Evidence) -> np.ndarray:
    """Only one of sentence and question is negated: a negation just before one of the question's terms.

    No matter for a question to be answered by yes or no.
    """
    if e.question.kind == "yes_no":
        return np.zeros(len(e.candidates))
    denied = [_is_denied(c.analysis, where) for c, where in zip(e.candidates, e.where, strict=True)]
    return np.array([one != e.question.negated for one in denied], dtype=float)


def _is_denied(sentence: AnalysedSentence, where: list[Places]) -> bool:
    return bool(sentence.negations) and any(
        n < place <= n + DENIED for n in sentence.negations for found in where for place in found
    )


def quoted_missing(e: Evidence) -> np.ndarray:
    """The question has words in quotation marks that are missing from the sentence."""
    quoted = [fold(words) for words in e.question.quoted]
    if not quoted:
        return np.zeros(len(e.candidates))
    return np.array([any(words not in fold(c.analysis.text) for words in quoted) for c in e.candidates], dtype=float)


def modifier_differs(e: Evidence) -> np.ndarray:
    """The share, by idf, of pairs such as "Canadian ambassador" whose second word follows another name in the sentence."""
    names = e.question.names | e.question.numbers
    weighed = zip(e.question.bigrams, e.bigram_idf.tolist(), strict=True)
    pairs = [(one[0], two[0], worth) for (one, two), worth in weighed if one[0] in names and not two[1]]
    total = float(e.bigram_idf.sum())
    if not pairs or not total:
        return np.zeros(len(e.candidates))
    found = [
        sum(w for a, b, w in pairs if b in c.analysis.positions and _is_modified_otherwise(c.analysis, a, b))
        for c in e.candidates
    ]
    return np.array(found, dtype=float) / total


def _is_modified_otherwise(sentence: AnalysedSentence, modifier: str, head: str) -> bool:
    places = sentence.positions[head]
    for place in places:
        if place > 0:
            token = sentence.tokens[place - 1]
            named = sentence.text[token.start].isupper() or token.word[0].isdigit()
            if token.stop or not named or token.term == modifier:
                return False
    own = sentence.positions.get(modifier, ())
    return places[-1] > 0 and not any(0 < place - other <= 3 for place in places for other in own)


def opposite_present(e: Evidence) -> np.ndarray:
    """The weight of the terms that are missing while their opposite is there ("released": "imprisoned")."""
    asked = zip(e.weights.tolist(), e.question.terms, map(opposites, e.question.terms), strict=True)
    opposed = [(weight, term, others) for weight, term, others in asked if others]
    if not opposed or e.question.kind == "yes_no":  # no is an answer
        return np.zeros(len(e.candidates))
    return np.array(
        [
            sum(
                weight
                for weight, term, others in opposed
                if term not in c.analysis.positions and not others.isdisjoint(c.analysis.positions)
            )
            for c in e.candidates
        ],
        dtype=float,
    )


def number_differs(e: Evidence) -> np.ndarray:
    """A number or year of the question is missing, and there is another in the sentence."""
    if not e.question.numbers:
        return np.zeros(len(e.candidates))
    return np.array(
        [
            e.question.numbers.isdisjoint(c.analysis.positions)
            and any(token.word[0].isdigit() for token in c.analysis.tokens)
            for c in e.candidates
        ],
        dtype=float,
    )


def name_differs(e: Evidence) -> np.ndarray:
    """A name of the question is missing all around, and the sentence has other names."""
    places = [t for t, term in enumerate(e.question.terms) if term in e.question.names]
    if not places:
        return np.zeros(len(e.candidates))
    missing = (around(e)[:, places] == 0).any(axis=1)
    return np.array(
        [bool(gone) and c.analysis.named for gone, c in zip(missing, e.candidates, strict=True)],
        dtype=float,
    )
