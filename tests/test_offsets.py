"""Offsets in UTF-16 code units and code points turn into each other, wherever in a text they stand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.wire.offsets import STRIDE, Utf16Offsets

TEXTS = st.text(alphabet=st.sampled_from("ab é😀𝔘\n漢"), max_size=60)


@given(TEXTS)
def test_every_offset_comes_back(text: str) -> None:
    offsets = Utf16Offsets(text)
    for point in range(len(text) + 1):
        units = offsets.to_units(point)
        assert units == len(text[:point].encode("utf-16-le")) // 2
        assert offsets.to_code_points(units) == point


@pytest.mark.parametrize("point", [0, 1, STRIDE - 1, STRIDE, STRIDE + 1, 2 * STRIDE, 2 * STRIDE + 3])
def test_long_texts_are_counted_from_the_nearest_mark(point: int) -> None:
    text = "😀b" * STRIDE + "end"
    offsets = Utf16Offsets(text)
    units = len(text[:point].encode("utf-16-le")) // 2
    assert offsets.to_units(point) == units
    assert offsets.to_code_points(units) == point


@pytest.mark.parametrize(
    ("text", "units"), [("😀", 1), ("a😀b", 2), ("abc", 4), ("", 1), ("😀" * STRIDE, 2 * STRIDE - 1)]
)
def test_no_code_point_begins_inside_a_character_or_past_the_end(text: str, units: int) -> None:
    assert Utf16Offsets(text).to_code_points(units) is None
