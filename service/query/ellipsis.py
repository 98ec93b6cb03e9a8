"""Complete elliptical questions: "And when?", "Which city?", "How many in 2020?" leave out what they ask about."""

from collections.abc import Sequence

from service.english.tokens import Token
from service.english.word_classes import FILLERS, HELPERS, PLACING, QUESTION_WORDS
from service.query.analysed_text import AnalysedText
from service.query.anaphora import Anaphor
from service.query.asking_words import is_light
from service.query.rewrite import Rewrite
from service.query.topic import Topic

_LEFT_OUT = frozenset("them that this those not".split())
MAX_FRAGMENT = 6  # words of "And in the north?"


def is_fragment(question: AnalysedText, led: bool) -> bool:
    """Tell "And Australia?", "In 1950?" from a question: few words, none of which asks. `led`: "And" stands before it."""
    tokens = question.tokens
    if not tokens or len(tokens) > MAX_FRAGMENT or any(token.word in QUESTION_WORDS for token in tokens):
        return False
    placed = tokens[0].word in PLACING and "?" in question.text
    return (led or placed) and tokens[0].word not in HELPERS and not all(token.stop for token in tokens)


def find_placing(question: AnalysedText) -> int | None:
    """Find the preposition in "How many in 2020?", a question word with a place or time; None in any other question."""
    tokens = question.tokens
    placing = next((i for i, token in enumerate(tokens) if i and token.word in PLACING), None)
    if placing is None or len(tokens) > MAX_FRAGMENT or any(token.word in HELPERS for token in tokens):
        return None
    if tokens[0].word not in QUESTION_WORDS or not all(token.stop for token in tokens[:placing]):
        return None
    named = {place for name in question.names for place in range(name.first, name.last)}
    only = all(i in named or t.stop or t.word[0].isdigit() for i, t in enumerate(tokens[placing:], placing))
    return placing if only and not all(token.stop for token in tokens[placing:]) else None


def is_elliptical(question: AnalysedText, anaphora: Sequence[Anaphor]) -> bool:
    """Tell "And when?", "Which city?", "Who won?", "How many of them?" from questions that say what they ask about."""
    tokens = question.tokens
    if not any(token.word in QUESTION_WORDS for token in tokens[:3]) or any(t.word == "it" for t in tokens):
        return False
    if any(a.pronoun not in ("they", "that") or not a.alone for a in anaphora) or question.names:
        return False
    heavy = [t for t in tokens if not t.stop and t.word not in FILLERS and not is_light(t.term)]
    if not heavy:
        return not any(a.pronoun == "they" and a.role == "subject" for a in anaphora)
    if anaphora or len(heavy) > 2 or any(token.word in HELPERS for token in tokens):
        return False
    focus = {token.term for token in question.classification.focus}
    return len(tokens) == 2 or all(token.term in focus for token in heavy)


def complete(text: str, tokens: Sequence[Token], topic: Topic) -> Rewrite:
    """Add what the topic's question asked about to a bare question, given with its tokens."""
    kept = (text[token.start : token.end] for token in tokens if token.word not in _LEFT_OUT)
    own = AnalysedText(" ".join(kept).removesuffix(" of"))
    whole, pieces = f"{own.text} {topic.rest}?", [topic.rest]
    if topic.asks_for("person", "name", "place") and topic.answers:
        new = [name.text for name in topic.answers[0].names if topic.is_new(name)][:1]
        whole, pieces = " ".join([whole, *new]), pieces + new
    completed = AnalysedText(whole)
    counts = any(token.word == "how" for token in tokens) and not own.classification.focus  # "how many": of what?
    return Rewrite(completed, completed if counts else own, tuple(map(AnalysedText, pieces)))
