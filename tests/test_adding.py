"""Adding, replacing and removing documents: what is stored, what is refused, and what is cited afterwards."""

import errno
import os
import threading
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from conftest import OpenEngine
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from service.app.access_tokens import make_tokens, make_writers
from service.app.app import Writing, create_app
from service.commands.collections import make_engines
from service.documents import file_writing
from service.documents.file_writing import StoreError, check_new_id, write_file, write_lock
from service.engine.adding import Adding, FolderLimits, Turns
from service.engine.engine import Engine
from service.settings import SettingsError, read_settings

TOKEN, READER = "correct-horse-battery", "another-horse-battery"
BEARER = {"Authorization": f"Bearer {TOKEN}"}
BRIDGE = b"The bridge at Kestrel opened in 1931."
PAGE = {"Accept": "text/html"}
OURS = {"Sec-Fetch-Site": "same-origin"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "collection").mkdir()
    return tmp_path / "collection"


@pytest.fixture
def open_folder(folder: Path, tmp_path: Path) -> Iterator[Callable[..., FlaskClient]]:
    """Give a function that serves the folder, empty at first, to whoever has the token."""
    engines = []

    def open_folder(
        limits: FolderLimits | None = None, max_document_bytes: int = 1 << 20, **options: Any
    ) -> FlaskClient:
        engine = Engine(folder, index=tmp_path / "index", threshold=0.0, max_document_bytes=max_document_bytes)
        engines.append(engine)
        engine.expect_additions()
        engine.start()
        writing = Writing(make_writers(TOKEN), limits or FolderLimits())
        return create_app(engine, writing=writing, **options).test_client()

    yield open_folder
    for engine in engines:
        engine.close()


@pytest.fixture
def writer(open_folder: Callable[..., FlaskClient]) -> FlaskClient:
    return open_folder()


def put(client: FlaskClient, name: str, data: bytes = BRIDGE, **headers: str) -> Any:
    return client.put(
        f"/documents/{name}", data=data, headers=BEARER | {k.replace("_", "-"): v for k, v in headers.items()}
    )


def quotes(client: FlaskClient, question: str = "When did the bridge at Kestrel open?") -> list[str]:
    reply = client.get("/ask", query_string={"q": question, "min_confidence": "0"}).json
    return [citation["quote"] for citation in reply["citations"] + reply["nearest"]]


def files_in(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


# What is added ---------------------------------------------------------------------------------------------------------


def test_a_document_is_answered_from_once_it_is_added(writer: FlaskClient, folder: Path) -> None:
    assert quotes(writer) == []
    added = put(writer, "north/bridge.txt")
    assert (added.status_code, added.json["status"], added.json["created"]) == (201, "served", True)
    assert added.headers["Location"] == added.json["url"] == "/documents/north/bridge.txt"
    assert writer.get(added.json["url"]).status_code == 200
    assert quotes(writer) == [BRIDGE.decode()]
    assert (folder / "north/bridge.txt").read_bytes() == BRIDGE
    assert added.json["index"]["documents"] == 1


def test_a_document_is_replaced(writer: FlaskClient) -> None:
    put(writer, "bridge.txt")
    replaced = put(writer, "bridge.txt", b"The bridge at Kestrel opened in 1932.")
    assert (replaced.status_code, replaced.json["created"]) == (200, False)
    assert quotes(writer) == ["The bridge at Kestrel opened in 1932."]


def test_what_a_file_is_its_content_tells(writer: FlaskClient) -> None:
    page = (
        b"<!doctype html><html><head><title>Bridges</title></head><body><p>The bridge opened in 1931.</p></body></html>"
    )
    assert put(writer, "page.txt", page).status_code == 201
    assert writer.get("/documents").json["documents"][0]["format"] == "html"
    rows = put(
        writer,
        "rows.csv",
        b"title,text\n" + b"".join(b"%d,%s\n" % (n, b"The mayor spoke for an hour. " * 20) for n in range(2)),
    )
    assert (rows.json["documents"], rows.json["sha256"]) == (2, None)
    assert put(writer, "rows.csv/1").status_code == 409
    assert writer.delete("/documents/rows.csv/1", headers=BEARER).status_code == 409


def test_a_digest_guards_against_another_s_change(writer: FlaskClient, folder: Path) -> None:
    first = put(writer, "a.txt", If_None_Match="*")
    assert first.headers["ETag"] == f'"{first.json["sha256"]}"'
    assert writer.get("/documents/a.txt/text").headers["ETag"] == first.headers["ETag"]
    assert put(writer, "a.txt", If_None_Match="*").status_code == 412
    assert put(writer, "a.txt", b"The bridge is green.", If_Match=first.headers["ETag"]).status_code == 200
    refused = put(writer, "a.txt", b"The bridge is red.", If_Match=first.headers["ETag"])
    assert refused.status_code == 412 and "is not the version that If-Match names" in refused.json["detail"]
    assert put(writer, "none.txt", If_Match="*").status_code == 412
    assert put(writer, "a.txt", If_Match="nonsense").status_code == 412
    assert writer.delete("/documents/a.txt", headers=BEARER | {"If-Match": '"x"'}).status_code == 412
    assert (folder / "a.txt").read_bytes() == b"The bridge is green."
    assert writer.delete("/documents/a.txt", headers=BEARER | {"If-Match": "*"}).status_code == 200


# What is refused -------------------------------------------------------------------------------------------------------

BAD_IDS = [
    "..",
    "../x.txt",
    "a/../../x.txt",
    "a/./b.txt",
    ".hidden",
    "a/.hidden/b.txt",
    "~$a.txt",
    "a\\b.txt",
    "a/",
    "a//b",
]
BAD_IDS += [
    "a\x00b.txt",
    "a\nb.txt",
    "a\u202eb.txt",
    " a.txt",
    "a/b .txt ",
    "x" * 201,
    "/".join("a" * 18),
]


@pytest.mark.parametrize("id", [*BAD_IDS, "", "Thumbs.db", "\udcff.txt", "e\u0301.txt", "/".join(["x" * 150] * 8)])
def test_no_id_leads_anywhere_else(id: str, folder: Path) -> None:
    assert check_new_id(id) is not None


@given(st.text(st.sampled_from("./\\~a b\x00\u202eé"), min_size=1, max_size=12))
def test_what_may_be_an_id_is_a_path_below(id: str) -> None:
    if check_new_id(id) is None:
        assert os.path.normpath(os.path.join("/root", id)) == f"/root/{id}"
        assert not any(part.startswith(".") for part in id.split("/"))


@pytest.mark.parametrize(
    "path", ["%2e%2e/x.txt", "..%2fx.txt", ".hidden", "a%5cb.txt", "a%00b.txt", "a%0ab.txt", "a//b.txt"]
)
def test_a_faulty_id_is_refused_with_a_sentence(writer: FlaskClient, folder: Path, path: str) -> None:
    refused = put(writer, path)
    assert refused.status_code in (400, 404)
    assert refused.json["detail"].endswith(".")
    assert files_in(folder.parent / "collection") == []


def test_no_link_is_followed_or_replaced(writer: FlaskClient, folder: Path, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "secret.txt").write_text("Nobody may write here.")
    (folder / "out").symlink_to(outside)
    (folder / "in.txt").symlink_to(outside / "secret.txt")
    (folder / "loop").symlink_to("loop")
    os.mkfifo(folder / "pipe")
    (folder / "sub").mkdir()
    for name in (
        "out/a.txt",
        "out/secret.txt",
        "in.txt",
        "loop/a.txt",
        "loop",
        "pipe",
        "sub",
        "pipe/a.txt",
        "out/new/a.txt",
    ):
        assert put(writer, name).status_code == 409, name
        assert writer.delete(f"/documents/{name}", headers=BEARER).status_code in (404, 409), name
    assert files_in(outside) == ["secret.txt"]
    assert (outside / "secret.txt").read_text() == "Nobody may write here."


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("a.txt", b"", "It holds no text"),
        ("a.txt", b"\x89PNG\r\n\x1a\nxxxx", "Pictures are not read"),
        ("a.pdf", b"%PDF-1.7\nnot really", "It is damaged"),
        ("a.docx", b"PK\x03\x04nothing", "It is damaged"),
        ("a.xyz", bytes(range(256)), "It is binary"),
        ("a.tmp", b"Some text.", "Backup copies"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_reason(
    writer: FlaskClient, folder: Path, name: str, data: bytes, reason: str
) -> None:
    put(writer, name.replace(".tmp", ".txt"), b"It was fine before.")
    before = files_in(folder)
    refused = put(writer, name, data)
    assert refused.status_code == 422
    assert "was not stored. " + reason in refused.json["detail"]
    assert files_in(folder) == before


def test_what_exceeds_a_bound_is_refused(open_folder: Callable[..., FlaskClient], folder: Path) -> None:
    client = open_folder(FolderLimits(files=2, bytes=200), max_document_bytes=150)
    assert put(client, "large.txt", b"x" * 151).status_code == 413
    assert put(client, "a.txt", b"word " * 20).status_code == 201
    refused = put(client, "b.txt", b"word " * 25)
    assert (refused.status_code, "at most 200 are allowed" in refused.json["detail"]) == (507, True)
    assert put(client, "b.txt", b"It is small.").status_code == 201
    refused = put(client, "c.txt", b"x")
    assert (refused.status_code, "at most 2 are allowed" in refused.json["detail"]) == (507, True)
    assert put(client, "a.txt", b"It is smaller now.").status_code == 200
    assert client.delete("/documents/b.txt", headers=BEARER).status_code == 200
    assert put(client, "c.txt", b"There is room again.").status_code == 201


@pytest.mark.parametrize(
    ("code", "status"), [(errno.ENOSPC, 507), (errno.EDQUOT, 507), (errno.EROFS, 500), (errno.EIO, 500)]
)
def test_a_disk_that_is_full_leaves_everything_as_it_was(
    writer: FlaskClient, folder: Path, monkeypatch: pytest.MonkeyPatch, code: int, status: int
) -> None:
    put(writer, "a.txt")

    def fail(*_: Any) -> None:
        raise OSError(code, os.strerror(code))

    monkeypatch.setattr(file_writing.os, "fsync", fail)
    for name in ("a.txt", "new/b.txt"):
        refused = put(writer, name, b"The bridge is green.")
        assert (refused.status_code, "was not stored" in refused.json["detail"]) == (status, True)
    assert [path.name for path in folder.rglob("*")] == ["a.txt"]
    assert (folder / "a.txt").read_bytes() == BRIDGE


def test_what_a_process_left_unfinished_is_neither_read_nor_kept(writer: FlaskClient, folder: Path) -> None:
    for name, age in ((".quoth-old", 7200), (".quoth-new", 10)):
        (folder / name).write_text("half a")
        os.utime(folder / name, (os.stat(folder).st_mtime - age,) * 2)
    put(writer, "a.txt")
    assert files_in(folder) == [".quoth-new", "a.txt"]
    assert [one["id"] for one in writer.get("/documents").json["documents"]] == ["a.txt"]


def test_encoded_bodies_are_refused(writer: FlaskClient) -> None:
    assert put(writer, "a.txt", Content_Encoding="gzip").status_code == 415


# What is removed -------------------------------------------------------------------------------------------------------


def test_nothing_of_a_removed_document_is_cited(writer: FlaskClient, folder: Path) -> None:
    put(writer, "a/b/bridge.txt")
    put(writer, "other.txt", b"The harbour was closed by the storm.")
    kept = writer.get("/ask?q=When did the bridge at Kestrel open?")
    assert kept.json["citations"]
    removed = writer.delete("/documents/a/b/bridge.txt", headers=BEARER)
    assert (removed.status_code, removed.json["index"]["documents"]) == (200, 1)
    again = writer.get("/ask?q=When did the bridge at Kestrel open?", headers={"If-None-Match": kept.headers["ETag"]})
    assert again.status_code == 200 and "1931" not in again.text
    assert writer.get("/documents/a/b/bridge.txt").status_code == 404
    assert files_in(folder) == ["other.txt"] and not (folder / "a").exists()
    assert writer.delete("/documents/a/b/bridge.txt", headers=BEARER).status_code == 404


def test_the_last_document_can_be_removed(writer: FlaskClient) -> None:
    put(writer, "a.txt")
    assert writer.delete("/documents/a.txt", headers=BEARER).json["index"]["documents"] == 0
    assert quotes(writer) == []
    for path in ("/", "/documents", "/docs"):
        assert writer.get(path, headers=PAGE).status_code == 200


def test_replies_under_way_end_before_a_removal_is_answered(folder: Path, tmp_path: Path) -> None:
    with Engine(folder, index=tmp_path / "index") as engine:
        engine.expect_additions()
        engine.start()
        adding = Adding(engine)
        adding.add("a.txt", BRIDGE)
        held = [engine.snapshot]
        remover = threading.Thread(target=adding.remove, args=("a.txt",))
        remover.start()
        remover.join(0.3)
        assert remover.is_alive()
        held.clear()
        remover.join(5)
        assert not remover.is_alive()


def test_a_removal_that_the_index_does_not_follow_is_told(
    writer: FlaskClient, monkeypatch: pytest.MonkeyPatch, folder: Path
) -> None:
    put(writer, "a.txt")
    live = writer.application.extensions["quoth"].engine._live
    with monkeypatch.context() as patch:
        patch.setattr(live, "_update", lambda: (_ for _ in ()).throw(OSError(errno.ENOSPC, "No space left on device")))
        refused = writer.delete("/documents/a.txt", headers=BEARER)
        assert (refused.status_code, "may still be cited" in refused.json["detail"]) == (503, True)
    assert writer.delete("/documents/a.txt", headers=BEARER).status_code == 200
    assert quotes(writer) == []


# Many at once ----------------------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_eight_writers_at_once_all_succeed(folder: Path, tmp_path: Path) -> None:
    with Engine(folder, index=tmp_path / "index") as engine:
        engine.expect_additions()
        engine.start()
        adding, outcomes = Adding(engine), []

        def write(number: int) -> None:
            for turn in range(3):
                adding.add(f"{number}.txt", f"Writer {number} wrote this in turn {turn}.".encode())
            adding.add("same.txt", f"Writer {number} was here.".encode())
            outcomes.append(adding.remove(f"{number}.txt") is not None if number % 2 else True)

        threads = [threading.Thread(target=write, args=(number,)) for number in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60)
        assert outcomes == [True] * 8
        assert files_in(folder) == ["0.txt", "2.txt", "4.txt", "6.txt", "same.txt"]
        engine.refresh()
        assert engine.snapshot is not None
        assert [*engine.snapshot.index.corpus.ids] == files_in(folder)


def test_a_refresh_begins_after_the_call_and_serves_all_who_wait() -> None:
    begun: list[int] = []
    going, go_on = threading.Event(), threading.Event()

    def refresh() -> None:
        begun.append(len(begun))
        going.set()
        go_on.wait(5)

    turns = Turns(refresh)
    waiting = [threading.Thread(target=turns.wait, args=(5,)) for _ in range(5)]
    waiting[0].start()
    going.wait(5)
    for thread in waiting[1:]:
        thread.start()
    assert turns.wait(0.01) is False
    go_on.set()
    for thread in waiting:
        thread.join(5)
    assert turns.wait(5) and len(begun) in (2, 3)


def test_an_error_nobody_foresaw_does_not_end_the_refreshes(caplog: pytest.LogCaptureFixture) -> None:
    turns = Turns(lambda: 1 / 0)
    assert turns.wait(5) and turns.wait(5)
    assert "could not be refreshed" in caplog.text


def test_a_writer_waits_for_one_of_another_process(folder: Path) -> None:
    order = []
    with write_lock(folder):
        other = threading.Thread(target=lambda: order.append(2) if write_lock(folder).__enter__() else None)
        other.start()
        other.join(0.1)
        order.append(1)
    other.join(5)
    assert order == [1, 2]


def test_a_folder_that_is_gone_is_told(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="cannot be written"), write_lock(tmp_path / "none"):
        pass


def test_nothing_is_left_of_a_write_that_failed(folder: Path) -> None:
    with write_lock(folder) as root, pytest.raises(TypeError):
        write_file(root, "a.txt", None)  # type: ignore[arg-type]
    assert list(folder.iterdir()) == []


# Who may ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("header", [None, "Bearer", "Bearer wrong-horse-battery", f"Basic {TOKEN}", f"Bearer {READER}"])
def test_nobody_else_may(open_folder: Callable[..., FlaskClient], folder: Path, header: str | None) -> None:
    client = open_folder()
    given = {} if header is None else {"Authorization": header}
    for method, path in (("PUT", "/documents/a.txt"), ("DELETE", "/documents/a.txt"), ("POST", "/documents")):
        refused = client.open(path, method=method, headers=given, data=BRIDGE if method == "PUT" else None)
        assert (refused.status_code, refused.headers["WWW-Authenticate"]) == (401, 'Bearer realm="documents"')
    assert files_in(folder) == []


def test_where_the_service_is_closed_the_token_opens_it_and_a_reader_s_does_not_write(
    open_folder: Callable[..., FlaskClient],
) -> None:
    client = open_folder(tokens=make_tokens(READER, None))
    assert put(client, "a.txt").status_code == 201
    assert client.get("/documents", headers=BEARER).status_code == 200
    assert client.get("/documents").status_code == 401
    reader = {"Authorization": f"Bearer {READER}"}
    assert client.get("/documents", headers=reader).status_code == 200
    for refused in (
        client.put("/documents/b.txt", data=BRIDGE, headers=reader),
        client.delete("/documents/a.txt", headers=reader),
    ):
        assert (refused.status_code, "is for reading" in refused.json["detail"]) == (403, True)


def test_unless_it_is_allowed_nobody_may(client: FlaskClient) -> None:
    for method, path in (("PUT", "/documents/a.txt"), ("DELETE", "/documents/a.txt"), ("POST", "/documents")):
        refused = client.open(path, method=method, headers=BEARER)
        assert (refused.status_code, "QUOTH_UPLOADS" in refused.json["detail"]) == (404, True)
    assert "Sign in" not in client.get("/documents", headers=PAGE).text


@pytest.mark.parametrize(
    ("environ", "message"),
    [
        ({"QUOTH_UPLOADS": "on", "QUOTH_FOLDER": "/srv"}, "QUOTH_UPLOAD_TOKEN is not set"),
        ({"QUOTH_UPLOADS": "on", "QUOTH_UPLOAD_TOKEN": TOKEN}, "expected a folder of your own"),
    ],
)
def test_settings_that_cannot_work_stop_the_start(environ: dict[str, str], message: str) -> None:
    from contextlib import ExitStack

    with pytest.raises(SettingsError, match=message), ExitStack() as stack:
        make_engines(read_settings(environ), stack)


# The page --------------------------------------------------------------------------------------------------------------


@pytest.fixture
def signed_in(writer: FlaskClient) -> FlaskClient:
    assert writer.post("/sign-in", data={"token": TOKEN}).status_code == 303
    return writer


def send_form(client: FlaskClient, *names: str, headers: dict[str, str] = OURS, **fields: Any) -> Any:
    files = [(BytesIO(BRIDGE), name) for name in names]
    return client.post("/documents", data={"files": files, **fields}, headers=PAGE | headers)


def test_the_page_offers_it_to_whoever_is_signed_in(writer: FlaskClient) -> None:
    put(writer, "a.txt")
    before = writer.get("/documents", headers=PAGE).text
    assert "Sign in to add documents" in before and 'type="file"' not in before
    writer.post("/sign-in", data={"token": TOKEN})
    after = writer.get("/documents", headers=PAGE).text
    assert 'type="file"' in after and 'name="remove" value="a.txt"' in after


def test_a_part_of_a_file_is_removed_by_the_name_of_the_whole(writer: FlaskClient) -> None:
    packed = BytesIO()
    with ZipFile(packed, "w") as archive:
        for name in ("one.txt", "two.txt"):
            archive.writestr(name, f"{name}: {BRIDGE.decode()}")
    assert put(writer, "whole.zip", packed.getvalue()).status_code == 201
    writer.post("/sign-in", data={"token": TOKEN})
    page = writer.get("/documents", headers=PAGE).text
    assert page.count("<summary>Remove whole.zip</summary>") == page.count('name="remove" value="whole.zip"') == 2


def test_whoever_may_add_can_sign_out(writer: FlaskClient) -> None:
    assert "Sign out" not in writer.get("/documents", headers=PAGE).text
    writer.post("/sign-in", data={"token": TOKEN})
    assert "Sign out" in writer.get("/documents", headers=PAGE).text
    assert writer.post("/sign-out").status_code == 303
    assert "Sign out" not in writer.get("/documents", headers=PAGE).text


def test_a_form_adds_and_removes_without_scripts(signed_in: FlaskClient, folder: Path) -> None:
    sent = send_form(signed_in, "a.txt", "b.txt", "../../c.txt")
    assert (sent.status_code, sent.headers["Location"]) == (303, "/documents")
    assert files_in(folder) == ["a.txt", "b.txt", "c.txt"]
    refused = send_form(signed_in, "a.txt", "d.txt")
    assert refused.status_code == 200 and "There is a document &#34;a.txt&#34; already" in refused.text
    assert send_form(signed_in, "a.txt", replace="yes").status_code == 303
    assert signed_in.post("/documents", data={"remove": "a.txt"}, headers=PAGE | OURS).status_code == 303
    assert files_in(folder) == ["b.txt", "c.txt", "d.txt"]
    assert signed_in.post("/documents", data={"remove": "none.txt"}, headers=PAGE | OURS).status_code == 404
    assert send_form(signed_in).status_code == 400


def test_a_form_answers_programs_in_json(signed_in: FlaskClient) -> None:
    files = [(BytesIO(BRIDGE), "a.txt"), (BytesIO(b""), "b.txt")]
    told = signed_in.post("/documents", data={"files": files}, headers=OURS).json["files"]
    assert [(one["id"], one["status"]) for one in told] == [("a.txt", "served"), ("b.txt", "refused")]
    assert told[1]["detail"].startswith('"b.txt" cannot be read')


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Sec-Fetch-Site": "same-origin"}, 303),
        ({"Origin": "http://localhost"}, 303),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Sec-Fetch-Site": "none"}, 403),
        ({"Sec-Fetch-Site": "cross-site", "Origin": "http://localhost"}, 403),
        ({"Origin": "null"}, 403),
        ({"Origin": "http://evil.example"}, 403),
        ({}, 403),
    ],
)
def test_a_browser_s_request_has_to_come_from_our_own_pages(
    signed_in: FlaskClient, folder: Path, headers: dict[str, str], status: int
) -> None:
    assert send_form(signed_in, "a.txt", headers=headers).status_code == status
    if status == 403:
        assert signed_in.put("/documents/a.txt", data=BRIDGE, headers=headers).status_code == 403
        assert signed_in.delete("/documents/a.txt", headers=headers).status_code == 403
        assert files_in(folder) == []


def test_each_collection_takes_its_own(open_engine: OpenEngine, tmp_path: Path) -> None:
    from werkzeug.test import Client

    from service.app.mounting import mount, prefix_of

    engines = {}
    for name in ("reports", "minutes"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "first.txt").write_text("There is a first document.")
        engines[name] = open_engine(tmp_path / name, public_url=prefix_of(name), threshold=0.0)
    service = Client(mount(engines, writing=Writing(make_writers(TOKEN))))
    added = service.put("/c/minutes/documents/a.txt", data=BRIDGE, headers=BEARER)
    assert added.json["url"] == "/c/minutes/documents/a.txt"
    assert (files_in(tmp_path / "reports"), files_in(tmp_path / "minutes")) == (["first.txt"], ["a.txt", "first.txt"])
    assert service.post("/sign-in", data={"token": TOKEN}).status_code == 303
    page = service.get("/c/minutes/documents", headers=PAGE).text
    assert 'action="/c/minutes/documents"' in page and 'data-url="/c/minutes/documents"' in page
