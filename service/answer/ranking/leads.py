"""What stands above a sentence and is read along with it: the question that it answers."""

from service.sentences.sentence import Segmentation

_MOST = 3  # questions one above the other


def find_leads(segmentation: Segmentation, position: int) -> tuple[int, ...]:
    """Return the positions of the sentences to read along with one, from the outermost to the nearest.

    A question inside a paragraph is read with the sentence before it, to which it mostly refers: "Why did it fall?"
    """
    above = questions_above(segmentation, position)[::-1]
    if above and above[0] > segmentation.blocks[segmentation.sentences[above[0]].block].first:
        return (above[0] - 1, *above)
    return above


def questions_above(segmentation: Segmentation, position: int) -> tuple[int, ...]:
    """Return the questions that a sentence answers, the nearest first."""
    found: list[int] = []
    above = segmentation.sentences[position].question
    while above is not None and len(found) < _MOST:
        found.append(above)
        above = segmentation.sentences[above].question
    return tuple(found)


def answers_below(segmentation: Segmentation, question: int, most: int) -> list[int]:
    """Return the positions of the first sentences that answer a question."""
    found: list[int] = []
    for position in range(question + 1, len(segmentation.sentences)):
        sentence = segmentation.sentences[position]
        if sentence.question == question:
            found.append(position)
        elif sentence.kind not in ("boilerplate", "caption") and question not in questions_above(
            segmentation, position
        ):
            break
        if len(found) == most:
            break
    return found
