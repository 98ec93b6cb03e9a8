"""The first words of a document, by which it is called where it has no title."""

import re

from service.documents.file_names import is_unsafe
from service.documents.title import strip_markdown

LONGEST = 60  # characters of first words
LOOKED_AT = 2_000  # characters
_LONGEST_LINE = 600  # characters of a line that are read
_MARKS = re.compile(r"\A(?:[-*+•>#|=~`\s]|\d{1,3}[.)]\s)+")
_SUBJECT = re.compile(r"\s*(?:(?:From|To|Cc|Date|Sent|Reply-To): [^\n]*\n){1,6}Subject: ([^\n]+)")
_WORD = re.compile(r"[^\W_]")


def find_first_words(opening: str) -> str:
    """Return the first line of a document's opening that has words, without Markdown, cut between words; of a mail, its
    subject. "" if no line has any.
    """
    subject = _SUBJECT.match(opening)
    for line in (subject[1] if subject else opening).splitlines():
        plain = strip_markdown(_MARKS.sub("", line[:_LONGEST_LINE]))
        words = " ".join("".join(" " if is_unsafe(character) else character for character in plain).split())
        if _WORD.search(words):
            return words if len(words) <= LONGEST else _cut(words)
    return ""


def _cut(words: str) -> str:
    kept = words[: LONGEST + 1].rpartition(" ")[0] or words[:LONGEST]
    return kept.rstrip(",;:.–—- ") + " …"
