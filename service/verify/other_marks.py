"""Rewrite the quotation marks of other languages and formats as English ones, without moving a character.

Swedish and Finnish write ”so”, German has ‚so‘ within „so“ and »so« in books, Chinese and Japanese 「so」, TeX ``so'', HTML
<q>so</q> or &ldquo;so&rdquo;, and many people 'so'.
"""

import re
from collections.abc import Iterator

JOINER = "\u2060"  # stands for the rest of an entity within a word
_ENTITIES = {
    **dict.fromkeys(("&ldquo;", "&#8220;", "&#x201c;", "&laquo;", "&#171;"), "“"),
    **dict.fromkeys(("&rdquo;", "&#8221;", "&#x201d;", "&raquo;", "&#187;"), "”"),
    **dict.fromkeys(("&lsquo;", "&#8216;", "&#x2018;"), "‘"),
    **dict.fromkeys(("&rsquo;", "&#8217;", "&#x2019;"), "’"),
    **dict.fromkeys(("&quot;", "&#34;", "&#x22;"), '"'),
    **dict.fromkeys(("&apos;", "&#39;", "&#x27;"), "'"),
}
_ENTITY = re.compile("|".join(map(re.escape, _ENTITIES)), re.IGNORECASE)
_TAG = re.compile(r"<(/?)(?:q|blockquote)\b[^<>]{0,300}>", re.IGNORECASE)
_ANY_TAG = re.compile(r"</?[a-z][^<>]{0,300}>", re.IGNORECASE)
_TEX = re.compile(r"``(?=[^\s`])([^`]{1,1000}?)(?<=\S)''(?!')")
_SAME_TICKS = re.compile(r"``((?=[^\W\d_]|[“‘])[\w ,.;:!?'’“”‘()—–-]{1,1000}?(?<=\S))``(?!`)")  # of prose, not of code
_INWARD = re.compile(r"(?<![^\s(\[])»(?=[\w¿¡“„‹(…'])|(?<=[^\s»«])«(?![\w«])")  # »so«
_SAME = re.compile(r"(?<![^\s(\[])”(?=\w)")  # the opening one of ”so”
_LOW = re.compile(r"(?<!\w)[‚‛](?=[^\s‚‛])((?:[^‚‛‘’\n]|[‘’](?=\w)){1,1000})(?<=\S)[‘’](?!\w)")  # ‚so‘
_CORNERS = str.maketrans("「」『』《》‹›〝〟＂", '“”“”“”“”“”"')
_SHORT_WORDS = re.compile(r"(?:t(?:is|was|were|il|ill)|em|cause|bout|n|round|neath|cos|\d0s)\b", re.IGNORECASE)


def rewrite_marks(text: str) -> str:
    """Return a text of the same length whose quotation marks are “these” and ‘these’."""
    text = _ENTITY.sub(_decode, text)
    text = "".join(_rewrite_tags(text))
    if "``" in text:
        text = _TEX.sub(r"“ \1 ”", text)
        text = _SAME_TICKS.sub(lambda found: f"“ {found[1]} ”" if found[1].count(" ") >= 2 else found.group(), text)
    text = _INWARD.sub(lambda found: "“" if found.group() == "»" else "”", text)
    text = _LOW.sub(r"‘\1’", _SAME.sub("“", text)).translate(_CORNERS)
    return re.sub("'", _curl, text)


def _decode(found: re.Match[str]) -> str:
    mark, length = _ENTITIES[found.group().lower()], len(found.group())
    opens = found.string[found.end() : found.end() + 1].isalnum()
    if mark in "“”":
        return _pad(mark, length)
    if opens and found.start() and found.string[found.start() - 1].isalnum():
        return mark.rjust(length, JOINER)  # an apostrophe
    return mark.rjust(length) if opens or mark == "‘" else mark.ljust(length)


def _pad(mark: str, length: int) -> str:
    """Put a mark where it belongs in so many characters: an opening one first, a closing one last."""
    return mark.ljust(length) if mark in "“‘" else mark.rjust(length)


def _rewrite_tags(text: str) -> Iterator[str]:
    """Yield the text with the outermost quoting elements in marks, and what is inside as one paragraph."""
    depth, at, opened = 0, 0, 0
    for tag in _TAG.finditer(text):
        closing = bool(tag[1])
        if not closing:
            if depth == 0:
                yield text[at : tag.start()]
                at, opened = tag.start(), tag.end()
            depth += 1
        elif depth == 1:
            inside = _ANY_TAG.sub(lambda found: " " * len(found.group()), text[opened : tag.start()])
            yield _pad("“", opened - at)
            yield re.sub(r"[\n\r]", " ", inside.translate(str.maketrans('“”"', "‘’'")))
            yield _pad("”", tag.end() - tag.start())
            depth, at = 0, tag.end()
        elif depth:
            depth -= 1
    yield text[at:]


def _curl(found: re.Match[str]) -> str:
    """Turn a straight single mark: before a word it opens, unless it stands for letters left out, as in 'tis."""
    text, place = found.string, found.start()
    before, after = text[place - 1 : place], text[place + 1 : place + 2]
    opens = (not before or before.isspace() or before in '([{—–-"“') and after and not after.isspace()
    return "‘" if opens and not _SHORT_WORDS.match(text, place + 1) else "’"
