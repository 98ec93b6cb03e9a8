"""Link to a passage in the original on the web: a URL text fragment.

Source: the WICG draft "URL Fragment Text Directives". A directive matches whole words, and each of its
parts must lie inside one block of the page; so a long passage, or one of several paragraphs, is given by its
first and last words, and words beside it are added only where its own would match somewhere else first.
"""

import re
from urllib.parse import quote, urlsplit

LONG = 12  # words; a longer passage is given by its first and last
EDGE = 6  # words given of each end
BESIDE = 4  # words given beside a passage that is not unique
_WORD = re.compile(r"\S+")


def is_web_address(url: str | None) -> bool:
    """Tell whether a document's own word on its source may become a link: only http and https may."""
    if not url:
        return False
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.netloc)


def fragment_link(url: str, text: str, start: int, end: int) -> str:
    """Give the address that opens the original at text[start:end]."""
    base, _, anchor = url.partition("#")
    anchor = anchor.partition(":~:")[0]
    return f"{base}#{anchor}:~:text={_directive(text, *_whole_words(text, start, end))}"


def _whole_words(text: str, start: int, end: int) -> tuple[int, int]:
    """Widen [start, end) to whole words: a directive matches nothing less."""
    while start > 0 and text[start - 1].isalnum() and text[start : start + 1].isalnum():
        start -= 1
    while 0 < end < len(text) and text[end].isalnum() and text[end - 1].isalnum():
        end += 1
    return start, end


def _directive(text: str, start: int, end: int) -> str:
    passage = text[start:end]
    words = _WORD.findall(passage)
    lines = [line for line in passage.splitlines() if line.strip()]
    if len(words) <= LONG and len(lines) <= 1:
        parts = [" ".join(words)]
    else:
        parts = [" ".join(_WORD.findall(lines[0])[:EDGE]), " ".join(_WORD.findall(lines[-1])[-EDGE:])]
    directive = ",".join(encode(part) for part in parts)
    if _occurs_before(text, parts[0], start):
        before = [line for line in text[:start].splitlines()[-1:] if line.strip()]
        after = [line for line in text[end:].splitlines()[:1] if line.strip()]
        if before and not text[:start].endswith("\n"):
            directive = encode(" ".join(_WORD.findall(before[0])[-BESIDE:])) + "-," + directive
        if after:
            directive += ",-" + encode(" ".join(_WORD.findall(after[0])[:BESIDE]))
    return directive


def _occurs_before(text: str, part: str, start: int) -> bool:
    return " ".join(part.split()).casefold() in " ".join(text[: start + len(part) - 1].split()).casefold()


def encode(part: str) -> str:
    """Percent-encode one part: "&", "," and "-" have a meaning of their own; quote() leaves only "-"."""
    return quote(part, safe="").replace("-", "%2D")
