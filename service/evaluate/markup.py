"""Build HTML and SVG in which every text is escaped: documents and questions are hostile."""

import html
import re

VOID = frozenset({"meta", "br"})
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


class Markup(str):
    """Text that is markup already; only `element` and `join` make it from anything else."""

    __slots__ = ()


def element(name: str, /, *children: object, **attributes: object) -> Markup:
    """Make an element. Children that are not Markup are escaped, None and False are left out, as are such attributes.

    In attribute names an underscore stands for a hyphen, and one at the end is dropped: `class_`, `text_anchor`.
    Numbers are written with at most two decimals.
    """
    written = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escape(_write(value))}"'
        for key, value in attributes.items()
        if value is not None and value is not False
    )
    return Markup(f"<{name}{written}>" if name in VOID else f"<{name}{written}>{join(*children)}</{name}>")


def join(*children: object) -> Markup:
    """Put pieces one after the other, escaping those that are not Markup."""
    kept = (child for child in children if child is not None and child is not False)
    return Markup("".join(child if isinstance(child, Markup) else escape(_write(child)) for child in kept))


def escape(text: str) -> str:
    """Escape a text for use between tags or in an attribute in double quotes; what XML cannot hold becomes U+FFFD."""
    return html.escape(_UNPRINTABLE.sub("\ufffd", text), quote=True)


def foreign(text: str, length: int = 600) -> Markup:
    """Show a text that is not ours: shortened, and its writing direction kept to itself."""
    return element("bdi", text if len(text) <= length else text[: length - 1] + "…")


def _write(value: object) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)
