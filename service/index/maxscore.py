"""Find the best sentences exactly, a window of the collection at a time, in the part of Python that numba compiles.

The list of a term's postings is essential while the lists ranked below it, by the most that each can add to a score, can lift a
sentence to the floor together, which is the score of the last of the best found so far. In each window, the scores of
essential lists are added up. The others, mostly the longest, are looked up for what could still reach the floor.

Turtle and Flood, "Query evaluation: strategies and optimizations", Information Processing & Management 31(6), 1995; windows as in
Lucene's MaxScoreBulkScorer.

Compiled, arrays are pointers: there are no lengths, slices or checks of bounds. So numbers and codes that were read from a
file stay within what is here whatever they are: a code is masked (`weigh`), and a number outside the window ends
it (`add_sentences`). All else that is used as a place was computed here or in window_search.py.
"""

from typing import NamedTuple

import numpy as np

from service.index.best_kept import Best, floor_of, is_full, keep, sort_best
from service.index.posting_lists import (
    AHEAD,
    AT,
    GROUP,
    GROUP_AHEAD,
    LAST_GROUP,
    LENT,
    NONE,
    ONE,
    OWN,
    PLACES,
    RANK,
    RANKED,
    REST,
    SLOT,
    START,
    STOP,
    VALUES,
    Paragraphs,
    Query,
    Sentences,
    count_ones,
    find_from,
    find_paragraph,
    find_sentence,
    most_of_all,
    move_on,
    move_on_both,
    rank_lists,
)

FIRST, LONGEST = 512, 4096  # sentences: windows grow, as the floor is low at first
SEEDS = 1000  # postings of the lists ranked first that are searched beforehand, for a floor


class WindowSums(NamedTuple):
    """Sums for the sentences of a window, all 0 between windows, and bits for those, or their paragraphs, that have one.

    Sentences count from the last multiple of 64 before the window. The sum of a paragraph has the place of its first sentence.
    """

    own: np.ndarray
    lent: np.ndarray
    held: np.ndarray


def search_flat(
    numbers: np.ndarray,
    codes: np.ndarray,
    impacts: np.ndarray,
    starts: np.ndarray,
    paragraph_codes: np.ndarray,
    paragraph_impacts: np.ndarray,
    of: np.ndarray,
    first: np.ndarray,
    words: np.ndarray,
    before: np.ndarray,
    paragraph_words: np.ndarray,
    paragraph_before: np.ndarray,
    own_sums: np.ndarray,
    lent_sums: np.ndarray,
    held: np.ndarray,
    places: np.ndarray,
    values: np.ndarray,
    support: float,
    best_numbers: np.ndarray,
    best_scores: np.ndarray,
    ranges: np.ndarray,
    sizes: np.ndarray,
) -> None:
    """Do as `search` does, with pointers and numbers, which are all that compiled code can be given.

    `sizes` (int64 [7]) are the masks, the widths of the rows of marks, and how many terms, best and ranges there are.
    """
    sentences = Sentences(numbers, codes, impacts, sizes[0], words, before, sizes[2])
    marks = paragraph_words, paragraph_before, sizes[3]
    paragraphs = Paragraphs(starts, paragraph_codes, paragraph_impacts, sizes[1], *marks, of, first)
    query, best = Query(sizes[4], places, values, support), Best(sizes[5], best_numbers, best_scores)
    search(sentences, paragraphs, query, WindowSums(own_sums, lent_sums, held), best, ranges, sizes[6])


def search(
    sentences: Sentences,
    paragraphs: Paragraphs,
    query: Query,
    window: WindowSums,
    best: Best,
    ranges: np.ndarray,
    count: int,
) -> None:
    """Find the best sentences in ascending ranges: `ranges` (int64 [2 * count]) are where each begins and ends."""
    rank_lists(query)
    leading = count_leading(query)
    if leading > 0:
        for place in range(count):
            scan(sentences, paragraphs, query, window, best, leading, ranges[2 * place], ranges[2 * place + 1])
        if count_essential(query, best) > leading:  # others can reach the floor that was found
            best.numbers[best.limit] = leading = 0
            rank_lists(query)
    if leading == 0:
        for place in range(count):
            scan(sentences, paragraphs, query, window, best, query.terms, ranges[2 * place], ranges[2 * place + 1])
    sort_best(best)


def count_leading(query: Query) -> int:
    """Return how many of the lists ranked first have few postings together."""
    total, leading = 0, 0
    while leading < query.terms:
        row = query.places[leading * PLACES + RANKED] * PLACES
        total += query.places[row + STOP] - query.places[row + START]
        if total > SEEDS:
            break
        leading += 1
    return leading


def scan(
    sentences: Sentences,
    paragraphs: Paragraphs,
    query: Query,
    window: WindowSums,
    best: Best,
    leading: int,
    start: int,
    stop: int,
) -> None:
    """Go through a range of sentences, which begins and ends with a paragraph."""
    size, top = FIRST, most_of_all(query)
    while True:
        essential = min(leading, count_essential(query, best))
        if is_full(best) and best.scores[0] >= top:
            return
        start = begin_window(sentences, paragraphs, query, essential, start, stop)
        if start >= stop:
            return
        end = end_window(paragraphs, query, start, min(start + size, stop), stop)
        size = min(2 * size, LONGEST)
        for j in range(query.terms):
            if query.places[j * PLACES + RANK] < essential:
                if query.support > 0:
                    add_paragraphs(sentences, paragraphs, query, j, window, start & ~63, end)
                else:
                    add_sentences(sentences, query, j, window, start & ~63, end)
        pick(sentences, paragraphs, query, window, best, essential, start & ~63, end)
        start = end


def count_essential(query: Query, best: Best) -> int:
    essential = query.terms
    while essential > 0 and query.values[(essential - 1) * VALUES + REST] < floor_of(best):
        essential -= 1
    return essential


def begin_window(
    sentences: Sentences, paragraphs: Paragraphs, query: Query, essential: int, start: int, stop: int
) -> int:
    """Return the first sentence from `start` on that an essential list holds, or that of its paragraph, `stop` if there is none."""
    first = stop
    for rank in range(essential):
        row = query.places[rank * PLACES + RANKED] * PLACES
        query.places[row + AT] = query.places[row + AHEAD]
        query.places[row + GROUP] = query.places[row + GROUP_AHEAD]
        at = find_from(sentences, query, query.places[rank * PLACES + RANKED], start)
        if at < query.places[row + STOP]:
            first = int(min(first, sentences.numbers[at]))
    if first >= stop or first < start:
        return stop
    if query.support > 0:
        first = int(max(start, paragraphs.first[paragraphs.of[first]]))
    for rank in range(essential):
        j = query.places[rank * PLACES + RANKED]
        if query.support > 0:
            move_on_both(sentences, paragraphs, query, j, paragraphs.of[first])
        else:
            move_on(sentences, query, j, first)
    return first


def end_window(paragraphs: Paragraphs, query: Query, start: int, end: int, stop: int) -> int:
    """Return where a window ends that begins at `start` and is to end at about `end`: with a paragraph."""
    if query.support == 0 or end == stop:
        return end
    last = int(paragraphs.of[end])
    first = int(paragraphs.first[last])
    return first if first > start else int(paragraphs.first[last + 1])


def weigh(sentences: Sentences, query: Query, j: int, at: int) -> float:
    """Return what a posting of a sentence counts."""
    return query.values[j * VALUES + OWN] * sentences.impacts[sentences.codes[at] & sentences.mask]


def weigh_paragraph(paragraphs: Paragraphs, query: Query, j: int, group: int) -> float:
    """Return what a posting of a paragraph counts."""
    code = paragraphs.codes[min(group, query.places[j * PLACES + LAST_GROUP])]
    return query.values[j * VALUES + LENT] * paragraphs.impacts[code & paragraphs.mask]


def add_sentences(sentences: Sentences, query: Query, j: int, window: WindowSums, base: int, end: int) -> None:
    """Add up the postings of a list in a window."""
    row = j * PLACES
    at, stop = query.places[row + AT], query.places[row + STOP]
    while at < stop:
        place = int(sentences.numbers[at]) - base
        if place < 0 or place >= end - base:
            break
        window.own[place] += weigh(sentences, query, j, at)
        window.held[place >> 6] |= ONE << np.uint64(place & 63)
        at += 1
    query.places[row + AHEAD] = at


def add_paragraphs(
    sentences: Sentences, paragraphs: Paragraphs, query: Query, j: int, window: WindowSums, base: int, end: int
) -> None:
    """Add up the postings of a list in a window, and those of its paragraphs."""
    row = j * PLACES
    at, stop = query.places[row + AT], query.places[row + STOP]
    group = query.places[row + GROUP]
    while at < stop:
        number = int(sentences.numbers[at])
        place = number - base
        if place < 0 or number >= end:
            break
        window.own[place] += weigh(sentences, query, j, at)
        if (paragraphs.starts[at >> 3] >> (at & 7)) & 1:
            first = paragraphs.first[paragraphs.of[number]] - base
            window.lent[first] += weigh_paragraph(paragraphs, query, j, group)
            window.held[first >> 6] |= ONE << np.uint64(first & 63)
            group += 1
        at += 1
    query.places[row + AHEAD] = at
    query.places[row + GROUP_AHEAD] = group


def pick(
    sentences: Sentences,
    paragraphs: Paragraphs,
    query: Query,
    window: WindowSums,
    best: Best,
    essential: int,
    base: int,
    end: int,
) -> None:
    """Consider all that has a sum in a window, and leave it empty."""
    for word in range((end - base + 63) >> 6):
        bits = window.held[word]
        window.held[word] = NONE
        while bits != NONE:
            place = word * 64 + count_ones((bits & (~bits + ONE)) - ONE)
            bits &= bits - ONE
            if query.support > 0:
                pick_paragraph(sentences, paragraphs, query, window, best, essential, base, place)
            else:
                score = window.own[place]
                window.own[place] = 0.0
                if score + query.values[essential * VALUES + REST] >= floor_of(best):
                    pick_sentence(sentences, query, best, essential, base + place, score)


def pick_sentence(sentences: Sentences, query: Query, best: Best, essential: int, number: int, score: float) -> None:
    """Keep a sentence if it is good enough; `score` is what the essential lists give it."""
    for rank in range(essential, query.terms):
        if score + query.values[rank * VALUES + REST] < floor_of(best):
            return
        j = query.places[rank * PLACES + RANKED]
        if query.places[j * PLACES + SLOT] < 0:
            move_on(sentences, query, j, number)
        score += own_of(sentences, query, j, number)
    if score < floor_of(best):
        return
    own = score
    if essential < query.terms:
        own = 0.0
        for j in range(query.terms):
            own += own_of(sentences, query, j, number)
    keep(best, number, own, 0.0, own)


def own_of(sentences: Sentences, query: Query, j: int, number: int) -> float:
    """Return what a list adds to the score of a sentence itself."""
    at = find_sentence(sentences, query, j, number)
    if at < 0:
        return 0.0
    return weigh(sentences, query, j, at)


def lent_of(sentences: Sentences, paragraphs: Paragraphs, query: Query, j: int, number: int) -> float:
    """Return what a list adds to the score of a paragraph."""
    at = find_paragraph(sentences, paragraphs, query, j, number)
    if at < 0:
        return 0.0
    return weigh_paragraph(paragraphs, query, j, at)


def pick_paragraph(
    sentences: Sentences,
    paragraphs: Paragraphs,
    query: Query,
    window: WindowSums,
    best: Best,
    essential: int,
    base: int,
    place: int,
) -> None:
    """Keep those sentences of a paragraph that are good enough."""
    paragraph = int(paragraphs.of[base + place])
    last = paragraphs.first[paragraph + 1] - base
    lent = window.lent[place]
    window.lent[place] = 0.0
    top = 0.0
    for inside in range(place, last):
        top = max(top, window.own[inside])
    for rank in range(essential, query.terms):
        if top + query.support * lent + query.values[rank * VALUES + REST] < floor_of(best):
            break
        j = query.places[rank * PLACES + RANKED]
        if query.places[j * PLACES + SLOT] < 0:
            move_on_both(sentences, paragraphs, query, j, paragraph)
        shared = lent_of(sentences, paragraphs, query, j, paragraph)
        if shared > 0:
            lent += shared
            top = add_inside(sentences, query, j, window, base, place, last)
    for inside in range(place, last):
        own = window.own[inside]
        window.own[inside] = 0.0
        if own > 0 and own + query.support * lent >= floor_of(best):
            score_again(sentences, paragraphs, query, best, paragraph, base + inside)


def add_inside(
    sentences: Sentences, query: Query, j: int, window: WindowSums, base: int, place: int, last: int
) -> float:
    """Add up the postings of a list in a paragraph; return the highest sum of one of its sentences."""
    row = j * PLACES
    at, stop = find_from(sentences, query, j, base + place), query.places[row + STOP]
    top = 0.0
    while at < stop and sentences.numbers[at] < base + last:
        inside = int(max(sentences.numbers[at] - base, place))
        window.own[inside] += weigh(sentences, query, j, at)
        at += 1
    for inside in range(place, last):
        top = max(top, window.own[inside])
    return top


def score_again(
    sentences: Sentences, paragraphs: Paragraphs, query: Query, best: Best, paragraph: int, number: int
) -> None:
    """Add up the score of a sentence in the order of the query, and keep it if it is good enough."""
    own, lent = 0.0, 0.0
    for j in range(query.terms):
        own += own_of(sentences, query, j, number)
        lent += lent_of(sentences, paragraphs, query, j, paragraph)
    keep(best, number, own, lent, own + query.support * lent)
