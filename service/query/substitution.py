"""Ask the last question again about something else: "What about Australia?", "And in 1950?"."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from service.english.common_verbs import is_participle
from service.english.numbers_and_units import NUMBER_WORDS, ORDINALS
from service.english.person_names import Name, personhood
from service.english.question_words import NOUNS_BY_ANSWER
from service.english.word_classes import ARTICLES, BE, DETERMINERS, PLACING
from service.query.analysed_text import AnalysedText
from service.query.anaphora import find_anaphora
from service.query.asking_words import is_light
from service.query.constituents import Phrase, find_phrases
from service.query.coreference import find_person, resolve
from service.query.items import pick_item, tell_about
from service.query.rewrite import Rewrite, strip_end
from service.query.topic import Topic

_NUMBER = re.compile(r"\b\d[\d,.]*\b")
_YEAR = re.compile(r"\b(?:1\d|20)\d\d\b")
_STEPS = (
    (re.compile(r"^(?:the|a) (?:(?:following|next) year|year (?:after|later))\b", re.IGNORECASE), 1),
    (re.compile(r"^(?:the|a) (?:(?:previous|preceding|prior) year|year (?:before|earlier))\b", re.IGNORECASE), -1),
)
_ONE = frozenset(("one", "ones"))
_RANKED = ORDINALS | {"last", "next", "former", "latter"}
_MEASURED = frozenset().union(*NOUNS_BY_ANSWER.values())
_ASKING_FOR_ITEMS = frozenset(("list", "which"))
MAX_BARE = 2  # words of a fragment that nothing leads
LEAST = 0.5  # how like a phrase must be to be replaced

Target = tuple[int, int, str]  # the span of the last question to replace, and what to put there


class Fragment(NamedTuple):
    """A fragment without its preposition. `placing` is that preposition, or "about" for "What about ...?"."""

    text: AnalysedText
    placing: str
    about: bool

    @property
    def placed(self) -> bool:
        return bool(self.placing) and not self.about

    @property
    def bare(self) -> str:
        """The fragment without its article."""
        tokens = self.text.tokens
        return self.text.text[tokens[1].start :] if len(tokens) > 1 and tokens[0].word in ARTICLES else self.text.text


def substitute(fragment: AnalysedText, about: bool, topics: Sequence[Topic]) -> Rewrite:
    """Put a fragment in the place of its like in the last question. `about`: it was asked as "What about ...?"."""
    topic = topics[0]
    read = _read_fragment(fragment, about)
    target = _find_modifier(read, topic)
    if target:
        return _replace(topic.question, target, None)
    item = pick_item(read.text, topics) or _find_antecedent(read.text, topics)
    if item is None and find_anaphora(fragment):
        asking = AnalysedText(f"{fragment.text}?" if about else f"What is {fragment.text}?")
        return resolve(asking, find_anaphora(asking), topics)
    if item and topic.question.classification.kind in _ASKING_FOR_ITEMS:
        return tell_about(item)
    read = Fragment(AnalysedText(item), *read[1:]) if item else read
    target = _find_target(_date(read, topic), topic)
    if target:
        return _replace(topic.question, target, item)
    whole = AnalysedText(f"{strip_end(topic.question.text)} {item or fragment.text}?")
    return Rewrite(whole, whole, (topic.question, AnalysedText(item)) if item else (topic.question,))


def _replace(question: AnalysedText, target: Target, item: str | None) -> Rewrite:
    """Put the target's text into a question. `item`: that text comes from an earlier turn as well."""
    start, end, new = target
    before, after = question.text[:start], question.text[end:]
    whole = AnalysedText(before + new + after)
    pieces = (AnalysedText(f"{before} {after}"), *([AnalysedText(item)] if item else []))
    return Rewrite(whole, whole, pieces, replaced=AnalysedText(question.text[start:end]))


def _find_antecedent(fragment: AnalysedText, topics: Sequence[Topic]) -> str | None:
    """Find the person whom a fragment of one pronoun stands for, if the last question names another: "And him?"."""
    anaphora = find_anaphora(fragment)
    if len(fragment.tokens) != 1 or not anaphora or anaphora[0].pronoun not in ("he", "she"):
        return None
    person = find_person(topics, anaphora[0].pronoun)
    return person if topics[0].question.names else None


def is_like_asked(fragment: AnalysedText, topic: Topic) -> bool:
    """Tell "children?", "Tuesday?" after a question on adults, on Monday, from a search for a word or two."""
    if len(fragment.tokens) > MAX_BARE or "?" not in fragment.text or any(token.stop for token in fragment.tokens):
        return False
    kinds = {phrase.kind for phrase in find_phrases(fragment)} & {"person", "date"}
    return any(phrase.kind in kinds for phrase in find_phrases(topic.question))


def _read_fragment(fragment: AnalysedText, about: bool) -> Fragment:
    placed = fragment.word(0) in PLACING and len(fragment.tokens) > 1
    text = AnalysedText(fragment.text[fragment.tokens[1].start :]) if placed else fragment
    return Fragment(text, fragment.word(0) if placed else "about" if about else "", about and not placed)


def _date(fragment: Fragment, topic: Topic) -> Fragment:
    """Give the year that "the year after" stands for, beside the year of the last question."""
    step = next((by for pattern, by in _STEPS if pattern.match(fragment.text.text)), 0)
    year = _YEAR.search(topic.question.text) if step else None
    return Fragment(AnalysedText(str(int(year.group()) + step)), *fragment[1:]) if year else fragment


def _find_target(fragment: Fragment, topic: Topic) -> Target | None:
    return (
        _find_participle(fragment, topic)
        or _find_number(fragment, topic)
        or (_find_name(fragment, topic) if fragment.text.names else _find_phrase(fragment, topic))
    )


def _find_modifier(fragment: Fragment, topic: Topic) -> Target | None:
    """Find what "the second", "the blue one" replaces: the modifier of a phrase, whose noun is kept."""
    tokens = fragment.text.tokens
    first = int(tokens[0].word in ARTICLES)
    last = len(tokens) - (tokens[-1].word in _ONE)
    new = [token.word for token in tokens[first:last]]
    if not new or new[0] == "other" or (last == len(tokens) and not (_is_rank(new[0]) and all(map(_modifies, new)))):
        return None
    question = topic.question
    for phrase in find_phrases(question):
        start = phrase.first + (phrase.determiner != "")
        end = _end_of_modifiers(question, phrase, new)
        if start < end < phrase.last:
            written = fragment.text.between(first, last)
            return question.tokens[start].start, question.tokens[end - 1].end, written
    return None


def _end_of_modifiers(question: AnalysedText, phrase: Phrase, new: Sequence[str]) -> int:
    """Find where the modifiers like the new ones end in a phrase; its first token if it has none."""
    start = end = phrase.first + (phrase.determiner != "")
    if _is_rank(new[0]):
        while end < phrase.last and _modifies(question.word(end)):
            end += 1
        return end if _is_rank(question.word(start)) else start
    return start + (phrase.determiner in DETERMINERS)


def _is_rank(word: str) -> bool:
    return word in _RANKED or (word.endswith("est") and len(word) > 4)


def _modifies(word: str) -> bool:
    return _is_rank(word) or word in NUMBER_WORDS or word.isdigit()


def _find_participle(fragment: Fragment, topic: Topic) -> Target | None:
    """Find what "And repaired?" replaces: the participle of "When was the hall built?"."""
    question = topic.question
    if len(fragment.text.tokens) > 1 or not is_participle(fragment.text.word(0)):
        return None
    if not any(token.word in BE for token in question.tokens):
        return None
    found = next((token for token in reversed(question.tokens) if is_participle(token.word)), None)
    return (found.start, found.end, fragment.text.text) if found else None


def _find_number(fragment: Fragment, topic: Topic) -> Target | None:
    """Find the number that a number replaces, a year for a year."""
    new = _NUMBER.search(fragment.text.text)
    numbers = list(_NUMBER.finditer(topic.question.text)) if new else []
    if not new or not numbers:
        return None
    like = next((number for number in numbers if len(number.group()) == len(new.group())), numbers[0])
    return like.start(), like.end(), fragment.bare


def _find_name(fragment: Fragment, topic: Topic) -> Target | None:
    dated = _find_phrase(fragment, topic) if _kind_of(fragment) == "date" else None
    if dated or _kind_of(fragment) == "date":
        return dated
    question, text = topic.question, fragment.text
    if not question.names:
        return _find_phrase(fragment, topic)
    after = next((name for name in question.names if topic.word_before(name) == fragment.placing), None)
    target = after or find_like(text.names[0], text, topic)
    if not target or not (after or not fragment.placed):
        return _find_phrase(fragment, topic) if fragment.placed else None
    start = target.start
    if _is_last_part(fragment, target, topic):
        return question.tokens[target.last - 1].start, target.end, fragment.bare
    headed = topic.word_before(target) in ARTICLES
    return start, target.end, fragment.bare if headed else text.text


def _is_last_part(fragment: Fragment, target: Name, topic: Topic) -> bool:
    """Tell "the Estate" after "the Brindle Coupe", which keeps the maker's name, from a name of its own."""
    tokens = fragment.text.tokens
    short = len(tokens) == 2 and tokens[0].word == "the"
    return short and target.last - target.first > 1 and personhood(target, [topic.question]) < 2.0


def _kind_of(fragment: Fragment) -> str:
    phrases = find_phrases(fragment.text)
    return phrases[-1].kind if phrases else "noun"


def find_like(name: Name, text: AnalysedText, topic: Topic) -> Name | None:
    """Find the name in the last question that is most like the name of a text: a person for a person, the first of equals."""
    texts = [topic.question, text, *topic.answers[:1]]
    worth = personhood(name, texts)
    return min(topic.question.names, key=lambda other: abs(personhood(other, texts) - worth) // 1.5, default=None)


def _find_phrase(fragment: Fragment, topic: Topic) -> Target | None:
    """Find the phrase that is most like the fragment's: by its preposition, kind, noun, number and article."""
    question = topic.question
    new = next(iter(find_phrases(fragment.text)), None)
    if new is None:
        return None
    weighed = [(_likeness(new, phrase, fragment, topic), -phrase.first, phrase) for phrase in find_phrases(question)]
    worth, _, phrase = max(weighed, default=(0.0, 0, new), key=lambda one: one[:2])
    if worth < LEAST:
        return None
    if phrase.kind == "name" and fragment.placed and len(fragment.text.tokens) == 2 and new.determiner:
        named = next((name for name in question.names if phrase.first <= name.first < phrase.last), None)
        if named and _is_last_part(fragment, named, topic):
            return question.tokens[named.last - 1].start, named.end, fragment.bare
    last = _end_of_complement(question, phrase, fragment)
    return question.tokens[phrase.first].start, question.tokens[last - 1].end, fragment.text.text


def _likeness(new: Phrase, old: Phrase, fragment: Fragment, topic: Topic) -> float:
    if fragment.placed and old.preposition != fragment.placing and not new.kind == old.kind == "date":
        return 0.0
    if (new.kind == "date") != (old.kind == "date"):
        return 0.0
    if _asks(old, topic):
        return 0.0
    worth = 3.0 * (new.head == old.head) + 2.0 * (new.kind == old.kind) * (new.kind in ("person", "date"))
    worth += (new.plural == old.plural) + (bool(new.determiner) == bool(old.determiner))
    if fragment.placed:
        return worth + 2.0
    worth += 0.5 * (not old.preposition) - 1.0 * (old.kind == "name") - 1.0 * (new.kind != old.kind == "person")
    return worth + 1.5 * (topic.counts and old.head in topic.focus)


def _asks(phrase: Phrase, topic: Topic) -> bool:
    """Tell whether a phrase says what is asked for: "the price of a coffee" is a price whatever is bought."""
    question = topic.question
    head = question.word(phrase.last - 1)
    followed = question.word(phrase.last) == "of"
    return (
        is_light(phrase.head) or (followed and head in _MEASURED) or (phrase.head in topic.focus and head in _MEASURED)
    )


def _end_of_complement(question: AnalysedText, phrase: Phrase, fragment: Fragment) -> int:
    """Extend a phrase by "to ..." or "of ..." behind it, unless a name is in there: the new noun has its own."""
    if fragment.placed or question.word(phrase.last) not in ("of", "to"):
        return phrase.last
    following = next((other for other in find_phrases(question) if other.first == phrase.last + 1), None)
    return following.last if following and following.kind != "name" else phrase.last
