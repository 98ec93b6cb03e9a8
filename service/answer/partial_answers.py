"""Questions that several sentences answer in part: "What did the council decide?", "Why was it closed?"."""

from service.answer.ranking.candidates import Ranked, may_answer
from service.answer.ranking.evidence import Evidence
from service.index.interface import Index
from service.query.question import Question

FURTHER = 2  # sentences besides the best
# A further sentence must be nearly as good as the best: its score so near, and as much of the question in it, as close
# together. On the answerable questions of 334 articles, six further sentences meet this.
MARGIN, HELD_SHARE, SPREAD = 3.4, 0.5, 6
CLOSE, EQUAL = 0.6, 0.02
_OPEN_KINDS = ("what", "why", "how", "list", "said_what", "other")


def find_further(ranked: Ranked, index: Index) -> list[int]:
    """Return the numbers of up to `FURTHER` candidates that answer in part too, best first; none if one span is asked for.

    A sentence that answers only together with its heading or question is no part of an answer.
    """
    e, best = ranked.evidence, ranked.order[0]
    if not asks_openly(e.question) or not _is_whole(e, best) or e.candidates[best].analysis.lead:
        return []
    chosen = [best]
    for number in ranked.order[1:]:
        if ranked.scores[best] - ranked.scores[number] > MARGIN or len(chosen) > FURTHER:
            break
        whole = not e.candidates[number].analysis.lead and may_answer(e.candidates[number])
        if whole and _is_as_good(e, best, number) and _adds(e, number, chosen):
            chosen.append(number)
    return chosen[1:]


def asks_openly(question: Question) -> bool:
    """Return whether more than one thing may answer: no type, no single thing ("what receptor", "what is the ...")."""
    words = [token.word for token in question.tokens[:2]]
    single = bool(question.focus) and not question.plural
    equates = words[:1] == ["what's"] or (words[:1] == ["what"] and words[1:] in (["is"], ["was"]))
    return question.kind in _OPEN_KINDS and question.answer_type is None and not single and not equates


def _is_whole(e: Evidence, number: int) -> bool:
    """Return whether a sentence holds enough of the question, and close together."""
    first = [places[0] for places in e.where[number] if places]
    between = max(first) - min(first) - len(first) if first else SPREAD + 1
    return _share(e, number) >= HELD_SHARE and between <= SPREAD


def _is_as_good(e: Evidence, best: int, number: int) -> bool:
    exact = float(e.weights @ e.exact[number]) >= float(e.weights @ e.exact[best]) - EQUAL
    prose = e.candidates[number].sentence.kind in ("prose", "item")
    alike = _is_denied(e, best) == _is_denied(e, number)
    return prose and exact and alike and _is_whole(e, number) and _share(e, number) >= _share(e, best) - EQUAL


def _is_denied(e: Evidence, number: int) -> bool:
    """Return whether a negation stands just before one of the question's words: "does not cover"."""
    places = {place for found in e.where[number] for place in found}
    return any({n + 1, n + 2} & places for n in e.candidates[number].analysis.negations)


def _share(e: Evidence, number: int) -> float:
    return float(e.weights @ (e.held[number] >= CLOSE))


def _adds(e: Evidence, number: int, chosen: list[int]) -> bool:
    """Return whether a sentence says something else than those chosen: words that neither they nor the question have."""
    content = e.candidates[number].analysis.content
    told = e.question.words.union(*(e.candidates[other].analysis.content for other in chosen))
    return bool(content - told) and not any(e.alike(other)[number] for other in chosen)
