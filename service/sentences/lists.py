"""List markers, at the beginning of a line and inside it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_ROMAN = {
    tens + units: 10 * (len(tens)) + value
    for tens in ("", "x")
    for value, units in enumerate(("", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix"))
    if tens + units
}
_BULLETS = "•‣◦▪▫●○■□⁃∙·➢➤►▸✓✔✗✘☐☑☒"
_LABEL = r"\(?(?:\d{1,3}|[A-Za-z]|[ivxIVX]{2,5})(?:\.\)|[.)])"
_BOX = r"\[[ xX✓✔-]?\]"  # of a list of things to do
_MARKER = re.compile(
    rf"(?:(?P<bullet>[{_BULLETS}])\s*|(?P<dash>[-*+–—‒―]|{_BOX})\s+)?(?:{_BOX}\s+)?(?:(?P<label>{_LABEL})(?=\s+\S)\s*)?(?=\S)"
)
_STEP = re.compile(r"(?:step|stage|phase|schritt)[ \t]+(\d{1,2})[ \t]*(?:[:.)]|[–—-](?=\s))[ \t]*(?=\S)", re.IGNORECASE)
_STEP_BEGINS = "sSpPſ"
_DOTTED = re.compile(r"(\d{1,2}(?:\.\d{1,2}){1,3})\.?[ \t]+(?=[A-Z])")  # the number of a clause: "2.1 The rent ..."
_INLINE = re.compile(rf"(?<!\S)(?:[{_BULLETS}]\s*)?(?P<label>{_LABEL})\s+(?=(?P<next>\S))")
_AFTER_COLON = re.compile(r"[:：]\s+(?=\(?(?:1|a|i)(?:\.\)|[.)])\s)")


@dataclass(frozen=True, slots=True)
class Marker:
    """A list marker: its style ("1.", "(a)", "•"), its value (None for bullets), and where the item's text begins."""

    style: str
    value: int | None
    body: int

    @property
    def sure(self) -> bool:
        """Whether it is a marker even if no neighbour precedes or follows it."""
        return self.style[0] in _BULLETS or self.style in ("-", "*", "+", "[") or "1" in self.style or ")" in self.style


def find_marker(text: str, start: int, end: int) -> Marker | None:
    """Return the marker at the beginning of a line, or None."""
    if text[start].isalpha() and text[start] not in _STEP_BEGINS:
        beginning = text[start + 1 : start + 6]
        if "." not in beginning and ")" not in beginning:  # which end a label, as in most lines none does
            return None
    if step := _STEP.match(text, start, min(end, start + 40)):
        return Marker("Step 1", int(step[1]), step.end())
    if dotted := _DOTTED.match(text, start, min(end, start + 40)):
        *above, last = dotted[1].split(".")
        return Marker("1." * len(above) + "1", int(last), dotted.end())
    found = _MARKER.match(text, start, min(end, start + 40))
    if not found or found.end() in (start, end):
        return None
    bullet = found["bullet"] or found["dash"]
    label = found["label"]
    if bullet:
        return Marker(bullet[0], _read_label(label)[1] if label else None, found.end())
    style, value = _read_label(label)
    return Marker(style, value, found.end())


def _read_label(label: str) -> tuple[str, int]:
    """Split "(iv)" into its style "(i)" and its value 4."""
    core = label.strip("().")
    if core.isdecimal():
        kind, value = "1", int(core)
    elif core.lower() in _ROMAN and core not in "vxVX":
        kind, value = ("i" if core.islower() else "I"), _ROMAN[core.lower()]
    else:
        kind, value = ("a" if core.islower() else "A"), ord(core[0].lower()) - ord("a") + 1
    return label.replace(core, kind, 1), value


def inline_items(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield the items of a list written in one line: where each begins, and where its text begins after the marker.

    The list begins at the beginning of the block or after a colon, and its markers count up from the first.
    """
    first = _INLINE.match(text, start, end)
    if not first:
        colon = _AFTER_COLON.search(text, start, end)
        first = _INLINE.match(text, colon.end(), end) if colon else None
    if first:
        yield from _counted_items(text, first, end)
    elif start < end and text[start] in _BULLETS:
        yield from _bulleted_items(text, start, end)


def _counted_items(text: str, first: re.Match[str], end: int) -> Iterator[tuple[int, int]]:
    style, value = _read_label(first["label"])
    items = [(first.start(), first.end())]
    for found in _INLINE.finditer(text, first.end(), end):
        if found.start() <= items[-1][1]:
            continue  # two labels in a row: the item between would be empty
        if _follows(found["label"], style, value) and (style[-1] == ")" or not found["next"].islower()):
            items.append((found.start(), found.end()))
            value += 1
    if len(items) > 1:
        yield from items


def _follows(label: str, style: str, value: int) -> bool:
    """Return whether a label is the next of its list; among letters, "i" and "v" are letters."""
    core = label.strip("().")
    letter = style.strip("().")
    if letter in "aA" and len(core) == 1 and core.isalpha():
        return label.replace(core, letter, 1) == style and ord(core.lower()) - ord("a") == value
    return _read_label(label) == (style, value + 1) or (letter in "iI" and _ROMAN.get(core.lower()) == value + 1)


def _bulleted_items(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    body = start
    for found in re.compile(rf"(?<!\S){text[start]}\s*").finditer(text, start, end):
        if found.end() < end and (found.start() > body or found.start() == start):
            body = found.end()
            yield found.start(), body
