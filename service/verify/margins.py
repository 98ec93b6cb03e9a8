"""The marks that mail puts in the margin of what it quotes: "> ", ">> ", "| ", ": ", "% ", "Ann> ".

They are the page's and not the words', so a quote is compared without them. A sign alone between words may mean something
("5 > 4"): only what every line but perhaps the first begins with is a margin.
"""

import re

_MARGIN = re.compile(r"[ \t]*+(?:\w{1,12}>|[>|:%]|#(?=>))[>|:%*+ \t-]*+")
_LINE_END = re.compile(r"\r\n?|\n")


def without_margin(text: str) -> str:
    """Return a text of several lines without the margin that they have; any other unchanged."""
    lines = _LINE_END.split(text)
    later = [line for line in lines[1:] if line.strip()]
    if not later or not all(_MARGIN.match(line) for line in later):
        return text
    return "\n".join(line[margin.end() :] if (margin := _MARGIN.match(line)) else line for line in lines)
