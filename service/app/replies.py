"""Give the reply of /ask that was given before to the very same request, while nothing that shapes it has changed."""

from collections.abc import Callable
from dataclasses import dataclass

from flask import Response, request

from service.app.serving import current_serving, current_snapshot

MAX_REQUEST = 16 << 10  # bytes of a body that is worth remembering
OVERHEAD = 500  # bytes that an entry takes beside its body and its request


@dataclass(frozen=True)
class Reply:
    """A reply's body in UTF-8, as JSON or in another format, and its entity tag."""

    body: bytes
    tag: str
    content_type: str = "application/json"


def reply_once(compose: Callable[[], Reply]) -> Reply:
    """Give the reply kept for this request, or compose it and keep it.

    A request is named by all of it that is read, and by the snapshot it is answered from: nothing is checked
    or looked up twice. Questions that are to be logged are always composed.
    """
    serving, said = current_serving(), request.environ
    if serving.log_questions or "HTTP_TRANSFER_ENCODING" in said or (request.content_length or 0) > MAX_REQUEST:
        return compose()
    body = request.get_data()
    query = said.get("QUERY_STRING", "")
    # The host is part of the links that another format holds.
    kind = said.get("CONTENT_TYPE"), said.get("HTTP_CONTENT_ENCODING"), said.get("HTTP_HOST")
    key = (current_snapshot().id, said["REQUEST_METHOD"], *kind, query, body)
    reply = serving.replies.get(key)
    if reply is None:
        reply = compose()
        serving.replies.put(key, reply, len(reply.body) + len(query) + len(body) + OVERHEAD)
    return reply


def to_response(reply: Reply) -> Response:
    return Response(reply.body, content_type=reply.content_type)
