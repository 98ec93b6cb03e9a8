"""A damaged index: noticed before anything of it is served, named, and mended from what is sound."""

import json
import logging
import os
import shutil
from collections.abc import Callable, Iterator
from itertools import cycle
from pathlib import Path

import pytest

from service.documents.collection import read_file
from service.index.arrays import DamagedIndexError
from service.index.build import update_index
from service.index.segment import RAGGED
from service.index.store import FORMAT, POINTER, Store, open_store

TEXTS = {
    f"{number:02}.txt": f"The bridge of town {name} was opened in {1800 + number}.\n\nIt has {number} towers; “{name} is "
    f"proud of them,” the mayor said. Each tower of {name} holds a lift.\n\n"
    "Q: Who paid?\nA: We did."
    for number, name in enumerate(("Aster", "Briar", "Clover", "Dahlia", "Elder", "Fern", "Gorse", "Heather"))
}
PAGE = 32  # bytes
QUERIES = ("bridg", "tower", "fern", "lift", "mayor", "1803", "open")


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Documents and an index with many pages in each array."""
    root = tmp_path_factory.mktemp("built")
    made = root / "documents"
    made.mkdir()
    for name, text in TEXTS.items():
        (made / name).write_text(text, encoding="utf-8")
        os.utime(made / name, (1_600_000_000, 1_600_000_000))  # long enough ago not to be read again
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("service.index.arrays.PAGE", PAGE)
        update_index(made, root / "index", "v")
    return root


@pytest.fixture
def folder(built: Path) -> Path:
    return built / "documents"


@pytest.fixture
def edit(folder: Path) -> Iterator[Callable[[bytes], None]]:
    """What writes one of the documents; it is as it was after the test."""
    path = folder / "03.txt"
    before = path.read_bytes()
    yield lambda data: path.write_bytes(data) and None
    path.write_bytes(before)
    os.utime(path, (1_600_000_000, 1_600_000_000))


@pytest.fixture
def store(built: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    """A copy of the index; every array is large enough to be checked as it is read."""
    monkeypatch.setattr("service.index.arrays.PAGE", PAGE)
    monkeypatch.setattr("service.index.arrays._SMALL", 0)
    store = open_store(Path(shutil.copytree(built / "index", tmp_path / "index")))
    assert store is not None
    return store


def table_of(store: Store) -> dict[str, dict]:
    return json.loads((store.path / "manifest.json").read_bytes())["arrays"]


def flip(store: Store, name: str, share: float) -> None:
    """Flip a bit of an array, at this share of its bytes."""
    entry = table_of(store)[name]
    with (store.path / "arrays").open("r+b") as file:
        file.seek(entry["place"] + int(entry["bytes"] * share))
        byte = file.read(1)[0]
        file.seek(-1, 1)
        file.write(bytes([byte ^ 16]))


def everything(store: Store) -> list[object]:
    """Return all that the index can tell: every hit, document, segmentation and turn."""
    index = store.make_index()
    corpus = index.corpus
    found = [index.search({term: 1.0}, 50) for term in QUERIES] + [index.search(dict.fromkeys(QUERIES, 1.0), 50)]
    read = (corpus.documents.__getitem__, corpus.segmentation, corpus.turns)
    return [*found, *(list(map(one, range(8))) for one in read)]


ARRAYS = [
    *(f"{name}.{part}" for name in RAGGED for part in ("values", "ends")),
    *("ids.blob", "ids.offsets", "terms.blob", "terms.offsets", "paragraph_of"),
    *(
        f"postings.{kind}.{name}"
        for kind in ("sentences", "paragraphs")
        for name in ("offsets", "codes", "best", "pair_counts", "pair_lengths", "pair_uses")
    ),
    *("postings.sentences.numbers", "postings.paragraphs.starts"),
]


def test_every_array_is_damaged_below(store):
    empty = ["repeated"]  # no line stands in many of these documents
    assert sorted([*ARRAYS, *empty]) == sorted(table_of(store))


@pytest.mark.parametrize(("name", "share"), list(zip(ARRAYS, cycle((0.0, 0.4, 0.99)), strict=False)))
def test_a_damaged_array_is_noticed_before_it_is_read_and_mended(store, folder, name, share, caplog):
    before, written = everything(store), (store.path / "arrays").read_bytes()
    place = store.path.parent
    flip(store, name, share)
    try:
        assert everything(open_store(place)) == before
    except DamagedIndexError as error:
        assert str(place) in str(error) or ".txt" in str(error)
    with pytest.raises(DamagedIndexError, match=name):
        open_store(place, check_all=True)
    with caplog.at_level(logging.WARNING):
        mended = update_index(folder, place, "v", distrusted=store.path.name)
    assert name in caplog.text
    assert (mended.path / "arrays").read_bytes() == written
    assert everything(mended) == before


@pytest.mark.parametrize("name", [name for name in ARRAYS if name.endswith(("values", "numbers", "codes", "starts"))])
def test_a_change_of_a_document_takes_over_no_damage(store, folder, edit, name, monkeypatch):
    monkeypatch.setattr("service.index.splice.FEW", 0)
    flip(store, name, 0.4)
    edit(b"The bridge of Dahlia fell.")
    mended = update_index(folder, store.path.parent, "v")
    anew = update_index(folder, store.path.parent.with_name("other"), "v")
    assert (mended.path / "arrays").read_bytes() == (anew.path / "arrays").read_bytes()


def test_only_documents_on_a_damaged_page_are_read_again(store, folder, monkeypatch):
    read = []
    monkeypatch.setattr(
        "service.index.neighbours.read_file", lambda folder, id, most: read.append(id) or read_file(folder, id, most)
    )
    flip(store, "texts.values", 0.4)
    update_index(folder, store.path.parent, "v", distrusted=store.path.name)
    assert read == ["03.txt"]


def test_a_document_that_is_damaged_and_gone_is_named(store, folder, edit):
    flip(store, "texts.values", 0.4)
    edit(b"\0\0\0\0")
    mended = update_index(folder, store.path.parent, "v", distrusted=store.path.name)
    assert [skip.id for skip in mended.skipped] == ["03.txt"]
    assert "03.txt" not in list(mended.segment.ids)


def test_a_lost_pointer_is_named(store, folder, caplog):
    (store.path.parent / POINTER).unlink()
    with caplog.at_level(logging.WARNING):
        update_index(folder, store.path.parent, "v")
    assert "does not say which generation is in use" in caplog.text
    assert len(list(store.path.parent.glob(f"{FORMAT}-*"))) == 1


@pytest.mark.parametrize("name", [POINTER, "manifest.json", "files.json", "arrays"])
def test_a_folder_in_the_place_of_a_file_is_replaced(store, folder, name):
    path = (store.path.parent if name == POINTER else store.path) / name
    path.unlink()
    path.mkdir()
    before = everything(store)
    assert everything(update_index(folder, store.path.parent, "v")) == before


def test_two_generations_that_changed_places_are_noticed(store, folder, edit):
    before, other = everything(store), store.path.with_name("aside")
    first = (store.path / "arrays").read_bytes()
    edit(b"The bridge of Dahlia fell.")
    store = update_index(folder, store.path.parent, "v")
    assert everything(store) != before
    (store.path / "arrays").rename(other)
    (store.path / "arrays").write_bytes(first)
    with pytest.raises(DamagedIndexError):
        open_store(store.path.parent, check_all=True)
    mended = update_index(folder, store.path.parent, "v", distrusted=store.path.name)
    assert (mended.path / "arrays").read_bytes() == other.read_bytes()
