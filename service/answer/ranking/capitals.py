"""Give a question without capitals those that the sentences found give its words: "hong kong" is a name if it is one there."""

from collections import Counter
from collections.abc import Sequence

from service.answer.ranking.contexts import read_sentences
from service.index.embedded import Hit, Index
from service.query.question import Question


def restore_capitals(question: Question, index: Index, hits: Sequence[Hit]) -> Question:
    """Capitalise the words that the hits mostly write with a capital where no sentence begins.

    Only a question that was asked without any capital, or with nothing else, is read anew.
    """
    asked = question.asked or question.text
    if not (asked.islower() or asked.isupper()) or question.carried:
        return question
    names = _find_names(question, index, hits)
    text = question.text
    for token in question.tokens:
        if token.term in names and not token.stop:
            text = text[: token.start] + text[token.start].upper() + text[token.start + 1 :]
    return question.reread(text) if text != question.text else question


def _find_names(question: Question, index: Index, hits: Sequence[Hit]) -> frozenset[str]:
    """Find the terms that are mostly capitalised in these sentences, first words and sentences in capitals left aside."""
    balance: Counter[str] = Counter()
    for context in read_sentences(index, [hit.number for hit in hits]):
        analysis = context.analysis
        if analysis.text.isupper():
            continue
        for term in question.terms:
            for place in analysis.positions.get(term, ()) if term in analysis.content else ():
                token = analysis.tokens[place]
                if place:
                    balance[term] += 1 if analysis.text[token.start].isupper() else -1
    return frozenset(term for term, count in balance.items() if count > 0)
