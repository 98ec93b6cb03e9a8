"""The title in the first block of a document, or None if that may be something else."""

import re

from service.documents.byline import BYLINE, labelled_author, labelled_source
from service.documents.dateline import dates_of_line
from service.documents.file_names import is_unsafe
from service.documents.head import Opening, ends_as_sentence
from service.html_tags import leave_out_markup

MAX_TITLE = 300  # characters, of any title
MAX_PLAIN = 200  # of a title that is not marked as one
MAX_WORDS = 30
MIN_WRAPPED = 40  # a first line shorter than this was not wrapped

HEADING = re.compile(r"#{1,6}[ \t]+(.+?)(?:(?<![ \t])[ \t]+#+)?")
UNDERLINE = re.compile(r"=+|-{3,}")
LABEL = re.compile(r"title\s*:\s*(.+)", re.IGNORECASE)
# Markdown without words of its own before a heading: images, badges, comments, tags.
ORNAMENT = re.compile(r"(?>\[?!\[[^\]]*\]\([^)]*\)(?:\]\([^)]*\))?|<!--.*?-->|</?[a-zA-Z][^>]*>|\s)++", re.DOTALL)
LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)")
EMPHASIS = re.compile(r"\*\*|__|`|(?<!\w)[*_]|[*_](?!\w)")

NOT_A_TITLE = re.compile(
    r"""
      [-*•‣◦▪–—+>|<`~=\[({/\\#@&]          # a list item, a quotation, a table, a tag, a bracket
    | \(?(?:\d{1,3}|[a-zA-Z]|[ivxIVX]{1,4})[.)]\s  # a numbered or lettered item
    | (?:dear|greetings|good\s(?:morning|afternoon|evening)|to\swhom)\b
    | (?:hi|hello|hey|welcome)(?:\s(?:there|all|everyone|everybody|back|\w+,)|[,!]|\Z)
    | (?:photo|photograph|picture|image|figure|fig\.|table|video)s?\s*(?::|\d|by\b|courtesy|credit|\Z)
    | (?:file\sphoto|credits?\s*:|caption|courtesy)
    | (?:from|to|cc|bcc|date|sent|re|subject|published|posted|updated|author|authors|source|url|tags?
        |category|categories|section|via|contact|media\scontacts?|keywords|language|abstract|summary)\s*:
    | (?:advertisements?|menu|home|share|tweet|print|loading|search|log\s?in|sign\s(?:in|up)|listen|subscribe
        |contents|table\sof\scontents|for\simmediate\srelease|(?:press|news|media)\srelease|youtube\svideo)
        (?:\s(?:this|to|on|us|now|here|page|story|article|via|email|facebook|twitter))*[\s:!.…]*\Z
    | (?:skip\sto|read\smore|all\srights\sreserved|copyright|©)
    | (?:updated|last\smodified|first\spublished|published|posted)\b
    """,
    re.IGNORECASE | re.VERBOSE,
)
HOLDS_NO_TITLE = re.compile(
    r"https?://|www\.|\S@\S+\.\w|\||\b(?:photo|image|credit|source)\s*:|getty images", re.IGNORECASE
)
TWO_SENTENCES = re.compile(r"(?:\b[a-z]{3}|[a-z]{4}|[a-z]\d|\d{4})[.!]['\"”’)]*\s+['\"“‘(]*[A-Z]")
ENDS_OPEN = (",", ";", ":", "-", "–", "—", "(", "/")


def find_title(opening: Opening, markdown: bool) -> str | None:
    """Return the title: a Markdown heading, a "Title:" line, or a first block that can hardly be anything else.

    Plain words are a title if they are one line (or two, wrapped) without a final full stop, if they are not a greeting, a
    caption, a byline, a date or a list item, and if more text follows.
    """
    if not opening.blocks:
        return None
    heading = find_heading(opening, markdown)
    if heading:
        return clean_title(heading)
    if labels := [found.group(1) for line in opening.header if (found := LABEL.fullmatch(line))]:
        return clean_title(labels[0]) if len(labels) == 1 else None
    lines = drop_details(opening.blocks[0])
    title = " ".join(" ".join(lines).split())
    return clean_title(title) if is_title(lines, title) and opening.rest > len(title) else None


def find_heading(opening: Opening, markdown: bool) -> str | None:
    """Return the text of a Markdown heading that opens the document, skipping images and badges before it."""
    for block in opening.blocks:
        if found := HEADING.fullmatch(block[0]):
            return found.group(1)
        if len(block) > 1 and UNDERLINE.fullmatch(block[1]) and not NOT_A_TITLE.match(block[0]):
            return block[0]
        if not (markdown and ORNAMENT.fullmatch("\n".join(block))):
            return None
    return None


def drop_details(block: tuple[str, ...]) -> tuple[str, ...]:
    """Return a block without the byline, date, author and source lines at its end."""
    lines = list(block)
    while len(lines) > 1 and is_detail(lines[-1]):
        lines.pop()
    return tuple(lines)


def is_detail(line: str) -> bool:
    return bool(
        BYLINE.fullmatch(line) or labelled_author(line) or labelled_source(line) or dates_of_line(line, event=False)
    )


def is_title(lines: tuple[str, ...], title: str) -> bool:
    """Return whether the lines of a first block and their joined text read like a title."""
    if len(lines) > 2 or (len(lines) == 2 and len(lines[0]) < MIN_WRAPPED):
        return False
    if len(title) > MAX_PLAIN or len(title.split()) > MAX_WORDS or not any(map(str.isalpha, title)):
        return False
    if ends_as_sentence(title) or title.endswith(ENDS_OPEN) or TWO_SENTENCES.search(title):
        return False
    if NOT_A_TITLE.match(title) or HOLDS_NO_TITLE.search(title) or is_detail(title) or is_quotation(title):
        return False
    return begins_as_title(title)


def begins_as_title(title: str) -> bool:
    """Return whether the first word is capitalized, if its script has case at all; "iPhone" counts."""
    word = title.lstrip("'\"“‘¿¡").split()[0]
    return not word[:1].islower() or word[1:2].isupper()


def is_quotation(title: str) -> bool:
    return title[0] in '"“' and title[-1] in '"”'


def strip_markdown(text: str) -> str:
    """Return a short text as one line without emphasis, the addresses of links, and HTML."""
    plain = LINK.sub(r"\1", leave_out_markup(text))
    return " ".join(EMPHASIS.sub("", plain).split())


def clean_title(text: str) -> str | None:
    """Return a title as one line without Markdown syntax; None if it is empty, too long or unsafe."""
    text = strip_markdown(text[: 4 * MAX_TITLE])
    return text if 0 < len(text) <= MAX_TITLE and not any(map(is_unsafe, text)) else None
