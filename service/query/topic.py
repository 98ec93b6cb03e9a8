"""What an earlier question was about, as words that a later one can take over."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from service.english.asking import AMOUNT_ADVERBS, DURATION_ADVERBS, IMPERATIVES, MEASURE_ADJECTIVES
from service.english.forms import base_form, is_plural
from service.english.person_names import Name, alike, find_names, gender, personhood, without_title
from service.english.titles_and_names import GROUPS, PERSONS
from service.english.tokens import Token, stem, tokenize
from service.english.word_classes import BE, COORDINATORS, DETERMINERS, DO, LOCATIVE, QUESTION_WORDS
from service.query.question import LIGHT, Question, read_question
from service.query.turns import Excerpt

MAX_REST = 300  # characters taken over of one question
_DEGREES = AMOUNT_ADVERBS | DURATION_ADVERBS | MEASURE_ADJECTIVES
_LEADS = COORDINATORS | {"also"}
NEAR = 3  # tokens between a noun asked for and the name that goes with it
_GROUP_TERMS = frozenset(stem(word) for word in GROUPS | {"firm"})
_SAME_GENDER, _OTHER_GENDER = 3.0, 4.0
_ASKS_PERSON = 1.5  # the answer names the person asked for; else the question does


@dataclass(frozen=True)
class Topic:
    """An earlier question, as it would stand alone, and what its reply cited."""

    text: str
    excerpts: tuple[Excerpt, ...] = ()
    persons: tuple[tuple[str, str], ...] = ()  # ("she", the name that it stood for)

    @cached_property
    def question(self) -> Question:
        return read_question(self.text)

    @property
    def tokens(self) -> tuple[Token, ...]:
        return self.question.tokens

    @cached_property
    def names(self) -> list[Name]:
        return find_names(self.text, self.tokens)

    @cached_property
    def rest(self) -> str:
        """The question without the words that ask: "When did the mill close?" gives "did the mill close"."""
        dropped = self._asking()
        kept = [t for i, t in enumerate(self.tokens) if i not in dropped]
        return " ".join(self.text[t.start : t.end] for t in kept)[:MAX_REST]

    def _asking(self) -> set[int]:
        """Find the places of the question word, of its "many", and of a focus that only says what type is asked for."""
        dropped: set[int] = set()
        place = 0
        while place < len(self.tokens) and self.tokens[place].word in _LEADS:
            dropped.add(place)
            place += 1
        asked = next((i for i, t in enumerate(self.tokens) if t.word in QUESTION_WORDS), None)
        if asked is None:
            return dropped | ({place} if self.tokens[place].word in IMPERATIVES else set())
        dropped.add(asked)
        for i in range(asked + 1, len(self.tokens)):
            term = self.tokens[i].term
            light = term in self.question.focus and self.question.weights.get(term) == LIGHT
            if not light and (self.tokens[i].word not in _DEGREES or self.tokens[asked].word != "how"):
                break
            dropped.add(i)
        return dropped

    def is_new(self, name: Name) -> bool:
        """Say whether a name of the answer is none of the question's."""
        return not name.weak and not any(alike(name, known) for known in self.names)

    def word_before(self, name: Name) -> str:
        return self.tokens[name.first - 1].word if name.first else ""


def find_person(topics: Sequence[Topic], points: str) -> str | None:
    """Name the person whom "he" or "she" stands for, from the latest topic that has one."""
    others = [name for topic in topics for known, name in topic.persons if known != points]
    for topic in topics:
        found = _best_person(topic, points, others)
        if found:
            return found
    return None


def _best_person(topic: Topic, points: str, others: Sequence[str]) -> str | None:
    asks_person = topic.question.answer_type == "person" and topic.question.kind != "definition"
    texts = [topic.text, *(e.text for e in topic.excerpts[:2])]
    wider = [*texts, *(e.before for e in topic.excerpts[:2])]
    weighed: list[tuple[float, int, str]] = []

    def weigh(name: Name, bonus: float) -> None:
        if any(name.text in other or other in name.text for other in others):
            return
        known = gender(name, wider)
        bonus += 0.0 if known is None else _SAME_GENDER if known == points else -_OTHER_GENDER
        weighed.append((personhood(name, texts) + bonus, -len(weighed), without_title(name.text)))

    noun = _person_noun(topic)
    if noun:
        weighed.append((2.0 if asks_person else 2.0 + _ASKS_PERSON, 0, noun))
    for name in topic.names:
        weigh(name, 0.0 if asks_person else _ASKS_PERSON)
    for name in _excerpt_names(topic):
        weigh(name, _ASKS_PERSON if asks_person else 0.0)
    best = max(weighed, default=(0.0, 0, ""))
    if best[0] >= 1.0:
        return best[2]
    return noun


def _excerpt_names(topic: Topic) -> list[Name]:
    """List the names that the answer adds; where it begins with a pronoun, the last names before it too."""
    found: list[Name] = []
    for excerpt in topic.excerpts[:2]:
        names = find_names(excerpt.text)
        if not any(personhood(name, [excerpt.text]) >= 1.0 for name in names):
            names += find_names(excerpt.before)[-2:][::-1]
        found += [n for n in names if not any(alike(n, known) for known in (*topic.names, *found))]
    return found


def _person_noun(topic: Topic) -> str | None:
    """Find a person who is not named: "the ambassador"."""
    named = {place for name in topic.names for place in range(name.first, name.last)}
    for place, token in enumerate(topic.tokens):
        if token.word in PERSONS and place not in named:
            first = place
            while first and not topic.tokens[first - 1].stop:
                first -= 1
            return topic.text[topic.tokens[first].start : token.end]
    return None


def find_several(topic: Topic) -> str:
    """Say whom or what "they" stands for: organisations or several names, else all that was asked about."""
    free = [n for n in topic.names if topic.word_before(n) not in LOCATIVE]
    joined = [n for n in free if n.type == "organization" or any(_are_joined(topic, n, other) for other in free)]
    if joined and not any(is_plural(t.word) and not t.stop for t in topic.tokens):
        return " and ".join(name.text for name in joined)
    if topic.question.answer_type in ("person", "name") or topic.question.kind == "list":
        named = [n.text for e in topic.excerpts[:4] for n in find_names(e.text)[:3] if not n.weak]
        return ", ".join([topic.rest, *[name for name in dict.fromkeys(named) if name not in topic.text][:4]])
    plural = any(is_plural(t.word) and not t.stop for t in topic.tokens)
    answer = tokenize(topic.excerpts[0].text) if topic.excerpts and not plural else []
    return ", ".join([topic.rest, *[t.word for t in answer if not t.stop and is_plural(t.word)][:1]])


def _are_joined(topic: Topic, one: Name, other: Name) -> bool:
    first, second = sorted((one, other), key=lambda name: name.first)
    return topic.text[first.end : second.start].strip() in ("and", ",", "or", "&")


def find_thing(topic: Topic) -> str:
    """Say what "it" stands for: a thing named or with an article, the answer's, or all that was asked about."""
    texts = [topic.text, *(e.text for e in topic.excerpts[:1])]
    phrases = noun_phrases(topic.text, topic.tokens)
    things = [(n.start, n.text) for n in topic.names if _is_thing(topic, n, texts)]
    things = [thing for thing in things if not any(thing[1] in phrase for _, phrase in phrases)]
    things += [found for found in phrases if not any(found[1] in name for _, name in things)]
    if topic.question.kind in ("what", "which", "list"):
        new = _find_asked_for(topic)
        if not new and topic.question.focus:
            return topic.rest
        return ", ".join([*(text for _, text in sorted(things)[:1]), *new])
    acts = any(token.word in DO for token in topic.tokens)  # "did the council build the bridge"
    return ", ".join(text for _, text in sorted(things)[: 2 if acts else 1]) or topic.rest


def _find_asked_for(topic: Topic) -> list[str]:
    """Find in the answer the thing that the question asked for: a name beside the noun asked for, else what is new."""
    if not topic.excerpts:
        return []
    text = topic.excerpts[0].text
    tokens, focus = tokenize(text), [t for t in topic.tokens if t.term in topic.question.focus]
    new = [n for n in find_names(text, tokens) if topic.is_new(n)]
    places = [i for i, token in enumerate(tokens) if token.term in topic.question.focus]
    beside = [n for n in new if any(n.first - NEAR <= place < n.last + NEAR for place in places)]
    if beside:
        return [" ".join(topic.text[t.start : t.end] for t in focus), beside[0].text]
    phrases = [] if topic.names else noun_phrases(text, tokens, topic.question.words)
    return [text for _, text in sorted([*((n.start, n.text) for n in new), *phrases])[:1]]


def _is_thing(topic: Topic, name: Name, texts: Sequence[str]) -> bool:
    before = topic.word_before(name)
    if before in LOCATIVE or before == "by":
        return False
    return before == "the" or (personhood(name, texts) < 2.0 and gender(name, texts) is None)


def noun_phrases(text: str, tokens: Sequence[Token], known: frozenset[str] = frozenset()) -> list[tuple[int, str]]:
    """List the phrases that an article opens, up to a stop word or known term: (start, text after the article)."""
    found = []
    for place, token in enumerate(tokens):
        last = place + 1
        while last < len(tokens) and not (tokens[last].stop or tokens[last].term in known):
            if text[tokens[last - 1].end : tokens[last].start] not in (" ", "-"):
                break
            last += 1
        last -= last - place > 2 and _ends_in_verb(tokens, place, last)
        if token.word in DETERMINERS and last > place + 1 and tokens[last - 1].word not in PERSONS:
            start = tokens[place + 1].start
            found.append((start, text[start : tokens[last - 1].end]))
    return found


def _ends_in_verb(tokens: Sequence[Token], place: int, last: int) -> bool:
    """Tell "was the library founded", "did the fire start" from "was the public library in", "did the head of"."""
    before, word = tokens[place - 1].word if place else "", tokens[last - 1].word
    if before in BE:
        return word.endswith(("ed", "en")) or base_form(word) != word
    following = tokens[last].word if last < len(tokens) else ""
    return before in DO and following not in ("of", "to", "for")


def find_bearer(topic: Topic, spoken: set[str]) -> Name | None:
    """Find the name that a question means by a word of it, or by what it was asked as: "the mill", "the company"."""
    answer = find_names(topic.excerpts[0].text) if topic.excerpts else []
    for name in (*topic.names, *answer):
        if len(name.terms) > 1 and name.terms & spoken:
            return name
    if spoken & set(topic.question.focus):
        return next(filter(topic.is_new, answer), None)
    named = [name for name in (*topic.names, *answer) if name.type == "organization"]
    return named[0] if named and spoken & _GROUP_TERMS else None


def find_place(topics: Sequence[Topic]) -> str:
    """Say what place "there" stands for."""
    for topic in topics:
        located = [n.text for n in topic.names if n.type == "place" or topic.word_before(n) in LOCATIVE]
        if topic.question.answer_type == "place" and topic.excerpts:
            new = sorted(filter(topic.is_new, find_names(topic.excerpts[0].text)), key=lambda n: n.type != "place")
            located = [", ".join(n.text for n in [*new[:1], *topic.names])] if new else located
        if located:
            return located[0]
    named = [n.text for n in topics[0].names if personhood(n, [topics[0].text]) < 2.0]
    return named[0] if named else topics[0].rest
