"""The author and the source of a document, as stated in its own lines."""

import re
from urllib.parse import urlsplit

from service.documents.file_names import is_unsafe
from service.documents.head import Opening

MAX_AUTHOR = 200  # characters
MAX_URL = 2000
AUTHOR = re.compile(r"(?:author|authors|written by|byline)\s*:\s*(.{1,200})", re.IGNORECASE)
SOURCE = re.compile(
    r"(?:source|source[ _-]url|url|original|original url|canonical[ _-]url|link|retrieved from|available at)"
    r"\s*:\s*<?(https?://\S+?)>?",
    re.IGNORECASE,
)
BYLINE = re.compile(r"(?:by|words by|written by|story by)\s+(.{3,120})", re.IGNORECASE)
AND = re.compile(r",?(?<!\s)\s++(?:and|&)\s+")
PARTICLES = re.compile(r"al|bin|d[aeiu]|del|den|der|dos|el|ibn|l[ae]|ten|ter|v[ao]n|y")
NAME_WORD = re.compile(r"[^\W\d_]+(?:[.'’-][^\W\d_]+)*\.?")
# Capitalized words that are not part of a person's name.
OTHER_WORDS = re.compile(
    r"(?:staff|(?:reporter|editor|writer|correspondent|contributor)s?|news|press|agency|media|team|desk|admin|guest"
    r"|the|our|appointment|request|order|demand|mail|design)",
    re.IGNORECASE,
)


def find_author(opening: Opening) -> str | None:
    """Return the author named in a line before the prose: "Author: ...", or an unmistakable byline.

    A byline is below a title: the very first line, or a name with a role, is not taken for one.
    """
    found = {name for line in opening.header if (name := labelled_author(line))}
    found = found or {name for line in opening.header[1:] if (name := read_byline(line))}
    return found.pop() if len(found) == 1 else None


def labelled_author(line: str) -> str | None:
    found = AUTHOR.fullmatch(line)
    return clean_author(found.group(1)) if found else None


def read_byline(line: str) -> str | None:
    """Return the names of a line such as "By Jane Doe and John Roe", without what follows a bar, or None."""
    found = BYLINE.fullmatch(re.split(r"(?<!\s)\s++[|•·–—-]\s+", line)[0].strip("*_ "))
    if not found:
        return None
    *others, last = AND.split(found.group(1))
    names = [name.strip() for other in others for name in other.split(",")] + [last]
    return clean_author(found.group(1)) if all(is_person(name) for name in names) else None


def is_person(name: str) -> bool:
    """Return whether a string looks like a person's name: two to five words, capitalized except for particles."""
    words = name.split()
    return (
        2 <= len(words) <= 5
        and words[0][0].isupper()
        and words[-1][0].isupper()
        and all(NAME_WORD.fullmatch(word) for word in words)
        and all(word[0].isupper() or PARTICLES.fullmatch(word) for word in words)
        and not any(OTHER_WORDS.fullmatch(word) for word in words)
    )


def clean_author(text: str) -> str | None:
    """Return the author's name with single spaces, or None if it is empty, too long or unsafe."""
    text = " ".join(text.split())
    return text if 0 < len(text) <= MAX_AUTHOR and not any(map(is_unsafe, text)) else None


def find_source(opening: Opening) -> str | None:
    """Return the URL of a line such as "Source: https://...", before the prose or at the very end."""
    found = {url for line in (*opening.header, opening.last) if (url := labelled_source(line))}
    return found.pop() if len(found) == 1 else None


def labelled_source(line: str) -> str | None:
    found = SOURCE.fullmatch(line)
    return clean_url(found.group(1)) if found else None


def clean_url(text: str) -> str | None:
    """Return an http or https URL that is safe to link to, or None."""
    text = text.strip()
    if len(text) > MAX_URL or any(is_unsafe(c) or c.isspace() or c in "<>\"'`\\" for c in text):
        return None
    try:
        parts = urlsplit(text)
        parts.port  # noqa: B018 - raises ValueError if it is not one
    except ValueError:
        return None
    # A user name before an @ makes a link look as if it led elsewhere.
    named = parts.scheme in ("http", "https") and parts.hostname and "@" not in parts.netloc
    return text if named else None
