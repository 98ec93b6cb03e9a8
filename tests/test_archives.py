"""Members of ZIP archives and messages of mailboxes are documents of their own; hostile ones are refused one by one."""

import gzip
import io
import struct
import zipfile

import pytest
from formats_corpus import PAGE, pdf_of, typeset, zip_of
from hypothesis import given
from hypothesis import strategies as st

from service.documents.collection import read_document, read_file
from service.documents.contents import read_contents
from service.documents.document import Document, Skipped
from service.documents.errors import UnreadableError
from service.documents.originals import read_original
from service.documents.reading_options import ReadingOptions

PIER = "The northern pier closed in 1955."
MAIL = b"From: Jane Doe <j@x.example>\nTo: r@x.example\nSubject: Piers\nDate: Wed, 13 May 2020 23:30:00 +0200\n\n"
POSTMARK = b"From j@x.example Wed May 13 23:30:00 2020\n"
OPTIONS = ReadingOptions(max_bytes=1 << 20)


@pytest.fixture
def read(tmp_path):
    def read(name, data):
        (tmp_path / name).write_bytes(data)
        return read_file(tmp_path, name, OPTIONS)

    return read


def texts(found):
    return {item.id: item.text for item in found if isinstance(item, Document)}


def reasons(found):
    return {item.id: item.reason for item in found if isinstance(item, Skipped)}


def test_each_member_is_read_by_its_own_kind(read):
    members = {
        "a.txt": PIER,
        "inner/b.html": PAGE,
        "inner/c.pdf": pdf_of([typeset([PIER])]),
        "d.txt.gz": gzip.compress(PIER.encode(), mtime=0),
        "e.csv": f"title,text\nPiers,{PIER} No ship came.\n",
        "f.mbox": POSTMARK + MAIL + PIER.encode(),
        "g.jpg": b"\xff\xd8\xff\xe0",
        "h.txt": "",
        "__MACOSX/a.txt": PIER,
        ".hidden/a.txt": PIER,
        "folder/": "",
    }
    found = read("z.zip", zip_of(members))
    ids = ["a.txt", "d.txt.gz", "e.csv/2", "f.mbox/1", "inner/b.html", "inner/c.pdf"]
    assert sorted(texts(found)) == [f"z.zip/{id}" for id in ids]
    assert all(item.file == "z.zip" for item in found if isinstance(item, Document))
    assert reasons(found) == {
        "z.zip/g.jpg": "Pictures are not read: save the text in them as .txt (OCR).",
        "z.zip/h.txt": "It holds no text: 0 bytes, none of them a visible character.",
    }


def test_archives_in_archives_are_read_to_a_depth(read):
    data = zip_of({"a.txt": PIER})
    for level in range(4):
        data = zip_of({f"{level}.zip": data, "a.txt": PIER})
    found = read("z.zip", data)
    assert sorted(texts(found)) == ["z.zip/3.zip/2.zip/a.txt", "z.zip/3.zip/a.txt", "z.zip/a.txt"]
    assert reasons(found) == {"z.zip/3.zip/2.zip/1.zip": "It is an archive in 3 others: unpack it."}
    members = {"a.zip": data, "b.zip": zip_of({"a.txt": PIER})}
    assert "y.zip/b.zip/a.txt" in texts(read("y.zip", zip_of(members)))


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../a.txt", "../a.txt"),
        ("/etc/a.txt", "/etc/a.txt"),
        ("a/../../b.txt", "a/../../b.txt"),
        ("a//b.txt", "a//b.txt"),
        ("a\\..\\..\\b.txt", "a/../../b.txt"),
        ("a\u202eb.txt", "a\\u202eb.txt"),
        ("a\nb.txt", "a\\x0ab.txt"),
        ("x" * 400, "x" * 400),
    ],
)
def test_hostile_names_are_named(read, name, shown):
    found = read("z.zip", zip_of({name: PIER, "good.txt": PIER}))
    assert list(texts(found)) == ["z.zip/good.txt"] and list(reasons(found)) == [f"z.zip/{shown}"]


@pytest.mark.parametrize(
    ("name", "id"),
    [("./a.txt", "a.txt"), ("b\\c.txt", "b/c.txt"), ("é.txt", "é.txt"), ("C:a.txt", "C:a.txt"), ("a b?#%.txt", "a b?#%.txt")],
)  # fmt: skip
def test_odd_names_are_ids(read, name, id):
    assert list(texts(read("z.zip", zip_of({name: PIER})))) == [f"z.zip/{id}"]


def test_names_in_utf8_without_the_flag_are_read_right(read):
    data = zip_of({"é.txt": PIER}).replace(struct.pack("<H", 0x800), struct.pack("<H", 0))
    assert list(texts(read("z.zip", data))) == ["z.zip/é.txt"]


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_name_that_is_there_twice_is_named(read):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("a.txt", PIER)
        archive.writestr("a.txt", "Another text.")
    found = read("z.zip", file.getvalue())
    assert texts(found) == {"z.zip/a.txt": PIER} and list(reasons(found)) == ["z.zip/a.txt"]


def packed(members):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return file.getvalue()


def test_bombs_are_refused_and_the_rest_is_read(read, monkeypatch):
    monkeypatch.setattr("service.documents.archive.BOMB", 1 << 16)
    noise = [bytes(range(32, 127)) * 5000 + bytes([65 + n]) for n in range(3)]
    members = {"bomb.txt": b"a" * (1 << 19), "large.txt": b"b" * (2 << 20), "good.txt": PIER}
    found = read("z.zip", packed(members))
    assert list(texts(found)) == ["z.zip/good.txt"]
    assert reasons(found) == {
        "z.zip/bomb.txt": "It unpacks to 524,288 bytes, too many times its size to be a document.",
        "z.zip/large.txt": "It holds 2,097,152 bytes; at most 1,048,576 were expected.",
    }
    monkeypatch.setattr("service.documents.archive.RATIO", 10_000)
    monkeypatch.setattr("service.documents.contents.TIMES", 1)
    found = read("y.zip", packed({f"{n}.txt": data for n, data in enumerate(noise)}))
    assert list(texts(found)) == ["y.zip/0.txt", "y.zip/1.txt"]
    assert reasons(found)["y.zip/2.txt"].startswith("The file that it is in unpacks to more")


def test_a_member_that_is_damaged_or_locked_is_named_alone(read):
    data = bytearray(zip_of({"a.txt": PIER, "b.txt": "Another one."}))
    data[data.index(b"PK\x01\x02") + 16] ^= 1
    found = read("z.zip", bytes(data))
    assert list(texts(found)) == ["z.zip/b.txt"] and "CRC-32" in reasons(found)["z.zip/a.txt"]
    locked = bytearray(zip_of({"a.txt": PIER, "b.txt": "Another one."}))
    locked[locked.index(b"PK\x01\x02") + 8] |= 1
    locked[6] |= 1
    assert "encrypted" in reasons(read("y.zip", bytes(locked)))["y.zip/a.txt"]


@pytest.mark.parametrize("data", [zip_of({}), zip_of({"folder/": ""}), zip_of({".hidden": PIER})])
def test_an_archive_without_files_says_so(read, data):
    assert reasons(read("z.zip", data)) == {"z.zip": "It holds no file."}


@pytest.mark.parametrize("name", ["a.whl", "a.jar", "a.key", "a.npz"])
def test_archives_of_programs_are_not_read_member_by_member(read, name):
    (found,) = read(name, zip_of({"a.txt": PIER}))
    assert isinstance(found, Skipped) and found.id == name
    assert list(texts(read("a.v2", zip_of({"a.txt": PIER})))) == ["a.v2/a.txt"]


def test_too_many_members_are_refused_before_they_are_listed(read, monkeypatch):
    monkeypatch.setattr("service.documents.packed_kinds.MAX_MEMBERS", 3)
    found = read("z.zip", zip_of({f"{n}.txt": PIER for n in range(4)}))
    assert reasons(found) == {"z.zip": "It holds 4 members; at most 3 were expected."}
    found = read("z.zip", zip_of({f"{n}.txt": PIER for n in range(9)}))
    assert reasons(found) == {"z.zip": "It holds some 9 members; at most 3 were expected."}


@given(st.data())
def test_a_damaged_archive_is_read_or_refused(data):
    whole = bytearray(zip_of({"a.txt": PIER, "b/c.txt": PIER * 3}))
    for _ in range(data.draw(st.integers(1, 4))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    try:
        for item in read_contents("z.zip", bytes(whole), OPTIONS):
            assert item.text if isinstance(item, Document) else item.reason.endswith(".")
    except UnreadableError as error:
        assert str(error).endswith(".")


def test_each_message_of_a_mailbox_is_a_document(read):
    second = MAIL.replace(b"Piers", b"Ships") + b">From the start it was red.\n\nFrom here on it is green.\n"
    found = read("m.mbox", POSTMARK + MAIL + PIER.encode() + b"\n\n" + POSTMARK + second)
    assert [(item.id, item.title, item.author, item.published) for item in found] == [
        ("m.mbox/1", "Piers", "Jane Doe", "2020-05-13"),
        ("m.mbox/2", "Ships", "Jane Doe", "2020-05-13"),
    ]
    assert found[1].text.endswith("From the start it was red.\n\nFrom here on it is green.")
    assert [item.reader for item in found] == ["mail", "mail"]


@pytest.mark.slow
def test_a_message_that_cannot_be_read_is_named_alone(read):
    parts = b"".join(b"--b\nContent-Type: text/plain\n\nx\n" for _ in range(1100))
    bad = b'From: a@b\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary="b"\n\n' + parts
    found = read("m.mbox", POSTMARK + bad + b"\n" + POSTMARK + MAIL + PIER.encode())
    assert list(texts(found)) == ["m.mbox/2"] and reasons(found) == {"m.mbox/1": "It has more than 1,000 parts."}


def test_the_original_of_a_member_is_the_member(tmp_path, read):
    inner = zip_of({"t.csv": f"title,text\nPiers,{PIER} No ship came.\n"})
    read("z.zip", zip_of({"a/p.pdf": pdf_of([typeset([PIER])]), "in.zip": inner}))
    read("m.mbox", POSTMARK + MAIL + PIER.encode())
    for id, name, start in (
        ("z.zip/a/p.pdf", "p.pdf", b"%PDF-"),
        ("z.zip/in.zip/t.csv/2", "t.csv", b"title,text"),
        ("m.mbox/1", "m.mbox", b"From j@"),
    ):
        document = read_document(tmp_path, id)
        original = read_original(tmp_path, document, 1 << 20)
        assert original.name == name and original.data.startswith(start)
    read("z.zip", zip_of({"b.txt": PIER}))
    with pytest.raises(UnreadableError, match="has it no more"):
        read_original(tmp_path, Document("z.zip/a/p.pdf", "", "", file="z.zip"), 1 << 20)
