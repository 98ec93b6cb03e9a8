"""Bytes -> text: nothing is changed, the encoding is named, and what is no text is refused with figures."""

import os
import struct
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from short_texts import list_short_texts

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
    assert decode(text.encode())[:2] == (text, "utf-8")


@settings(deadline=None)  # a busy machine is no fault
@given(TEXTS, st.sampled_from(["utf-8-sig", "utf-16", "utf-32"]))
def test_text_with_a_mark_comes_back_untouched(text, encoding):
    assert decode(text.encode(encoding))[:2] == (text, encoding)


@pytest.mark.parametrize(("mark", "codec"), [(b"\xfe\xff", "utf-16-be"), (b"\x00\x00\xfe\xff", "utf-32-be")])
def test_big_endian_marks_are_known(mark, codec):
    assert decode(mark + ENGLISH.encode(codec))[:2] == (ENGLISH, codec[:6])


def test_only_one_leading_mark_is_encoding():
    assert decode(b"\xef\xbb\xbf\xef\xbb\xbfText")[:2] == ("\ufeffText", "utf-8-sig")
    assert decode(b"Te\xef\xbb\xbfxt")[:2] == ("Te\ufeffxt", "utf-8")


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
    decoded, name, _ = decode(data)
    assert (decoded, name) == (text, encoding)
    assert data.decode(name) == decoded


# Short files in the encodings that their languages were written in before UTF-8.
LANGUAGES = {
    "cp1252": """
        She paid €40 for the “old” map.|The café’s rent rose to £90.|He didn’t sign – nobody did.|Mind the naïve façade…
        Borgmästaren öppnade bron på fredagen.|Ingen gick över ån i går.|Hon åker båt på sjön varje höst.
        Le maire a inauguré le pont vendredi.|L’été dernier, la forêt a brûlé.|Où est passée la clé du café ?
        El alcalde inauguró el puente mañana.|¿Cuándo abrirá el museo?|La niña perdió su pañuelo en el jardín.
        Der Bürgermeister eröffnete die Brücke.|Die Straße ist für Fußgänger gesperrt.|Das Geschäft schließt um fünf.
        O prefeito inaugurou a ponte ontem à manhã.|A estação não abriu.|As crianças são felizes em São Simão.
        Il sindaco è arrivato perché pioveva.|La città è più grande così.|Borgermesteren åbnede broen på øen.
    """,
    "cp1250": """
        Burmistrz otworzył nowy most w piątek.|Zażółć gęślą jaźń.|Szkoła będzie zamknięta do środy.|Gdzie są klucze?
        Starosta otevřel nový most v pátek.|Škola bude zavřená celý týden.|Kůň běžel přes pole k řece.
        A polgármester megnyitotta az új hidat.|Az őszi eső elöntötte a földet.|Gradonačelnik je otvorio most u četvrtak.
    """,
    "cp1254": """
        Belediye başkanı cuma günü yeni köprüyü açtı.|Okul bugün kapalıydı.|Çocuklar bahçede oynuyor.|Yağmur şehri vurdu.
        Müze pazartesi günleri kapalıdır.|Işıklar akşam söndü.|Su çok soğuktu ve göl dondu.
    """,
    "cp1257": """
        Rīgas mērs atklāja jauno tiltu piektdien.|Skola šodien ir slēgta.|Meras penktadienį atidarė naują tiltą.
        Mokykla šiandien uždaryta.|Vaikai žaidžia sode prie ežero.
    """,
    "iso8859_2": """
        Burmistrz powiedział, że szkoła jest zamknięta.|Nikt nie przyszedł na zebranie w środę.|Ulice są mokre po deszczu, więc jedź wolno.
        Příští týden bude škola zavřená.|Město koupilo nové světlo pro věž.
    """,
    "cp1251": """
        Мэр открыл новый мост в пятницу.|Школа сегодня закрыта.|Кто заплатил за карту?|Дети играют в саду.
    """,
    "koi8_r": """
        Мэр открыл новый мост в пятницу.|Музей закрыт по понедельникам.|Где находится вокзал?|Цена билета выросла.
    """,
    "cp1253": "Ο δήμαρχος άνοιξε τη νέα γέφυρα.|Το σχολείο είναι κλειστό σήμερα.|Πού είναι ο σταθμός;",
}
SHORT = [(t.strip(), name) for name, texts in LANGUAGES.items() for t in texts.strip().replace("\n", "|").split("|")]


def test_short_files_of_many_languages_are_read_as_they_were_written() -> None:
    assert len(SHORT) >= 60
    read = [(text, name, decode(text.encode(name))) for text, name in SHORT]
    wrong = [(name, decoded) for text, name, decoded in read if decoded.text != text]
    assert len(wrong) <= 1, wrong
    assert all(decoded.doubt for _, decoded in wrong), wrong


@pytest.mark.parametrize(("first", "step"), [(0, 4), pytest.param(1, 1, marks=pytest.mark.slow)])
def test_short_files_of_many_encodings_are_read_right_or_said_to_be_in_doubt(first: int, step: int) -> None:
    texts = list_short_texts()[first::step]
    read = [(text, decode(text.encode(encoding))) for text, encoding in texts]
    wrong = [(text, decoded) for text, decoded in read if decoded.text != text]
    assert len(texts) >= 60 and len({decoded.encoding for _, decoded in read}) >= 12
    assert len(wrong) <= len(texts) / 60 and all(decoded.doubt for _, decoded in wrong), wrong
    assert sum(bool(decoded.doubt) for _, decoded in read) <= len(texts) / 10


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize(
    "text",
    [
        "plain",
        ENGLISH,
        RUSSIAN,
        "Borgmästaren öppnade bron.\r\n",
        "一个小时。 火车晚点了。\n",
        "기차가 한 시간 늦었다.",
    ],
)
def test_utf16_needs_no_mark(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding)) == (text, encoding, None)


@pytest.mark.parametrize("numbers", [range(1, 40), range(0, 4000, 37), range(600, 900, 7), [7, 300, 5, 9000, 0, 61000]])
def test_numbers_of_two_bytes_are_no_utf16(numbers: Sequence[int]) -> None:
    with pytest.raises(UnreadableError, match="NUL byte"):
        decode(struct.pack(f"<{len(numbers)}H4x", *numbers))


def test_a_text_with_few_faulty_bytes_is_still_utf8_and_says_so() -> None:
    text, encoding, doubt = decode("The café opened. All is well “here”.".encode() + b" \xff and more.")
    assert (text, encoding) == ("The café opened. All is well “here”. \ufffd and more.", "utf-8")
    assert doubt == "One byte is not UTF-8 and shown as U+FFFD, the replacement character."
    assert decode("naïve ".encode() * 9 + b"caf\xe9, clich\xe9").doubt.startswith("2 bytes are not UTF-8")
    assert decode(b"caf\xe9, clich\xe9").encoding == "cp1252"


@settings(deadline=None)  # a busy machine is no fault
@given(st.binary(max_size=300))
def test_any_bytes_are_decoded_by_the_named_encoding_or_refused(data):
    try:
        text, encoding, doubt = decode(data)
    except UnreadableError as error:
        assert str(error).endswith(".")
    else:
        assert data.decode(encoding, "replace" if doubt and "U+FFFD" in doubt else "strict") == text
        text.encode()  # holds no lone surrogate


NO_TEXTS = [
    (b"", "It holds no text: 0 bytes"),
    (b" \r\n\t \n", "It holds no text: 6 bytes"),
    ("\u00a0\u2003\u200b\n".encode(), "It holds no text: 9 bytes"),
    (b"\xef\xbb\xbf", "It holds no text: 3 bytes"),
    (b"\xff\xfe", "It holds no text: 2 bytes"),
    (b"words\0words", "a NUL byte stands at 5"),
    ("a\0b".encode("utf-16"), "a NUL byte stands at 1"),
    ("plain".encode("utf-16-le")[:-1], "a NUL byte stands at 1"),
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


@pytest.mark.slow
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


WEST, EAST = "Borgmästaren öppnade bron.", "Žluťoučký kůň."


@pytest.mark.parametrize(
    ("data", "assumed", "text", "encoding", "doubtful"),
    [
        (EAST.encode("cp1250"), "cp1250", EAST, "cp1250", False),
        (EAST.encode("iso8859_2"), "iso8859-2", EAST, "iso8859-2", False),
        (WEST.encode(), "cp1250", WEST, "utf-8", False),
        (WEST.encode("utf-16"), "cp1250", WEST, "utf-16", False),
        (WEST.encode() + b" \xff", "cp1250", f"{WEST} \ufffd", "utf-8", True),
        (WEST.encode("cp1252"), "shift_jis", WEST, "cp1252", True),
        ("北の桟橋は春に閉鎖".encode("shift_jis"), "shift_jis", "北の桟橋は春に閉鎖", "shift_jis", False),
    ],
)
def test_the_encoding_that_is_set_is_that_of_what_is_not_utf8(data, assumed, text, encoding, doubtful):
    assert decode(data, assumed)[:2] == (text, encoding)
    assert bool(decode(data, assumed).doubt) == doubtful
