"""Read a question in its conversation: rewrite it so that it stands alone, then read it as any other.

"And when?" after "Who built the mill?" becomes "when built the mill". What the rewriting adds counts for less than the
question's own words. The task is question rewriting in context (Elgohary, Peskov and Boyd-Graber, 2019), done by rules.
"""

import re
from collections.abc import Container, Sequence
from dataclasses import replace
from itertools import pairwise

from service.english.courtesies import ASKERS
from service.english.word_classes import HELPERS, QUESTION_WORDS
from service.query.analysed_text import AnalysedText
from service.query.anaphora import find_anaphora
from service.query.asking_words import is_light
from service.query.classification import is_chatter
from service.query.constituents import is_person
from service.query.coreference import find_bearer, resolve
from service.query.ellipsis import complete, find_placing, is_elliptical, is_fragment
from service.query.items import pick_item, put_item, tell_about
from service.query.openings import strip_leads
from service.query.question import Question, read_question
from service.query.rewrite import Rewrite, append, keep, strip_end
from service.query.substitution import find_like, is_like_asked, substitute
from service.query.topic import Topic
from service.query.turns import Exchange, Provenance
from service.query.unwrapping import Asked, unwrap

MAX_PLACES = 5  # of the latest answer, looked at for the next
CARRIED_NAME, CARRIED_WORD = 0.5, 0.4  # of the weight of a question's own word

_WHAT = r"(?P<what>[^?](?=\W*$)|[^?]+?(?<=\w)(?=\W*$))"
_ABOUT = re.compile(rf"^\W*(?:what|how)\s+about\s++{_WHAT}", re.IGNORECASE)
_MORE = re.compile(
    r"""^\W*(?:(?:can\ you\ |could\ you\ |please\ )*(?:tell\ me|say|give\ me)\ (?:some\ )?more(?:\ details)?
    |go\ on|more(?:\ details)?|(?:is\ there\ )?anything\ (?:else|more)|what\ else|explain)(?:\ please)?\W*$""",
    re.IGNORECASE | re.VERBOSE,
)

_MORE_ABOUT = re.compile(
    rf"^\W*(?:(?:can|could) you |please )*(?:tell me|say|give me) (?:some )?more (?:about|on) {_WHAT}",
    re.IGNORECASE,
)
_REASON = re.compile(
    r"^\W*(?:why not|how come|how so|why so|why(?: is|['’]s|s| was) that|what for|for what reason|explain why)\W*$",
    re.IGNORECASE,
)
_AROUND_THAT = re.compile(
    r"^\W*(?:(?:and|what (?:about|happened|happens)) )?(?:before|after) (?:that|this|then)\W*$", re.IGNORECASE
)
_BEYOND = re.compile(
    r"\b(?:else|other|others|more|(?:before|after) (?:that|this|then)|afterwards|next)\b|\bthen\W*$", re.IGNORECASE
)


def follow(text: str, exchanges: Sequence[Exchange], held: Container[str] = ()) -> Question:
    """Read a question asked after others, oldest first. One that stands alone is read as if nothing came before it.

    `held` are the terms of the documents, if they are known; see `unwrap`.
    """
    topics: list[Topic] = []  # the latest first
    for exchange in exchanges:
        earlier = _rewrite(_open(unwrap(exchange.question, held), topics), topics)
        if earlier.whole.terms and not is_chatter(earlier.whole.text):
            topics.insert(0, Topic(earlier.whole, exchange.excerpts, earlier.persons))
    asked = unwrap(text, held)
    own, told = _open(asked, topics), asked.context
    rewritten = _rewrite(own, topics)
    if told and not rewritten.pieces and _says_little(own):
        rewritten = append(own, strip_end(told))  # "My card was stolen. What should I do?"
    read = read_question(own)
    if rewritten.pieces:
        read = replace(
            _read_rewritten(own, rewritten), nearby=_find_places(topics), beyond=bool(_BEYOND.search(asked.text))
        )
    if text == read.text and not asked.corrected and read.asked is None:
        return read
    return replace(read, asked=text if text != read.text else None, corrected=asked.corrected)


def _find_places(topics: Sequence[Topic]) -> tuple[Provenance, ...]:
    """Find what the latest answer cited."""
    cited = (tuple(excerpt.place for excerpt in topic.excerpts if excerpt.place) for topic in topics)
    return next(filter(None, cited), ())[:MAX_PLACES]


def _says_little(question: AnalysedText) -> bool:
    heavy = [term for term in question.terms if not is_light(term)]
    return len(heavy) < 2 and not question.capitalised


def _open(asked: Asked, topics: list[Topic]) -> AnalysedText:
    """Analyse what was asked. What was told besides becomes the latest topic if the question refers to it."""
    own = AnalysedText(asked.text)
    told = AnalysedText(asked.context)
    anaphora = find_anaphora(own) if asked.context else []
    things = any(anaphor.pronoun not in ("he", "she") for anaphor in anaphora) and told.word(0) not in ASKERS
    if anaphora and (told.names or things):
        topics.insert(0, Topic(told))
    return own


def _read_rewritten(own: AnalysedText, rewritten: Rewrite) -> Question:
    """Read a rewritten question; the part of it that asks decides what it asks for."""
    read, wanted = read_question(rewritten.whole), rewritten.main.classification
    carried = tuple(term for term in read.terms if term not in own.terms)
    shares = {term: CARRIED_NAME if term in read.names else CARRIED_WORD for term in carried}
    return replace(
        read,
        asked=own.text,
        kind=wanted.kind,
        answer_type=wanted.answer_type,
        focus=tuple(token.term for token in wanted.focus),
        plural=wanted.plural,
        negated=wanted.negated,
        compares=wanted.compares,
        carried=carried,
        replaced=frozenset(rewritten.replaced.terms if rewritten.replaced else ()) - frozenset(read.terms),
        carried_over=_as_written(rewritten.pieces, frozenset(carried)),
        weights={term: weight * shares.get(term, 1.0) for term, weight in read.weights.items()},
    )


def _as_written(pieces: Sequence[AnalysedText], carried: frozenset[str]) -> tuple[str, ...]:
    """List the carried terms as they were written: names whole, other words one by one."""
    found: list[str] = []
    for piece in pieces:
        names = {place: name for name in piece.names for place in range(name.first, name.last)}
        for place, token in enumerate(piece.tokens):
            if token.term in carried and not token.stop:
                found.append(names[place].text if place in names else piece.text[token.start : token.end])
    return tuple(dict.fromkeys(found))


def _rewrite(question: AnalysedText, topics: Sequence[Topic]) -> Rewrite:
    """Put into a question what it leaves to the earlier turns."""
    if not topics or (is_chatter(question.text) and not _MORE.match(question.text)):
        return keep(question)
    bare, led, mended = strip_leads(question)
    latest = topics[0].question
    if _MORE.match(bare.text) or _AROUND_THAT.match(bare.text):
        return Rewrite(latest, latest, (latest,))
    if _REASON.match(bare.text):
        why = AnalysedText("Why")
        return complete(why.text, why.tokens, topics[0])
    more = _MORE_ABOUT.match(bare.text)
    if more:
        return _tell_more(AnalysedText(more["what"]), topics)
    about = _ABOUT.match(bare.text)
    if about:
        return substitute(AnalysedText(about["what"]), True, topics)
    if is_fragment(bare, led or mended) or is_like_asked(bare, topics[0]):
        return substitute(AnalysedText(bare.text.strip(" ?.!")), False, topics)
    if (led or mended) and pick_item(bare, topics):
        return substitute(bare, False, topics)
    picked = put_item(bare, topics)
    return picked or _rewrite_sentence(bare, led, topics)


def _tell_more(what: AnalysedText, topics: Sequence[Topic]) -> Rewrite:
    """Rewrite "Tell me more about the second one"."""
    item = pick_item(what, topics)
    if item:
        return tell_about(item)
    anaphora = find_anaphora(what)
    return resolve(what, anaphora, topics) if anaphora else keep(what)


def _rewrite_sentence(question: AnalysedText, led: bool, topics: Sequence[Topic]) -> Rewrite:
    """Rewrite a question that is more than a fragment. `led`: "And" stood before it."""
    placing = find_placing(question)
    if placing is not None:
        return _complete_placed(question, placing, topics)
    anaphora = find_anaphora(question)
    if is_elliptical(question, anaphora):
        return complete(question.text, question.tokens, topics[0])
    if anaphora:
        return resolve(question, anaphora, topics)
    if led and any(token.word in QUESTION_WORDS or token.word in HELPERS for token in question.tokens[:3]):
        return _continue(question, topics[0])
    return _name_bearer(question, topics[0])


def _complete_placed(question: AnalysedText, placing: int, topics: Sequence[Topic]) -> Rewrite:
    """Rewrite "How many in 2020?": ask the last question of 2020, then put "how many" before it."""
    tail = question.text[question.tokens[placing].start :]
    moved = substitute(AnalysedText(tail.strip(" ?.!")), False, topics)
    completed = complete(question.text, question.tokens[:placing], Topic(moved.whole))
    return replace(completed, pieces=moved.pieces)


def _continue(question: AnalysedText, topic: Topic) -> Rewrite:
    """Add the topic to a question that begins with "And" and says little itself."""
    heavy = [term for term in question.terms if not is_light(term) and term not in question.capitalised]
    if len(heavy) > 2 or (question.names and len(heavy) > 1):
        return keep(question)
    if not question.names:
        return append(question, " ".join(name.text for name in topic.question.names) or topic.rest)
    target = find_like(question.names[0], question, topic)
    return append(question, topic.rest.replace(target.text, "") if target else topic.rest)


def _name_bearer(question: AnalysedText, topic: Topic) -> Rewrite:
    """Add the name that a common noun stands for: "the mill" after "the Harrow Mill"."""
    if question.names:
        return keep(question)
    spoken = {
        two.term
        for place, (one, two) in enumerate(pairwise(question.tokens), 2)
        if one.word in ("the", "that") and not two.stop and not is_person(question.word(place))
    }
    bearer = find_bearer(topic, spoken)
    return append(question, bearer.text) if bearer else keep(question)
