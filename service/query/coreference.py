"""Resolve anaphora: replace each pronoun with what it stands for in the earlier turns."""

from collections.abc import Sequence

from service.english.forms import base_form, is_plural
from service.english.person_names import Name, alike, gender, personhood, without_title
from service.english.titles_and_names import GROUPS, PERSONS
from service.english.tokens import Token, extract_terms, stem
from service.english.word_classes import ARTICLES, BE, COPULAS, DETERMINERS, LOCATIVE
from service.query.analysed_text import AnalysedText
from service.query.anaphora import Anaphor, Pronoun
from service.query.asking_words import is_light
from service.query.constituents import find_phrases, is_person
from service.query.rewrite import Rewrite, strip_end
from service.query.topic import Topic

_ABOUT_A_FACT = frozenset(("when", "where", "duration", "measure", "yes_no", "amount", "why", "how"))
NEAR = 3  # tokens between a noun asked for and the name that goes with it
_GROUP_TERMS = frozenset(stem(word) for word in GROUPS | {"firm"})
_SAME_GENDER, _OTHER_GENDER = 3.0, 4.0
_ASKS_PERSON = 1.5  # for names of the answer where the question asks for a person, else for names of the question


def resolve(question: AnalysedText, anaphora: Sequence[Anaphor], topics: Sequence[Topic]) -> Rewrite:
    """Put antecedents in the place of a question's anaphora. `topics` has the latest first, and at least one."""
    text, tokens = question.text, question.tokens
    parts, clauses, end = [], [], 0
    known: dict[Pronoun, str] = {}
    for anaphor in anaphora:
        if anaphor.pronoun not in known:
            known[anaphor.pronoun] = _find_antecedent(anaphor.pronoun, topics)
        antecedent = known[anaphor.pronoun]
        if (
            antecedent.startswith(topics[0].rest) and anaphor.pronoun != "ones"
        ):  # a clause, not a noun: it goes to the end
            clauses.append(antecedent)
            continue
        parts += [text[end : tokens[anaphor.first].start], antecedent + ("'s" if anaphor.role == "possessive" else "")]
        end = tokens[anaphor.last - 1].end
    main = AnalysedText("".join([*parts, text[end:]]))
    whole = AnalysedText(f"{strip_end(main.text)} {clauses[0]}?") if clauses else main
    persons = tuple((pronoun, name) for pronoun, name in known.items() if pronoun in ("he", "she"))
    return Rewrite(whole, main, tuple(map(AnalysedText, known.values())), persons)


def _find_antecedent(pronoun: Pronoun, topics: Sequence[Topic]) -> str:
    latest = topics[0]
    if pronoun in ("he", "she"):
        return find_person(topics, pronoun) or latest.rest
    if pronoun == "they":
        return find_several(latest)
    if pronoun == "it":
        return find_thing(latest)
    if pronoun == "one":
        return find_counted(latest)
    if pronoun == "there":
        return find_place(topics)
    return latest.rest


def find_person(topics: Sequence[Topic], pronoun: Pronoun) -> str | None:
    """Find the person whom "he" or "she" stands for, in the latest topic that has one."""
    others = [name for topic in topics for known, name in topic.persons if known != pronoun]
    found = (_best_person(topic, pronoun, others) for topic in topics)
    return next(filter(None, found), None)


def _best_person(topic: Topic, pronoun: Pronoun, others: Sequence[str]) -> str | None:
    asks_person = topic.asks_for("person") and topic.question.classification.kind != "definition"
    texts = [topic.question, *topic.answers[:2]]
    wider = [*texts, *topic.contexts[:2]]
    weighed: list[tuple[float, int, str]] = []

    def weigh(name: Name, bonus: float) -> None:
        if any(name.text in other or other in name.text for other in others):
            return
        known = gender(name, wider)
        bonus += 0.0 if known is None else _SAME_GENDER if known == pronoun else -_OTHER_GENDER
        weighed.append((personhood(name, texts) + bonus, -len(weighed), without_title(name.text)))

    noun = _person_noun(topic)
    if noun:
        weighed.append((2.0 if asks_person else 2.0 + _ASKS_PERSON, 0, noun))
    for name in topic.question.names:
        weigh(name, 0.0 if asks_person else _ASKS_PERSON)
    for name in _new_names(topic):
        weigh(name, _ASKS_PERSON if asks_person else 0.0)
    best = max(weighed, default=(0.0, 0, ""))
    return best[2] if best[0] >= 1.0 else noun


def _new_names(topic: Topic) -> list[Name]:
    """List the names that the answer adds, and the last names before it where no person is named in it."""
    found: list[Name] = []
    for answer, context in zip(topic.answers[:2], topic.contexts, strict=False):
        names = list(answer.names)
        if not any(personhood(name, [answer]) >= 1.0 for name in names):
            names += context.names[-2:][::-1]
        found += [n for n in names if not any(alike(n, known) for known in (*topic.question.names, *found))]
    return found


def _person_noun(topic: Topic) -> str | None:
    """Find a person who is not named: "the ambassador"."""
    question = topic.question
    named = {place for name in question.names for place in range(name.first, name.last)}
    for place, token in enumerate(question.tokens):
        if token.word in PERSONS and place not in named:
            first = place
            while first and not question.tokens[first - 1].stop:
                first -= 1
            return question.between(first, place + 1)
    return None


def find_several(topic: Topic) -> str:
    """Find what "they" stands for: organisations or several names, else all that was asked about."""
    free = [name for name in topic.question.names if topic.word_before(name) not in LOCATIVE]
    joined = [n for n in free if n.type == "organization" or any(_are_joined(topic, n, other) for other in free)]
    if topic.question.classification.kind in _ABOUT_A_FACT:
        subject = next((p for p in find_phrases(topic.question) if p.plural and not p.preposition), None)
        if subject:
            return topic.question.between(subject.first, subject.last)
    plural = any(is_plural(token.word) and not token.stop for token in topic.question.tokens)
    if joined and not plural:
        return " and ".join(name.text for name in joined)
    if topic.asks_for("person", "name") or topic.question.classification.kind == "list":
        named = [name.text for answer in topic.answers[:4] for name in answer.names[:3] if not name.weak]
        new = [name for name in dict.fromkeys(named) if name not in topic.question.text]
        return ", ".join([topic.rest, *new[:4]])
    answer = topic.answers[0].tokens if topic.answers and not plural else ()
    return ", ".join([topic.rest, *[t.word for t in answer if not t.stop and is_plural(t.word)][:1]])


def _are_joined(topic: Topic, one: Name, other: Name) -> bool:
    first, second = sorted((one, other), key=lambda name: name.first)
    return topic.question.text[first.end : second.start].strip() in ("and", ",", "or", "&")


def find_counted(topic: Topic) -> str:
    """Find what "one" is one of: the noun that was counted or asked for, else a thing."""
    counted = [token for token in topic.question.tokens if token.term in topic.focus]
    return topic.question.text[counted[0].start : counted[-1].end] if counted else find_thing(topic)


def find_thing(topic: Topic) -> str:
    """Find what "it" stands for: a thing with a name or an article, the answer's thing, or all that was asked about."""
    question, kind = topic.question, topic.question.classification.kind
    texts = [question, *topic.answers[:1]]
    phrases = _singular_phrases(topic)
    things = [(name.start, name.text) for name in question.names if _is_thing(topic, name, texts)]
    things = [thing for thing in things if not any(thing[1] in phrase for _, phrase in phrases)]
    things += [found for found in phrases if not any(found[1] in name for _, name in things)]
    if kind in ("what", "which", "list"):
        new = _find_asked_for(topic)
        if not new and topic.focus and topic.word_before_focus in COPULAS | ARTICLES and kind == "what":
            return " ".join(question.text[t.start : t.end] for t in question.tokens if t.term in topic.focus)
        if not new and topic.focus:
            return next((text for _, text in sorted(things) if not topic.focus & set(extract_terms(text))), topic.rest)
        return ", ".join([*(text for _, text in sorted(things)[:1]), *new])
    if topic.counts and kind == "amount" and topic.focus:
        return " ".join(question.text[t.start : t.end] for t in question.tokens if t.term in topic.focus)
    acts = any(token.word in ("did", "does", "do") for token in question.tokens)  # "did the council build the bridge"
    return ", ".join(text for _, text in sorted(things)[: 2 if acts else 1]) or topic.rest


def _singular_phrases(topic: Topic) -> list[tuple[int, str]]:
    """List the noun phrases of a question that "it" may stand for, as (start, text without the determiner)."""
    question = topic.question
    found = [
        (question.tokens[first].start, question.between(first, phrase.last))
        for phrase in find_phrases(question)
        if not phrase.plural
        and (first := phrase.first + bool(phrase.determiner)) < phrase.last
        and phrase.determiner
        and not is_person(question.word(phrase.last - 1))
    ]
    return found or [
        (question.tokens[phrase.first].start, question.between(phrase.first, phrase.last))
        for phrase in find_phrases(question)
        if not phrase.plural and phrase.kind == "noun" and not phrase.preposition and not is_light(phrase.head)
    ]


def _find_asked_for(topic: Topic) -> list[str]:
    """Find the thing asked for in the answer: a name beside the noun asked for, else the first new name or phrase."""
    if not topic.answers:
        return []
    answer, question = topic.answers[0], topic.question
    new = [name for name in answer.names if topic.is_new(name)]
    places = [place for place, token in enumerate(answer.tokens) if token.term in topic.focus]
    beside = [n for n in new if any(n.first - NEAR <= place < n.last + NEAR for place in places)]
    if beside:
        focus = (question.text[t.start : t.end] for t in question.tokens if t.term in topic.focus)
        return [" ".join(focus), beside[0].text]
    known = frozenset(token.term for token in question.tokens)
    phrases = [] if question.names else noun_phrases(answer.text, answer.tokens, known)
    return [text for _, text in sorted([*((name.start, name.text) for name in new), *phrases])[:1]]


def _is_thing(topic: Topic, name: Name, texts: Sequence[AnalysedText]) -> bool:
    before = topic.word_before(name)
    if before in LOCATIVE or before == "by":
        return False
    return before == "the" or (personhood(name, texts) < 2.0 and gender(name, texts) is None)


def noun_phrases(text: str, tokens: Sequence[Token], known: frozenset[str] = frozenset()) -> list[tuple[int, str]]:
    """List the phrases after an article, up to a stop word or known term, as (start, text without the article)."""
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
    return before in ("did", "does", "do") and following not in ("of", "to", "for")


def find_place(topics: Sequence[Topic]) -> str:
    """Find the place that "there" stands for."""
    for topic in topics:
        names = topic.question.names
        located = [n.text for n in names if n.type == "place" or topic.word_before(n) in LOCATIVE]
        if topic.asks_for("place") and topic.answers:
            new = sorted(filter(topic.is_new, topic.answers[0].names), key=lambda name: name.type != "place")
            located = [", ".join(name.text for name in [*new[:1], *names])] if new else located
        if located:
            return located[0]
    latest = topics[0]
    named = [name.text for name in latest.question.names if personhood(name, [latest.question]) < 2.0]
    return named[0] if named else latest.rest


def find_bearer(topic: Topic, spoken: set[str]) -> Name | None:
    """Find the name that one of the terms `spoken` means: the Harrow Mill for "the mill", or for "the company"."""
    answer = topic.answers[0].names if topic.answers else ()
    for name in (*topic.question.names, *answer):
        if len(name.terms) > 1 and name.terms & spoken:
            return name
    if spoken & topic.focus:
        return next(filter(topic.is_new, answer), None)
    named = [name for name in (*topic.question.names, *answer) if name.type == "organization"]
    named = [name for name in named if not name.terms & _GROUP_TERMS]
    return named[0] if named and spoken & _GROUP_TERMS else None
