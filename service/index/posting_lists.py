"""The postings of a query's terms, and where a sentence or a paragraph stands in them: see maxscore.py, which uses it.

A query has a row of places and one of values for each term, in its own order: `places` (int64 [terms * PLACES]) and `values`
(float64 [(terms + 1) * VALUES]). Whoever asks fills in the fields up to `SLOT` and `LENT_MOST`.
"""

from typing import NamedTuple

import numpy as np

# A row of places: the term's run among the postings of sentences, the first and the last of its postings of paragraphs, and the
# row of its marks, -1 if it has none. Then from where on a sentence is looked for, and which posting of a paragraph begins there; the same
# for the next window; the number of the list that has this row's rank, and the rank of this row's list.
START, STOP, GROUPS, LAST_GROUP, SLOT, AT, GROUP, AHEAD, GROUP_AHEAD, RANKED, RANK, PLACES = range(12)
# A row of values: what a code's impact counts among sentences and among paragraphs, the most that the list's can be, and what
# the lists from this row's rank on can add together.
OWN, LENT, OWN_MOST, LENT_MOST, REST, VALUES = range(6)
ONE, NONE = np.uint64(1), np.uint64(0)


class Sentences(NamedTuple):
    """Postings of sentences, and the marks of long runs: `words` (uint64) and `before` (int32), `width` to a row."""

    numbers: np.ndarray
    codes: np.ndarray
    impacts: np.ndarray
    mask: int  # of the codes that have an impact
    words: np.ndarray
    before: np.ndarray
    width: int


class Paragraphs(NamedTuple):
    """The same for paragraphs, and which sentences each holds: `of` (int32 [sentences]), `first` (int32 [paragraphs + 1])."""

    starts: np.ndarray
    codes: np.ndarray
    impacts: np.ndarray
    mask: int
    words: np.ndarray
    before: np.ndarray
    width: int
    of: np.ndarray
    first: np.ndarray


class Query(NamedTuple):
    """A query's terms; `support` is what a paragraph's score counts for its sentences."""

    terms: int
    places: np.ndarray
    values: np.ndarray
    support: float


def count_ones(word: np.uint64) -> int:
    """Count the bits set; compiled, an instruction of the processor takes its place."""
    return int(word).bit_count()


def rank_lists(query: Query) -> None:
    """Put the lists in the order of the most that each can add, the highest first, and set each to its beginning."""
    places, values = query.places, query.values
    for j in range(query.terms):
        row = j * PLACES
        places[row + AT] = places[row + AHEAD] = places[row + START]
        places[row + GROUP] = places[row + GROUP_AHEAD] = places[row + GROUPS]
        rank = j
        while rank > 0 and most_of(query, places[(rank - 1) * PLACES + RANKED]) < most_of(query, j):
            places[rank * PLACES + RANKED] = places[(rank - 1) * PLACES + RANKED]
            rank -= 1
        places[rank * PLACES + RANKED] = j
    values[query.terms * VALUES + REST] = 0.0
    for rank in range(query.terms - 1, -1, -1):
        j = places[rank * PLACES + RANKED]
        places[j * PLACES + RANK] = rank
        values[rank * VALUES + REST] = values[(rank + 1) * VALUES + REST] + most_of(query, j)


def most_of(query: Query, j: int) -> float:
    """Return the most that the list of a term can add to a score."""
    values, row = query.values, j * VALUES
    return values[row + OWN] * values[row + OWN_MOST] + query.support * values[row + LENT] * values[row + LENT_MOST]


def most_of_all(query: Query) -> float:
    """Return the most that a score can be; it is added up as a score is, so that none is above it by rounding."""
    own, lent = 0.0, 0.0
    for j in range(query.terms):
        row = j * VALUES
        own += query.values[row + OWN] * query.values[row + OWN_MOST]
        lent += query.values[row + LENT] * query.values[row + LENT_MOST]
    return own + query.support * lent


def gallop(numbers: np.ndarray, at: int, stop: int, wanted: int) -> int:
    """Return the first place from `at` on whose number is not below the one wanted, `stop` if there is none."""
    if at >= stop or numbers[at] >= wanted:
        return at
    step = 1
    while at + step < stop and numbers[at + step] < wanted:
        at += step
        step *= 2
    high = min(at + step, stop)
    while high - at > 1:
        middle = (at + high) >> 1
        if numbers[middle] < wanted:
            at = middle
        else:
            high = middle
    return high


def find_from(sentences: Sentences, query: Query, j: int, number: int) -> int:
    """Return the place in a list of the first sentence that is not before the given one, or its end."""
    row = j * PLACES
    slot = query.places[row + SLOT]
    if slot < 0:
        return gallop(sentences.numbers, query.places[row + AT], query.places[row + STOP], number)
    word = slot * sentences.width + (number >> 6)
    below = (ONE << np.uint64(number & 63)) - ONE
    return query.places[row + START] + sentences.before[word] + count_ones(sentences.words[word] & below)


def find_sentence(sentences: Sentences, query: Query, j: int, number: int) -> int:
    """Return the place of a sentence in a list, -1 if it is not there."""
    row = j * PLACES
    slot = query.places[row + SLOT]
    if slot < 0:
        at = gallop(sentences.numbers, query.places[row + AT], query.places[row + STOP], number)
        return at if at < query.places[row + STOP] and sentences.numbers[at] == number else -1
    word = slot * sentences.width + (number >> 6)
    bits, bit = sentences.words[word], ONE << np.uint64(number & 63)
    if bits & bit == NONE:
        return -1
    return query.places[row + START] + sentences.before[word] + count_ones(bits & (bit - ONE))


def find_paragraph(sentences: Sentences, paragraphs: Paragraphs, query: Query, j: int, number: int) -> int:
    """Return the place of a paragraph in a list of paragraphs, -1 if it is not there."""
    row = j * PLACES
    slot = query.places[row + SLOT]
    if slot < 0:
        stop = query.places[row + STOP]
        at = gallop(sentences.numbers, query.places[row + AT], stop, paragraphs.first[number])
        if at >= stop or sentences.numbers[at] >= paragraphs.first[number + 1]:
            return -1
        return query.places[row + GROUP] + count_starts(paragraphs.starts, query.places[row + AT], at)
    word = slot * paragraphs.width + (number >> 6)
    bits, bit = paragraphs.words[word], ONE << np.uint64(number & 63)
    if bits & bit == NONE:
        return -1
    return query.places[row + GROUPS] + paragraphs.before[word] + count_ones(bits & (bit - ONE))


def count_starts(starts: np.ndarray, start: int, stop: int) -> int:
    """Count the paragraphs that begin at the postings [start, stop) of sentences."""
    count = 0
    if start & 7:
        count -= count_ones(np.uint64(starts[start >> 3]) & ((ONE << np.uint64(start & 7)) - ONE))
    for place in range(start >> 3, stop >> 3):
        count += count_ones(np.uint64(starts[place]))
    if stop & 7:
        count += count_ones(np.uint64(starts[stop >> 3]) & ((ONE << np.uint64(stop & 7)) - ONE))
    return count


def move_on(sentences: Sentences, query: Query, j: int, number: int) -> None:
    """Have a list looked up from a sentence on."""
    row = j * PLACES
    query.places[row + AT] = find_from(sentences, query, j, number)


def move_on_both(sentences: Sentences, paragraphs: Paragraphs, query: Query, j: int, paragraph: int) -> None:
    """Have a list, and the paragraphs in it, looked up from a paragraph on."""
    row = j * PLACES
    slot, before = query.places[row + SLOT], query.places[row + AT]
    at = find_from(sentences, query, j, paragraphs.first[paragraph])
    query.places[row + AT] = at
    if slot < 0:
        query.places[row + GROUP] += count_starts(paragraphs.starts, before, at)
        return
    word = slot * paragraphs.width + (paragraph >> 6)
    below = (ONE << np.uint64(paragraph & 63)) - ONE
    held = count_ones(paragraphs.words[word] & below)
    query.places[row + GROUP] = query.places[row + GROUPS] + paragraphs.before[word] + held
