"""The passage around a quote: its block, cut at sentences, begun earlier where the quote leans on what stands before."""

import re

from service.answer.answer import TextSpan
from service.sentences.sentence import Segmentation, Sentence

ANAPHORIC = frozenset("he she it they this these that those such his her its their".split())
LENGTH = 1000  # code points, about
_WORD = re.compile(r"[^\W_]+")


def find_passage(text: str, segmentation: Segmentation, first: int, last: int) -> TextSpan:
    """Give the passage around the sentences [first, last) of a cut."""
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


def is_anaphoric(text: str, segmentation: Segmentation, position: int) -> bool:
    """Say whether a sentence begins with a pronoun, and so needs the one before to be understood."""
    sentence = segmentation.sentences[position]
    return sentence.kind in ("prose", "item") and first_word(text, sentence) in ANAPHORIC


def first_word(text: str, sentence: Sentence) -> str:
    """Give a sentence's first word in lower case, "" where there is none."""
    first = _WORD.search(text, sentence.body, sentence.end)
    return first.group().lower() if first else ""
