"""Relays: words passed on by another than their speaker ("Smith quoted Jones as saying", "Smith, quoting Jones, said")."""

from collections.abc import Iterator

from service.answer.attribution.factivity import participle_is_asserted
from service.answer.attribution.masked_text import MaskedText
from service.english.proper_names import NameWord, ProperName
from service.english.verbs_of_saying import PARTICIPLES, RELAYED, RELAYING, RELAYS
from service.english.word_classes import BE

_REACH = 8  # words between "was quoted" and "as saying"
_PASS_ON = (RELAYS | RELAYING | {"with"}) - {"misquoting"}
_LINKS = frozenset(("as", "having", "once"))


def find_relayed(masked: MaskedText) -> Iterator[tuple[ProperName, NameWord]]:
    """Yield whose words another passes on, with the verb of saying: "quoted Smith as saying", "with Smith saying"."""
    for name in masked.names:
        verb = _verb_after(masked, name)
        if not verb or not name.first or masked.words[name.first - 1].word not in _PASS_ON:
            continue
        if participle_is_asserted(masked, name.first - 1):
            yield name, verb


def _verb_after(masked: MaskedText, name: ProperName) -> NameWord | None:
    """Find the infinitive or participle of saying behind a name, with no stop between them."""
    end = name.end
    for word in masked.words[name.last : name.last + 3]:
        if masked.between(end, word.start).strip():
            return None
        if word.word in PARTICIPLES or (word.word == "said" and "having" in masked.between(name.end, word.start)):
            return word
        if word.word not in _LINKS:
            return None
        end = word.end
    return None


def belongs_to_other(masked: MaskedText, position: int) -> bool:
    """Return whether a participle of saying has another subject than its clause: "quoted him as saying", "saw her saying"."""
    words = masked.words
    place = position
    while place and words[place - 1].word in _LINKS and not _gap(masked, place):
        place -= 1
    if not place or _gap(masked, place):
        return False
    before = words[place - 1]
    if before.word in RELAYED and place > 1 and words[place - 2].word in BE | {"often", "widely"}:
        return False  # "was quoted as saying"
    return (
        before.capital
        or (place < position and before.word not in RELAYED | {"record"})
        or before.word in ("him", "her")
    )


def _gap(masked: MaskedText, position: int) -> str:
    return masked.between(masked.words[position - 1].end, masked.words[position].start).strip()


def relayed_phrase_end(masked: MaskedText, position: int) -> int:
    """Return where "was quoted by Smith as saying" ends if it begins at a word: the position behind it, or else 0."""
    words = masked.words
    if words[position].word not in BE:
        return 0
    verb = position + 1
    while verb < len(words) and (words[verb].word.endswith("ly") or words[verb].word == "often"):
        verb += 1
    if verb >= len(words) or words[verb].word not in RELAYED:
        return 0
    for place in range(verb + 1, min(len(words), verb + _REACH)):
        if _gap(masked, place):
            return 0
        if words[place].word in PARTICIPLES and (words[place - 1].word == "as" or place == verb + 1):
            return place + 1
    return 0


def whom_it_quotes(masked: MaskedText, start: int, end: int) -> tuple[ProperName | None, bool]:
    """Find whom the words beside an attribution at [start, end) quote: their name if told, and whether they quote at all.

    They stand before it, behind it or inside it: "Quoting Jones, Smith said", "said Smith, quoting Jones".
    """
    words = masked.words
    names = {name.first: name for name in masked.names}
    for position, word in enumerate(words):
        behind = word.start >= end and masked.between(end, word.start).strip() == ","
        opening = position == 0 and word.end <= start
        if word.word in RELAYING and (behind or opening or start <= word.start < end):
            name = names.get(position + 1)
            if (word.word == "citing" and not name) or (behind and name and _goes_on(masked, name.end)):
                continue
            return (name if word.word == "quoting" and name and not name.possessive else None), True
    return None, False


def _goes_on(masked: MaskedText, end: int) -> bool:
    """Return whether a clause goes on behind what is quoted, as its speaker's own: "Smith said, quoting Jones, that"."""
    return masked.between(end, end + 7).lstrip(", ").startswith("that")
