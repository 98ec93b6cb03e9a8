"""A reply with everything that a reply can have, to see how it is set."""

from typing import Any

from msgspec import Struct, inspect

from service.wire.replies import Citation

QUOTE = "“I counted 40 😀 bands & 3 <b>kites</b>,” Una Brae said.\nThe rest is silence."
KITES = QUOTE.index("3 ")  # stands after a character that takes two UTF-16 units


def blank(model: type[Struct]) -> dict[str, Any]:
    """Give every field of a shape an empty value: fields added later need no line here."""
    described = inspect.type_info(model)
    assert isinstance(described, inspect.StructType)
    return {field.encode_name: _empty(field.type) for field in described.fields}


def _empty(kind: inspect.Type) -> Any:
    plain = kind.type if isinstance(kind, inspect.Metadata) else kind
    if isinstance(plain, inspect.IntType | inspect.FloatType):
        return plain.ge or 0
    empty = {inspect.StrType: "", inspect.BoolType: False, inspect.VarTupleType: []}
    return empty.get(type(plain))


def document(name: str, **fields: Any) -> dict[str, Any]:
    nothing = dict.fromkeys(("title", "author", "publisher", "published", "source_url"))
    return {"id": name, **nothing, "sha256": "0" * 64, "name": fields.get("title") or name, **fields}


def citation(n: int, role: str, source: dict[str, Any], quote: str = QUOTE, **fields: Any) -> dict[str, Any]:
    start = 100
    about = {
        "n": n,
        "role": role,
        "document": source,
        "start": start,
        "end": start + len(quote),
        "quote": quote,
        "passage": {"start": start, "end": start + len(quote), "text": quote},
        "score": 11.72,
        "url": f"/documents/{source['id']}?start={start}&end={start + len(quote)}#cited",
    }
    return blank(Citation) | about | fields


FERRY = document("ferry.md", title="The *night* ferry", author="Ada_Marsh", published="2021-03-04")
SPOKEN: dict[str, Any] = {
    "question": "How many <em>bands</em>?",
    "answered": True,
    "answer": QUOTE,
    "confidence": 0.93,
    "min_confidence": 0.36,
    "reason": None,
    "notice": "d.txt differs.",
    "offsets": "codepoint",
    "citations": [
        citation(
            1,
            "answer",
            FERRY,
            highlight={"start": 100 + KITES, "end": 101 + KITES, "text": "3"},
            speaker={"name": "Una Brae", "start": 0, "end": 8, "cue": {"start": 9, "end": 13}},
            copies=[document("copy.txt")],
        ),
        citation(2, "corroboration", document("b.txt", published="2021-03"), "Forty bands.", relation="same_claim"),
        citation(3, "corroboration", document("c.txt", published="2021"), "Forty bands.", relation="same_wording"),
        citation(4, "differs", document("d.txt"), "Thirty bands."),
    ],
    "truncated": True,
    "nearest": [citation(1, "nearest", document("e.txt"), "No bands here.")],
    "why": {
        "kind": "number",
        "terms": [
            {"term": "band", "word": "bands", "weight": 4.13, "matched": True, "found": "<groups>", "likeness": 0.6},
            {"term": "<kite>", "word": "<kites>", "weight": 0.5, "matched": False, "found": None, "likeness": 0.0},
        ],
        "carried_over": ["parade"],
        "corrected": [{"asked": "bnads", "taken": "bands"}],
        "unmentioned": ["<kites>", "kazoos"],
    },
    "index": {"id": "0", "documents": 5, "sentences": 9},
}
SILENT: dict[str, Any] = SPOKEN | {
    "answered": False,
    "answer": None,
    "confidence": 0.21,
    "reason": "low_confidence",
    "notice": "Not sure enough to answer. The likeliest passages:",
    "citations": [],
    "truncated": False,
}
NO_MATCH: dict[str, Any] = SILENT | {
    "reason": "no_match",
    "notice": "The documents do not mention <kites> or kazoos.",
}
AGREEING: dict[str, Any] = SPOKEN | {"notice": None, "citations": SPOKEN["citations"][:3]}
DIFFERING: dict[str, Any] = SPOKEN | {
    "notice": "The documents differ: 3 (The *night* ferry); Thirty (d.txt).",
    "citations": [
        SPOKEN["citations"][0],
        citation(
            2,
            "differs",
            document("d.txt"),
            "Thirty bands.",
            highlight={"start": 100, "end": 106, "text": "Thirty"},
        ),
    ],
}
PLAIN: dict[str, Any] = SPOKEN | {
    "citations": [citation(1, "answer", document("b.txt"), "Forty bands.")],
    "truncated": False,
    "notice": None,
    "why": SPOKEN["why"] | {"carried_over": [], "corrected": [], "terms": [], "unmentioned": []},
}


def in_utf16(reply: dict[str, Any]) -> dict[str, Any]:
    """The same reply with the offsets that the scripts ask for: UTF-16 units."""

    def shift(c: dict[str, Any]) -> dict[str, Any]:
        astral = [100 + at for at, character in enumerate(c["quote"]) if ord(character) > 0xFFFF]
        moved = lambda offset: offset + sum(at < offset for at in astral)  # noqa: E731
        mark = c["highlight"]
        return c | {
            "end": moved(c["end"]),
            "highlight": mark and mark | {"start": moved(mark["start"]), "end": moved(mark["end"])},
        }

    return reply | {"offsets": "utf16", "citations": [shift(c) for c in reply["citations"]]}
