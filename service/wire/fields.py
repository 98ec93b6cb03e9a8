"""Fields that several shapes share: the type of each, its bounds, and its description."""

import re
from typing import Annotated, Literal

from msgspec import Meta

from service.wire.checks import Path, Wrong, refuse

MAX_QUESTION = 1000  # characters, after trimming

Offsets = Literal["codepoint", "utf16"]

# JSON Schema patterns (ECMA 262) cannot rely on Unicode categories, so these spell the characters out.
_CONTROLS = r"\x00-\x08\x0B\x0C\x0E-\x1F\x7F-\x9F"  # except tab and line ends
_WIDE = r"\u1680\u2000-\u200A\u2028\u2029\u202F\u205F\u3000"
BLANKS = r"\x09-\x0D\x1C-\x20\x85\xA0" + _WIDE  # what trimming removes
ASKED = rf"^[^{_CONTROLS}]*[^\x00-\x20\x7F-\xA0{_WIDE}][^{_CONTROLS}]*$"
_A_QUESTION = f"a question of 1 to {MAX_QUESTION} characters"
_SPACES = str.maketrans("\t\n\r", "   ")
_NOT_TEXT = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff]")  # the Unicode categories Cc and Cs


def tidy_question(value: str, path: Path = ("question",)) -> str:
    """Trim a question, and replace each tab and line end in it with a space.

    Raises Wrong if the result is empty or longer than `MAX_QUESTION` characters, or if the question contains a control
    character or half a surrogate pair.
    """
    text = value.replace("\r\n", " ").translate(_SPACES)
    if wrong := _NOT_TEXT.search(text):
        kind = "half a surrogate pair" if wrong.group() >= "\ud800" else "a control character"
        raise Wrong(path, value, f"text without {kind} such as U+{ord(wrong.group()):04X}")
    text = text.strip()
    if not text:
        refuse(path, value, _A_QUESTION)
    if len(text) > MAX_QUESTION:
        raise Wrong(path, value, f"at most {MAX_QUESTION} characters, not {len(text)}")
    return text


QuestionText = Annotated[
    str,
    Meta(
        description="The question. Tabs and line ends count as spaces; white space at either end is removed.",
        extra={"expected": _A_QUESTION, "then": tidy_question},
        extra_json_schema={"minLength": 1, "maxLength": MAX_QUESTION, "pattern": ASKED},
    ),
]
DocumentId = Annotated[
    str,
    Meta(
        min_length=1,
        description="The document's id: its path within the collection.",
        extra={"expected": "a document's id"},
    ),
]
OffsetUnit = Annotated[
    Offsets,
    Meta(
        description="The unit that offsets count in: `codepoint` (Unicode code points, the default) or `utf16` (UTF-16 code "
        "units, as in JavaScript and Java).",
    ),
]
Start = Annotated[int, Meta(ge=0, description="Offset of the first character, in the unit that `offsets` names.")]
End = Annotated[int, Meta(ge=1, description="Offset just past the last character, in the unit that `offsets` names.")]
StartPoint = Annotated[int, Meta(ge=0, description="Offset of the quote's first character, in code points.")]
EndPoint = Annotated[int, Meta(ge=1, description="Offset just past the quote's last character, in code points.")]
Title = Annotated[str, Meta(description="The document's title; null if none was recognised.")]
Author = Annotated[str, Meta(description="The author that the document names; null if it names none.")]
Page = Annotated[
    int,
    Meta(ge=1, description="The page of the file on which the quote begins, from 1; null for a format without pages."),
]
PageCount = Annotated[int, Meta(ge=1, description="The number of pages of the file; null for a format without pages.")]
Publisher = Annotated[str, Meta(description="The publisher or site that the document names; null if it names none.")]
Published = Annotated[
    str,
    Meta(
        description="The document's own date, in ISO 8601 and as precise as it gives it (2020, 2020-05 or 2020-05-13); "
        "null if it gives none."
    ),
]
SourceUrl = Annotated[
    str, Meta(description="The URL at which the document says it was published; null if it says nothing.")
]
Digest = Annotated[
    str,
    Meta(
        description="The SHA-256 digest, in hexadecimal, of the document's canonical text in UTF-8.",
        extra_json_schema={"pattern": "^[0-9a-f]{64}$"},
    ),
]
