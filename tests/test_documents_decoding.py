"""Bytes -> text: nothing is changed, the encoding is named, and what is no text is refused with figures."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service.documents.decoding import decode
from service.documents.errors import UnreadableError

ROOT = Path(__file__).parent.parent
CHARACTERS = st.characters(exclude_categories=["Cs", "Cc"]) | st.sampled_from("\r\n\t\u00a0\u2028\x85")
TEXTS = st.text(CHARACTERS).map(lambda text: f"a{text}z")

ENGLISH = "He said “no” – it’s the government’s decision. Nothing else was said at the time.\n"
FRENCH = "Le café était fermé à l'été dernier, où ça ? Les élèves l'ont déjà dit.\n" * 3
RUSSIAN = "Привет, как дела? Сегодня хорошая погода в Москве.\n" * 5


@settings(deadline=None)  # a busy machine is no fault
@given(TEXTS)
def test_utf8_text_comes_back_untouched(text):
    assert decode(text.encode()) == (text, "utf-8")


@settings(deadline=None)  # a busy machine is no fault
@given(TEXTS, st.sampled_from(["utf-8-sig", "utf-16", "utf-32"]))
def test_text_with_a_mark_comes_back_untouched(text, encoding):
    assert decode(text.encode(encoding)) == (text, encoding)


@pytest.mark.parametrize(("mark", "codec"), [(b"\xfe\xff", "utf-16-be"), (b"\x00\x00\xfe\xff", "utf-32-be")])
def test_big_endian_marks_are_known(mark, codec):
    assert decode(mark + ENGLISH.encode(codec)) == (ENGLISH, codec[:6])


def test_only_one_leading_mark_is_encoding():
    assert decode(b"\xef\xbb\xbf\xef\xbb\xbfText") == ("\ufeffText", "utf-8-sig")
    assert decode(b"Te\xef\xbb\xbfxt") == ("Te\ufeffxt", "utf-8")


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r", "\x85", "\u2028"])
def test_newlines_are_not_translated(newline):
    assert decode(f"one{newline}two".encode())[0] == f"one{newline}two"


OTHERS = [
    (ENGLISH, "cp1252"),
    ("It’s fine.", "cp1252"),
    (FRENCH, "cp1252"),
    ("He said “no” – it’s the café’s decision.\n", "mac_roman"),
    (RUSSIAN, "cp1251"),
    (RUSSIAN, "koi8_r"),
    ("これは日本語の文章です。今日は天気がいい。\n" * 5, "cp932"),
    ("这是一个中文句子。今天天气很好。\n" * 5, "gb18030"),
    ("Plain words in a long file.\n" * 9000 + "Then a café.\n", "cp1252"),
    (ENGLISH * 3000 + "End", "cp1252"),
]


@pytest.mark.parametrize(("text", "encoding"), OTHERS)
def test_other_encodings_are_recognized_and_named(text, encoding):
    data = text.encode(encoding)
    decoded, name = decode(data)
    assert (decoded, name) == (text, encoding)
    assert data.decode(name) == decoded


@settings(deadline=None)  # a busy machine is no fault
@given(st.binary(max_size=300))
def test_any_bytes_are_decoded_by_the_named_encoding_or_refused(data):
    try:
        text, encoding = decode(data)
    except UnreadableError as error:
        assert str(error).endswith(".")
    else:
        assert data.decode(encoding) == text
        text.encode()  # holds no lone surrogate


NO_TEXTS = [
    (b"", "It holds no text: 0 bytes"),
    (b" \r\n\t \n", "It holds no text: 6 bytes"),
    ("\u00a0\u2003\u200b\n".encode(), "It holds no text: 9 bytes"),
    (b"\xef\xbb\xbf", "It holds no text: 3 bytes"),
    (b"\xff\xfe", "It holds no text: 2 bytes"),
    (b"words\0words", "a NUL byte stands at 5"),
    ("a\0b".encode("utf-16"), "a NUL byte stands at 1"),
    ("plain".encode("utf-16-le"), "a NUL byte stands at 1"),
    (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "a NUL byte stands at 8"),
    (b"ab\x01\x02" * 50, "100 of 200 characters are control characters; text holds at most 2%"),
    ("ab\x81\x82".encode() * 50, "100 of 200 characters are control characters"),
    (b"\xff\xfea", "begins with the mark of UTF-16, but is not that at byte 2"),
    (b"\xff\xfe\x00\xd8a\x00", "begins with the mark of UTF-16"),
    (b"\xef\xbb\xbfcaf\xe9", "begins with the mark of UTF-8, but is not that at byte 3"),
]


@pytest.mark.parametrize(("data", "reason"), NO_TEXTS)
def test_what_is_no_text_is_refused_with_figures(data, reason):
    with pytest.raises(UnreadableError) as caught:
        decode(data)
    assert reason in str(caught.value)


def test_a_few_control_characters_are_text():
    text = "A page\x0cbreak, and a bell\x07. " + "Words. " * 20
    assert decode(text.encode())[0] == text


def test_guess_does_not_depend_on_the_hash_seed():
    code = (
        "from service.documents.decoding import decode\n"
        "samples = b'It\\x92s fine.', b'caf\\xe9 na\\xefve', b'\\xe4\\xf6\\xfc', b'\\xc4\\xe3\\xba\\xc3 ok'\n"
        "for data in samples:\n"
        "    print(decode(data))\n"
    )
    outputs = {
        subprocess.run(
            [sys.executable, "-c", code],
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2", "3")
    }
    assert len(outputs) == 1
