"""Read a question in its conversation: what it leans on is put in from the earlier questions and their cited answers.

The question is rewritten as it would stand alone ("And when?" after "Who built the mill?" becomes "when built the
mill") and read as any other. What the rewriting added counts for less than the question's own words.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from service.english.person_names import Name, find_names, personhood
from service.english.tokens import Token, tokenize
from service.english.word_classes import (
    AUXILIARIES,
    COORDINATORS,
    FILLERS,
    NEGATED_AUXILIARIES,
    PLACING,
    QUESTION_WORDS,
    any_of,
)
from service.query.anaphora import Lean, find_leans
from service.query.question import LIGHT, Question, read_question
from service.query.topic import Topic, find_bearer, find_person, find_place, find_several, find_thing
from service.query.turns import Exchange

CARRIED_NAME, CARRIED_WORD = 0.5, 0.4  # of the weight that a question's own word has

_LEAD = re.compile(rf"^\W*(?:(?:{any_of(COORDINATORS)}|also|ok(?:ay)?|well)\b[\s,]*)+(?=\w)", re.IGNORECASE)
_ABOUT = re.compile(r"^\W*(?:what|how)\s+about\s+(?P<what>[^?]+?)\W*$", re.IGNORECASE)
_MORE = re.compile(
    r"""^\W*(?:(?:can\ you\ |could\ you\ |please\ )*(?:tell\ me|say|give\ me)\ (?:some\ )?more(?:\ details)?
    |go\ on|more(?:\ details)?|anything\ else|how\ come|how\ so|why\ not|explain)(?:\ please)?\W*$""",
    re.IGNORECASE | re.VERBOSE,
)
_HELPERS = AUXILIARIES | NEGATED_AUXILIARIES
_NUMBER = re.compile(r"\b\d[\d,.]*\b")
MAX_FRAGMENT = 6  # words of "And in the north?"


def follow(text: str, exchanges: Sequence[Exchange]) -> Question:
    """Read a question asked after others, oldest first. What stands alone is read as if nothing came before it."""
    topics: list[Topic] = []  # the latest first
    for exchange in exchanges:
        composed = _compose(exchange.question, topics)
        earlier = Topic(composed.whole, exchange.excerpts, composed.persons)
        if earlier.question.terms and earlier.question.kind != "chatter":
            topics.insert(0, earlier)
    composed = _compose(text, topics)
    return _read(text, composed) if composed.pieces else read_question(text)


@dataclass(frozen=True)
class Composed:
    """A question put together: the whole, the part of it that asks, and the pieces that were put in."""

    whole: str
    main: str
    pieces: tuple[str, ...] = ()
    persons: tuple[tuple[str, str], ...] = ()


def _read(text: str, composed: Composed) -> Question:
    """Read a composed question; its kind is that of the part that asks."""
    own, asking, full = set(read_question(text).terms), read_question(composed.main), read_question(composed.whole)
    carried = tuple(term for term in full.terms if term not in own)
    weights = {
        term: weight * (1.0 if term in own else CARRIED_NAME if term in full.names else CARRIED_WORD)
        for term, weight in full.weights.items()
    }
    return replace(
        full,
        asked=text,
        kind=asking.kind,
        answer_type=asking.answer_type,
        focus=asking.focus,
        plural=asking.plural,
        negated=asking.negated,
        compares=asking.compares,
        carried=carried,
        carried_over=_readable(composed.pieces, set(carried)),
        weights=weights,
    )


def _readable(pieces: Sequence[str], carried: set[str]) -> tuple[str, ...]:
    """List what was taken over as it was written: names whole, other words one by one."""
    found: list[str] = []
    for piece in pieces:
        tokens = tokenize(piece)
        names = {place: name for name in find_names(piece, tokens) for place in range(name.first, name.last)}
        for place, token in enumerate(tokens):
            if token.term in carried and not token.stop:
                found.append(names[place].text if place in names else piece[token.start : token.end])
    return tuple(dict.fromkeys(found))


def _compose(text: str, topics: Sequence[Topic]) -> Composed:
    """Put what a question leans on into it."""
    alone = Composed(text, text)
    if not topics or (read_question(text).kind == "chatter" and not _MORE.match(text)):
        return alone
    lead = _LEAD.match(text)
    bare = text[lead.end() :] if lead else text
    tokens = tokenize(bare)
    if _MORE.match(bare):
        return Composed(topics[0].text, topics[0].text, (topics[0].text,))
    about = _ABOUT.match(bare)
    if about or _is_fragment(bare, tokens, bool(lead)):
        return _instead(about["what"] if about else bare.strip(" ?.!"), bool(about), topics)
    leans = find_leans(bare, tokens)
    placing = _find_placing(tokens, find_names(bare, tokens))
    if placing is not None:
        moved = _instead(bare[tokens[placing].start :].strip(" ?.!"), False, topics)
        asking = bare[: tokens[placing].start]
        return replace(_complete(asking, tokens[:placing], Topic(moved.whole)), pieces=moved.pieces)
    if _asks_nothing_else(bare, tokens, leans):
        return _complete(bare, tokens, topics[0])
    if leans:
        return _resolve(bare, tokens, leans, topics)
    if lead and any(token.word in QUESTION_WORDS or token.word in _HELPERS for token in tokens[:3]):
        return _continue(bare, topics[0])
    return _define(bare, tokens, topics[0])


def _is_fragment(text: str, tokens: Sequence[Token], led: bool) -> bool:
    """Tell "And Australia?", "In 1950?" from a question: few words, none that asks."""
    if not tokens or len(tokens) > MAX_FRAGMENT or any(token.word in QUESTION_WORDS for token in tokens):
        return False
    placed = tokens[0].word in PLACING and "?" in text
    return (led or placed) and tokens[0].word not in _HELPERS and not all(token.stop for token in tokens)


def _find_placing(tokens: Sequence[Token], names: Sequence[Name]) -> int | None:
    """Find the preposition in "How many in 2020?": a question word, and a place or time; None where there is more."""
    placing = next((i for i, token in enumerate(tokens) if i and token.word in PLACING), None)
    if placing is None or len(tokens) > MAX_FRAGMENT or any(token.word in _HELPERS for token in tokens):
        return None
    named = {place for name in names for place in range(name.first, name.last)}
    asks = tokens[0].word in QUESTION_WORDS and all(token.stop for token in tokens[:placing])
    only = all(i in named or t.stop or t.word[0].isdigit() for i, t in enumerate(tokens[placing:], placing))
    return placing if asks and only and not all(token.stop for token in tokens[placing:]) else None


def _asks_nothing_else(text: str, tokens: Sequence[Token], leans: Sequence[Lean]) -> bool:
    """Tell "And when?", "Which city?", "Who won?", "How many of them?" from questions that say what they ask about."""
    if not tokens or not any(token.word in QUESTION_WORDS for token in tokens[:3]):
        return False
    if (
        any(t.word == "it" for t in tokens)
        or any(lean.points not in ("they", "that") or not lean.alone for lean in leans)
        or find_names(text, tokens)
    ):
        return False
    question = read_question(text)
    heavy = [t for t in tokens if not t.stop and t.word not in FILLERS and question.weights.get(t.term, LIGHT) > LIGHT]
    helped = any(token.word in _HELPERS for token in tokens)
    if not heavy:
        return not any(lean.points == "they" and lean.role == "subject" for lean in leans)
    if leans:
        return False
    return len(heavy) <= 2 and not helped and (len(tokens) == 2 or all(t.term in question.focus for t in heavy))


def _join(main: str, context: str) -> Composed:
    return Composed(f"{main.rstrip(' ?.!')} {context}?", main, (context,))


def _complete(text: str, tokens: Sequence[Token], topic: Topic) -> Composed:
    """Give a bare question word what the last question asked about: "And when?"."""
    own = " ".join(text[t.start : t.end] for t in tokens if t.word not in ("them", "that", "this", "those", "not"))
    own = own.removesuffix(" of")
    focused = bool(read_question(own).focus) or "how" not in (t.word for t in tokens)
    composed = f"{own} {topic.rest}?"
    pieces = [topic.rest]
    if topic.question.answer_type in ("person", "name", "place") and topic.excerpts:
        new = [n.text for n in find_names(topic.excerpts[0].text) if topic.is_new(n)][:1]
        composed, pieces = " ".join([composed, *new]), pieces + new
    return Composed(composed, own if focused else composed, tuple(pieces))


def _resolve(text: str, tokens: Sequence[Token], leans: Sequence[Lean], topics: Sequence[Topic]) -> Composed:
    """Put what pronouns stand for in their place."""
    parts, contexts, end = [], [], 0
    known: dict[str, str] = {}
    for lean in leans:
        if lean.points not in known:
            known[lean.points] = _antecedent(lean, topics)
        start, stop = tokens[lean.first].start, tokens[lean.last - 1].end
        antecedent = known[lean.points]
        if antecedent.startswith(topics[0].rest) and lean.points != "ones":  # a clause, not a noun: it goes to the end
            contexts.append(antecedent)
            continue
        parts += [text[end:start], antecedent + ("'s" if lean.role == "possessive" else "")]
        end = stop
    main = "".join([*parts, text[end:]])
    whole = f"{main.rstrip(' ?.!')} {contexts[0]}?" if contexts else main
    persons = tuple((points, name) for points, name in known.items() if points in ("he", "she"))
    return Composed(whole, main, tuple(known.values()), persons)


def _antecedent(lean: Lean, topics: Sequence[Topic]) -> str:
    latest = topics[0]
    if lean.points in ("he", "she"):
        return find_person(topics, lean.points) or latest.rest
    if lean.points == "they":
        return find_several(latest)
    if lean.points == "it":
        return find_thing(latest)
    if lean.points == "there":
        return find_place(topics)
    return latest.rest


def _continue(text: str, topic: Topic) -> Composed:
    """Add the topic to a question that begins with "And" and says little itself."""
    question, names = read_question(text), find_names(text)
    heavy = [term for term in question.terms if question.weights[term] > LIGHT and term not in question.names]
    if len(heavy) > 2 or (names and len(heavy) > 1):
        return Composed(text, text)
    if not names:
        context = " ".join(name.text for name in topic.names) or topic.rest
        return _join(text, context)
    target = _like(names[0], text, topic)
    context = topic.rest if target is None else topic.rest.replace(target.text, "")
    return _join(text, context)


def _define(text: str, tokens: Sequence[Token], topic: Topic) -> Composed:
    """Take over a name where a question speaks of its bearer: "the mill" after "the Harrow Mill"."""
    if find_names(text, tokens):
        return Composed(text, text)
    spoken = {two.term for one, two in pairwise(tokens) if one.word in ("the", "that") and not two.stop}
    bearer = find_bearer(topic, spoken)
    return _join(text, bearer.text) if bearer else Composed(text, text)


def _instead(what: str, about: bool, topics: Sequence[Topic]) -> Composed:
    """Ask the last question again of something else: "What about Australia?"."""
    topic, tokens = topics[0], tokenize(what)
    if find_leans(what, tokens):
        asking = f"What is {what}?" if not about else f"{what}?"
        return _resolve(asking, tokenize(asking), find_leans(asking, tokenize(asking)), topics)
    place = _find_target(what, tokens, about, topic)
    if place is None:
        composed = f"{topic.text.rstrip(' ?.!')} {what}?"
        return Composed(composed, composed, (topic.text,))
    start, end, new = place
    composed = topic.text[:start] + new + topic.text[end:]
    return Composed(composed, composed, (topic.text[:start] + " " + topic.text[end:],))


def _find_target(what: str, tokens: Sequence[Token], about: bool, topic: Topic) -> tuple[int, int, str] | None:
    """Find what to replace in the last question, and by what words."""
    placing = tokens[0].word if tokens and tokens[0].word in PLACING else "about" if about else ""
    new = what[tokens[1].start :] if tokens and tokens[0].word in PLACING and len(tokens) > 1 else what
    names = find_names(new)
    number = _NUMBER.search(topic.text)
    if number and _NUMBER.search(new):
        return number.start(), number.end(), new
    placed = [name for name in topic.names if topic.word_before(name) == placing]
    target = (placed[0] if placed else _like(names[0], new, topic)) if names else None
    if target is not None and (placed or not placing or about):
        return target.start, target.end, new
    return None if names else _find_phrase(placing, new, topic) if placing and not about else _find_noun(new, topic)


def _like(name: Name, text: str, topic: Topic) -> Name | None:
    """Find the name of the last question that is most like another, a person's for a person's; the first of equals."""
    texts = [topic.text, text, *(e.text for e in topic.excerpts[:1])]
    worth = personhood(name, texts)
    return min(topic.names, key=lambda other: abs(personhood(other, texts) - worth) // 1.5, default=None)


def _find_phrase(placing: str, new: str, topic: Topic) -> tuple[int, int, str] | None:
    """Find the phrase that the same preposition opens: "on the south beach" for "on the north beach"."""
    tokens = topic.tokens
    for place, token in enumerate(tokens[:-1]):
        if token.word == placing:
            last = place + 1 + (tokens[place + 1].word in ("the", "a", "an"))
            while last < len(tokens) and not tokens[last].stop:
                last += 1
            return tokens[place + 1].start, tokens[last - 1].end, new
    return None


def _find_noun(new: str, topic: Topic) -> tuple[int, int, str] | None:
    """Find the noun that a common noun replaces: what was counted, else the one that shares its article."""
    counted = [t for t in topic.tokens if t.term in topic.question.focus and not t.stop]
    if counted and topic.question.weights.get(counted[-1].term, 0) > LIGHT:
        return counted[0].start, counted[-1].end, new
    for name in topic.names:
        if topic.word_before(name) == "the":
            return topic.tokens[name.first - 1].start, name.end, new
    for place, token in enumerate(topic.tokens[:-1]):
        following = topic.tokens[place + 1]
        if token.word in ("the", "a", "an") and not following.stop:
            return token.start, following.end, new
    return None
