"""A short file of a doubtful encoding is read as the files beside it are, however it came into the index."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from test_documents_decoding import LANGUAGES

from service.documents import decoding
from service.documents.decoding import decode
from service.documents.document import Document
from service.documents.encodings import guess_encoding, is_doubtful
from service.documents.reading_options import ReadingOptions
from service.index.build import update_index
from service.index.neighbours import BESIDE, Neighbourhood, around
from service.index.store import Store

# Too short to be told from others by itself.
DOUBTFUL = ("Dvůr", "cp1250")
WORDS = [
    (word, encoding)
    for encoding, words in {
        "cp1250": "Řeka Důl Dvůr Dům čtvrtek Škoda żona Łódź Včera",
        "cp1254": "Şişli şehir Böğürtlen Gül",
        "cp1257": "Rīgā Ūdens Šiaulių",
        "cp1252": "Málaga Straße œuvre Åland",
    }.items()
    for word in words.split()
]
CZECH = ("Příští týden bude škola zavřená, protože město opravuje střechu.", "cp1250")


@pytest.fixture(autouse=True, scope="module")
def guessed_once() -> Iterator[None]:
    """Guess once what the same bytes beside the same encodings are: each file is read again for every neighbour."""
    known = cache(guess_encoding)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(decoding, "guess_encoding", lambda data, beside=(): known(data, tuple(beside)))
        yield


def short_texts() -> list[tuple[str, str]]:
    return [
        (text.strip(), name)
        for name, texts in LANGUAGES.items()
        for text in texts.strip().replace("\n", "|").split("|")
    ]


def update(folder: Path, **options: str) -> Store:
    return update_index(folder, folder.parent / "index", "v", ReadingOptions(**options), processes=1)


def documents_of(store: Store) -> dict[str, Document]:
    documents = store.make_index().corpus.documents
    return {document.id: document for document in documents}


def write(folder: Path, name: str, text: str, encoding: str) -> None:
    (folder / name).parent.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(text.encode(encoding))


@pytest.mark.slow
def test_folders_of_one_encoding_are_read_right(tmp_path: Path) -> None:
    """Each language's files in a folder: none is wrong, where some are when each is read alone."""
    folder = tmp_path / "documents"
    texts = short_texts()
    for number, (text, encoding) in enumerate(texts):
        write(folder, f"{encoding}/{number:03}.txt", text, encoding)
    documents = documents_of(update(folder))
    wrong = [
        (text, documents[f"{e}/{n:03}.txt"])
        for n, (text, e) in enumerate(texts)
        if documents[f"{e}/{n:03}.txt"].text != text
    ]
    alone = sum(decode(text.encode(encoding)).text != text for text, encoding in texts)
    assert len(texts) >= 60 and len(wrong) <= min(1, alone)
    assert all(is_doubtful(document.warnings) for _, document in wrong)
    for number, (text, encoding) in enumerate(WORDS):
        write(folder, f"{encoding}/{number * 7:03}b.txt", text, encoding)
    documents = documents_of(update(folder))
    read = [documents[f"{encoding}/{number * 7:03}b.txt"] for number, (_, encoding) in enumerate(WORDS)]
    right = sum(document.text == text for document, (text, _) in zip(read, WORDS, strict=True))
    assert right == len(WORDS) > sum(decode(text.encode(encoding)).text == text for text, encoding in WORDS)


def test_a_word_alone_is_never_read_wrong_without_a_word_on_it() -> None:
    for text, encoding in WORDS:
        decoded = decode(text.encode(encoding))
        assert decoded.text == text or decoded.doubt, decoded


def test_a_folder_of_many_encodings_is_read_no_worse(tmp_path: Path) -> None:
    folder = tmp_path / "documents"
    texts = sorted(short_texts(), key=lambda text: text[0][::-1])
    for number, (text, encoding) in enumerate(texts):
        write(folder, f"{number:03}.txt", text, encoding)
    documents = documents_of(update(folder))
    wrong = [documents[f"{n:03}.txt"] for n, (text, _) in enumerate(texts) if documents[f"{n:03}.txt"].text != text]
    assert len(wrong) <= 1 and all(is_doubtful(document.warnings) for document in wrong)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "documents"
    text, encoding = DOUBTFUL
    assert decode(text.encode(encoding)).doubt
    write(folder, "m.txt", text, encoding)
    return folder


def test_what_comes_beside_later_counts_as_much(folder: Path) -> None:
    alone = documents_of(update(folder))["m.txt"]
    assert is_doubtful(alone.warnings) and alone.text != DOUBTFUL[0]
    for name in ("j.txt", "k.txt", "l.txt"):
        write(folder, name, *CZECH)
    assert documents_of(update(folder))["m.txt"].text == DOUBTFUL[0]
    for name in ("j.txt", "k.txt", "l.txt"):
        (folder / name).unlink()
    write(folder, "x.txt", "Plain.", "ascii")
    assert documents_of(update(folder))["m.txt"] == alone


@pytest.mark.parametrize(
    "names",
    [[f"sub/k{n}.txt" for n in range(3)], ["k.txt", "l.txt"], [f"{a}{n}.txt" for a in "ab" for n in range(BESIDE)]],
)
def test_only_several_files_beside_tell_the_encoding(folder: Path, names: list[str]) -> None:
    for name in names:
        write(folder, name, *(("Plain.", "ascii") if name.startswith("b") else CZECH))
    assert documents_of(update(folder))["m.txt"].text != DOUBTFUL[0]


def test_an_encoding_that_is_set_needs_no_neighbour(folder: Path) -> None:
    assert documents_of(update(folder, encoding="cp1250"))["m.txt"].text == DOUBTFUL[0]
    options = ReadingOptions(encoding="cp1250")
    assert Neighbourhood(folder, ["m.txt"], options).read("m.txt")[0].id == "m.txt"


def test_those_beside_are_the_nearest_in_the_listing() -> None:
    ids = [f"{number:03}" for number in range(40)]
    assert around(ids, ["020"]) == ids[20 - BESIDE : 21 + BESIDE]
    assert around(ids, ["000", "039", "0395"]) == [*ids[: BESIDE + 1], *ids[39 - BESIDE :]]
    assert around(ids, ids) == ids and around([], ["a"]) == []
