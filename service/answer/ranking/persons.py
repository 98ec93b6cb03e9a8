"""Whose role and whose act a name's is: "the treasurer, Ann Lee", "was designed by Ann Lee"."""

from collections.abc import Sequence
from typing import Literal

from service.answer.ranking import clauses
from service.answer.ranking.analysis import AnalysedSentence
from service.answer.ranking.demands import Demands
from service.answer.ranking.evidence import Evidence
from service.answer.ranking.owners import owns
from service.english.entities import TypedSpan
from service.english.forms import is_past_form
from service.english.titles_and_names import PERSONS
from service.english.word_classes import ARTICLES, COPULAS, DETERMINERS, HELPERS, MID_ADVERBS, POINTS_BACK, PREPOSITIONS

Standing = Literal["licensed", "unknown", "another"]
_HELD, _FARTHEST = 0.8, 8
_NAMING = COPULAS | frozenset("became become as remains named appointed elected been".split())
_NAMED_TYPES = ("person", "name", "organization", "place")


def judge_role(e: Evidence, number: int, asked: Demands, span: TypedSpan) -> Standing:
    """Judge whether a name holds the role asked for, with the same qualifiers, for the same owner."""
    sentence = e.candidates[number].analysis
    assert asked.role is not None
    places = e.where[number][asked.role] if e.held[number, asked.role] >= _HELD else []
    attached = [place for place in places if is_attached(sentence, place, span)]
    if not attached:
        given = not places or is_held_otherwise(e, number, asked) or _holds_other_role(sentence, span, places)
        return "another" if given else "unknown"
    if any(_fits(e, number, asked, place, span) for place in attached):
        return "licensed"
    return "another"


def is_held_otherwise(e: Evidence, number: int, asked: Demands) -> bool:
    """Tell whether a name holds the role, but with other qualifiers or for another owner."""
    sentence = e.candidates[number].analysis
    assert asked.role is not None
    places = e.where[number][asked.role] if e.held[number, asked.role] >= _HELD else []
    names = [s for s in sentence.spans if s.type in _NAMED_TYPES]
    return any(is_attached(sentence, place, span) for place in places for span in names)


def is_reversed(e: Evidence, number: int, asked: Demands, verbs: Sequence[int]) -> bool:
    """Tell whether who is asked about did the act, and the question is who did it to them, or the other way round."""
    sentence = e.candidates[number].analysis
    terms_of = {id(span): terms for span, terms in sentence.worded_spans}
    for verb in verbs:
        subject = find_subject(sentence, verb)
        own = subject is not None and terms_of[id(subject)] <= e.question.words and bool(terms_of[id(subject)])
        if own and asked.agent != clauses.is_passive(sentence, verb) and asked.after is None:
            return True
    return False


def is_attached(sentence: AnalysedSentence, role: int, span: TypedSpan) -> bool:
    """Tell whether a role's noun is that of a name: title, apposition, copula, "as", key and value, "(the seller)"."""
    if span.first - 1 <= role < span.last:
        return True
    if role < span.first:
        return _leads_to(sentence, role, span)
    if _is_in_parentheses(sentence, role):
        return _named_before_parenthesis(sentence, role) == span.first
    return _follows(sentence, role, span)


def _leads_to(sentence: AnalysedSentence, role: int, span: TypedSpan) -> bool:
    """The role before the name: "the treasurer, Ann Lee", "the mayor of Dale, Ann Lee", "Chair: Ann Lee", "the chair is Ann Lee"."""
    if span.first - role > _FARTHEST:
        return False
    gap = clauses.gap_before(sentence, role + 1)
    between = sentence.text[sentence.tokens[role].end : sentence.tokens[span.first].start]
    words = clauses.leading_words(sentence, role + 1, span.first)
    if ":" in gap:
        return span.first == role + 1
    if any(mark in between for mark in ";:()") or "\n" in between.strip(" "):
        return False
    if any(word in _NAMING for word in words):
        return "," not in between or between.count(",") == 2
    direct = clauses.gap_before(sentence, span.first)
    if any(word in HELPERS or is_past_form(word) for word in words):
        return False
    return ("," in direct or not words) and between.count(",") <= 1


def _follows(sentence: AnalysedSentence, role: int, span: TypedSpan) -> bool:
    """The role after the name: "Ann Lee, the treasurer,", "Ann Lee is the treasurer", "named Ann Lee as treasurer"."""
    if role - span.last > _FARTHEST:
        return False
    between = sentence.text[sentence.tokens[span.last - 1].end : sentence.tokens[role].start]
    words = clauses.leading_words(sentence, span.last, role)
    if any(mark in between for mark in ";:()") or "\n" in between:
        return False
    if "," in between:
        return between.count(",") == 1 and between.lstrip("’'s").startswith(",") and not _has_verb(words)
    return any(word in _NAMING for word in words) and _stands_alone(sentence, span, role)


def _has_verb(words: Sequence[str]) -> bool:
    return any(word in HELPERS or is_past_form(word) or word in ("and", "who", "which") for word in words)


def _stands_alone(sentence: AnalysedSentence, span: TypedSpan, role: int) -> bool:
    """No other name stands between the name and the role."""
    return not any(
        s.type in _NAMED_TYPES and span.last <= s.first and s.last <= role and not s.weak for s in sentence.spans
    )


def _is_in_parentheses(sentence: AnalysedSentence, role: int) -> bool:
    before = sentence.text[: sentence.tokens[role].start]
    return before.rfind("(") > before.rfind(")")


def _named_before_parenthesis(sentence: AnalysedSentence, role: int) -> int | None:
    """Return where the name begins that a parenthesised role belongs to: the one that the parenthesis touches, or the first
    since the last parenthesis, if an address stands between ("Ann Lee, of 4 Quay Street, Dunley (the seller)").
    """
    opens = sentence.text.rfind("(", 0, sentence.tokens[role].start)
    begins = max(sentence.text.rfind(")", 0, opens), sentence.text.rfind(" between ", 0, opens), 0)
    names = sorted(
        (s for s in sentence.spans if s.type in _NAMED_TYPES and begins <= sentence.tokens[s.first].start < opens),
        key=lambda one: one.first,
    )
    if not names:
        return None
    return names[-1].first if _is_touching(sentence, names[0], names[-1], opens) else names[0].first


def _is_touching(sentence: AnalysedSentence, first: TypedSpan, last: TypedSpan, opens: int) -> bool:
    """Tell whether a parenthesis follows the last of some names directly, and this is no part of an address."""
    end = sentence.tokens[last.last - 1].end
    if sentence.text[end:opens].strip() or last.type not in ("person", "organization"):
        return False
    between = sentence.text[sentence.tokens[first.last - 1].end : sentence.tokens[last.first].start]
    return clauses.word_at(sentence, last.first - 1) not in PREPOSITIONS and not any(map(str.isdigit, between))


def _holds_other_role(sentence: AnalysedSentence, span: TypedSpan, places: Sequence[int]) -> bool:
    """Another role's noun is attached to the name."""
    near = range(max(0, span.first - 5), min(len(sentence.tokens), span.last + 5))
    return any(
        place not in places and sentence.tokens[place].word in PERSONS and is_attached(sentence, place, span)
        for place in near
    )


def _fits(e: Evidence, number: int, asked: Demands, role: int, span: TypedSpan) -> bool:
    """The role's qualifiers and its owner are those of the question."""
    sentence, where = e.candidates[number].analysis, e.where[number]
    before = role - 1
    absent = [n for n in asked.modifiers if not any(before - 2 <= place <= before for place in where[n])]
    if absent and (_is_qualified_otherwise(e, sentence, role) or not all(e.document[number, n] for n in absent)):
        return False
    owners = _owners(sentence, role, span)
    terms = {e.question.terms[n] for n in asked.owner}
    if owners and asked.owner and not owners & terms:
        return all(_is_kin(e, number, n, owners) for n in asked.owner)
    return all(_is_known(e, number, n, span) for n in asked.owner) and owns(e, number, asked.owner, role, span)


def _is_kin(e: Evidence, number: int, term: int, owners: frozenset[str]) -> bool:
    """Tell whether an owner is one of those named, in another word."""
    tokens = e.candidates[number].analysis.tokens
    return any(tokens[place].term in owners for place in e.where[number][term])


def _is_qualified_otherwise(e: Evidence, sentence: AnalysedSentence, role: int) -> bool:
    """Tell whether a word that the question lacks qualifies the role: "the *head* teacher"."""
    if not role or clauses.gap_before(sentence, role).strip(" -"):
        return False
    token = sentence.tokens[role - 1]
    return not token.stop and token.term not in e.question.words


def _owners(sentence: AnalysedSentence, role: int, span: TypedSpan) -> frozenset[str]:
    """Return the terms of what the role is said to be of: "Peru's minister", "the minister of Peru"."""
    found: list[str] = []
    tokens, place = sentence.tokens, role - 1
    while place >= 0 and place >= role - 4:
        raw = sentence.text[tokens[place].start : tokens[place].end]
        if raw.endswith(("'s", "’s", "s'", "s’")):
            found.append(tokens[place].term)
            break
        if tokens[place].stop or clauses.gap_before(sentence, place + 1).strip():
            break
        place -= 1
    if clauses.word_at(sentence, role + 1) in ("of", "for", "at"):
        place = role + 2
        while place < len(tokens) and (not tokens[place].stop or tokens[place].word in DETERMINERS):
            if place > role + 2 and clauses.gap_before(sentence, place).strip(" -"):
                break
            if not tokens[place].stop and not span.first <= place < span.last:
                found.append(tokens[place].term)
            place += 1
    return frozenset(found)


def _is_known(e: Evidence, number: int, term: int, span: TypedSpan) -> bool:
    """What the role is of is in the sentence, above it, or in a document whose sentence names no other."""
    if e.held[number, term] >= 0.5 or e.above[number, term] or e.question.terms[term] not in e.question.names:
        return True
    sentence = e.candidates[number].analysis
    if sentence.tokens and sentence.tokens[0].word in POINTS_BACK and e.before[number, term]:
        return True
    others = [s for s in sentence.spans if s.type in _NAMED_TYPES and (s.last <= span.first or s.first >= span.last)]
    return bool(e.document[number, term]) and not others


def judge_act(
    sentence: AnalysedSentence, verbs: Sequence[int], agent: bool, span: TypedSpan, after: str | None = None
) -> Standing:
    """Judge whether a name is the subject (`agent`) or the object of one of the verbs at the given places.

    `after` is the preposition that a question ends in: "who was the boat sold *to*".
    """
    if after is not None and not agent:
        return "licensed" if any(_follows_preposition(sentence, verb, after, span) for verb in verbs) else "another"
    standings = [_judge_verb(sentence, verb, agent, span) for verb in verbs]
    if "licensed" in standings:
        return "licensed"
    return "unknown" if "unknown" in standings else "another"


def _judge_verb(sentence: AnalysedSentence, verb: int, agent: bool, span: TypedSpan) -> Standing:
    passive = clauses.is_passive(sentence, verb)
    by = clauses.by_after(sentence, verb) if passive else None
    subject = find_subject(sentence, verb) is span
    is_agent = _is_agent(sentence, verb, by, span) if passive else subject
    is_patient = subject if passive else _is_object(sentence, verb, span)
    if passive and by is None and agent:
        return "another" if is_patient else "unknown"
    if is_agent if agent else is_patient:
        return "licensed"
    return "another" if (is_patient if agent else is_agent) else "unknown"


def _is_agent(sentence: AnalysedSentence, verb: int, by: int | None, span: TypedSpan) -> bool:
    """Tell whether a name follows "by" after a passive verb, or once more where the verb is left out: "and the play by Lee"."""
    if by is None or span.first <= by or _is_modifier(sentence, span):
        return False
    own = next(
        (n for n in range(span.first - 1, max(span.first - 5, verb), -1) if clauses.word_at(sentence, n) == "by"), -1
    )
    return own == by or (own > by and not any(map(is_past_form, clauses.leading_words(sentence, verb + 1, own))))


def _follows_preposition(sentence: AnalysedSentence, verb: int, preposition: str, span: TypedSpan) -> bool:
    before = clauses.leading_words(sentence, max(verb + 1, span.first - 3), span.first)
    return verb < span.first and preposition in before and before.index(preposition) == _last_preposition(before)


def _last_preposition(words: Sequence[str]) -> int:
    return max((n for n, word in enumerate(words) if word in PREPOSITIONS), default=-1)


def _is_object(sentence: AnalysedSentence, verb: int, span: TypedSpan) -> bool:
    words = clauses.leading_words(sentence, verb + 1, span.first)
    return 0 <= span.first - verb - 1 <= 4 and _last_preposition(words) < 0 and not _is_modifier(sentence, span)


def _is_modifier(sentence: AnalysedSentence, span: TypedSpan) -> bool:
    """Tell whether a single name only qualifies the noun after it: "French forces", "American actor Eric Roberts"."""
    if span.last - span.first > 1 or span.last >= len(sentence.tokens):
        return False
    following = sentence.tokens[span.last]
    touches = clauses.gap_before(sentence, span.last).isspace()
    noun = not following.stop and not is_past_form(following.word) and not following.word[0].isdigit()
    return touches and noun and not _is_verb_like(following.word) and following.word != "family"


def _is_verb_like(word: str) -> bool:
    """Tell whether a word may be a verb in the present: it ends in s."""
    return word.endswith("s") and not word.endswith("ss")


def find_subject(sentence: AnalysedSentence, verb: int) -> TypedSpan | None:
    """Return the name that is the subject of a verb: of those before it, no object and no qualifier, one in its clause,
    or else the first."""
    names = [
        s for s in sentence.spans if s.type in _NAMED_TYPES and s.last <= verb and _may_be_subject(sentence, s, verb)
    ]
    numbers = clauses.breaks(sentence)
    inside = [s for s in names if numbers[s.first] == numbers[verb]]
    return (inside[-1] if inside else names[0]) if names else None


def _may_be_subject(sentence: AnalysedSentence, span: TypedSpan, verb: int) -> bool:
    before = clauses.word_at(sentence, span.first - 1)
    if before in ARTICLES:
        before = clauses.word_at(sentence, span.first - 2)
    if before in PREPOSITIONS or is_past_form(before) or (span.last < verb and _is_modifier(sentence, span)):
        return False
    if not span.weak:
        return True
    between = clauses.leading_words(sentence, span.last, verb)
    return all(word in HELPERS or word in MID_ADVERBS for word in between)
