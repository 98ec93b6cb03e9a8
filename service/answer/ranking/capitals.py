"""Give a question without capitals those that the sentences found give its words: "hong kong" is a name if it is one there."""

from collections import Counter
from collections.abc import Sequence

from service.answer.ranking.contexts import read_sentences
from service.index.interface import Hit, Index
from service.query.question import Question


def restore_capitals(question: Question, index: Index, hits: Sequence[Hit]) -> Question:
    """Capitalise the words that the hits mostly write with a capital where no sentence begins.

    Only a question that was asked without any capital, or with nothing else, is read anew. One that only begins with a
    capital is written carelessly if the hits never write its words small.
    """
    asked = question.asked or question.text
    if question.carried or not (asked.isupper() or question.text[1:].islower()):
        return question
    sure = asked.isupper() or question.text.islower()
    names = _find_names(question.terms, index, hits, sure)
    text = question.text
    for token in question.tokens:
        if token.term in names and not token.stop:
            text = text[: token.start] + text[token.start].upper() + text[token.start + 1 :]
    return question.reread(text) if text != question.text else question


def _find_names(terms: Sequence[str], index: Index, hits: Sequence[Hit], mostly: bool) -> frozenset[str]:
    """Find which terms are capitalised in these sentences, mostly or always, first words and all in capitals left aside."""
    capital: Counter[str] = Counter()
    small: Counter[str] = Counter()
    for context in read_sentences(index, [hit.number for hit in hits]):
        open_still = [term for term in terms if mostly or not small[term]]
        if context.led.content.isdisjoint(open_still):  # as is the sentence by itself, which may not be analysed yet
            continue
        analysis = context.analysis
        held = [term for term in open_still if term in analysis.content]
        for term in held if held and not analysis.text.isupper() else ():
            for place in analysis.positions[term]:
                if place:
                    written = analysis.text[analysis.tokens[place].start]
                    (capital if written.isupper() else small)[term] += 1
    return frozenset(
        term for term, count in capital.items() if (count > small[term] if mostly else count > 1 and not small[term])
    )
