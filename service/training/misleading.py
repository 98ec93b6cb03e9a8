"""Make questions that mislead out of answerable ones: a word is changed for another of the same document.

Nearly every word of such a question stands where its answer stood, so that only what differs tells that it has none. Few
collections hold questions written to mislead; these teach the confidence what to look at.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from zlib import crc32

from service.english.related_words import families
from service.english.tokens import Token, tokenize
from service.english.word_classes import QUESTION_WORDS
from service.evaluate.question_file import LabelledQuestion

ENDINGS = ("ing", "ed", "ly", "tion", "al", "ic", "er", "s")
AROUND = 400  # characters about an answer, whose words are not taken

Word = tuple[str, str]  # as it is written, and its term


def change_words(questions: Sequence[LabelledQuestion], texts: dict[str, str]) -> Iterator[LabelledQuestion]:
    """Yield each answerable question with a word changed, where its document has another word of the same sort.

    `texts` are the documents' texts by id. Which word, and for which, follows from the question alone.
    """
    pools = {id: _sort_words(text) for id, text in texts.items()}
    for question in questions:
        if question.answerable and (changed := _change(question, pools, texts)):
            yield replace(question, text=changed, alternatives=(), kind="changed")


def _sort_words(text: str) -> dict[str, list[Word]]:
    """Group the words that a text holds twice or more, or that are numbers or names, by their sort."""
    found: dict[str, Counter[Word]] = {}
    for token in tokenize(text):
        if not token.stop and len(token.word) > 2:
            found.setdefault(_sort(text, token), Counter())[(text[token.start : token.end], token.term)] += 1
    return {
        sort: [word for word, count in words.items() if count > 1 or sort != "word"] for sort, words in found.items()
    }


def _sort(text: str, token: Token) -> str:
    if token.word[0].isdigit():
        return f"number of {len(token.word)}"
    if text[token.start].isupper():
        return "name"
    return next((ending for ending in ENDINGS if token.word.endswith(ending)), "word")


def _change(question: LabelledQuestion, pools: dict[str, dict[str, list[Word]]], texts: dict[str, str]) -> str | None:
    own, pick = tokenize(question.text), crc32(question.text.encode())
    changeable = [token for token in own[1:] if not token.stop and token.word not in QUESTION_WORDS]
    if len(changeable) < 3:
        return None
    token = changeable[pick % len(changeable)]
    one = question.alternatives[0]
    start = one.span[0] if one.span else 0
    near = tokenize(texts[one.document][max(0, start - AROUND) : start + AROUND])
    taken = {t.term for t in (*own, *near)}
    kin = {key for key, _ in families(token.term)}
    pool = [
        word
        for word, term in pools[one.document].get(_sort(question.text, token), ())
        if term not in taken and kin.isdisjoint(key for key, _ in families(term))
    ]
    if not pool:
        return None
    return question.text[: token.start] + pool[pick // 7 % len(pool)] + question.text[token.end :]
