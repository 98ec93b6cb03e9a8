"""Link to a passage in its original web page with a URL text fragment.

Source: the WICG draft "URL Fragment Text Directives". A directive matches whole words, and each of its parts must lie
inside one block of the page. So a passage that is long or spans paragraphs is identified by its first and last words,
and the words around it are added only if its own would match something earlier in the text.
"""

import re
from urllib.parse import quote, urlsplit

LONG = 12  # words; a longer passage is identified by its first and last words
EDGE = 6  # words taken from each end of a long passage
BESIDE = 4  # words of context added to a passage that is not unique
_WORD = re.compile(r"\S+")


def is_web_address(url: str | None) -> bool:
    """Tell whether the source that a document names may become a link: only http and https URLs may."""
    if not url:
        return False
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.netloc)


def fragment_link(url: str, text: str, start: int, end: int) -> str:
    """Return a URL that opens the original at text[start:end], in code points."""
    base, _, anchor = url.partition("#")
    anchor = anchor.partition(":~:")[0]
    return f"{base}#{anchor}:~:text={_directive(text, *_whole_words(text, start, end))}"


def _whole_words(text: str, start: int, end: int) -> tuple[int, int]:
    """Widen [start, end) to whole words, because a directive matches only those."""
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
    """Percent-encode one part of a directive, including the "-" that quote() leaves alone but directives use."""
    return quote(part, safe="").replace("-", "%2D")
