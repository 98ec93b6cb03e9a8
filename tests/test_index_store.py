"""An index on disk is whole or not there, says what is wrong with it, and finds what one in memory finds."""

import hashlib
import json
import logging
import os
import shutil
import threading
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from conftest import examples
from hypothesis import given
from hypothesis import strategies as st

from service.documents.collection import CollectionError, read_collection
from service.documents.document import Document
from service.index.arrays import ArrayFile, DamagedIndexError, MappedArrays
from service.index.build import update_index
from service.index.columns import Columns
from service.index.embedded import Index
from service.index.joining import SegmentPart, join_parts, join_taken
from service.index.segment import make_segment
from service.index.splice import FEW
from service.index.store import FORMAT, POINTER, Store, open_store
from service.sentences.segmentation import segment_text
from service.sentences.sentence import Block, Quotation, Sentence

TEXTS = {
    "bridge.txt": "The bridge was opened in 1894.\n\nIt has two towers. Each tower holds a lift.",
    "reports/harbour.md": "# Harbour\n\nThe harbour was dredged in 2003, and the bridge was painted.\n",
    "ship.txt": "“A ship,” she said, “came at night. Nobody saw it.” The harbour slept — 🚢 café.",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "documents"
    for name, text in TEXTS.items():
        write(made, name, text)
    return made


@pytest.fixture
def place(tmp_path: Path) -> Path:
    return tmp_path / "cache" / "index"


def write(folder: Path, name: str, text: str) -> None:
    (folder / name).parent.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(text, encoding="utf-8")


def index_of(store: Store) -> Index:
    return store.make_index()


def in_memory(folder: Path) -> Index:
    documents = read_collection(folder).documents
    return Index(documents, [segment_text(d.text, d.front_matter) for d in documents])


def found(index: Index, *terms: str) -> list[tuple[str, str, float]]:
    hits = index.search(dict.fromkeys(terms, 1.0), 20)
    located = [(*index.corpus.locate(hit.number), hit.score) for hit in hits]
    quoted = []
    for number, position, score in located:
        document, sentence = index.corpus.documents[number], index.corpus.segmentation(number).sentences[position]
        quoted.append((document.id, document.text[sentence.start : sentence.end], score))
    return quoted


def assert_alike(one: Index, other: Index) -> None:
    assert list(one.corpus.documents) == list(other.corpus.documents)
    for number in range(len(one.corpus.documents)):
        assert one.corpus.segmentation(number) == other.corpus.segmentation(number)
        assert one.corpus.turns(number) == other.corpus.turns(number)
        assert one.corpus.first(number) == other.corpus.first(number)
    for terms in (["bridg"], ["harbour", "bridg", "tower"], ["ship"], ["1894"], ["café", "cafe"]):
        assert found(one, *terms) == found(other, *terms)


def test_an_index_on_disk_is_the_one_in_memory(folder, place):
    assert_alike(index_of(update_index(folder, place, "v")), in_memory(folder))


def test_an_unchanged_folder_is_opened_not_read(folder, place, monkeypatch):
    age(folder)
    first = update_index(folder, place, "v")
    monkeypatch.setattr("service.index.neighbours.read_file", None)
    assert update_index(folder, place, "v").path == first.path


def age(folder: Path) -> None:
    """Date every file back, so that its time alone tells that it has not changed."""
    for path in folder.rglob("*"):
        os.utime(path, (1_600_000_000, 1_600_000_000))


@pytest.mark.parametrize(
    "change",
    [
        lambda folder: write(folder, "bridge.txt", "The bridge fell."),
        lambda folder: write(folder, "alder.txt", "An alder grows at the bridge. Ships pass the harbour."),
        lambda folder: (folder / "reports/harbour.md").unlink(),
        lambda folder: (folder / "ship.txt").rename(folder / "boat.txt"),
        lambda folder: [write(folder, f"{n:02}.txt", f"Ship {n} left the harbour.") for n in range(20)],
        lambda folder: shutil.rmtree(folder / "reports") or write(folder, "zebra.md", "A zebra on a ship."),
    ],
    ids=["changed", "added", "removed", "renamed", "many added", "removed and added"],
)
@pytest.mark.parametrize("few", [FEW, 0], ids=["compiled", "spliced"])  # so small a collection is compiled
def test_an_updated_index_is_the_one_built_anew(folder, place, change, few, monkeypatch):
    monkeypatch.setattr("service.index.splice.FEW", few)
    before = update_index(folder, place, "v")
    change(folder)
    after = update_index(folder, place, "v")
    assert_alike(index_of(after), in_memory(folder))
    anew = update_index(folder, place.with_name("other"), "v")
    assert (after.path / "arrays").read_bytes() == (anew.path / "arrays").read_bytes()
    assert before.texts != after.texts == anew.texts


def test_only_changed_files_are_cut_again(folder, place, monkeypatch):
    update_index(folder, place, "v")
    write(folder, "ship.txt", "A ship came back.")
    cut = []
    monkeypatch.setattr(
        "service.index.file_batches.segment_text", lambda text, front: cut.append(text) or segment_text(text, front)
    )
    update_index(folder, place, "v")
    assert cut == ["A ship came back."]


def test_a_file_touched_but_not_changed_leaves_the_index_as_it_is(folder, place):
    first = update_index(folder, place, "v")
    age(folder)
    again = update_index(folder, place, "v")
    assert again.path == first.path
    assert update_index(folder, place, "v").seen == again.seen


def test_a_reader_keeps_the_generation_that_it_opened(folder, place):
    reader = index_of(update_index(folder, place, "v"))
    before = found(reader, "ship")
    write(folder, "ship.txt", "Nothing floats.")
    update_index(folder, place, "v")
    assert found(reader, "ship") == before
    assert len(list(place.glob(f"{FORMAT}-*"))) == 1


def test_a_document_broken_in_an_edit_keeps_its_last_good_version(folder, place):
    good = found(index_of(update_index(folder, place, "v")), "ship")
    (folder / "ship.txt").write_bytes(b"\0\0\0\0 half written \0\0\0\0\0")
    for _ in range(2):
        broken = update_index(folder, place, "v")
        assert found(index_of(broken), "ship") == good
        assert [skip.id for skip in broken.skipped] == ["ship.txt"]
        assert broken.skipped[0].reason.endswith("What it held before is still served.")
    write(folder, "ship.txt", TEXTS["ship.txt"])
    assert update_index(folder, place, "v").skipped == ()
    write(folder, "ship.txt", "A ship sank.")
    assert found(index_of(update_index(folder, place, "v")), "ship")[0][1] == "A ship sank."


def test_a_file_that_never_could_be_read_is_named_each_time(folder, place):
    (folder / "noise.txt").write_bytes(b"\0\1\2\3" * 50)
    named = [update_index(folder, place, "v").skipped for _ in range(2)]
    assert [skip.id for skip in named[0]] == ["noise.txt"]
    assert named[0] == named[1]


def test_a_folder_without_documents_is_refused_and_the_index_kept(folder, place, tmp_path):
    update_index(folder, place, "v")
    for path in [path for path in folder.rglob("*") if path.is_file()]:
        path.unlink()
    with pytest.raises(CollectionError, match=r"holds no file"):
        update_index(folder, place, "v")
    assert open_store(place) is not None


def damage_manifest(path: Path) -> None:
    (path / "manifest.json").write_bytes(b"{}")


def cut_arrays(path: Path) -> None:
    data = (path / "arrays").read_bytes()
    (path / "arrays").write_bytes(data[: len(data) // 2])


def flip_a_bit(path: Path) -> None:
    data = bytearray((path / "arrays").read_bytes())
    data[len(data) // 3] ^= 4
    (path / "arrays").write_bytes(data)


def forget_an_array(path: Path) -> None:
    """Write the manifest as another version of the code may have written it."""
    manifest = json.loads((path / "manifest.json").read_bytes())
    del manifest["arrays"]["postings.sentences.pair_uses"]
    described = json.dumps(manifest).encode()
    (path / "manifest.json").write_bytes(described)
    pointer = {"generation": path.name, "manifest": hashlib.sha256(described).hexdigest()}
    (path.parent / POINTER).write_text(json.dumps(pointer))


def remove_files(path: Path) -> None:
    (path / "files.json").unlink()


DAMAGES = [damage_manifest, cut_arrays, flip_a_bit, remove_files, shutil.rmtree]


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_index_is_named_and_built_anew(folder, place, caplog, damage):
    damage(update_index(folder, place, "v").path)
    with pytest.raises(DamagedIndexError, match="is damaged"):
        open_store(place)
    with caplog.at_level(logging.WARNING):
        assert_alike(index_of(update_index(folder, place, "v")), in_memory(folder))
    assert str(place) in caplog.text
    assert open_store(place, check_all=True) is not None


def test_an_index_that_another_version_laid_out_is_not_called_damaged(folder, place):
    forget_an_array(update_index(folder, place, "v").path)
    with pytest.raises(DamagedIndexError, match=r"of another version: it lacks 'postings\.sentences\.pair_uses'"):
        open_store(place)
    assert_alike(index_of(update_index(folder, place, "v")), in_memory(folder))


@pytest.mark.parametrize("pointer", [b"", b"{}", b"[1]", b'{"generation": "../../etc", "manifest": ""}', b"\xff"])
def test_a_pointer_that_says_nothing_is_a_damage(folder, place, pointer):
    update_index(folder, place, "v")
    (place / POINTER).write_bytes(pointer)
    with pytest.raises(DamagedIndexError):
        open_store(place)
    assert update_index(folder, place, "v")


def test_an_index_of_another_folder_or_version_is_built_anew(folder, place, tmp_path, caplog):
    first = update_index(folder, place, "v")
    assert update_index(folder, place, "w").path != first.path
    other = tmp_path / "others"
    shutil.copytree(folder, other)
    with caplog.at_level(logging.WARNING):
        assert update_index(other, place, "w").origin["folder"] == str(other)
    assert "another folder or version" in caplog.text


@pytest.mark.parametrize("other", [FORMAT - 1, FORMAT + 1], ids=["older", "newer"])
def test_another_format_is_left_alone(folder, place, other):
    theirs = {
        place / f"current-{other}.json": b'{"generation": "%d-abc"}' % other,
        place / f"{other}-abc" / "data": b"of another format",
    }
    (place / f"{other}-abc").mkdir(parents=True)
    for path, data in theirs.items():
        path.write_bytes(data)
    update_index(folder, place, "v")
    write(folder, "ship.txt", "Gone.")
    update_index(folder, place, "v")
    assert {path: path.read_bytes() for path in theirs} == theirs


def test_what_a_killed_build_left_is_swept_and_never_opened(folder, place):
    (place / "building-1-abc").mkdir(parents=True)
    (place / "building-1-abc" / "arrays").write_bytes(b"half")
    assert open_store(place) is None
    update_index(folder, place, "v")
    assert not list(place.glob("building-*"))


def test_two_builders_wait_for_each_other(folder, place):
    stores = []
    builders = [threading.Thread(target=lambda: stores.append(update_index(folder, place, "v"))) for _ in range(4)]
    for builder in builders:
        builder.start()
    for builder in builders:
        builder.join()
    assert len({store.path for store in stores}) == 1


def test_a_text_that_differs_from_what_was_read_is_never_served(folder, place):
    store = update_index(folder, place, "v")
    texts = store.segment.texts
    changed = np.array(texts.values)
    changed[3] ^= 1
    forged = replace(store, segment=replace(store.segment, texts=replace(texts, values=changed)))
    with pytest.raises(DamagedIndexError, match=r"bridge\.txt"):
        forged.make_index().corpus.documents[0]


@pytest.mark.slow
def test_reading_on_several_processes_gives_the_same_bytes(folder, place, monkeypatch):
    monkeypatch.setattr("service.index.build.PARALLEL_BYTES", 0)
    monkeypatch.setattr("service.index.build.LARGEST_BATCH", 1)
    heard: list[tuple[int, int]] = []
    several = update_index(folder, place, "v", progress=lambda *told: heard.append(told), processes=2)
    single = update_index(folder, place.with_name("other"), "v", processes=1)
    assert (several.path / "arrays").read_bytes() == (single.path / "arrays").read_bytes()
    total = sum((folder / name).stat().st_size for name in TEXTS)
    assert heard[-1] == (total, total)
    assert heard == sorted(heard)


words = st.lists(st.sampled_from(["ship", "bridge", "harbour", "tower", "Ünïcode", "🚢"]), min_size=1, max_size=5)
texts = st.lists(words.map(" ".join), max_size=4).map(". ".join)


@examples(40)
@given(
    st.lists(texts, min_size=1, max_size=6),
    st.sets(st.integers(1, 5)),
    st.sets(st.integers(0, 5)),
    st.sampled_from([0, 8]),  # one by one whatever the sizes, and as they are
)
def test_how_documents_are_divided_into_segments_does_not_show(written, borders, replaced, few):
    read = [(Document(f"{n}", text, "0"), segment_text(text)) for n, text in enumerate(written)]
    before = make_segment(
        [(d, segment_text(f"{d.text} Gone.")) if n in replaced else (d, c) for n, (d, c) in enumerate(read)]
    )
    ends = [0, *sorted(border for border in borders if border < len(read)), len(read)]
    divided = [SegmentPart(make_segment(read[a:b]), 0, b - a) for a, b in pairwise(ends)]
    if replaced:
        anew = [make_segment([one]) for one in read]
        divided = [
            SegmentPart(anew[n], 0, 1) if n in replaced else SegmentPart(before, n, n + 1) for n in range(len(read))
        ]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("service.index.joining._FEW", few)
        joined = join_parts(divided)
        assert join_taken(divided).tokens.values.tolist() == joined.tokens.values.tolist()
    assert not divided
    whole = make_segment(read)
    assert list(joined.ids) == list(whole.ids)
    assert list(joined.vocabulary) == list(whole.vocabulary)
    assert joined.tokens.values.tolist() == whole.tokens.values.tolist()
    assert joined.sentences.ends.tolist() == whole.sentences.ends.tolist()


@given(
    st.lists(
        st.builds(
            Sentence, *[st.integers(0, 9)] * 4, st.sampled_from(["prose", "item"]), *[st.none() | st.integers(0, 9)] * 5
        )
    ),
    st.integers(0, 3),
)
def test_rows_come_back_from_columns_as_they_were(rows, number):
    rows.append(Sentence(0, 1, 2, 3, "boilerplate", None, number, None))
    columns = Columns(Sentence)
    assert columns.decode(columns.encode(rows)) == tuple(rows)
    assert Columns(Quotation).decode(Columns(Quotation).encode([])) == ()
    assert Columns(Block).place("kind") == 2


@pytest.mark.parametrize("shape", [(0,), (3,), (0, 4), (2, 3)])
@pytest.mark.parametrize("dtype", ["u1", "<i4", "<f8"])
def test_arrays_come_back_from_a_file_as_they_were(tmp_path, shape, dtype):
    arrays = {"one": np.ones(shape, dtype=dtype), "two": np.arange(5)}
    with ArrayFile(tmp_path / "arrays") as file:
        for name, array in arrays.items():
            file.add({name: array})
        table = json.loads(json.dumps(file.finish()))
    mapped = MappedArrays(tmp_path / "arrays", table)
    mapped.check_small(later=())
    for name, array in mapped.items():
        assert array.dtype == arrays[name].dtype
        assert array.tolist() == arrays[name].tolist()
        assert not array.flags.writeable
