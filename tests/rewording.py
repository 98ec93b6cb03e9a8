"""Put a question in other words that ask the same: courtesies, context, capitals, chat, keywords, typos.

Each kind of wrapping has two halves of different phrasings, DEVELOPED and JUDGED: the code was written with the first in
view, and the second tells whether it reads the kind or the phrase. Everything is deterministic: the n-th question gets the
n-th phrasing of a kind, and typos are made from the question's own text.
"""

import re
import zlib
from collections.abc import Callable
from dataclasses import dataclass

DEVELOPED, JUDGED = 0, 1

_ASKING = frozenset("who whom whose which what when where why how".split())
_HELPING = frozenset("is are was were do does did has have had can could will would should may might must".split())
_SMALL = (
    _ASKING
    | _HELPING
    | frozenset(
        """a an the of in on at to for from by with and or that this it its their his her be been as into about there than
        during after before between""".split()
    )
)
_NEXT = {  # beside each other on a keyboard
    "a": "s", "b": "v", "c": "x", "d": "f", "e": "r", "f": "g", "g": "h", "h": "j", "i": "o", "j": "k", "k": "l", "l": "k",
    "m": "n", "n": "m", "o": "p", "p": "o", "q": "w", "r": "t", "s": "d", "t": "y", "u": "i", "v": "b", "w": "e", "x": "c",
    "y": "u", "z": "x",
}  # fmt: skip

Way = Callable[[str, int], str]  # a plain question, and a number to choose by


@dataclass(frozen=True)
class Wrapping:
    """A kind of wrapping, and how each of its halves puts a question."""

    name: str
    ways: tuple[Way, Way]

    def put(self, question: str, half: int, number: int) -> str:
        return self.ways[half](question, number)


def _bare(question: str) -> str:
    """Give a question as it goes on within a sentence: no mark at the end, its first word small if it is no name."""
    first, _, rest = question.rstrip(" ?.").partition(" ")
    small = first.lower() if first.lower() in _SMALL else first
    return f"{small} {rest}" if rest else small


def _frames(*frames: str) -> Way:
    """Put a question into one of these frames: {Q} as it is, {q} within a sentence, {i} as an indirect question."""

    def put(question: str, number: int) -> str:
        frame = frames[number % len(frames)]
        return frame.format(Q=question, q=_bare(question), i=_indirect(question), s=question.rstrip(" ?"))

    return put


def _indirect(question: str) -> str:
    """Move the copula of "who is the mayor of Brack" to the end; any other question is left in its order."""
    bare = _bare(question)
    moved = re.fullmatch(r"(who|what|where|when) (is|are|was|were) (?!there\b)(the .+|an? .+|[A-Z].+)", bare)
    if not moved or re.search(r"\w+(?:ed|en|ing|t|n|wn)\b(?! of)", moved[3].split(" ", 1)[-1]):
        return bare
    return f"{moved[1]} {moved[3]} {moved[2]}"


def _each(*ways: Callable[[str], str]) -> Way:
    return lambda question, number: ways[number % len(ways)](question)


def _chat(*pairs: tuple[str, str]) -> Way:
    """Write some words as in a chat, and a word before or after."""

    def put(question: str, number: int) -> str:
        text = question
        for long, short in pairs:
            text = re.sub(rf"\b{long}\b", short, text, flags=re.IGNORECASE)
        return text

    return put


def _keywords(question: str) -> str:
    """Keep the words that are not small; "how many people" is "number of people", "when was" is "date"."""
    kept = [word for word in question.rstrip(" ?.").split() if word.lower().strip(",") not in _SMALL]
    return " ".join(word for word in kept if word.lower() not in ("many", "much")) or question


def _keywords_named(question: str) -> str:
    """The same, with the noun that the question word stands for."""
    asked = {"how many": "number of", "when": "date", "where": "place", "why": "reason", "who": "person"}
    named = next((noun for word, noun in asked.items() if re.match(rf"\W*{word}\b", question, re.IGNORECASE)), "")
    return f"{named} {_keywords(question)}".strip().lower()


def _slips(word: str, seed: int) -> str:
    """Mistype a word: neighbours exchanged, a letter dropped, doubled, or struck beside its key."""
    place = 1 + seed % (len(word) - 2)
    match (seed // 7) % 4:
        case 0 if word[place] != word[place + 1]:
            return word[:place] + word[place + 1] + word[place] + word[place + 2 :]
        case 1:
            return word[:place] + word[place + 1 :]
        case 2:
            return word[: place + 1] + word[place:]
        case _:
            return word[:place] + _NEXT.get(word[place].lower(), "e") + word[place + 1 :]


def _mistype(question: str, number: int, count: int, small: bool, short: int) -> str:
    """Mistype `count` words of at least `short` letters: small words (who, were, many), or the others."""
    found = [m for m in re.finditer(r"[A-Za-z]+", question) if len(m.group()) >= short]
    asking = _SMALL | {"many", "much", "people"}
    fit = [m for m in found if (m.group().lower() in asking) == small]
    seed = zlib.crc32(question.encode()) + 31 * number
    chosen = sorted({fit[(seed + n * 5) % len(fit)].span() for n in range(count)}, reverse=True) if fit else []
    for start, end in chosen:
        question = question[:start] + _slips(question[start:end], seed // 11) + question[end:]
    return question


def _typos(count: int, small: bool, short: int, shift: int) -> Way:
    return lambda question, number: _mistype(question, number + shift, count, small, short)


def _turned(*turns: tuple[str, str]) -> Way:
    """Turn the beginning of a question, by the first pattern that fits."""

    def put(question: str, number: int) -> str:
        for pattern, turned in turns[number % 2 :] + turns[: number % 2]:
            new, count = re.subn(rf"^{pattern}", turned, question.rstrip(" ?."))
            if count:
                return new + ("?" if number % 3 else "")
        return f"Tell me {_bare(question)}"

    return put


_COPULA = r"(is|are|was|were)"
WRAPPINGS = (
    Wrapping("can you tell me", (
        _frames("Can you please tell me {q}?", "Could you tell me {q}?", "Would you please tell us {q}?", "Can you let me know {q}?"),
        _frames("Could you possibly let me know {q}", "Can someone explain to me {q}?", "Would you mind telling me {q}?",
                "Might you be able to say {q}?", "can you give me an idea of {q}?"),
    )),
    Wrapping("greeting", (
        _frames("Hi, I have a question: {Q}", "Hello! {Q}", "Good morning, {q}?", "Hey there, {q}"),
        _frames("Dear all, I've got one question for you: {Q}", "Hiya! A question: {q}?", "Good afternoon everyone. {Q}",
                "Hello team - {q}?", "Greetings, may I ask you something? {Q}"),
    )),
    Wrapping("like to know", (
        _frames("I'd like to know {q}.", "I want to know {q}", "I would like to find out {q}?", "I need to know {q}."),
        _frames("We would love to learn {q}.", "I'm curious to hear {q}", "I am trying to figure out {q}.",
                "My boss wants to know {q}.", "I'd be interested in knowing {q}."),
    )),
    Wrapping("wondering", (
        _frames("I was wondering {q}.", "I wonder {q}?", "Just wondering, {q}?", "I am wondering {q}"),
        _frames("We were all wondering {q}?", "I've been asking myself {q}.", "Been wondering: {q}",
                "I'm not sure {q}.", "I can't remember {q}. Can you help?"),
    )),
    Wrapping("do you know", (
        _frames("Do you know {q}?", "Does anyone know {q}?", "Do you happen to know {q}?", "Any idea {q}?"),
        _frames("Would you know {q}?", "Have you any idea {q}?", "Does anybody here remember {q}?", "You wouldn't know {q}, would you?",
                "Is it known {q}?"),
    )),
    Wrapping("quick question", (
        _frames("Quick question - {q}?", "Question: {Q}", "One more question: {Q}", "Q: {Q}"),
        _frames("Short question, {q}?", "A quick one: {q}", "Just a small question… {Q}", "My question is: {q}?", "The question is {q}."),
    )),
    Wrapping("thanks", (
        _frames("{Q} Thanks in advance!", "{Q} Thank you.", "{Q} Thanks!", "{Q} Many thanks, Anna"),
        _frames("{Q} Thanks a lot for your help!", "{Q} Cheers", "{Q} Any help is appreciated.", "{Q} Much obliged!",
                "{Q} Kind regards, Tom", "{s} - thx"),
    )),
    Wrapping("please", (
        _frames("Please, {q}?", "{s}, please?", "Please tell me {q}.", "Please: {Q}"),
        _frames("{s} please", "Please kindly tell me {q}.", "Kindly let us know {q}.", "Pls answer: {q}?", "Please could you say {q}?"),
    )),
    Wrapping("trailing", (
        _frames("{s}, if you don't mind?", "{s}, if you know?", "{s}, by the way?", "{s}, do you know?"),
        _frames("{s}, if I may ask?", "{s}, any idea?", "{s}, can you tell me?", "{s}, I wonder?", "{s}, out of curiosity?"),
    )),
    Wrapping("according to", (
        _frames("According to the documents, {q}?", "{s}, according to the documents?", "In the text, {q}?",
                "Based on the documents, {q}?"),
        _frames("According to the files you have, {q}?", "{s} according to these texts?", "From the articles, {q}?",
                "Going by the documents, {q}?", "As stated in the documents, {q}?"),
    )),
    Wrapping("context first", (
        _frames("I'm writing a piece for the local paper. {Q}", "We are planning a trip. {Q}", "I have been reading a lot lately. {Q}",
                "My daughter has homework to do. {Q}"),
        _frames("I am new here and still learning. {Q}", "Our class has a quiz tomorrow. {Q}", "I couldn't sleep last night. {Q}",
                "My colleague and I disagree about this. {Q}", "I'm preparing for an exam, so {q}?"),
    )),
    Wrapping("three sentences", (
        _frames("We are planning a trip. {Q} It would help us a lot.", "I read something once. I forgot it. {Q}",
                "Hello. I have a question. {Q}", "{Q} I need it for school. Thanks!"),
        _frames("I am a student. My teacher asked me this. {Q}", "{Q} I looked everywhere. I could not find it.",
                "It is for a talk next week. {Q} Please be brief.", "Sorry to bother you. I am stuck. {Q}"),
    )),
    Wrapping("capitals", (_each(str.upper), _each(lambda q: q.upper().rstrip(" ?"), lambda q: f"{q.upper()}!!"))),
    Wrapping("small letters", (_each(str.lower), _each(lambda q: q.lower().rstrip(" ?")))),
    Wrapping("no mark", (_each(lambda q: q.rstrip(" ?")), _each(lambda q: q.rstrip(" ?") + ".", lambda q: q.rstrip(" ?") + " …"))),
    Wrapping("marks doubled", (
        _each(lambda q: q.rstrip("?") + "??", lambda q: q.rstrip("?") + "?!"),
        _each(lambda q: q.rstrip("?") + " ?", lambda q: q.rstrip("?") + "???!!", lambda q: f"  \"{q}\" ", lambda q: f"- {q}"),
    )),
    Wrapping("keywords", (_each(_keywords), _each(lambda q: _keywords(q).lower()))),
    Wrapping("keywords, kind named", (_each(_keywords_named), _each(lambda q: _keywords_named(q).capitalize() + "?"))),
    Wrapping("chat", (
        _chat(("people", "ppl"), ("where is", "where's"), ("what is", "whats"), ("who is", "who's"), ("how did", "how'd"),
              ("about", "abt")),
        _chat(("what was", "what's"), ("who was", "whos"), ("what is", "wats"), ("people", "ppl"), ("you", "u"), ("are", "r"), ("and", "&"),
              ("with", "w/"), ("because", "cuz"), ("where is", "wheres"), ("when did", "when'd"), ("^", "hey so ")),
    )),
    Wrapping("chat framed", (
        _frames("btw {q}", "pls tell me {q}", "ok so {q}", "hey, {q} pls"),
        _frames("yo {q}", "plz can u tell me {q}", "hmm {q}??", "umm, {q} thx", "soo {q} lol"),
    )),
    Wrapping("typo", (_typos(1, False, 5, 0), _typos(1, False, 5, 3))),
    Wrapping("typo in a small word", (_typos(1, True, 3, 0), _typos(1, True, 3, 3))),
    Wrapping("two typos", (_typos(2, False, 5, 1), lambda q, n: _mistype(_mistype(q, n + 5, 1, False, 5), n, 1, True, 3))),
    Wrapping("turned", (
        _turned((r"Who (?!is|was|were|are)", "Name the person who "), (r"When (was|did|were)", r"In what year \1"),
                (r"How many (\w+) (?=in|of|on)", r"What is the number of \1 "), (rf"Who {_COPULA} ", r"Tell me who \1 ")),
        _turned((r"Who (?!is|was|were|are)", "Which person "), (r"When (was|did|were)", r"On which date \1"),
                (rf"Who {_COPULA} ", r"I need the name of the person who \1 "),
                (r"Where (was|did|is|were|are|do|does)", r"In which place \1"),
                (r"Why (is|was|did|do|does|are|were)", r"For what reason \1")),
    )),
    Wrapping("indirect", (
        _frames("Tell me {i}.", "Can you tell me {i}?", "I'd like to know {i}.", "Do you know {i}?"),
        _frames("Explain {i}", "Please find out {i}", "Say {i}.", "Could anyone tell me {i}?", "It would be good to know {i}."),
    )),
    Wrapping("all at once", (
        _frames("Hi! I'm writing a report. Could you please tell me {i}? Thanks!", "hello, quick question: do you know {q}? thank you"),
        _frames("good evening, i am new here. does anyone know {q}?? thx a lot",
                "Sorry to bother you, but I'd really like to know {i}. Cheers!",
                "Hey team, my boss asked me {q}. Any idea? Thanks"),
    )),
)  # fmt: skip
