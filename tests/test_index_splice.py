"""What is spliced together is what would be compiled anew, array by array."""

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from typing import Any

import numpy as np
from conftest import examples
from hypothesis import example, given
from hypothesis import strategies as st

from service.documents.document import Document
from service.index.compiled import compile_segment
from service.index.joining import SegmentPart, join_parts
from service.index.segment import Segment, make_segment
from service.index.splice import FEW, Splice, is_little_changed
from service.index.vocabulary import Vocabulary
from service.sentences.segmentation import segment_text

# Few words, so that terms are shared, come and vanish; some texts hold none.
words = st.lists(st.sampled_from("ship ships bridge harbour tower alder zebra Ünïcode the 🚢".split()), max_size=7)
sentences = st.lists(words.map(" ".join), max_size=4).map(". ".join)
texts = st.lists(sentences, max_size=3).map("\n\n".join)
collections = st.dictionaries(st.sampled_from("abcdefgh"), texts, max_size=8)


def segment_of(written: dict[str, str]) -> Segment:
    return make_segment((Document(id, text, "0"), segment_text(text)) for id, text in sorted(written.items()))


def parts_of(source: Segment, written: dict[str, str], kept: set[str]) -> list[SegmentPart]:
    """Give the parts of a collection of which some documents are a segment's and each other one stands alone."""
    old = list(source.ids)
    return [
        SegmentPart(source, old.index(id), old.index(id) + 1)
        if id in kept
        else SegmentPart(segment_of({id: text}), 0, 1)
        for id, text in sorted(written.items())
    ]


def arrays_of(made: Any, name: str = "") -> Iterator[tuple[str, Any]]:
    if isinstance(made, Vocabulary):
        yield from ((f"{name}.blob", made.blob), (f"{name}.offsets", made.offsets))
    elif isinstance(made, tuple) and not isinstance(made[0], str):
        for number, one in enumerate(made):
            yield from arrays_of(one, f"{name}.{number}")
    elif is_dataclass(made):
        for field in fields(made):
            yield from arrays_of(getattr(made, field.name), f"{name}.{field.name}")
    else:
        yield name, made


def assert_same(one: Any, other: Any) -> None:
    for (name, values), (_, expected) in zip(arrays_of(one), arrays_of(other), strict=True):
        assert np.asarray(values).dtype == np.asarray(expected).dtype, name
        assert np.array_equal(values, expected), name


@examples(150)
@given(collections, collections, st.sets(st.sampled_from("abcdefgh")))
@example({"a": "ship", "b": "tower"}, {}, {"a"})  # nothing is new
@example({"a": f"Ship. Tower. Tower. Tower. Ship ship{' tower' * 6}."}, {"b": "alder " * 40}, set())  # see below
@example({"a": "", "b": "ship ship. Bridge"}, {"c": ""}, {"a"})
def test_spliced_postings_are_those_compiled_anew(before, changes, removed):
    """Documents are added, changed and removed; terms come and vanish with them.

    In the second example one term in a short sentence weighs more than two in a long one, until a document makes
    sentences longer on average: the order of the codes changes.
    """
    source = segment_of(before)
    kept = before.keys() - changes.keys() - removed
    if not kept:
        return
    parts = parts_of(source, {id: before[id] for id in kept} | changes, kept)
    spliced, joined = Splice(compile_segment(source), source, parts), join_parts(parts)
    assert_same((spliced.segment, spliced.compile()), (joined, compile_segment(joined)))


def test_splicing_is_for_small_changes():
    source = segment_of({f"{n:03}": "Two ships and a bridge." for n in range(FEW + 1)})
    new = segment_of({"new": "One ship. " * 30})
    whole = SegmentPart(source, 0, len(source))
    assert is_little_changed(source, [whole])
    assert is_little_changed(source, [SegmentPart(source, 0, 50), SegmentPart(source, 51, len(source))])
    assert not is_little_changed(source, [SegmentPart(source, 0, 250)])
    assert not is_little_changed(source, [whole, SegmentPart(new, 0, 1)])
    silent = segment_of({"a": "The."})
    assert not is_little_changed(silent, [SegmentPart(segment_of({"a": "And."}), 0, 1)])
