"""Put a question in the order that direct questions have: "who the mayor is" becomes "who is the mayor".

What asks by a noun is asked by its question word: "the number of boats", "the person who built it", "the reason why".
"""

import re
from collections.abc import Sequence

from service.english.courtesies import ASKABLE, PERSONS_ASKED
from service.english.forms import is_plural
from service.english.question_words import (
    AMOUNT_ADVERBS,
    DURATION_ADVERBS,
    MEASURE_ADJECTIVES,
    NOUNS_BY_ANSWER,
)
from service.english.tokens import fold
from service.english.word_classes import (
    AUXILIARIES,
    COPULAS,
    DETERMINERS,
    DO,
    FINITE_AUXILIARIES,
    PERSONAL_PRONOUNS,
    PREPOSITIONS,
    QUESTION_WORDS,
    any_of,
)

_WORD = re.compile(r"[^\W_]+(?:['’.,-][^\W_]+)*")
_DEGREES = AMOUNT_ADVERBS | DURATION_ADVERBS | MEASURE_ADJECTIVES
_OPENS_SUBJECT = DETERMINERS | PERSONAL_PRONOUNS
_NOUNS = frozenset().union(*(nouns for type, nouns in NOUNS_BY_ANSWER.items() if type != "person")) | ASKABLE.keys()
_ASKABLE_NOUNS = _NOUNS | frozenset(
    "address meaning definition email phone title deadline length height weight size age".split()
)
_PERSON = any_of(PERSONS_ASKED)
_BE = any_of(COPULAS)
_TURNS = tuple(
    (re.compile(pattern, re.IGNORECASE), turned)
    for pattern, turned in (
        # "Name the person who ...", "What is the name of the man that ...", "the person who ..."
        (
            rf"^\W*(?:(?:name|give|state)\s+(?:me\s+)?|(?:what|who)\s+(?:{_BE})\s+)"
            rf"(?:the\s+names?\s+of\s+)?(?:the|a)\s+(?:{_PERSON})\s+(?:who|that)\s+",
            "who ",
        ),
        (rf"^\W*(?:what|which)\s+(?:{_BE})\s+the\s+reasons?\s+(?:why|that|for\s+which)\s+", "why "),
        (rf"^\W*(?:what|which)\s+(?:{_BE})\s+the\s+(?:place|location)\s+(?:where|in\s+which|at\s+which)\s+", "where "),
        (rf"^\W*(?:what|which)\s+(?:{_BE})\s+the\s+(year|date|day|month|time)\s+(?:when|that|(?:in|on|at)\s+which)\s+", r"what \1 "),
        (rf"^\W*for\s+(?:what|which)\s+reasons?\s+(?=(?:{any_of(FINITE_AUXILIARIES)})\b)", "why "),
        (r"^\W*(?:in|at)\s+(?:what|which)\s+(?:place|location)\s+", "where "),
        # "Which year was it that ..."
        (rf"^(\W*(?:\w+\s+)?(?:{any_of(QUESTION_WORDS)})\b(?:\s+\w+)?)\s+(?:{_BE})\s+it\s+(?:that|who|when|where)\s+", r"\1 "),
        (r"^\W*is\s+it\s+(?:true|correct|right|the\s+case|a\s+fact)\s+that\s+", "whether "),
        # "The mayor of Brack is who?", "The number of boats is?"
        (rf"^\W*+([^,]{{3,}}?)(?<!\s)\s++({_BE})\s+(who|what|where|when|which)(?=\W*$)", r"\3 \2 \1"),
        (rf"^\W*+(the\s[^,]{{3,}}?)(?<!\s)\s++({_BE})(?=\W*+$)(?=\W*?\?)", r"what \2 \1"),
    )
)  # fmt: skip
_COUNT = re.compile(
    rf"^\W*(?:what\s+(?:{_BE})\s+the\s+(?:total\s+)?)?number\s+of\s+(?!(?:{any_of(DETERMINERS)})\b)(?=(\S+))",
    re.IGNORECASE,
)
# "the number of boats is", "the number of boats there are": the verb that the noun leaves behind.
_LEFT_VERB = re.compile(rf"(?<!\s)(?:\s++there)?\s+(?:{_BE})(?=\W*$)", re.IGNORECASE)


def turn(question: str) -> str:
    """Turn a question that asks by a noun, or backwards, into the direct one; any other is left as it is."""
    turned = question
    for pattern, new in _TURNS:
        if pattern.search(turned):  # hardly ever, and `sub` reads what to put there first
            turned = pattern.sub(new, turned)
    counted = _COUNT.match(turned)
    if counted and is_plural(fold(counted[1].strip(",?."))):
        turned = f"how many {turned[counted.end() :]}"
        turned = _LEFT_VERB.sub("", turned)
        turned = re.sub(r"(?<=\w)\s+(?:who|that)\s+(?=\w+)", " ", turned, count=1)
    return ask_directly(turned) if turned != question else question


def is_askable(words: Sequence[str]) -> str:
    """Tell whether a noun phrase, given from its article on, asks for a type of answer: "singular", "plural", or ""."""
    for word in words[1:5]:
        if word in PREPOSITIONS or word in QUESTION_WORDS:
            return ""
        if word in _ASKABLE_NOUNS or word in PERSONS_ASKED:
            return "singular"
        if is_plural(word) and word.removesuffix("s") in _ASKABLE_NOUNS:
            return "plural"
    return ""


def ask_directly(embedded: str) -> str:
    """Put an embedded question in direct order; "if" and "whether" give way to the auxiliary."""
    found = [*_WORD.finditer(embedded)]
    words = [fold(match.group()) for match in found]
    if not words:
        return embedded
    if words[0] in ("if", "whether"):
        return _ask_yes_no(embedded, found, words)
    subject = _subject_after(words)
    if subject is None or not opens_subject(embedded, found[subject], words[subject]):
        return embedded
    if words[subject - 1] in ("what", "which") and words[subject] not in _OPENS_SUBJECT:  # "what Danish film was sent"
        return embedded
    verb = _find_verb(words, subject)
    if verb is None:
        return embedded
    head, moved = embedded[: found[subject].start()], embedded[found[verb].start() : found[verb].end()]
    between = embedded[found[subject].start() : found[verb].start()].rstrip()
    return f"{head}{moved} {between}{embedded[found[verb].end() :]}"


def _subject_after(words: Sequence[str]) -> int | None:
    """Find where the subject begins: after "who", after "how many" and its noun only if an article follows."""
    asked = next((n for n, word in enumerate(words[:2]) if word in QUESTION_WORDS), None)
    if asked is None or asked + 1 >= len(words):
        return None
    after = asked + 1
    if words[asked] == "how" and words[after] in _DEGREES:
        after += 1
    if words[asked] in ("what", "which") and after < len(words) and words[after] in _NOUNS:
        after += 1
    return after if after < len(words) else None


def opens_subject(text: str, match: re.Match[str], word: str) -> bool:
    """Tell whether a word of a text, given with its folded form, may open a subject: an article, a pronoun, a name."""
    if word in AUXILIARIES:
        return False
    return word in _OPENS_SUBJECT or text[match.start()].isupper()


def _find_verb(words: Sequence[str], subject: int) -> int | None:
    """Find the auxiliary to move: one at the very end, or the first after the subject outside a relative clause."""
    if words[-1] in COPULAS and len(words) - 1 > subject:
        return len(words) - 1
    relative = any(word in ("who", "that", "which") for word in words[subject + 1 :])
    found = [n for n in range(subject + 1, len(words)) if words[n] in FINITE_AUXILIARIES - DO]
    return found[0] if found and not relative else None


def _ask_yes_no(embedded: str, found: Sequence[re.Match[str]], words: Sequence[str]) -> str:
    """Ask "whether dogs are allowed" as "are dogs allowed", "if the shop opens" as "does the shop opens"."""
    rest = embedded[found[1].start() :] if len(found) > 1 else embedded
    if len(words) > 1 and words[1] in ("or",):
        rest = embedded[found[min(3, len(found) - 1)].start() :]
    verb = next((n for n in range(2, len(words)) if words[n] in FINITE_AUXILIARIES), None)
    if verb is None or verb > 8 or words[1] in ("or",):
        return f"does {rest}"
    moved = embedded[found[verb].start() : found[verb].end()]
    return f"{moved} {embedded[found[1].start() : found[verb].start()].rstrip()}{embedded[found[verb].end() :]}"
