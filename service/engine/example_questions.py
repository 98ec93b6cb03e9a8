"""Make example questions from a collection by turning sentences of simple patterns into questions.

Each question is asked, and kept only if the sentence it was made from comes back as the answer; of a question or heading in
a document, only if what stands below it does, as a heading that is repeated answers nothing.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import islice

from service.documents.title import strip_markdown
from service.english.calendar import MONTH_TITLES
from service.english.titles_and_names import GROUP_LINKS
from service.english.word_classes import FINITE_AUXILIARIES, POINTS_BACK, QUESTION_WORDS, any_of
from service.index.corpus import Corpus
from service.sentences.sentence import Sentence
from service.wire.replies import Citation

SCANNED = 3000  # sentences read, spread over the documents
TRIED = 4  # questions asked for one pattern before the next one
MOST_TRIED = 12  # of one pattern in all
BELOW = 1500  # characters below a question in which its answer stands
ASKING = 2  # the first patterns, which match a question or the heading of an answer
LONGEST = 90  # characters in an example

Find = Callable[[str], Sequence[Citation]]
Place = tuple[str, int, int]  # a document's id and [start, end) in code points

_CAP = r"[A-Z][\w'’-]{1,40}"
_PERSON = rf"{_CAP}(?: {_CAP}){{1,2}}"
_BODY = rf"{_CAP}(?: (?:{any_of(GROUP_LINKS)}|and|{_CAP})){{0,12}}"
_ROLE = r"(?:[A-Za-z][\w-]{0,40} ){0,3}[A-Za-z-]{1,40}(?:or|er|ent|ant|ist|ary|man|al|chief|head|dean)"
_ASKING = any_of(word.title() for word in QUESTION_WORDS | FINITE_AUXILIARIES)
_MONTH = any_of(MONTH_TITLES)
# What is asked of whoever a letter is to, or leans on what was said before: nobody else can ask it.
_NOT_FOR_ALL = re.compile(
    rf"^(?:can|could|will|would)(?:n['’]t)? you\b|\bplease\b|\b(?:{any_of(POINTS_BACK)}|him|them|this|these|those)\b",
    re.I,
)

# (pattern of a sentence, question), most informative first. They know English but nothing about any collection.
PATTERNS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(rf"^((?:{_ASKING})\b[^.?!]{{8,}}\?)$"), "{0}"),
    (re.compile(r"^How to ([a-z][^.?!]{6,60})$"), "How do you {0}?"),
    (
        re.compile(rf"\b\d[\d,.]{{0,20}} ((?:[A-Za-z]{{1,40}} ){{0,2}}[a-z]{{1,40}}s) in ({_CAP}(?: {_CAP}){{0,8}})"),
        "How many {0} are there in {1}?",
    ),
    (
        re.compile(rf"\b[Tt]he ({_BODY}) (?:therefore |also |now )?(recommend|propose|demand)s\b"),
        "What does the {0} {1}?",
    ),
    (
        re.compile(rf"^The ({_BODY}) has (called for|promised|proposed|recommended)\b"),
        "What has the {0} {1}?",
    ),
    (
        re.compile(rf"\b{_PERSON}, (?:the |an? )?({_ROLE} (?:of|at|for) [^,;:“”\"()]{{3,50}}),"),
        "Who is the {0}?",
    ),
    (re.compile(rf"^({_PERSON})(?: \([^)]*\))? (?:is|was) (?:an?|the|{_CAP}['’]s) {_ROLE}\b"), "Who is {0}?"),
    (re.compile(rf"^({_PERSON})(?: \([^)]*\))? (?:is|was) (?:an?|the) "), "What is {0}?"),
    (re.compile(rf"[”\"] (?:said ({_PERSON})|({_PERSON}) said)\b"), "What did {0} say?"),
    (re.compile(rf"^In ((?:{_MONTH}) \d{{4}}|1\d{{3}}|20\d{{2}}), "), "What happened in {0}?"),
)


def make_examples(corpus: Corpus, find: Find, count: int = 3) -> tuple[str, ...]:
    """Make up to `count` questions, preferring different patterns and different documents.

    `find` asks a question and returns the citations of the reply, with offsets in code points.
    """
    found: list[tuple[str, str]] = []  # (question, document)
    refused: set[str] = set()
    candidates = _collect(corpus)
    for fresh, again in ((True, False), (False, False), *(((True, True),) * count), (False, True)):
        for number, of_pattern in enumerate(candidates):
            if len(found) == count:
                break
            used = {document for _, document in found} if fresh else set()
            asked = {question for question, _ in found}
            if again or not asked.intersection(question for question, _ in of_pattern):
                open_ones = [
                    one for one in of_pattern[:MOST_TRIED] if one[1][0] not in used and one[0] not in asked | refused
                ]
                found += _first_answered(open_ones[:TRIED], number < ASKING, find, refused)
    return tuple(question for question, _ in found)


def _first_answered(
    questions: Sequence[tuple[str, Place]], asks: bool, find: Find, refused: set[str]
) -> list[tuple[str, str]]:
    """Return the first question that its place answers, with its document; those before it go to `refused`."""
    for question, place in questions:
        if is_answered(place, asks, find(question)):
            return [(question, place[0])]
        refused.add(question)
    return []


def is_answered(place: Place, asks: bool, citations: Sequence[Citation]) -> bool:
    """Return whether the sentence at a place is the answer; or, if it only asks, what stands below it."""
    document, start, end = place
    best = next(iter(citations), None)
    if best is None or best.document.id != document:
        return False
    if asks:
        return end <= best.start <= end + BELOW and not best.quote.rstrip().endswith("?")
    return best.start < end and start < best.end


def make_question(text: str) -> tuple[int, str] | None:
    """Turn a sentence into a question, with the number of its pattern; None if it has none, or the question is too long."""
    text = strip_markdown(text)
    for number, (pattern, form) in enumerate(PATTERNS):
        if matched := pattern.search(text):
            question = form.format(*(group for group in matched.groups() if group))
            fits = len(question) <= LONGEST and not (number < ASKING and _NOT_FOR_ALL.search(question))
            return (number, question) if fits else None
    return None


def _collect(corpus: Corpus) -> list[list[tuple[str, Place]]]:
    """List each pattern's questions with the place of the sentence behind each; those nearest 50 characters first."""
    questions: list[dict[str, Place]] = [{} for _ in PATTERNS]
    for document, sentence, text in _scan(corpus):
        if made := make_question(text):
            questions[made[0]].setdefault(made[1], (document, sentence.start, sentence.end))
    return [sorted(of_pattern.items(), key=lambda item: (abs(len(item[0]) - 50), item[0])) for of_pattern in questions]


def _scan(corpus: Corpus) -> Iterator[tuple[str, Sentence, str]]:
    """Yield the first sentences of each document as (document id, sentence, text with white space collapsed)."""
    each = max(4, SCANNED // max(1, len(corpus.documents)))
    for number, document in enumerate(islice(corpus.documents, SCANNED // 4)):
        readable = [s for s in corpus.segmentation(number).sentences if s.kind in ("prose", "heading")]
        for sentence in readable[:each]:
            yield document.id, sentence, " ".join(document.text[sentence.body : sentence.end].split())
