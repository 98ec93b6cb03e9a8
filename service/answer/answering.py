"""Answer a question from an index: the best sentence, or silence."""

from collections.abc import Collection

from service.answer.answer import Answer, Citation, Role, Span, WeighedTerm
from service.index.embedded import Hit, Index
from service.question import Question


def answer_question(
    question: Question,
    index: Index,
    limit: int | None = None,
    documents: Collection[int] | None = None,
    threshold: float = 0.5,
) -> Answer:
    """Answer from the documents, or say why not."""
    if not question.terms:
        return Answer(question, False, 0.0, "no_terms", (), ())
    hits = index.search(dict.fromkeys(question.terms, 1.0), 30, documents)
    if not hits:
        return Answer(question, False, 0.0, "no_match", (), ())
    ranked = [_cite(hit, index, "answer" if n == 0 else "nearest") for n, hit in enumerate(hits)]
    terms = tuple(WeighedTerm(term, index.idf(term), term in index) for term in question.terms)
    return Answer(question, True, 0.5, None, tuple(ranked[:1]), tuple(ranked[1:4]), terms=terms)


def _cite(hit: Hit, index: Index, role: Role) -> Citation:
    number, position = index.corpus.locate(hit.number)
    document, cut = index.corpus.documents[number], index.corpus.cut(number)
    sentence = cut.sentences[position]
    block = cut.blocks[sentence.block]
    quote = document.text[sentence.body : sentence.end]
    return Citation(
        role, document, sentence.body, sentence.end, quote, Span(block.start, block.end), round(hit.score, 4)
    )
