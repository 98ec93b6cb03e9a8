"""The evidence: what each candidate and its surroundings hold of the question, as matrices for the features to read."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np

from service.answer.ranking.analysis import AnalysedSentence, Places
from service.answer.ranking.contexts import Role, SentenceContext, list_followers, read_sentences
from service.answer.ranking.known import once
from service.answer.ranking.leads import led_below
from service.answer.ranking.topic_lines import find_record
from service.english.label_words import HAPPENING, labels_for
from service.english.related_words import families
from service.index.interface import PARAGRAPH_WEIGHT, Hit, Index
from service.memory import ENTRY, Key
from service.query.question import Question
from service.sentences.sentence import Block, Sentence

ALIKE, FEWEST = 0.7, 5  # share of the shorter sentence's content words, and how many it must have
FOLLOWED = 10  # best hits whose followers become candidates too
BELOW = 8  # sentences below a question or heading found that become candidates too
LABELLED = 0.8  # how closely a label holds the word that asks for it
LEADING = 12  # best hits of which that is so


class Candidate(NamedTuple):
    """A sentence that may answer: its hit in the index, and where it stands, as in `SentenceContext`."""

    hit: Hit
    document: int
    position: int
    sentence: Sentence
    block: Block
    analysis: AnalysedSentence
    role: Role = Role()


@dataclass(frozen=True)
class Evidence:
    """Everything that the features read. Matrices are [candidates x terms] with values from 0 to 1.

    `exact`: the sentence holds the term itself. `held`: how closely it holds the term or a related word. `before`, `after`:
    whether the neighbouring sentences hold it; `paragraph`: the rest of the paragraph; `above`: title, heading or lead-in;
    `topic`: the lines that tell the topic (`topic_lines.find_topic`); `document`: the document anywhere. `where[c][t]` are the
    positions of the tokens of candidate c that match term t.
    """

    question: Question
    candidates: Sequence[Candidate]
    weights: np.ndarray  # [terms], sum 1: each term's share of the question's weight
    idf: np.ndarray  # [terms]: see `term_weights.weigh_terms`
    exact: np.ndarray
    held: np.ndarray
    before: np.ndarray
    after: np.ndarray
    paragraph: np.ndarray
    above: np.ndarray
    topic: np.ndarray
    document: np.ndarray
    where: list[list[Places]]
    bigram_idf: np.ndarray  # [question bigrams]
    known: dict[Any, Any] = field(default_factory=dict, repr=False)  # results of the functions decorated with `once`

    def alike(self, number: int) -> np.ndarray:
        """Return which candidates say the same as this one, by their shared content words: boolean [candidates]."""
        own, key = self.candidates[number].analysis.content, ("alike", number)
        if key not in self.known:
            self.known[key] = np.array([_say_the_same(own, c.analysis.content) for c in self.candidates], dtype=bool)
        found: np.ndarray = self.known[key]
        return found


@once
def around(e: Evidence) -> np.ndarray:
    """Return how closely the sentence, its paragraph or what stands above hold each term: [candidates x terms]."""
    return np.maximum(np.maximum(e.held, e.paragraph), e.above)  # quicker than to reduce a list of them


@once
def held_rows(e: Evidence) -> list[list[float]]:
    """Return how closely each candidate holds each term as lists, of which one value is read faster than of an array."""
    rows: list[list[float]] = e.held.tolist()
    return rows


@once
def weight_list(e: Evidence) -> list[float]:
    """Return each term's share of the question's weight as a list."""
    weights: list[float] = e.weights.tolist()
    return weights


@once
def focus_places(e: Evidence) -> list[int]:
    """Return the places of the noun asked for among the question's terms."""
    return [place for place, term in enumerate(e.question.terms) if term in e.question.focus]


@once
def worth_where(e: Evidence) -> list[list[tuple[int, Places, float]]]:
    """For each candidate, list every question term that it holds: its number, its positions (up to eight), its worth there."""
    worth = (e.held * e.weights).tolist()
    return [
        [(term, places[:8], value) for term, (places, value) in enumerate(zip(*pair, strict=True)) if places]
        for pair in zip(e.where, worth, strict=True)
    ]


def gather_evidence(question: Question, index: Index, hits: Sequence[Hit], idf: np.ndarray) -> Evidence:
    """Collect what each hit holds of the question's terms, which weigh `idf` [terms]."""
    terms = question.terms
    hits, contexts = add_below(add_followers(hits, index), index)
    asked = [(term, families(term)) for term in terms]
    matches = [context.led.match_all(asked) for context in contexts]
    held = np.array([closeness for row in matches for closeness, _ in row]).reshape(len(contexts), len(terms))
    for place, labels in enumerate(map(labels_for, terms)):
        if labels and not (terms[place] in HAPPENING and question.kind == "when" and _is_past(question)):
            held[:, place] = np.maximum(held[:, place], [_is_labelled(context.led, labels) for context in contexts])
    weight_of = dict(zip(terms, idf.tolist(), strict=True))
    before, after, paragraph, *above, topic, document = _find_around(terms, contexts, index)
    return Evidence(
        question=question,
        candidates=[Candidate(hit, *c[:4], c.led, c.role) for hit, c in zip(hits, contexts, strict=True)],
        weights=idf / (idf.sum() or 1.0),
        idf=idf,
        exact=(held == 1.0).astype(float),
        held=held,
        before=before,
        after=after,
        paragraph=paragraph,
        above=np.maximum.reduce(above),
        topic=topic,
        document=document,
        where=[[places for _, places in row] for row in matches],
        bigram_idf=np.array([weight_of.get(a, 0.0) + weight_of.get(b, 0.0) for (a, _), (b, _) in question.bigrams]),
    )


def add_followers(hits: Sequence[Hit], index: Index) -> list[Hit]:
    """Add the sentences that continue the best hits with a pronoun: they may answer without a word of the question."""
    found = {hit.number for hit in hits}
    added = []
    best = hits[:FOLLOWED]
    for hit, followers in zip(best, list_followers(index, [hit.number for hit in best]), strict=True):
        for number in followers:
            if number not in found:
                found.add(number)
                added.append(Hit(number, PARAGRAPH_WEIGHT * hit.paragraph, 0.0, hit.paragraph))
    return [*hits, *added]


def add_below(hits: Sequence[Hit], index: Index) -> tuple[list[Hit], list[SentenceContext]]:
    """Add the sentences that are read with a question, a heading or a lead-in among the hits, and let these add to their
    scores. Returns the hits and their contexts.
    """
    scores = {hit.number: hit for hit in hits}
    added: dict[int, None] = {}
    leading = [
        *hits[:LEADING],
        *(hit for hit in hits[LEADING:] if not hit.score),
    ]  # those without a score have the label
    for below in _find_below(index, [hit.number for hit in leading]):
        for number in below:
            if number not in scores:
                added[number] = None
    contexts = read_sentences(index, [*scores, *added])
    return [_with_leads(context, scores) for context in contexts], contexts


def _find_below(index: Index, numbers: Sequence[int]) -> list[tuple[int, ...]]:
    """Return, for each sentence, the collection-wide numbers of the first sentences that are read with it, or that stand in
    its record; found once.
    """

    def find(key: Key) -> tuple[int, ...]:
        number: int = key[-1]  # type: ignore[assignment]
        document, position = index.corpus.locate(number)
        text, segmentation = index.corpus.documents[document].text, index.corpus.segmentation(document)
        places = led_below(text, segmentation, position, BELOW) or find_record(text, segmentation, position)
        return tuple(number - position + place for place in places if place != position)

    keys = [("below", index.serial, number) for number in numbers]
    return index.memory.get_many(keys, find, ENTRY + 32 * BELOW)


def _with_leads(context: SentenceContext, scores: dict[int, Hit]) -> Hit:
    """Return the hit of a sentence with the scores of what it is read with."""
    hit = scores.get(context.number) or Hit(context.number, 0.0, 0.0, 0.0)
    for lead in context.leads:
        hit = _lend(hit, scores.get(lead))
    return hit


def _lend(own: Hit, above: Hit | None) -> Hit:
    """Add half of the lesser score to the greater: what a question and its answer hold is mostly not the same."""
    if above is None:
        return own
    return Hit(own.number, *(max(pair) + min(pair) / 2 for pair in zip(own[1:], above[1:], strict=True)))


def _is_past(question: Question) -> bool:
    return any(token.word in ("did", "was", "were", "had") for token in question.tokens)


def _is_labelled(sentence: AnalysedSentence, labels: frozenset[str]) -> float:
    """Return how surely a sentence stands beside one of these labels: in what stands above it, or before its colon."""
    until = max(sentence.lead, sentence.label_end)
    if until <= 0 or labels.isdisjoint(sentence.positions):
        return 0.0
    # A word such as "from" labels only where a line opens with it.
    own = [t for t in sentence.tokens if t.start < until and (t.start >= sentence.lead or not t.stop)]
    return LABELLED if any(t.term in labels for t in own) else 0.0


def _find_around(terms: Sequence[str], contexts: Sequence[SentenceContext], index: Index) -> list[np.ndarray]:
    """Look up which terms stand around each sentence: for each kind of surroundings an array [sentences x terms] of 0 or 1."""
    starts, ends = np.concatenate([context.surroundings for context in contexts]).T
    found = index.holds_within(terms, starts, ends).astype(float)
    return list(found.reshape(len(terms), len(contexts), -1).transpose(2, 1, 0))


def _say_the_same(one: frozenset[str], other: frozenset[str]) -> bool:
    fewer = min(len(one), len(other))
    return one is other or (fewer >= FEWEST and len(one & other) >= ALIKE * fewer)
