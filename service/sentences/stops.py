"""Find where sentences end inside a block, judging each stop by the words on both sides of it."""

import re
from collections.abc import Iterator

from service.sentences.punkt import ends_sentence
from service.sentences.punkt_words import (
    AFTER_HOUR,
    DOMAINS,
    EXCLAMATORY,
    NUMBERED,
    RULES,
    SAID,
    STARTERS,
    TITLES,
    WORDS_TOO,
)

_REACH = 48  # characters read on either side of a stop
_WIDE = "。！？｡．"
_STOPS = f".!?…‼⁇⁈⁉؟۔।॥{_WIDE}"
# One or more stops, or full stops with spaces between; a leading set of characters makes the search faster.
_CANDIDATE = re.compile(
    rf"(?P<stop>[{_STOPS}](?:(?<=\.)(?:[ \u00a0]\.){{2,}}|[{_STOPS}]*))"
    r"(?P<close>(?:[\"'”’»›)\]}」』）】*_†‡¹²³⁰⁴-⁹]|(?:[ \u00a0\u202f]»|[«“‹])(?=[\s.,;:!?)]|\Z)"
    r"|(?<=[a-z][.!?])\d{1,2}(?=\s+[^\Wa-z\d])"
    # The marks of footnotes: [^1], [4], [1, 2], [1]–[3], [note 3], [citation needed], (6)
    r"|\[(?:\^?[\w-]{1,24}|\d{1,3}(?:[ ]?[,;–-][ ]?\d{1,3}){1,8}|(?:[a-z]{1,14}[ ])?(?:needed|note[ ]\d{1,3}|who\?|when\?))\](?!\()"
    r"|(?<=\])[–-](?=\[\d)|(?<=[.!?\"'”’])\(\d{1,2}\)(?=\s))*)(?P<space>\s*)"
)
_ASKING = frozenset("!?‼⁇⁈⁉؟")
_OPENERS = "\"'“‘«‹„([{*_`¿¡—–-「『（【•"
_WORD_OPENERS = "\"'“‘«‹„([{*_`/"
_FIRST_TOKEN = re.compile(r"[^\s\"“”»)\]}—]+")
_JOINED_WORD = re.compile(r"(?:[A-Z][a-z]+(?=[\s,;:!?)”\"’'—]|\.\s|\Z)|[AI]\s)")
_JOINED_BEFORE = re.compile(r"(?:^|[\s(\"“‘—])(?:[A-Za-z][A-Za-z’'-]*[a-z]|[$£€]?\d[\d,.]*\d)[\"”’)]?\Z")
_CAPITAL = re.compile(r"[^\W\d_a-z]")
_HOUR = re.compile(r"[ap]\.m")
_HOUR_FIRST = re.compile(
    r"\W*(?:at|by|around|about|before|after|until|from|since|on)\s+(?:(?:about|around|exactly|nearly)\s+)?\d{1,2}(?:[:.]\d\d)?\s*[ap]\.m",
    re.IGNORECASE,
)
_TAIL = re.compile(rf"(?:[A-Z][\w.’'-]*\s+){{1,4}}?(?:{SAID})\b")
_AMPERSAND = re.compile(r"&\s")  # "Com. & Adm. Code"
_RULE = re.compile(rf"(?:(?:{RULES})\.\s?){{1,4}}(?:\d|§)")  # "Fed. R. Civ. P. 12(b)(6)"
_RULE_BEGINS = frozenset(rule[0] for rule in RULES.split("|"))
_CITED_YEAR = re.compile(r"(?:[A-Z][\w.]{0,12} ){0,2}\d{4}\)")  # "(9th Cir. 1999)"
_REFERENCE = re.compile(r"\([^().!?]{1,70}(?:\.[^().!?]{0,20}){0,3}\)\.")


def find_stops(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield, for every sentence end inside a block, where the sentence ends and where the next one begins.

    The end of the block itself is not included.
    """
    sentence = start
    small: bool | None = None
    for found in _CANDIDATE.finditer(text, start, end):
        if found.end() >= end or found.start() < sentence:
            continue
        if small is None:
            small = not _CAPITAL.search(text, start, end)
        stop = found["stop"]
        if len(stop) > 6 and stop[1] in " \u00a0" and _four_dots(text, found, sentence):
            yield found.start() + 1, found.start() + 2
            sentence = found.start() + 2
        elif cut := _judge(text, found, sentence, end, small):
            yield cut
            sentence = cut[1]


def _four_dots(text: str, found: re.Match[str], sentence: int) -> bool:
    """Return whether this is a full stop, attached to its word, and an ellipsis: "words. . . . The next"."""
    touches = found.start() > sentence and not text[found.start() - 1].isspace()
    return touches and not found["close"] and text[found.end() : found.end() + 1].isupper()


def _judge(text: str, found: re.Match[str], sentence: int, end: int, small: bool) -> tuple[int, int] | None:
    """Return where the sentence ends and the next begins, or None if it continues; `small`: there are no capitals."""
    stop, close, space = found.groups()
    place, after = found.span()
    if stop[0] in _WIDE:
        return found.end("close"), after
    if not space:
        return _judge_joined(text, found, sentence, end)
    opening, first = _first_character(text, after, end)
    if not first or _is_reference(text, found, end) or _AMPERSAND.match(text, after):
        return None
    if text[after] in _RULE_BEGINS and _RULE.match(text, after):
        return None
    if text.rfind("(", max(sentence, place - _REACH), place) >= 0 and _CITED_YEAR.match(text, after):
        return None
    word = _word_before(text, place, sentence)
    cut = found.end("close"), after
    if first.islower() and not small and not _starts_small(text, found, opening, word):
        return None
    if close and _goes_on_after_close(text, found, opening):
        return None
    following = _token(text, opening).capitalize() if small else _token(text, opening)
    if stop == ".":
        goes_on = not _full_stop_ends(text, found, sentence, word, following)
    elif not _ASKING.isdisjoint(stop):
        goes_on = word.lower() in EXCLAMATORY and _plain(following) not in STARTERS and not close
    else:
        goes_on = (len(stop) > 1 or stop == "…") and not _ellipsis_ends(text, found, following)
    return None if goes_on else cut


def _first_character(text: str, position: int, end: int) -> tuple[int, str]:
    """Return the first letter or digit after a stop and any opening marks, and its place ("" if none is near)."""
    for place in range(position, min(end, position + _REACH)):
        character = text[place]
        if character.isalnum():
            return place, character
        if character not in _OPENERS and not character.isspace() and character not in "$£€#@&+~.…":
            return place, character
    return position, ""


def _word_before(text: str, position: int, sentence: int) -> str:
    """Return the word before a stop, without opening marks."""
    before = text[max(sentence, position - _REACH) : position]
    if not before or before[-1].isspace():
        return ""
    word = before.rsplit(None, 1)[-1]
    return word if word.isalnum() else word.rpartition("—")[2].rpartition("–")[2].lstrip(_WORD_OPENERS)


def _token(text: str, position: int) -> str:
    """Return the word at a position, with the stop attached to it, if any."""
    found = _FIRST_TOKEN.match(text, position, position + _REACH)
    return found.group().rstrip(",;:!?…’'") if found else text[position : position + 1]


def _plain(token: str) -> str:
    return token.lower().replace("’", "'").rstrip(".")


def _is_reference(text: str, found: re.Match[str], end: int) -> bool:
    """Return whether a quotation is followed by a reference with a stop of its own: '... it." (Doe 55).'"""
    return bool(found["close"]) and bool(_REFERENCE.match(text, found.end(), min(end, found.end() + 160)))


def _starts_small(text: str, found: re.Match[str], opening: int, word: str) -> bool:
    """Return whether a sentence begins in lower case here: "iPhone sales", or careless typing."""
    if text[opening + 1 : opening + 2].isupper():
        return True
    careless = found["stop"] == "." and not found["close"] and len(word) > 3 and word.isalpha() and word.islower()
    return careless and _plain(_token(text, opening)) in STARTERS and ends_sentence(word, "The")


def _goes_on_after_close(text: str, found: re.Match[str], opening: int) -> bool:
    """Return whether a sentence continues after closing marks: '"Why?" Smith asked', "[...] It"."""
    close = found["close"]
    before = text[found.start() - 1 : found.start()]
    if before in ("[", "(") and found["stop"] in ("...", "…"):
        return True
    if close[0] in "\"”’'»" and found["stop"] != "." and opening == found.end():
        tail = _TAIL.match(text, opening, opening + 80)
        return bool(tail) and _plain(_token(text, opening)) not in STARTERS - {"i"}
    return False


def _ellipsis_ends(text: str, found: re.Match[str], following: str) -> bool:
    """Return whether an ellipsis ends its sentence; before "I", the capital is no evidence."""
    spaced = text[found.start() - 1 : found.start()].isspace()
    if found["stop"].replace(" ", "").replace("\u00a0", "") in ("...", "…") and spaced:
        return _plain(following) in STARTERS and not following.startswith("I")
    return not following[:1].isdecimal() and following not in ("I", "I’m", "I'm")


def _full_stop_ends(text: str, found: re.Match[str], sentence: int, word: str, following: str) -> bool:
    """Return whether a single full stop before white space ends its sentence."""
    small = word.lower()
    if not word or (small in TITLES and word not in "VC" and not found["close"]):
        return not word
    if small in NUMBERED and following[:1].isdecimal() and not found["close"]:
        return False
    if "." in small and _HOUR.fullmatch(small):
        at_first = _HOUR_FIRST.fullmatch(text, sentence, found.start()) if found.start() - sentence < 60 else None
        return _plain(following).split("/")[0] not in AFTER_HOUR and not at_first
    if small == "etc" or (len(word) == 1 and word.islower() and small not in NUMBERED):
        return True
    return small in WORDS_TOO or ends_sentence(word, following)


def _judge_joined(text: str, found: re.Match[str], sentence: int, end: int) -> tuple[int, int] | None:
    """Judge a stop without white space after it: "world.Today is", but not "Node.js" or "a@b.Com"."""
    close, cut = found["close"], (found.end(), found.end())
    if close and close[-1] in "”»" and text[found.end()] in "“«‘" + "ABCDEFGHIJKLMNOPQRSTUVWXYZ":
        return cut
    if not close and text[found.end()] in "“«" and found["stop"] in (".", "!", "?"):
        return cut
    before = text[max(sentence, found.start() - _REACH) : found.start()]
    if close and close[-1] in "\"'":
        inner = text[max(sentence, found.end() - 2000) : found.end()].count('"')
        cut = (found.end(), found.end()) if inner % 2 == 0 else (found.end() - 1, found.end() - 1)
    chunk = before.split()[-1] if before.split() else ""
    if found["stop"] not in (".", "!", "?", "?!", "!?", "!!") or any(mark in chunk for mark in "@/\\:_=#"):
        return None
    joined = _JOINED_WORD.match(text, found.end(), min(end, found.end() + _REACH))
    if not joined or joined.group() in DOMAINS or not _JOINED_BEFORE.search(before):
        return None
    return cut if ends_sentence(chunk.lstrip(_WORD_OPENERS), joined.group().strip()) else None
