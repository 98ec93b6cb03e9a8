"""Items that earlier turns listed: what "the second one", "the other one" and "the latter" pick from."""

import re
from collections.abc import Sequence

from service.english.common_verbs import VERBS
from service.english.forms import is_plural
from service.english.numbers_and_units import ORDINAL_VALUES
from service.english.word_classes import ARTICLES, HELPERS, any_of, word_set
from service.query.analysed_text import AnalysedText
from service.query.constituents import find_phrases
from service.query.rewrite import Rewrite
from service.query.topic import Topic

_POSITIONS = ORDINAL_VALUES | {"former": 1, "latter": 0, "last": 0}  # 0 is the last
_ONES = word_set("one ones option choice")
_JOINTS = frozenset((",", "and", "or", ", and", ", or", "and the", "or the"))
_PHRASE = re.compile(
    rf"\bthe (?:(?:{any_of(_POSITIONS)}|other) ones?\b|(?:{any_of(_POSITIONS)}|other)(?=\W*$|['’]s\b| (?:{any_of(HELPERS | VERBS)})\b))",
    re.IGNORECASE,
)
MAX_ITEM = 60  # characters


def pick_item(phrase: AnalysedText, topics: Sequence[Topic]) -> str | None:
    """Pick the item that "the second", "the other one", "the latter" stands for; None if it is something else."""
    words = [token.word for token in phrase.tokens if token.word not in ARTICLES]
    words = words[:-1] if len(words) > 1 and words[-1] in _ONES else words
    if len(words) != 1:
        return None
    if words[0] == "other":
        return _pick_other(topics)
    if words[0] not in _POSITIONS:
        return None
    items = next(filter(None, map(find_items, topics)), [])
    place = _POSITIONS[words[0]] - 1
    return items[place] if place < len(items) else None


def _pick_other(topics: Sequence[Topic]) -> str | None:
    """Pick the one of two items that the last question was not about."""
    asked = topics[0].question.text.lower()
    for topic in topics:
        items = find_items(topic)
        missing = [item for item in items if item.lower() not in asked]
        if len(items) == 2 and (len(missing) == 1 or (topic is not topics[0] and missing)):
            return missing[0]
    return None


def find_items(topic: Topic) -> list[str]:
    """List the items of a list in the reply, else of an enumeration in the question or the answer, at least two."""
    if len(topic.answers) > 1 and topic.question.classification.kind == "list":
        return [_shorten(answer, topic) for answer in topic.answers]
    texts = [topic.question, *topic.answers[:1]]
    return next(filter(None, map(_find_enumeration, texts)), [])


def _shorten(answer: AnalysedText, topic: Topic) -> str:
    """Give an item's new name, else what stands before its colon or dash."""
    new = [name.text for name in answer.names if topic.is_new(name)]
    return new[0] if new else answer.text.split(":")[0].split(" – ")[0][:MAX_ITEM].strip(" .")


def _find_enumeration(text: AnalysedText) -> list[str]:
    """Find the longest run of noun phrases joined by commas, "and" or "or"."""
    best: list[str] = []
    run: list[str] = []
    end = None
    for phrase in find_phrases(text):
        start = phrase.first + (phrase.determiner in ARTICLES)
        if end is None or text.text[end : text.tokens[phrase.first].start].strip() not in _JOINTS:
            run = []
        named = next((name.text for name in text.names if phrase.first <= name.first < phrase.last), None)
        run.append(named if named and phrase.kind == "name" else text.between(start, phrase.last))
        end = text.tokens[phrase.last - 1].end
        best = run[:] if len(run) > max(len(best), 1) else best
    # "two models, the Home and the Office": the first names them all.
    return best[1:] if len(best) > 2 and is_plural(best[0].split()[-1].lower()) else best


def tell_about(item: str) -> Rewrite:
    """Ask what there is to say about an item."""
    whole = AnalysedText(f"What about {item}?")
    return Rewrite(whole, whole, (AnalysedText(item),))


def put_item(question: AnalysedText, topics: Sequence[Topic]) -> Rewrite | None:
    """Put the item that "the second one" stands for into a question; None if there is no such phrase or item."""
    found = _PHRASE.search(question.text)
    item = pick_item(AnalysedText(found.group()), topics) if found else None
    if not found or not item:
        return None
    whole = AnalysedText(question.text[: found.start()] + item + question.text[found.end() :])
    return Rewrite(whole, whole, (AnalysedText(item),))
