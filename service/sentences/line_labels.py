"""Labels at the beginning of a line: "Q:", "**Answer:**", and HTML tags that open an element."""

import re

_BOLD = r"(?:\*{1,3}|_{1,3})?"
_QUESTION = rf"{_BOLD}(?:Q(?:uestion|uery)?|QUESTION)[ \t]?(?:No\.? ?)?\d{{0,3}}[ \t]*"
_ANSWER = rf"{_BOLD}(?:A(?:nswer|ns)?|ANSWER)[ \t]?\d{{0,3}}[ \t]*"
_MARK = rf"(?:[:.)]|[–—-](?=\s)){_BOLD}\s*(?=\S)"
_ASKS = re.compile(_QUESTION + _MARK)
_ANSWERS = re.compile(_ANSWER + _MARK)
_ASKING_LINE = re.compile(rf"^[ \t]*{_QUESTION}{_MARK}", re.MULTILINE)
_OPENING_TAGS = re.compile(
    r"(?:<(?:details|summary|dl|dt|dd|p|li|ul|ol|div|section|h[1-6]|b|strong|td|th|tr)\b[^<>\n]*>[ \t]*)+(?=[^\s<])",
    re.I,
)
_CLOSING_TAGS = re.compile(r"(?:\s*<(?:/\w{1,10}|br[ ]?/?)>)+\Z", re.I)
_ONLY_TAGS = re.compile(r"(?:</?[a-zA-Z][^<>\n]*>\s*)+")
_KEYED = re.compile(
    r"[*_]{0,3}[A-Z](?:(?=[\w()/&'’. -]{0,41}+[:：])[\w()/&'’. -]{0,40}(?<! ) ?[:：][*_]{0,3}[ \t]+"  # quick to fail
    r"|[\w()/&'’-]*+(?: [\w()/&'’-]++){0,4}+(?: {3,}|\t+|[. ]{5,}))(?=\S)"
)
_LABEL_END = re.compile(r":|： | {3,}|\t|[. ]{5,}")
_REACH = 200  # characters in which opening tags stand


def asks_and_answers(text: str) -> bool:
    """Return whether questions of a text are labelled, so that "A." is no initial."""
    return "Q" in text and bool(_ASKING_LINE.search(text))


def find_label(text: str, start: int, end: int, labelled: bool) -> int | None:
    """Return where a line goes on after its opening tags and its label, None if it has neither.

    `labelled`: questions and answers are labelled in this text.
    """
    tags = _OPENING_TAGS.match(text, start, min(end, start + _REACH)) if text[start] == "<" else None
    body = tags.end() if tags else start
    label = (_ASKS.match(text, body, end) or _ANSWERS.match(text, body, end)) if labelled else None
    body = label.end() if label else body
    return body if body > start else None


def asks_by_label(text: str, start: int, body: int) -> bool:
    """Return whether the label at [start, body) is that of a question."""
    return body > start and bool(_ASKS.match(text, start))


def is_keyed(text: str, start: int, end: int) -> bool:
    """Return whether a line is a key and its value: "Weight: 14 kg", "Weight      14 kg"."""
    return bool(_KEYED.match(text, start, end))


def end_of_label(line: str) -> int:
    """Return where the label of a line ends, at a colon or a gap as between columns; -1 if it has none."""
    found = _LABEL_END.search(line)
    return found.start() if found else -1


def is_markup(line: str) -> bool:
    """Return whether a line consists of tags alone."""
    return line[:1] == "<" and bool(_ONLY_TAGS.fullmatch(line))


def end_before_tags(text: str, start: int, end: int) -> int:
    """Return where a sentence ends if the tags that close it are left out."""
    if text[end - 1] != ">":
        return end
    tags = _CLOSING_TAGS.search(text, max(start + 1, end - _REACH), end)
    return tags.start() if tags else end
