"""Files that hold several documents change, break and go; what is served is what a new index would hold."""

import json
import random

import pytest
from formats_corpus import zip_of

from service.app.app import create_app
from service.documents.collection import CollectionError, read_collection
from service.documents.containers import FilesBelow, file_of
from service.evaluate.folder_texts import FolderTexts
from service.index.build import update_index
from service.index.store import Store

MAIL = "From j@x.example Wed May 13 23:30:00 2020\nFrom: j@x.example\nSubject: S\nDate: Wed, 13 May 2020 23:30:00 +0200\n\n"
OTHERS = {"a.csv.txt": "A note on the harbour.", "a-b.txt": "A second note.", "z.txt": "The last note."}


def row(number):
    return f"The pier number {number} of the harbour was built in {1900 + number}."


def table(*numbers):
    return "title,text\n" + "".join(f'Pier {n},"{row(n)}"\n' if n else "broken,a,b,c\n" for n in numbers)


def lines(*numbers):
    return "".join(json.dumps({"text": row(n)}) + "\n" if n else "{oops\n" for n in numbers)


def mailbox(*numbers):
    return "".join(f"{MAIL}{row(n)}\n\n" for n in numbers if n)


def archive(*numbers):
    return zip_of({f"{n}.txt" if n else "0.jpg": row(n) if n else b"\xff\xd8\xff\xe0" for n in numbers})


MAKERS = {"a.csv": table, "a.jsonl": lines, "a.mbox": mailbox, "a.zip": archive}


@pytest.fixture
def folder(tmp_path):
    made = tmp_path / "documents"
    made.mkdir()
    for name, text in OTHERS.items():
        (made / name).write_text(text)
    return made


def write(path, made):
    path.write_bytes(made if isinstance(made, bytes) else made.encode())


def everything(store: Store):
    seen = {id: file.fault for id, file in store.seen.items()}
    return store.texts, (store.path / "arrays").read_bytes(), store.skipped, seen


@pytest.mark.parametrize("name", MAKERS)
def test_an_index_that_is_refreshed_is_that_of_the_files_as_they_are(tmp_path, folder, name):
    rng = random.Random(name)
    for step in range(6):
        numbers = [number for number in range(1, 14) if rng.random() < 0.7] + [0] * rng.randrange(2)
        rng.shuffle(numbers)
        write(folder / name, MAKERS[name](*numbers))
        if rng.random() < 0.3:
            (folder / "z.txt").write_text(f"The last note, {step}.")
        refreshed = update_index(folder, tmp_path / "index", "v")
        anew = update_index(folder, tmp_path / f"new{step}", "v")
        assert everything(refreshed) == everything(anew)
        assert tuple(refreshed.make_index().corpus.documents) == read_collection(folder).documents
        again = update_index(folder, tmp_path / "index", "v")
        assert again.path == refreshed.path and again.skipped == refreshed.skipped


def test_documents_are_in_the_order_of_their_ids(folder, tmp_path):
    write(folder / "a.csv", table(1, 2))
    store = update_index(folder, tmp_path / "index", "v")
    assert list(store.segment.ids) == ["a-b.txt", "a.csv.txt", "a.csv/2", "a.csv/3", "z.txt"]


def test_a_row_that_is_gone_or_broken_is_served_no_longer(folder, tmp_path):
    write(folder / "a.csv", table(1, 2, 3))
    update_index(folder, tmp_path / "index", "v")
    write(folder / "a.csv", table(1, 0))
    store = update_index(folder, tmp_path / "index", "v")
    assert [id for id in store.segment.ids if "/" in id] == ["a.csv/2"]
    assert [skip.id for skip in store.skipped] == ["a.csv/3"]


def test_a_file_that_breaks_keeps_what_it_held(folder, tmp_path):
    write(folder / "a.zip", archive(1, 2))
    before = update_index(folder, tmp_path / "index", "v")
    write(folder / "a.zip", archive(1, 2)[:100])
    store = update_index(folder, tmp_path / "index", "v")
    assert [*store.segment.ids] == [*before.segment.ids]
    assert [skip.id for skip in store.skipped] == ["a.zip"]
    assert store.skipped[0].reason.endswith(" What it held before is still served.")
    write(folder / "a.zip", b"")
    store = update_index(folder, tmp_path / "index", "v")
    assert not [id for id in store.segment.ids if "/" in id] and len(store.skipped) == 1


def test_a_file_that_goes_takes_its_documents_and_faults_along(folder, tmp_path):
    write(folder / "a.csv", table(1, 0))
    update_index(folder, tmp_path / "index", "v")
    (folder / "a.csv").unlink()
    store = update_index(folder, tmp_path / "index", "v")
    assert list(store.segment.ids) == sorted(OTHERS) and store.skipped == ()


def test_an_archive_without_any_document_left_leaves_none(tmp_path):
    folder = tmp_path / "documents"
    folder.mkdir()
    write(folder / "a.zip", archive(1))
    update_index(folder, tmp_path / "index", "v")
    write(folder / "a.zip", archive(0))
    store = update_index(folder, tmp_path / "index", "v")
    assert not len(store.segment) and [skip.id for skip in store.skipped] == ["a.zip/0.jpg"]
    with pytest.raises(CollectionError, match="holds no file that can be read"):
        read_collection(folder)


def test_a_change_of_a_title_alone_is_served(folder, tmp_path):
    write(folder / "a.csv", table(1))
    update_index(folder, tmp_path / "index", "v")
    write(folder / "a.csv", table(1).replace("Pier 1", "Pier one"))
    store = update_index(folder, tmp_path / "index", "v")
    assert {d.id: d.title for d in store.make_index().corpus.documents}["a.csv/2"] == "Pier one"


@pytest.fixture
def client(folder, open_engine):
    write(folder / "a.csv", table(1, 2, 0))
    write(folder / "a.zip", zip_of({"text": row(5), "in/original": row(6)}))
    return create_app(open_engine(folder, threshold=0.0), originals=True).test_client()


def test_rows_are_cited_listed_and_read_like_any_document(client):
    (cited, *_) = client.post("/ask", json={"question": "When was the pier number 2 built?"}).json["citations"]
    assert cited["document"]["id"] == "a.csv/3" and cited["document"]["title"] == "Pier 2"
    assert client.get(cited["url"]).status_code == 200
    assert client.get("/documents/a.csv/3/text").text == row(2)
    assert client.get("/documents/a.csv/3/original").text == table(1, 2, 0)
    listed = client.get("/documents").json
    assert [entry["id"] for entry in listed["documents"]][2:4] == ["a.csv/2", "a.csv/3"]
    assert [entry["id"] for entry in listed["skipped"]] == ["a.csv/4"]
    assert client.get("/documents/a.zip/text").status_code == 200
    assert client.get("/documents/a.zip/text/text").text == row(5)
    assert client.get("/documents/a.zip/in/original/original").text == row(6)


@pytest.mark.parametrize(
    ("scope", "ids"), [("a.csv", {"a.csv/2", "a.csv/3"}), ("a.zip", {"a.zip/text", "a.zip/in/original"})]
)
def test_a_file_of_several_is_a_folder_to_stay_within(client, scope, ids):
    reply = client.post("/ask", json={"question": "When was the pier built?", "documents": [scope]}).json
    assert {cited["document"]["id"] for cited in (*reply["citations"], *reply["nearest"])} <= ids
    assert client.post("/ask", json={"question": "When?", "documents": [f"{scope}/none"]}).status_code == 404


def test_quotes_are_checked_against_the_files(folder):
    write(folder / "a.csv", table(1, 2))
    texts = FolderTexts(folder, frozenset({"a.csv/2", "a.csv/3", "a.csv/9", "z.txt"}))
    assert [texts["a.csv/3"], texts["a.csv/9"], texts["z.txt"]] == [row(2), "", "The last note."]


def test_the_file_of_an_id_is_the_shortest(folder):
    (folder / "sub").mkdir()
    (folder / "sub" / "a.csv").touch()
    files = {"sub/a.csv", "z.txt"}
    for id, file in (("sub/a.csv/1/2", "sub/a.csv"), ("z.txt", "z.txt"), ("sub/none", "sub/none"), ("a//b", "a//b")):
        assert file_of(id, files) == file == file_of(id, FilesBelow(folder))


def test_the_page_of_what_is_not_served_says_why(folder, open_engine):
    (folder / "empty.txt").touch()
    (folder / "sub").mkdir()
    (folder / "sub" / "photo.jpg").write_bytes(b"\xff\xd8\xff\xe0")
    (folder / "sub" / "a.txt").write_text("A note.")
    write(folder / "a.csv", table(1, 0).replace("title,text", "kind,text"))
    client = create_app(open_engine(folder)).test_client()
    for name, said in (
        ("empty.txt", 'The file "empty.txt" is there, but it was skipped: It holds no text'),
        ("sub/photo.jpg", 'The file "sub/photo.jpg" is there, but it was skipped: Pictures are not read'),
        ("a.csv/3", 'The file "a.csv/3" is there, but it was skipped: It has 4 cells'),
        ("a.csv", '"a.csv" is no document but holds some, such as "a.csv/2"; the list of documents has them all.'),
        ("sub", '"sub" is no document but holds some, such as "sub/a.txt"; the list of documents has them all.'),
        ("none.txt", 'There is no document "none.txt"; the list of documents has those that there are.'),
    ):
        for route in ("", "/text"):
            reply = client.get(f"/documents/{name}{route}")
            assert reply.status_code == 404 and reply.json["detail"].startswith(said)
    assert "skipped: It holds no text" in client.get("/documents/empty.txt", headers={"Accept": "text/html"}).text
