"""What a document is called where it is shown: by its title or, if it has none, by its first words."""

import re

from service.documents.document import Document
from service.documents.file_names import is_unsafe
from service.documents.title import strip_markdown

LONGEST = 60  # characters of first words
_LOOKED_AT = 2_000  # characters
_LONGEST_LINE = 600  # characters of a line that are read
_MARKS = re.compile(r"\A(?:[-*+•>#|=~`\s]|\d{1,3}[.)]\s)+")
_SUBJECT = re.compile(r"\s*(?:(?:From|To|Cc|Date|Sent|Reply-To): [^\n]*\n){1,6}Subject: ([^\n]+)")
_WORD = re.compile(r"[^\W_]")


def call_document(document: Document) -> str:
    """Return a document's title or, without one, its first words; its id if it begins with none."""
    return document.title or _first_words(document) or document.id


def name_document(document: Document) -> str:
    """Return what names a document by itself: its title, or its first words with its id beside them."""
    if document.title:
        return document.title
    words = _first_words(document)
    return f"{words} ({document.id})" if words else document.id


def _first_words(document: Document) -> str:
    """Return the first line that has words, without Markdown, cut between words; of a mail, its subject."""
    opening = document.text[document.front_matter :][:_LOOKED_AT]
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
