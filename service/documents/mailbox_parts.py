"""The messages of a mailbox (RFC 4155), each as the bytes of a file."""

import re

ESCAPED = re.compile(rb"^>(>*From )", re.MULTILINE)
# A line with a time of day and a header below it; prose that begins a line with "From" has neither.
POSTMARK = re.compile(rb"^From (?=[^\r\n]{0,200}\d:\d\d)[^\r\n]{1,250}\r?\n(?=[!-9;-~]{1,80}:|>From )", re.MULTILINE)
MAX_MESSAGES = 200_000


def split_mailbox(data: bytes) -> list[bytes]:
    """Return the messages of a mailbox in order, what stands before the first one left out if it is blank."""
    return [ESCAPED.sub(rb"\1", part) for part in POSTMARK.split(data) if part.strip()]
