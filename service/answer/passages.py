"""The passage to show around a quote: its block, shortened to whole sentences, with the one before if it is anaphoric."""

import re
from collections.abc import Sequence

from service.answer.answer import TextSpan
from service.answer.ranking.contexts import ANAPHORS, first_word
from service.english.question_words import REPLIES
from service.english.tokens import fold
from service.english.word_classes import DEMONSTRATIVES
from service.sentences.line_labels import end_before_tags
from service.sentences.sentence import Segmentation, Sentence

ANAPHORIC = ANAPHORS | DEMONSTRATIVES | {"such"}
LENGTH = 1000  # code points, about
_LONGEST_QUOTE = 600  # code points, unless one sentence is longer
_LONGEST_REPLY = 40
_LETTERS = re.compile(r"[^\W\d_]+")


def find_passage(text: str, segmentation: Segmentation, first: int, last: int) -> TextSpan:
    """Return the passage around the sentences [first, last) of a document, about `LENGTH` characters at most."""
    sentences = segmentation.sentences
    block = segmentation.blocks[sentences[first].block]
    low, high = first, last
    start, end = max(block.first, 0), max(segmentation.blocks[sentences[last - 1].block].last, last)
    if low > 0 and low == block.first and is_anaphoric(text, segmentation, first):
        low -= 1
    while low > start and sentences[high - 1].end - sentences[low - 1].start <= LENGTH:
        low -= 1
    while high < end and sentences[high].end - sentences[low].start <= LENGTH:
        high += 1
    return TextSpan(sentences[low].body if low < first else sentences[low].start, sentences[high - 1].end)


def find_lead_in(segmentation: Segmentation, position: int) -> TextSpan | None:
    """Return the sentence that leads into the list which a sentence is an item of, or else the heading above it."""
    sentence = segmentation.sentences[position]
    above = sentence.heading if sentence.lead_in is None else sentence.lead_in
    if above is None or above == position:
        return None
    return TextSpan(segmentation.sentences[above].body, segmentation.sentences[above].end)


def find_quote(text: str, segmentation: Segmentation, position: int) -> TextSpan:
    """Return the span to quote for a sentence: after its marker or label, before closing tags.

    A bare reply to a question ("Yes.") is quoted with the sentence after it, and that one with the reply.
    """
    sentences = segmentation.sentences
    first = last = position
    if _replies(text, segmentation, position) and _answer_together(sentences, position, position + 1):
        last = position + 1
    elif _replies(text, segmentation, position - 1) and _answer_together(sentences, position - 1, position):
        first = position - 1
    if sentences[last].end - sentences[first].body > _LONGEST_QUOTE:
        first = last = position
    start = sentences[first].body
    return TextSpan(start, end_before_tags(text, start, sentences[last].end))


def _replies(text: str, segmentation: Segmentation, position: int) -> bool:
    """Return whether a sentence is a bare reply to the question above it: "Yes.", "Not at all."."""
    sentence = segmentation.sentences[max(position, 0)]
    if position < 0 or sentence.question is None or sentence.end - sentence.body > _LONGEST_REPLY:
        return False
    return " ".join(_LETTERS.findall(fold(text[sentence.body : sentence.end]))) in REPLIES


def _answer_together(sentences: Sequence[Sentence], one: int, next_one: int) -> bool:
    return next_one < len(sentences) and sentences[one].question == sentences[next_one].question


def is_anaphoric(text: str, segmentation: Segmentation, position: int) -> bool:
    """Return whether a sentence opens with a pronoun, and so cannot be understood without the one before."""
    sentence = segmentation.sentences[position]
    return sentence.kind in ("prose", "item") and first_word(text, sentence) in ANAPHORIC
