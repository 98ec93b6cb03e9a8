"""Ask the last question again about something else: "What about Australia?", "And in 1950?"."""

import re
from collections.abc import Sequence

from service.english.person_names import Name, personhood
from service.english.word_classes import PLACING
from service.query.analysed_text import AnalysedText
from service.query.anaphora import find_anaphora
from service.query.asking_words import is_light
from service.query.coreference import resolve
from service.query.rewrite import Rewrite, strip_end
from service.query.topic import Topic

_NUMBER = re.compile(r"\b\d[\d,.]*\b")

Target = tuple[int, int, str]  # the span of the last question to replace, and what to put there


def substitute(fragment: AnalysedText, about: bool, topics: Sequence[Topic]) -> Rewrite:
    """Put a fragment in the place of its like in the last question. `about`: it was asked as "What about ...?"."""
    question = topics[0].question
    if find_anaphora(fragment):
        asking = AnalysedText(f"{fragment.text}?" if about else f"What is {fragment.text}?")
        return resolve(asking, find_anaphora(asking), topics)
    target = _find_target(fragment, about, topics[0])
    if target is None:
        whole = AnalysedText(f"{strip_end(question.text)} {fragment.text}?")
        return Rewrite(whole, whole, (question,))
    start, end, new = target
    before, after = question.text[:start], question.text[end:]
    whole = AnalysedText(before + new + after)
    return Rewrite(whole, whole, (AnalysedText(f"{before} {after}"),))


def _find_target(fragment: AnalysedText, about: bool, topic: Topic) -> Target | None:
    placed = fragment.word(0) in PLACING
    placing = fragment.word(0) if placed else "about" if about else ""
    new = AnalysedText(fragment.text[fragment.tokens[1].start :]) if placed and len(fragment.tokens) > 1 else fragment
    number = _NUMBER.search(topic.question.text)
    if number and _NUMBER.search(new.text):
        return number.start(), number.end(), new.text
    if new.names:
        after = next((name for name in topic.question.names if topic.word_before(name) == placing), None)
        target = after or find_like(new.names[0], new, topic)
        return (target.start, target.end, new.text) if target and (after or not placing or about) else None
    return _find_phrase(placing, new.text, topic) if placing and not about else _find_noun(new.text, topic)


def find_like(name: Name, text: AnalysedText, topic: Topic) -> Name | None:
    """Find the name in the last question that is most like the name of a text: a person for a person, the first of equals."""
    texts = [topic.question, text, *topic.answers[:1]]
    worth = personhood(name, texts)
    return min(topic.question.names, key=lambda other: abs(personhood(other, texts) - worth) // 1.5, default=None)


def _find_phrase(placing: str, new: str, topic: Topic) -> Target | None:
    """Find the phrase after the same preposition: "on the north beach" for "on the south beach"."""
    tokens = topic.question.tokens
    for place, token in enumerate(tokens[:-1]):
        if token.word == placing:
            last = place + 1 + (tokens[place + 1].word in ("the", "a", "an"))
            while last < len(tokens) and not tokens[last].stop:
                last += 1
            return tokens[place + 1].start, tokens[last - 1].end, new
    return None


def _find_noun(new: str, topic: Topic) -> Target | None:
    """Find what a common noun replaces: the noun that was counted, else the first with an article."""
    tokens = topic.question.tokens
    counted = [token for token in tokens if token.term in topic.focus and not token.stop]
    if counted and not is_light(counted[-1].term):
        return counted[0].start, counted[-1].end, new
    for name in topic.question.names:
        if topic.word_before(name) == "the":
            return tokens[name.first - 1].start, name.end, new
    for place, token in enumerate(tokens[:-1]):
        if token.word in ("the", "a", "an") and not tokens[place + 1].stop:
            return token.start, tokens[place + 1].end, new
    return None
