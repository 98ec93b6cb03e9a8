"""A collection that is too large serves its first documents and names the others; there is room again once some are gone."""

from pathlib import Path

import pytest
from formats_corpus import zip_of
from hypothesis import given, settings
from hypothesis import strategies as st

from service.documents.collection import CollectionError
from service.documents.contents import make_document
from service.documents.reading_options import ReadingOptions
from service.index import neighbours
from service.index.build import update_index
from service.index.collection_size import fit
from service.index.joining import SegmentPart
from service.index.segment import make_segment
from service.index.store import Store
from service.sentences.segmentation import segment_text

NAMES = [f"{number}.txt" for number in range(6)]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "documents"
    folder.mkdir()
    for name in NAMES:
        (folder / name).write_text(f"The ship {name} is red. It sails.")
    return folder


def update(folder: Path, **limits: int) -> Store:
    return update_index(folder, folder.parent / "index", "v", ReadingOptions(**limits), processes=1)


def named(store: Store) -> dict[str, str]:
    return {skip.id: skip.reason for skip in store.skipped}


@pytest.mark.parametrize(
    ("limits", "served"),
    [
        ({"max_documents": 6}, 6),
        ({"max_documents": 4}, 4),
        ({"max_documents": 1}, 1),
        ({"max_sentences": 12}, 6),
        ({"max_sentences": 11}, 5),
        ({"max_sentences": 3}, 1),
        ({"max_documents": 3, "max_sentences": 5}, 2),
    ],
)
def test_what_is_over_is_named(folder: Path, limits: dict[str, int], served: int) -> None:
    store = update(folder, **limits)
    assert list(store.segment.ids) == NAMES[:served]
    assert list(named(store)) == NAMES[served:]
    assert all("raise QUOTH_MAX_DOCUMENTS or QUOTH_MAX_SENTENCES" in reason for reason in named(store).values())
    assert update(folder, **limits).path == store.path


def test_there_is_room_again_once_files_are_gone(folder: Path) -> None:
    assert len(update(folder, max_documents=4).segment) == 4
    (folder / "1.txt").unlink()
    store = update(folder, max_documents=4)
    assert list(store.segment.ids) == ["0.txt", "2.txt", "3.txt", "4.txt"] and list(named(store)) == ["5.txt"]
    (folder / "3.txt").write_text("")
    update(folder, max_documents=4)
    store = update(folder, max_documents=4)
    assert list(store.segment.ids) == ["0.txt", "2.txt", "4.txt", "5.txt"] and list(named(store)) == ["3.txt"]


def test_a_file_that_comes_first_takes_the_place_of_the_last(folder: Path) -> None:
    update(folder, max_documents=6)
    (folder / "00.txt").write_text("A ship comes in.")
    store = update(folder, max_documents=6)
    assert list(store.segment.ids) == ["0.txt", "00.txt", *NAMES[1:5]] and list(named(store)) == ["5.txt"]


def test_a_file_may_fit_in_part(folder: Path) -> None:
    (folder / "2.zip").write_bytes(zip_of({f"{n}.txt": f"Member {n} is blue." for n in range(4)}))
    store = update(folder, max_documents=5)
    assert list(store.segment.ids) == ["0.txt", "1.txt", "2.txt", "2.zip/0.txt", "2.zip/1.txt"]
    assert list(named(store)) == ["2.zip/2.txt", "3.txt", "4.txt", "5.txt"]
    assert "after it in this file" in named(store)["2.zip/2.txt"]


def test_files_beyond_the_limit_are_not_even_read(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("service.index.build.LARGEST_BATCH", 1)
    read: list[str] = []
    real = neighbours.read_file
    monkeypatch.setattr(
        "service.index.neighbours.read_file", lambda folder, id, *rest: read.append(id) or real(folder, id, *rest)
    )
    store = update(folder, max_documents=2)
    assert read == NAMES[:3] and list(store.segment.ids) == NAMES[:2] and list(named(store)) == NAMES[2:]


def test_no_room_for_any_document_is_said(folder: Path) -> None:
    with pytest.raises(CollectionError, match="QUOTH_MAX_SENTENCES"):
        update(folder, max_sentences=1)


@settings(deadline=None, max_examples=30)
@given(st.lists(st.integers(0, 4), max_size=6), st.integers(1, 7), st.integers(1, 12), st.integers(0, 6))
def test_the_parts_that_fit_are_the_first_documents(
    counts: list[int], documents: int, sentences: int, cut: int
) -> None:
    made = [make_document(f"{n}.txt", "One is here. " * count or "—", "utf-8") for n, count in enumerate(counts)]
    segment = make_segment((d, segment_text(d.text)) for d in made)
    parts = [SegmentPart(segment, 0, min(cut, len(made))), SegmentPart(segment, min(cut, len(made)), len(made))]
    found = fit(parts, ReadingOptions(max_documents=documents, max_sentences=sentences))
    kept = [id for part in found.parts for id in segment.ids[part.first : part.last]]
    assert [*kept, *found.over] == list(segment.ids)
    held = segment.sentences.ends[len(kept)]
    assert len(kept) <= documents and held <= sentences
    if found.over:
        assert len(kept) == documents or segment.sentences.ends[len(kept) + 1] > sentences
