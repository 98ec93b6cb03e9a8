"""The passage to show around a quote: its block, shortened to whole sentences, with the one before if it is anaphoric."""

from service.answer.answer import TextSpan
from service.answer.ranking.contexts import ANAPHORS, first_word
from service.english.word_classes import DEMONSTRATIVES
from service.sentences.sentence import Segmentation

ANAPHORIC = ANAPHORS | DEMONSTRATIVES | {"such"}
LENGTH = 1000  # code points, about


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


def is_anaphoric(text: str, segmentation: Segmentation, position: int) -> bool:
    """Return whether a sentence opens with a pronoun, and so cannot be understood without the one before."""
    sentence = segmentation.sentences[position]
    return sentence.kind in ("prose", "item") and first_word(text, sentence) in ANAPHORIC
