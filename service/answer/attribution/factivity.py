"""Factivity: whether a clause with a verb of saying tells that something was said, or denies, doubts or supposes it."""

from collections.abc import Iterator, Sequence

from service.answer.attribution.masked_text import MaskedText
from service.english.proper_names import NameWord
from service.english.verbs_of_saying import (
    DISCLAIMERS,
    FACTIVES,
    FALSELY,
    HEARSAY,
    PARTICIPLES,
    QUOTING,
    SAYING,
    SPEECH_ASKED,
)
from service.english.word_classes import (
    ADVERBIAL_CONJUNCTIONS,
    AUXILIARIES,
    DENIALS,
    INDEFINITE_PERSONS,
    MODALS,
    is_negation,
)

_BOUNDS = frozenset(",;:.!?\0—–()")
# A clause that one of these opens is as true as any: "nobody laughed when Smith said so".
_OPENS_FACT = ADVERBIAL_CONJUNCTIONS - {"if", "unless", "until"}
_FINITE = SAYING | QUOTING
_SPOKEN_OF = SPEECH_ASKED | _FINITE
_DECIDES = FALSELY | (_OPENS_FACT - {"as"})
_ANY_FORM = _FINITE | PARTICIPLES
_UNTRUE = FALSELY - HEARSAY
_NO_ONE = INDEFINITE_PERSONS - {"everyone", "everybody"}
_DENYING = DENIALS | {"denying", "refusing"}
_REACH = 8  # words between a verb that denies and the verb of saying that it denies
_OBJECT = 5  # words between a verb and its "that": "told the board of trustees that"


def is_asserted(masked: MaskedText, first: int, verb: tuple[int, int]) -> bool:
    """Return whether a clause tells that something was said. `first` is its first word, its verb at words [start, end)."""
    words = masked.words
    helpers = [word.word for word in words[verb[0] : verb[1] - 1]]
    if any(is_negation(word) or (word in FALSELY and words[verb[1] - 1].word in PARTICIPLES) for word in helpers):
        return False
    if not {"later", "then", "go"} & set(helpers) and any(word in MODALS for word in helpers):
        return False
    if HEARSAY & set(helpers) or _denies_speech(masked, verb[1] - 1):
        return False
    return not _is_nothing(masked, verb[1]) and not _is_disclaimed(masked, min(first, verb[0]))


def find_unsaid(masked: MaskedText) -> list[int]:
    """Return where verbs of saying stand that are negated, supposed or yet to be done: "refused to say", "never called"."""
    words = masked.words
    found = []
    for position, word in enumerate(words):
        if word.capital:
            continue
        finite = word.word in _SPOKEN_OF and _is_withheld(masked, position)
        if finite or (word.word in PARTICIPLES and not participle_is_asserted(masked, position)):
            found.append(word.start)
    return found


def participle_is_asserted(masked: MaskedText, position: int) -> bool:
    """Return whether a participle of saying tells what was said: not in "denied saying", "misquoted as saying"."""
    for word in _before(masked, position):
        if word.word in _DECIDES:
            return word.word not in FALSELY
        if word.word in DISCLAIMERS or is_negation(word.word) or word.word.startswith("mis"):
            return False
    return True


def _is_withheld(masked: MaskedText, position: int) -> bool:
    words = masked.words
    before = [word.word for word in _before(masked, position)]
    if before and before[0] == "to":
        return any(word in DISCLAIMERS or is_negation(word) for word in before[1:4])
    near = before[:3]
    for word in near:
        if is_negation(word):
            return True
        if word in MODALS:
            return not {"later", "then"} & set(near)
        if word not in AUXILIARIES and not word.endswith("ly") and word not in ("ever", "also"):
            break
    return words[position].word in _FINITE and (
        _denies_speech(masked, position) or _is_disclaimed(masked, position, False)
    )


def _before(masked: MaskedText, position: int) -> Iterator[NameWord]:
    """Yield the words of a clause before a word, nearest first."""
    words = masked.words
    for place in range(position - 1, -1, -1):
        if _BOUNDS & set(masked.between(words[place].end, words[place + 1].start)):
            return
        yield words[place]


def _denies_speech(masked: MaskedText, verb: int) -> bool:
    """Return whether a verb denies that something was said: "denied saying", "denied that he had called it"."""
    words = masked.words
    if words[verb].word not in _DENYING:
        return False
    for place in range(verb + 1, min(len(words), verb + 1 + _REACH)):
        if _BOUNDS & set(masked.between(words[place - 1].end, words[place].start)):
            return False
        if words[place].word in _ANY_FORM:
            return True
    return False


def _is_nothing(masked: MaskedText, end: int) -> bool:
    """Return whether a verb has nothing to tell: "said nothing about", "said no such thing"."""
    following = [word.word for word in masked.words[end : end + 2]] + ["", ""]
    return following[0] in ("nothing", "little") or following[:2] == ["no", "such"]


def _is_disclaimed(masked: MaskedText, first: int, opens: bool = True) -> bool:
    """Return whether the words before a clause take it back: "if Smith said", "no proof that Smith said".

    `opens`: the clause begins there, so that an auxiliary before it is inverted: "had Smith said", "did Smith say".
    """
    before = list(_before(masked, first))
    if opens and before and before[0].word in AUXILIARIES:
        return True
    for place, word in enumerate(before):
        if not opens and not place and word.word in _UNTRUE:
            continue  # who falsely claims something has said it
        if word.word in _OPENS_FACT and not (word.word == "as" and place and before[place - 1].word == "if"):
            return False
        if word.word in DISCLAIMERS or word.word in _NO_ONE:
            return True
        if is_negation(word.word) or word.word.startswith("misquot"):
            return True
        if word.word == "that":
            return not _tells_fact(before[place + 1 : place + 1 + _OBJECT])
    return False


def _tells_fact(before: Sequence[NameWord]) -> bool:
    """Return whether the words before "that", nearest first, hold a verb behind which a clause is a fact."""
    return not before or any(word.word in FACTIVES for word in before)
