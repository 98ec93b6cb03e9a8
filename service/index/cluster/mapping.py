"""What a cluster is told of a collection: the fields, their analysis, and BM25 with our constants.

paragraph   its sentences, nested, with their terms, which count as the paragraph's own too
document    packed once, with everything that is known of it
term        how many sentences and paragraphs hold it
part        anything else that is kept packed: ids, descriptions, the manifest
"""

from hashlib import blake2b
from typing import Any

from service.index.postings import K1, PARAGRAPH_B, PARAGRAPH_K1, B

FORMAT = 3  # of what is stored; a version with another one is built anew
OURS = "quoth"  # in the description of every index that quoth made, with the format
MOST_SENTENCES = 2_000_000  # of one paragraph
LONGEST = 200  # characters of a term that is stored as it is
_HASHED = "#"  # begins the others; no term has it, as terms are made of letters and digits


def describe_index(shards: int) -> dict[str, Any]:
    """Describe the index of a new version, as long as it is loaded: without copies, and not searched meanwhile."""
    return {
        "settings": {
            "number_of_shards": shards,
            "number_of_replicas": 0,
            "refresh_interval": "-1",
            "similarity": {"sentence": _bm25(K1, B), "paragraph": _bm25(PARAGRAPH_K1, PARAGRAPH_B)},
            "analysis": {"analyzer": {"cut": {"type": "custom", "tokenizer": "whitespace"}}},
            "unassigned.node_left.delayed_timeout": "0s",
            "mapping.nested_objects.limit": MOST_SENTENCES,
            "max_result_window": 100_000,
        },
        "mappings": {"dynamic": "strict", "_meta": {OURS: FORMAT}, "properties": _properties()},
    }


def describe_work() -> dict[str, Any]:
    """Describe the index that records who loads what, which is removed in the end."""
    fields = {"state": {"type": "keyword"}, "worker": {"type": "keyword"}, "beat": {"type": "long"}}
    fields["at"] = {"type": "double"}  # seconds since 1970, when this was written
    counts = {name: {"type": "long"} for name in ("share", "bytes", "stored")}
    packed = {"packed": {"type": "binary"}, "edges": {"type": "binary"}, "first": {"type": "keyword", "index": False}}
    return {
        "settings": {"number_of_shards": 1, "number_of_replicas": 0, "auto_expand_replicas": "0-1"},
        "mappings": {"dynamic": "strict", "_meta": {OURS: FORMAT}, "properties": fields | counts | packed},
    }


def _bm25(k1: float, b: float) -> dict[str, Any]:
    return {"type": "BM25", "k1": k1, "b": b}


def _properties() -> dict[str, Any]:
    cut = {"type": "text", "analyzer": "cut", "index_options": "freqs"}
    return {
        "kind": {"type": "keyword"},
        "share": {"type": "integer"},
        "document": {"type": "keyword"},
        "start": {"type": "integer"},
        "block": {"type": "integer", "index": False},
        "first": {"type": "integer", "index": False},
        "terms": cut | {"similarity": "paragraph"},
        "sentences": {
            "type": "nested",
            "properties": {"terms": cut | {"similarity": "sentence", "copy_to": "terms"}},
        },
        "term": {"type": "keyword"},
        "held": {"type": "long"},  # by so many sentences
        "around": {"type": "long"},  # by so many paragraphs
        "packed": {"type": "binary"},
    }


def key_of(text: str) -> str:
    """Return a short name for a document's id or a term, which may be too long for an id in a cluster."""
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


def write_term(term: str) -> str:
    """Write a term as it is stored: whole if it is plain, else by its hash."""
    plain = len(term) <= LONGEST and not any(c.isspace() or "\ud800" <= c <= "\udfff" for c in term)
    return term if plain and term else _HASHED + key_of(term)


def document_key(document: str) -> str:
    """Return the id under which a document is stored."""
    return f"document-{key_of(document)}"


def paragraph_key(document: str, start: int, end: int) -> str:
    """Return the id under which a paragraph is stored: that of its document, and its offsets there."""
    return f"paragraph-{key_of(document)}-{start}-{end}"


def term_key(term: str) -> str:
    """Return the id under which a term is stored."""
    return f"term-{key_of(term)}"


def part_key(name: str, number: int = 0) -> str:
    """Return the id of something else that is kept packed, such as a page of ids."""
    return f"part-{name}-{number}"
