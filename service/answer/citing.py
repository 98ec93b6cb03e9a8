"""Ranked candidates -> findings, each with its passage, highlight, quotation and speaker; a list's items; who agrees."""

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np

from service.answer.agreement.corroboration import Agreement, find_agreement
from service.answer.agreement.rivals import asked_span, is_rival
from service.answer.answer import Finding, Role, SpeakerSpan, TextSpan
from service.answer.attribution.speakers import Attributor, find_quotation
from service.answer.highlight import find_highlight, locate
from service.answer.list_items import MOST, item_span, items_beside, led_by, list_items, split_enumeration
from service.answer.passages import find_lead_in, find_passage, find_quote
from service.answer.ranking.candidates import Ranked
from service.answer.ranking.contexts import SentenceContext, read_sentence
from service.answer.ranking.evidence import ALIKE, Candidate, Evidence
from service.answer.ranking.model import Model
from service.answer.unread_hits import rank_bearing, share_of_best
from service.english.verbs_of_saying import DISCLAIMERS
from service.english.word_classes import is_negation
from service.index.interface import Index
from service.index.near_duplicates import find_copies
from service.memory import ENTRY
from service.sentences.sentence import Segmentation

# Kinds of question that no list answers.
_ASK_ONE = frozenset(("yes_no", "why", "said_what", "contact", "number", "amount", "measure", "duration", "when"))
_CITED_BYTES = ENTRY + 750  # six spans of two offsets with what holds them: the sum of their sys.getsizeof
SENTENCE_BYTES = 19_000  # for what is kept of a sentence that was read ahead: 18,200 in an encyclopedia
_SMALL = 2_000  # sentences: in fewer, every search is quick, and preparing takes longer than what it spares


def read_ahead(index: Index) -> None:
    """Analyse all sentences of a small collection, so that the first answers are as fast as the rest.

    A collection is small if all that is kept of it still has room where memory is calm (`Memory.calm`), which collections may
    share. It takes 0.7 ms a sentence. For all but the smallest, also prepare the index for searches for common terms.
    """
    if len(index.corpus) > _SMALL:
        index.prepare()
    if index.memory.size + len(index.corpus) * SENTENCE_BYTES > index.memory.calm:
        return
    for document in range(len(index.corpus.documents)):
        for position in range(len(index.corpus.segmentation(document).sentences)):
            context = read_sentence(index, index.corpus.first(document) + position)
            context.led.read()
            context.analysis.read()
            _find_cited(index, document, position)


def _attributor_of(index: Index, number: int) -> Attributor:
    document = index.corpus.documents[number]
    name = (document.id, document.sha256)
    return Attributor(document.text, index.corpus.segmentation(number), index.memory, name, index.corpus.turns(number))


def denies_what_is_asked(ranked: Ranked, index: Index) -> bool:
    """Return whether a question asks who said something and the best sentence tells that nobody said it."""
    question = ranked.evidence.question
    if question.kind != "who_said" or any(t.word in DISCLAIMERS or is_negation(t.word) for t in question.tokens):
        return False
    best = ranked.evidence.candidates[ranked.order[0]]
    return _attributor_of(index, best.document).only_denies(best.sentence.body, best.sentence.end)


class _Cited(NamedTuple):
    """What a citation of a sentence shows whatever the question; see `Finding`."""

    quote: TextSpan
    passage: TextSpan
    quotation: TextSpan | None
    speaker: SpeakerSpan | None
    lead_in: TextSpan | None


def _find_cited(index: Index, document: int, position: int) -> _Cited:
    """Find what a citation of a sentence shows; found once."""

    def find() -> _Cited:
        text, segmentation = index.corpus.documents[document].text, index.corpus.segmentation(document)
        sentence = segmentation.sentences[position]
        quoted = sentence.quotation is not None
        return _Cited(
            find_quote(text, segmentation, position),
            find_passage(text, segmentation, position, position + 1),
            find_quotation(segmentation, sentence.body, sentence.end) if quoted else None,
            _attributor_of(index, document).find_speaker(sentence.body, sentence.end),
            find_lead_in(segmentation, position) if sentence.lead_in is not None else None,
        )

    return index.memory.get_or_make(("cited", index.serial, document, position), find, _CITED_BYTES)


def cite(ranked: Ranked, number: int, index: Index, role: Role) -> Finding:
    """Turn a candidate, by its number in the evidence, into a finding."""
    candidate = ranked.evidence.candidates[number]
    document = index.corpus.documents[candidate.document]
    quote, passage, quotation, speaker, lead_in = _find_cited(index, candidate.document, candidate.position)
    return Finding(
        role=role,
        document=document,
        start=quote.start,
        end=quote.end,
        quote=document.text[quote.start : quote.end],
        passage=passage,
        score=round(float(ranked.scores[number]), 4),
        highlight=find_highlight(ranked.evidence, number),
        quotation=quotation,
        speaker=speaker,
        lead_in=lead_in,
    )


def cite_answer(ranked: Ranked, index: Index, limit: int | None) -> tuple[list[Finding], bool]:
    """Return what answers, the items of a list or the best sentence, and whether the limit cut items off."""
    best = ranked.order[0]
    candidate = ranked.evidence.candidates[best]
    citation = cite(ranked, best, index, "answer")
    others = _list_alike(ranked, best, index)  # a near-duplicate without this sentence is no copy of it
    sentence = index.corpus.documents[candidate.document].text[candidate.sentence.start : candidate.sentence.end]
    found = find_copies(candidate.document, sentence, others, index)
    if found:
        citation = replace(citation, copies=tuple(index.corpus.documents[other] for other in found))
    spans = _list_spans(ranked, best, index)
    if not spans:
        return [citation], False
    most = min(limit or MOST, MOST)
    segmentation = index.corpus.segmentation(candidate.document)
    return [_cite_item(citation, segmentation, span) for span in spans[:most]], len(spans) > most


def _list_alike(ranked: Ranked, best: int, index: Index) -> list[int]:
    """List the documents of the candidates that say the same as the best one, and of the unread hits that hold most of its words."""
    alike = ranked.evidence.alike(best)
    read = [ranked.evidence.candidates[n].document for n in ranked.order if alike[n]]
    shares = zip(ranked.unread, share_of_best(ranked, index).tolist(), strict=True)
    return read + [index.corpus.locate(hit.number)[0] for hit, share in shares if share >= ALIKE]


def cite_agreement(ranked: Ranked, index: Index, model: Model) -> list[Finding]:
    """Return what other documents say to the best candidate: the same, or the same but for a figure, a date or a name.

    Hits that were not worth reading for the question are read if they may say it.
    """
    found = _find_agreement(ranked, index)
    cited = [_cite_agreeing(ranked, agreement, index) for agreement in found]
    bearing = rank_bearing(ranked, index, model)
    if bearing is None:
        return cited
    taken = [agreement.candidate.document for agreement in found]
    return cited + [_cite_agreeing(bearing, more, index) for more in _find_agreement(bearing, index, taken)]


def _find_agreement(ranked: Ranked, index: Index, taken: Sequence[int] = ()) -> list[Agreement]:
    best, *rest = ranked.order
    rivals = {place for place, number in enumerate(rest) if is_rival(ranked.evidence, best, number)}
    return find_agreement(ranked.candidates[0], ranked.candidates[1:], index, rivals, taken)


def _cite_agreeing(ranked: Ranked, agreement: Agreement, index: Index) -> Finding:
    number = next(n for n in ranked.order if ranked.evidence.candidates[n] is agreement.candidate)
    citation = cite(ranked, number, index, agreement.role)
    if agreement.role == "differs":
        citation = with_figure(citation, ranked, number)
    start, end, shown = agreement.start, agreement.end, citation.highlight
    return replace(
        citation,
        start=start,
        end=end,
        quote=citation.document.text[start:end],
        relation=agreement.relation,
        highlight=shown if shown and start <= shown.start and shown.end <= end else None,
    )


def with_figure(citation: Finding, ranked: Ranked, number: int) -> Finding:
    """Highlight the only figure of a citation that has no highlight, so that it can be set beside one that differs."""
    span = asked_span(ranked.evidence, number)
    if citation.highlight or span is None:
        return citation
    return replace(citation, highlight=locate(ranked.evidence.candidates[number].analysis, span))


def _cite_item(citation: Finding, segmentation: Segmentation, span: TextSpan) -> Finding:
    text = citation.document.text
    position = segmentation.count_sentences(span.start) - 1
    return replace(
        citation,
        start=span.start,
        end=span.end,
        quote=text[span.start : span.end],
        highlight=None,
        speaker=None,
        quotation=None,
        passage=find_passage(text, segmentation, position, position + 1),
        lead_in=find_lead_in(segmentation, position),
    )


def _text_of(candidate: Candidate, index: Index) -> str:
    return index.corpus.documents[candidate.document].text


def _list_spans(ranked: Ranked, best: int, index: Index) -> list[TextSpan]:
    """Find the items of a list that answer: its lead-in ranks best, or holds more of the question than the best item."""
    e = ranked.evidence
    candidate = e.candidates[best]
    segmentation = index.corpus.segmentation(candidate.document)
    if below := _items_below(ranked, best, index):
        return below
    lead = candidate.position if led_by(segmentation, candidate.position) else candidate.sentence.lead_in
    if lead is None or not (e.question.kind == "list" or e.question.plural or lead == candidate.position):
        return []
    if lead != candidate.position and not _lead_in_answers(ranked, best, lead, index):
        return []
    items = list_items(segmentation, lead)
    if items:
        return [item_span(segmentation, position) for position in items]
    followers = [segmentation.sentences[position] for position in led_by(segmentation, lead)]
    if len(followers) != 1:
        return []
    span = TextSpan(followers[0].body, followers[0].end)
    return split_enumeration(_text_of(candidate, index), span) or [span]


def _items_below(ranked: Ranked, best: int, index: Index) -> list[TextSpan]:
    """Find the items of the list that the best candidate is of, if what stands above all of them is what is asked for."""
    candidate, question = ranked.evidence.candidates[best], ranked.evidence.question
    one = question.answer_type is not None and question.kind != "list" and not question.plural
    if one and candidate.sentence.question is None and candidate.sentence.lead_in is None:
        return []
    if question.kind in _ASK_ONE:
        return []
    text, segmentation = _text_of(candidate, index), index.corpus.segmentation(candidate.document)
    items = items_beside(text, segmentation, candidate.position)
    context = read_sentence(index, index.corpus.first(candidate.document) + candidate.position)
    if len(items) < 2 or not _above_answers(ranked.evidence, context, index):
        return []
    return [item_span(segmentation, position) for position in items]


def _above_answers(e: Evidence, context: SentenceContext, index: Index) -> bool:
    """Return whether a sentence itself holds nothing of the question that does not also stand above it."""
    own = np.array([closeness for closeness, _ in map(context.analysis.match, e.question.terms)])
    above = np.zeros(len(own))
    for lead in context.leads:
        analysis = read_sentence(index, lead).analysis
        above = np.maximum(above, [closeness for closeness, _ in map(analysis.match, e.question.terms)])
    return bool(above.max(initial=0.0) > 0 and (own <= above).all())


def _lead_in_answers(ranked: Ranked, best: int, lead: int, index: Index) -> bool:
    """Return whether the lead-in holds more of the question than the item, so that the whole list is asked for."""
    e = ranked.evidence
    analysis = read_sentence(index, index.corpus.first(e.candidates[best].document) + lead).analysis
    of_lead = np.array([closeness for closeness, _ in map(analysis.match, e.question.terms)])
    position = e.candidates[best].position
    alone = read_sentence(index, index.corpus.first(e.candidates[best].document) + position).analysis
    own = np.array([closeness for closeness, _ in map(alone.match, e.question.terms)])
    return float(np.maximum(of_lead - own, 0) @ e.weights) >= float(np.maximum(own - of_lead, 0) @ e.weights)
