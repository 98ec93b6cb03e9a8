"""Cut a text into blocks and sentences."""

import re

from service.sentences.sentence import Block, Cut, Sentence

_BLOCK = re.compile(r"\S(?:.|\n(?!\s*\n))*", re.MULTILINE)
_SENTENCE = re.compile(r"\S(?:.|\n)*?(?:[.!?][\"'”’)]*(?=\s)|\Z)")


def cut_text(text: str) -> Cut:
    """Find the text's sentences and blocks."""
    sentences: list[Sentence] = []
    blocks: list[Block] = []
    for found in _BLOCK.finditer(text):
        block = found.group().rstrip()
        first = len(sentences)
        for match in _SENTENCE.finditer(block):
            start, end = found.start() + match.start(), found.start() + match.start() + len(match.group().rstrip())
            sentences.append(Sentence(start, end, start, len(blocks), "prose"))
        blocks.append(Block(found.start(), found.start() + len(block), "prose", first, len(sentences)))
    return Cut(tuple(sentences), tuple(blocks), ())
