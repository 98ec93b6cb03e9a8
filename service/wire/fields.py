"""The fields that several shapes share: what each holds, its bounds, and a sentence that says what it is."""

import unicodedata
from typing import Annotated, Literal

from msgspec import Meta

from service.wire.checks import Path, Wrong, refuse

MAX_QUESTION = 1000  # characters, once trimmed

Offsets = Literal["codepoint", "utf16"]

# Patterns of JSON Schema (ECMA 262), which cannot name Unicode categories.
_CONTROLS = r"\x00-\x08\x0B\x0C\x0E-\x1F\x7F-\x9F"  # all but tab and line ends
_WIDE = r"\u1680\u2000-\u200A\u2028\u2029\u202F\u205F\u3000"
BLANKS = r"\x09-\x0D\x1C-\x20\x85\xA0" + _WIDE  # what trimming takes away
ASKED = rf"^[^{_CONTROLS}]*[^\x00-\x20\x7F-\xA0{_WIDE}][^{_CONTROLS}]*$"
_A_QUESTION = f"a question of 1 to {MAX_QUESTION} characters"
_SPACES = str.maketrans("\t\n\r", "   ")


def tidy_question(value: str, path: Path = ("question",)) -> str:
    """Trim a question and turn each tab and line end into a space.

    Raises Wrong where nothing is left, more than `MAX_QUESTION` characters are, or a control character or half a
    surrogate pair stands in it.
    """
    text = value.replace("\r\n", " ").translate(_SPACES)
    for character in text:
        if unicodedata.category(character) in ("Cc", "Cs"):
            kind = "a control character" if unicodedata.category(character) == "Cc" else "half a surrogate pair"
            raise Wrong(path, value, f"text without {kind} such as U+{ord(character):04X}")
    text = text.strip()
    if not text:
        refuse(path, value, _A_QUESTION)
    if len(text) > MAX_QUESTION:
        raise Wrong(path, value, f"at most {MAX_QUESTION} characters, not {len(text)}")
    return text


QuestionText = Annotated[
    str,
    Meta(
        description="The question. Tabs and line ends count as spaces; white space at either end is dropped.",
        extra={"expected": _A_QUESTION, "then": tidy_question},
        extra_json_schema={"minLength": 1, "maxLength": MAX_QUESTION, "pattern": ASKED},
    ),
]
DocumentId = Annotated[
    str,
    Meta(
        min_length=1,
        description="A document's id: its path in the collection.",
        extra={"expected": "a document's id"},
    ),
]
OffsetUnit = Annotated[
    Offsets,
    Meta(
        description="What offsets count: `codepoint`, Unicode code points (the default), or `utf16`, UTF-16 code units.",
    ),
]
Start = Annotated[
    int, Meta(ge=0, description="Where it begins in the document's text, in the unit named by `offsets`.")
]
End = Annotated[int, Meta(ge=1, description="Where it ends: one past its last character.")]
Title = Annotated[str, Meta(description="The document's title; null where none was found for certain.")]
Author = Annotated[str, Meta(description="The author that the document names; null where it names none.")]
Published = Annotated[
    str,
    Meta(description="The date that the document gives itself, in ISO 8601 at the precision found (2020, 2020-05)."),
]
SourceUrl = Annotated[str, Meta(description="Where the document says it was first published.")]
Digest = Annotated[
    str,
    Meta(
        description="The SHA-256 of the document's canonical text in UTF-8.",
        extra_json_schema={"pattern": "^[0-9a-f]{64}$"},
    ),
]
