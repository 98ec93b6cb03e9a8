"""A reply for programs that talk to language models: Anthropic's blocks, Haystack's answers."""

from collections.abc import Callable
from typing import Any

from service.wire.formats.references_of import Citation, Reply, name_of, text_url, with_role

Sentences = Callable[[str, int, int], list[str]]  # (document id, start, end) -> the sentences between


def to_anthropic(reply: Reply, sentences: Sentences) -> dict[str, Any]:
    """Shape a reply as the blocks of Anthropic's Messages API.

    `content` is what a model that cites would have answered: a text block a quote, with its `char_location`, whose
    `document_index` counts in `documents` and whose indices are code points in that document's text, the end
    exclusive. `search_results` is what a tool hands to a model for it to cite: a passage each, a text block a
    sentence, so that the model's `start_block_index` counts sentences; the nearest passages where there is no answer.
    Source: anthropic-sdk-python, types/text_block.py and types/search_result_block_param.py.
    """
    answers = with_role(reply["citations"], "answer")
    documents = list({c["document"]["id"]: c["document"] | {"text_url": text_url(c)} for c in answers}.values())
    order = [document["id"] for document in documents]
    return {
        "answered": reply["answered"],
        "reason": reply["reason"],
        "content": [_text_block(c, order.index(c["document"]["id"])) for c in answers],
        "documents": documents,
        "search_results": [_search_result(c, sentences) for c in reply["citations"] or reply["nearest"]],
    }


def _text_block(citation: Citation, document: int) -> dict[str, Any]:
    location = {
        "type": "char_location",
        "cited_text": citation["quote"],
        "document_index": document,
        "document_title": citation["document"]["title"],
        "start_char_index": citation["start"],
        "end_char_index": citation["end"],
        "file_id": None,
    }
    return {"type": "text", "text": citation["quote"], "citations": [location]}


def _search_result(citation: Citation, sentences: Sentences) -> dict[str, Any]:
    passage = citation["passage"]
    cut = sentences(citation["document"]["id"], passage["start"], passage["end"])
    return {
        "type": "search_result",
        "source": citation["url"],
        "title": name_of(citation["document"]),
        "content": [{"type": "text", "text": sentence} for sentence in cut],
        "citations": {"enabled": True},
    }


def to_haystack(reply: Reply) -> dict[str, Any]:
    """Shape a reply as the output of a Haystack reader: `answers`, each what ExtractedAnswer.from_dict takes.

    `document_offset` counts code points in the text at `document.meta.text_url`, `context_offset` in `context`, the
    passage. Silence is one answer with no data, whose score is the probability that silence is right, as Haystack's
    readers have it. Source: haystack, dataclasses/answer.py.
    """
    answers = with_role(reply["citations"], "answer")
    return {"answers": [_extracted(reply, c) for c in answers] or [_nothing(reply)]}


def _extracted(reply: Reply, citation: Citation) -> dict[str, Any]:
    document, passage = citation["document"], citation["passage"]
    meta = {name: document[name] for name in ("title", "author", "published", "source_url", "sha256")}
    start, end = citation["start"], citation["end"]
    return {
        "data": citation["quote"],
        "query": reply["question"],
        "document": {"id": document["id"], "content": None, "meta": meta | {"text_url": text_url(citation)}},
        "context": passage["text"],
        "score": reply["confidence"],
        "document_offset": {"start": start, "end": end},
        "context_offset": {"start": start - passage["start"], "end": end - passage["start"]},
        "meta": {"url": citation["url"], "highlight": citation["highlight"], "speaker": citation["speaker"]},
    }


def _nothing(reply: Reply) -> dict[str, Any]:
    return {
        "data": None,
        "query": reply["question"],
        "document": None,
        "context": None,
        "score": round(1 - reply["confidence"], 4),
        "document_offset": None,
        "context_offset": None,
        "meta": {"reason": reply["reason"]},
    }
