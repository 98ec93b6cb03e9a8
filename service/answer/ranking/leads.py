"""What stands above a sentence and is read along with it: the question that it answers, its headings, its table's head."""

from collections.abc import Callable, Sequence
from operator import attrgetter

from service.english.word_classes import FINITE_AUXILIARIES
from service.sentences.kinds import ends_open
from service.sentences.line_labels import is_keyed
from service.sentences.sentence import Segmentation, Sentence

_MOST = 3  # questions one above the other
_RUN_IN = 4  # words of a heading in the line of its text
_FAR = 300  # sentences below a heading looked at
_RECORD = 20  # lines of a record
_CHAIN = 6  # headings one above the other
_TAIL = 20  # characters at the end of a sentence in which its stop stands
_SHORT = 60  # characters: a sentence no longer may be a fragment though it ends with a stop
NONE: tuple[int, ...] = ()


def find_leads(text: str, segmentation: Segmentation, position: int) -> tuple[int, ...]:
    """Return the positions of the sentences to read along with one, from the outermost to the nearest.

    A question inside a paragraph is read with the sentence before it, to which it mostly refers: "Why did it fall?" Items,
    rows and other fragments are read with all headings above them and the line that leads into their list.
    """
    sentence = segmentation.sentences[position]
    if sentence.kind in ("heading", "boilerplate"):
        return NONE
    above = list(questions_above(segmentation, position))
    if above:
        outermost = above[-1]
        if outermost > segmentation.blocks[segmentation.sentences[outermost].block].first:
            above.append(outermost - 1)
    elif not is_fragment(text, segmentation, position):
        return NONE
    else:
        above += run_in(text, segmentation, position)
        above += headings_above(segmentation, position)
        above += [sentence.lead_in] if sentence.lead_in is not None else []
        above += record_above(text, segmentation, position)
    return tuple(sorted(set(above)))


def is_fragment(text: str, segmentation: Segmentation, position: int) -> bool:
    """Return whether a sentence is an item, a row, a definition, a line without a stop, or opens a paragraph with a few words
    and no verb ("Three months, in writing.").
    """
    sentence = segmentation.sentences[position]
    if text[sentence.start] == ":" and sentence.body > sentence.start:
        return True
    if sentence.heading is None and sentence.lead_in is None:
        return is_keyed(text, sentence.body, sentence.end)
    if sentence.kind == "item" or ends_open(text[max(sentence.start, sentence.end - _TAIL) : sentence.end]):
        return True
    block = segmentation.blocks[sentence.block]
    if block.first != position or sentence.end - sentence.start > _SHORT:
        return False
    return FINITE_AUXILIARIES.isdisjoint(text[sentence.body : sentence.end].lower().split())


def headings_above(segmentation: Segmentation, position: int) -> tuple[int, ...]:
    """Return the headings of a sentence, the nearest first; that of a row is its table's head."""
    return _climb(segmentation, position, attrgetter("heading"), _CHAIN)


def run_in(text: str, segmentation: Segmentation, position: int) -> list[int]:
    """Return the heading that opens the item of a sentence in its own line: "6. Dismantling. Not before 18:00."""
    first = segmentation.blocks[segmentation.sentences[position].block].first
    return [first] if first < position and is_run_in(text, segmentation, first) else []


def is_run_in(text: str, segmentation: Segmentation, position: int) -> bool:
    """Return whether a sentence is a heading with text after it in the same line."""
    sentence = segmentation.sentences[position]
    block = segmentation.blocks[sentence.block]
    if sentence.kind != "item" or sentence.body == sentence.start or not block.first == position < block.last - 1:
        return False
    words = text[sentence.body : sentence.end].lower().split()
    return len(words) <= _RUN_IN and FINITE_AUXILIARIES.isdisjoint(words)


def record_above(text: str, segmentation: Segmentation, position: int) -> list[int]:
    """Return the first of the consecutive lines "key: value" that one belongs to, which mostly names what all are about."""
    sentences, first = segmentation.sentences, position
    while first >= 0 and position - first < _RECORD and _is_entry(text, sentences[first], sentences[position]):
        first -= 1
    return [first + 1] if first + 1 < position else []


def _is_entry(text: str, one: Sentence, other: Sentence) -> bool:
    above = (one.kind, one.heading, one.question)
    return above == (other.kind, other.heading, other.question) and is_keyed(text, one.body, one.end)


def questions_above(segmentation: Segmentation, position: int) -> tuple[int, ...]:
    """Return the questions that a sentence answers, the nearest first."""
    return _climb(segmentation, position, attrgetter("question"), _MOST)


def _climb(
    segmentation: Segmentation, position: int, above_of: Callable[[Sentence], int | None], most: int
) -> tuple[int, ...]:
    found: list[int] = []
    above = above_of(segmentation.sentences[position])
    while above is not None and len(found) < most:
        found.append(above)
        above = above_of(segmentation.sentences[above])
    return tuple(found)


def led_below(text: str, segmentation: Segmentation, above: int, most: int) -> list[int]:
    """Return the positions of the first sentences that are read with one above them, in order."""
    if segmentation.sentences[above].kind != "heading" and not _leads(segmentation.sentences, above):
        return []
    found: list[int] = []
    for position in range(above + 1, min(above + _FAR, len(segmentation.sentences))):
        sentence = segmentation.sentences[position]
        if above in find_leads(text, segmentation, position):
            found.append(position)
        elif _is_past(segmentation, above, sentence, position):
            break
        if len(found) == most:
            break
    return found


def _leads(sentences: Sequence[Sentence], above: int) -> bool:
    """Return whether the sentences after one are read with it, so that others need not be looked at."""
    return any(above in (s.question, s.lead_in, s.heading) for s in sentences[above + 1 : above + 4])


def _is_past(segmentation: Segmentation, above: int, sentence: Sentence, position: int) -> bool:
    """Return whether a sentence stands below something else, and so do those after it."""
    if sentence.kind in ("boilerplate", "caption"):
        return False
    around = (*headings_above(segmentation, position), *questions_above(segmentation, position), sentence.lead_in)
    return above not in around
