"""Other documents that say what an answer says, in the same words or others, or the same but for a figure or a name."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from service.answer.agreement.claims import Content, could_agree, differs, same_claim, same_wording, weigh_content
from service.answer.answer import Relation
from service.answer.ranking.evidence import Candidate
from service.index.interface import Index
from service.index.near_duplicates import copies

_PROSE = ("prose", "item")
_ORDER: tuple[Relation | None, ...] = ("same_wording", "same_claim", None)


@dataclass(frozen=True)
class Agreement:
    """A sentence of another document that bears on the answer, at [start, end) there.

    `relation` is None if the role is "differs". `strength` orders agreements of the same relation: the number of shared runs
    of words, or the share of the claim's weight.
    """

    candidate: Candidate
    role: Literal["corroboration", "differs"]
    relation: Relation | None
    start: int
    end: int
    strength: float = 1.0


def find_agreement(
    answer: Candidate,
    others: Sequence[Candidate],
    index: Index,
    rivals: Collection[int] = (),
    taken: Collection[int] = (),
) -> list[Agreement]:
    """Find what other documents say about the answer: at most one sentence each, and none from a copy of its document.

    `others` are ranked candidates, best first; those of the answer's own document are skipped. `rivals` are the places
    among them of those that answer the question otherwise, which differ whatever else they share. If several sentences of a
    document bear on the answer, the same wording takes precedence over the same claim, that over a difference, and the
    stronger over the weaker. Of documents that are copies of each other, only the first is taken. The result is in the order
    of the documents' first candidates. Documents that are `taken` have been heard already, and so have their copies.
    """
    best: dict[int, Agreement] = {}
    content: Content | None = None
    for place, candidate in enumerate(others):
        if candidate.document in (answer.document, *taken) or candidate.sentence.kind not in _PROSE:
            continue
        content = content or weigh_content(answer.analysis, index)
        found = _differ(candidate) if place in rivals else _compare(answer, content, candidate, index)
        known = best.get(candidate.document)
        if found and (known is None or _standing(found) > _standing(known)):
            best[candidate.document] = found
    return _independent((answer.document, *taken), best.values(), index)


def _standing(agreement: Agreement) -> tuple[int, float]:
    return -_ORDER.index(agreement.relation), agreement.strength


def _compare(answer: Candidate, content: Content, candidate: Candidate, index: Index) -> Agreement | None:
    start, end = candidate.sentence.body, candidate.sentence.end
    one, other = answer.analysis, candidate.analysis
    agreeing = could_agree(content, other)
    if agreeing and one.text != other.text and differs(one, other, index):
        return _differ(candidate)
    if shared := same_wording(one, other):
        return Agreement(candidate, "corroboration", "same_wording", start, end, shared)
    if agreeing and (share := same_claim(one, other, index)):
        return Agreement(candidate, "corroboration", "same_claim", start, end, share)
    return None


def _differ(candidate: Candidate) -> Agreement:
    return Agreement(candidate, "differs", None, candidate.sentence.body, candidate.sentence.end)


def _independent(heard: Sequence[int], found: Iterable[Agreement], index: Index) -> list[Agreement]:
    """Drop copies of the documents heard, the answer's among them, and of those that are kept."""
    kept: list[Agreement] = []
    for agreement in found:
        sources = [*heard, *(k.candidate.document for k in kept)]
        if not copies(agreement.candidate.document, sources, index):
            kept.append(agreement)
    return kept
