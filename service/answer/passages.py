"""The passage around a quote: its block, cut at sentences, begun earlier where the quote leans on what stands before."""

import re

from service.answer.answer import Span
from service.english.word_classes import DEMONSTRATIVES, POINTS_BACK
from service.sentences.sentence import Cut, Sentence

LEANING = POINTS_BACK | DEMONSTRATIVES | {"such"}
LENGTH = 1000  # code points, about
_WORD = re.compile(r"[^\W_]+")


def find_passage(text: str, cut: Cut, first: int, last: int) -> Span:
    """Give the passage around the sentences [first, last) of a cut."""
    sentences = cut.sentences
    block = cut.blocks[sentences[first].block]
    low, high = first, last
    start, end = max(block.first, 0), max(cut.blocks[sentences[last - 1].block].last, last)
    if low > 0 and low == block.first and leans_back(text, cut, first):
        low -= 1
    while low > start and sentences[high - 1].end - sentences[low - 1].start <= LENGTH:
        low -= 1
    while high < end and sentences[high].end - sentences[low].start <= LENGTH:
        high += 1
    return Span(sentences[low].body if low < first else sentences[low].start, sentences[high - 1].end)


def leans_back(text: str, cut: Cut, position: int) -> bool:
    """Say whether a sentence begins with a pronoun, and so needs the one before to be understood."""
    sentence = cut.sentences[position]
    return sentence.kind in ("prose", "item") and first_word(text, sentence) in LEANING


def first_word(text: str, sentence: Sentence) -> str:
    """Give a sentence's first word in lower case, "" where there is none."""
    first = _WORD.search(text, sentence.body, sentence.end)
    return first.group().lower() if first else ""
