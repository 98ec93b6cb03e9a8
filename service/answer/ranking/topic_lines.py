"""Lines that tell what a document, or a part of it, is about: below its title, in a record of labels, in a mail's header.

Their words hold for all that stands below them, so that a line which only repeats these answers nothing else.
"""

import re
from collections.abc import Callable, Sequence

from service.english.label_words import IDENTIFYING
from service.sentences.kinds import ends_open
from service.sentences.line_labels import end_of_label, is_keyed
from service.sentences.sentence import Segmentation, Sentence

_MOST = 20  # lines of a record, or below a title
_PLAIN = 2  # lines below a title that are neither headings nor labelled
_MOST_TELLING, _LABEL = 8, 40  # lines of a record that tell what it is of; characters of a label
_FAR = 60  # sentences above one in which the header of its message is looked for
_TAIL = 20  # characters at the end of a sentence in which its stop stands
_HEADER = re.compile(r"[*_]{0,3}(?:Subject|Re|Topic|Thread|Concerning)\b[*_]{0,3} ?[:：]", re.IGNORECASE)
_OPENS_HEADER = frozenset("*_sSrRtTcCſ")  # what such a line can begin with; the last is an s to IGNORECASE
Range = tuple[int, int]  # half-open
_NOTHING: Range = (0, 0)


def find_topic(
    text: str, segmentation: Segmentation, position: int, record: range, opening: Callable[[], Range]
) -> Range:
    """Return the range of the sentences whose words hold for one: the lines that tell what its `record` is of, or
    the header of its message, or else what stands between the title of the document and its text, which is its `opening`.
    """
    sentences = segmentation.sentences
    if len(record) > 1:
        return _find_identity(text, sentences, record)
    header = _find_header(text, segmentation, position)
    if header is not None:
        return _outside(_find_record(text, sentences, header), position)
    return _outside(opening(), position)


def _find_header(text: str, segmentation: Segmentation, position: int) -> int | None:
    """Return the position of the last header of a message before a sentence, if it is not far."""
    first = max(0, position - _FAR + 1)
    bodies = segmentation.column("body", first, position)
    for place in reversed([place for place, body in enumerate(bodies) if text[body] in _OPENS_HEADER]):
        found = _HEADER.match(text, bodies[place])
        if found and found.end() <= segmentation.sentences[first + place].end:
            return first + place
    return None


def _find_identity(text: str, sentences: Sequence[Sentence], record: range) -> Range:
    """Return the range of the lines of a record that tell what it is of: from the first to the last with such a label."""
    telling = [place for place in record[:_MOST_TELLING] if _tells(text, sentences[place])]
    return (telling[0], telling[-1] + 1) if telling else _NOTHING


def _tells(text: str, sentence: Sentence) -> bool:
    line = text[sentence.body : min(sentence.end, sentence.body + _LABEL)]
    label = line[: max(0, end_of_label(line))].strip("*_ ").lower()
    return label in IDENTIFYING or label.rpartition(" ")[2] in IDENTIFYING


def _outside(found: Range, position: int) -> Range:
    return _NOTHING if found[0] <= position < found[1] else found


def find_record(text: str, segmentation: Segmentation, position: int) -> range:
    """Return the positions of the lines "key: value" that one stands among, empty if it is none."""
    sentence = segmentation.sentences[position]
    if sentence.kind == "heading" or not is_keyed(text, sentence.body, sentence.end):
        return range(0)
    return range(*_find_record(text, segmentation.sentences, position))


def _find_record(text: str, sentences: Sequence[Sentence], position: int) -> Range:
    """Return the range of the consecutive lines "key: value" around one, at most `_MOST` before and after it."""

    def belongs(place: int) -> bool:
        one = sentences[place]
        return one.heading == sentences[position].heading and is_keyed(text, one.body, one.end)

    first = last = position
    while first > max(0, position - _MOST) and belongs(first - 1):
        first -= 1
    while last + 1 < min(len(sentences), position + _MOST) and belongs(last + 1):
        last += 1
    return first, last + 1


def find_opening(text: str, segmentation: Segmentation) -> Range:
    """Return the range of the lines that follow a document's title before its text begins."""
    sentences, plain = segmentation.sentences, 0
    for position in range(1, min(_MOST, len(sentences))):
        sentence = sentences[position]
        if not _introduces(text, segmentation, position):
            return 1, position
        plain += sentence.kind != "heading" and not is_keyed(text, sentence.body, sentence.end)
        if plain > _PLAIN:
            break
    return _NOTHING  # a list or the like


def _introduces(text: str, segmentation: Segmentation, position: int) -> bool:
    """Return whether a sentence near the beginning of a document stands before its text."""
    sentence = segmentation.sentences[position]
    if sentence.kind == "heading":
        below = segmentation.sentences[position + 1 : position + 2]
        return position == 1 or (bool(below) and below[0].kind == "heading")
    if sentence.kind != "prose":
        return False
    block = segmentation.blocks[sentence.block]
    if text[block.start] in "*_" and text[block.end - 1] == text[block.start]:
        return True
    return is_keyed(text, sentence.body, sentence.end) or ends_open(
        text[max(sentence.start, sentence.end - _TAIL) : sentence.end]
    )
