"""Choose between the types that the Accept header names."""

from collections.abc import Sequence

from flask import request

LONGEST = 1_000  # characters of the header; reading it takes time that grows with the square of its length


def choose_type(offered: Sequence[str]) -> str | None:
    """Return the type on offer that the client likes best, None if it takes none of them.

    Without the header anything is acceptable, and the first is chosen (RFC 9110, section 12.5.1). One longer than any
    client's is ignored.
    """
    accepted = request.headers.get("Accept", "")
    if not accepted.strip(" \t,") or len(accepted) > LONGEST:
        return offered[0]
    return request.accept_mimetypes.best_match(offered)
