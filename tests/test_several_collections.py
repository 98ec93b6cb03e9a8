"""Several collections from one service: each below /c/<name>/ as a single one is at /, and a list of them at /."""

import json
import re
import urllib.request
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from shutil import rmtree
from typing import Any

import pytest
from conftest import OpenEngine, start_service, wait_until
from hypothesis import given
from hypothesis import strategies as st
from prometheus_client.parser import text_string_to_metric_families
from test_observing import Lines
from werkzeug.test import Client

from service.app.access_tokens import make_tokens, read_tokens
from service.app.mounting import Mounts, mount, prefix_of
from service.client import Quoth
from service.commands.collections import load, make_engines, read_folders, require_folders
from service.engine.engine import Engine
from service.setting_values import NamedFolder
from service.settings import SettingsError, read_settings

TEXTS = {
    "reports": {"north/bridge.txt": "The bridge at Kestrel opened in 1931. It was painted green by Ada Moreno."},
    "minutes": {"may.txt": "The council met on 4 May 2020. Ada Moreno voted against the new bridge at Kestrel."},
}
QUESTION = "When did the bridge at Kestrel open?"
PAGE = {"Accept": "text/html"}
TOKEN, OTHER = "correct-horse-battery", "another-horse-battery"


def write_folders(folder: Path) -> dict[str, Path]:
    for collection, files in TEXTS.items():
        for name, text in files.items():
            path = folder / collection / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
    return {collection: folder / collection for collection in TEXTS}


@pytest.fixture(scope="module")
def engines(tmp_path_factory: pytest.TempPathFactory, open_engine: OpenEngine) -> dict[str, Engine]:
    folders = write_folders(tmp_path_factory.mktemp("several"))
    return {name: open_engine(path, public_url=prefix_of(name), threshold=0.0) for name, path in folders.items()}


@pytest.fixture(scope="module")
def mounted(engines: dict[str, Engine]) -> Mounts:
    return mount(engines)


@pytest.fixture
def several(mounted: Mounts) -> Client:
    return Client(mounted)


# What is below /c/<name>/ ----------------------------------------------------------------------------------------------


def test_each_collection_answers_from_its_own_documents(several: Client) -> None:
    cited = several.get(f"/c/reports/ask?q={QUESTION}").json["citations"][0]
    assert cited["quote"] == "The bridge at Kestrel opened in 1931."
    assert cited["url"] == "/c/reports/documents/north/bridge.txt?start=0&end=37#cited"
    assert several.post("/c/minutes/ask", json={"question": "When did the council meet?"}).json["answered"]
    assert several.get("/c/minutes/documents/north/bridge.txt").status_code == 404


def test_every_link_of_every_page_stays_below(several: Client) -> None:
    pages = ["", f"?q={QUESTION}", "documents", "documents?limit=1&filter=bridge", "docs", f"embed?q={QUESTION}"]
    pages += ["documents/north/bridge.txt?start=0&end=36", "documents/none.txt", "nothing"]
    for page in pages:
        text = several.get(f"/c/reports/{page}", headers=PAGE).text
        links = re.findall(r'(?:href|src|action|cite|data-address)="([^"#][^"]*)"', text)
        assert len(links) > 2
        outside = [link for link in links if not link.removeprefix("http://localhost").startswith("/c/reports/")]
        assert set(outside) <= {"/"}, page  # the list of all collections


@pytest.mark.parametrize("name", ["static/base.css", "static/main.js", "embed.js", "openapi.json", "readyz"])
def test_what_pages_need_is_below_too(several: Client, name: str) -> None:
    assert several.get(f"/c/reports/{name}").status_code == 200


def test_what_links_point_to_is_there(several: Client) -> None:
    listing = several.get("/c/reports/documents").json["documents"][0]
    assert several.get(listing["url"]).status_code == several.get(listing["text_url"]).status_code == 200
    cited = several.get(f"/c/reports/ask?q={QUESTION}").json["citations"][0]
    assert "<mark" in several.get(cited["url"].partition("#")[0], headers=PAGE).text
    assert several.get("/c/reports/openapi.json").json["servers"] == [{"url": "/c/reports"}]


def test_a_path_without_its_last_slash_leads_on(several: Client) -> None:
    moved = several.get("/c/reports?q=who")
    assert (moved.status_code, moved.headers["Location"]) == (308, "/c/reports/?q=who")


NOWHERE = (
    "/c /c/ /c/none /c/none/ /c//ask /c/Reports/ //c/reports/ /ask /documents /c/reports/c/minutes/ /c/reports/metrics"
)


@pytest.mark.parametrize("path", [*NOWHERE.split(), "/c/reports/healthz", "/c/reports/../minutes/", "/c/%2e%2e/ask"])
def test_nothing_else_is_anywhere(several: Client, path: str) -> None:
    assert several.get(path).status_code == 404


@given(st.text(st.sampled_from("/c.reportsminu%"), max_size=30))
def test_any_path_is_answered(mounted: Mounts, path: str) -> None:
    assert Client(mounted).get("/" + path).status_code in (200, 308, 404)


def test_a_problem_names_the_whole_path(several: Client) -> None:
    assert several.get("/c/reports/nothing").json["detail"] == 'There is nothing at "/c/reports/nothing".'


def test_other_formats_link_to_the_service_as_the_client_sees_it(several: Client) -> None:
    said = several.get(f"/c/reports/ask?q={QUESTION}&as=markdown", base_url="http://127.0.0.1:8471").text
    assert "http://127.0.0.1:8471/c/reports/documents/north/bridge.txt?start=0" in said


def test_a_public_address_stands_before_all_links(open_engine: OpenEngine, tmp_path: Path) -> None:
    public = "https://quoth.example"
    folders = write_folders(tmp_path)
    engine = open_engine(folders["reports"], public_url=prefix_of("reports", public), threshold=0.0)
    service = Client(mount({"reports": engine}, public_url=public, hosts=["quoth.example"]))
    link = f"{public}/c/reports/?q=When+did+the+bridge+open%3F"
    cited = service.get(f"/c/reports/ask?q={QUESTION}").json["citations"][0]
    assert cited["url"].startswith(f"{public}/c/reports/documents/north/bridge.txt?")
    assert service.get("/").json["collections"][0]["url"] == f"{public}/c/reports/"
    assert f"{public}/c/reports/oembed?" in service.get("/c/reports/?q=who", headers=PAGE).text
    for url in (link, cited["url"].partition("#")[0]):
        unfolded = service.get("/c/reports/oembed", query_string={"url": url}).json
        assert f"{public}/c/reports/" in unfolded["html"]
    for url in (
        f"{public}/?q=who",
        f"{public}/c/minutes/?q=who",
        f"{public}/c/reportsx/?q=who",
        "https://x.example/c/reports/?q=w",
    ):
        assert service.get("/c/reports/oembed", query_string={"url": url}).status_code == 404


def test_verdicts_go_into_a_file_for_each_collection(engines: dict[str, Engine], tmp_path: Path) -> None:
    service = Client(mount(engines, feedback_file=tmp_path / "verdicts.jsonl"))
    verdict = {"question": QUESTION, "verdict": "should_be_silent"}
    sent = [
        service.post("/c/minutes/feedback", json=verdict, headers={"Origin": origin}).status_code
        for origin in ("http://localhost", "http://localhost/c/minutes", "http://x.example", "")
    ]
    assert sent == [204, 403, 403, 403]
    assert [path.name for path in tmp_path.iterdir()] == ["verdicts.minutes.jsonl"]


def test_replies_are_kept_apart_in_one_memory(open_engine: OpenEngine, tmp_path: Path) -> None:
    folders = write_folders(tmp_path)
    (tmp_path / "minutes" / "may.txt").unlink()
    (tmp_path / "minutes" / "north").mkdir()
    (tmp_path / "minutes" / "north" / "bridge.txt").write_text(TEXTS["reports"]["north/bridge.txt"])
    memory = open_engine().memory
    engines = {
        name: open_engine(path, public_url=prefix_of(name), threshold=0.0, memory=memory)
        for name, path in folders.items()
    }
    service = Client(mount(engines))
    for _ in range(2):
        urls = [
            service.get(f"/c/{name}/ask?q={QUESTION}").json["citations"][0]["url"] for name in ("reports", "minutes")
        ]
        assert [url[:12] for url in urls] == ["/c/reports/d", "/c/minutes/d"]


# What is at the root ---------------------------------------------------------------------------------------------------


def test_the_root_lists_the_collections(several: Client) -> None:
    assert several.get("/").json == {
        "collections": [
            {"name": "reports", "url": "/c/reports/", "status": "ready", "documents": 1},
            {"name": "minutes", "url": "/c/minutes/", "status": "ready", "documents": 1},
        ]
    }
    page = several.get("/", headers=PAGE).text
    assert '<a href="/c/reports/">reports</a>' in page and 'href="/c/minutes/documents"' in page
    assert several.get("/none", headers=PAGE).text.count('href="/"') == 2


def test_other_hosts_are_refused_everywhere(several: Client) -> None:
    for path in ("/", "/c/reports", "/c/reports/", "/c/reports/ask?q=who"):
        assert several.get(path, base_url="http://rebound.example").status_code == 400


def test_figures_and_log_lines_name_the_collection(engines: dict[str, Engine]) -> None:
    log = Lines()
    service = Client(mount(engines, log=log))
    service.get(f"/c/reports/ask?q={QUESTION}")
    assert (log.last["collection"], log.last["route"]) == ("reports", "/ask")
    service.get("/healthz")
    assert "collection" not in log.last
    families = {family.name: family for family in text_string_to_metric_families(service.get("/metrics").text)}
    documents = {sample.labels["collection"]: sample.value for sample in families["quoth_documents"].samples}
    assert documents == {"reports": 1, "minutes": 1}
    asked = [sample.labels for sample in families["quoth_requests"].samples if sample.labels["route"] == "/ask"]
    assert [labels["collection"] for labels in asked] == ["reports"]
    assert len(families["quoth_memory_bytes"].samples) == 1


@pytest.mark.slow
def test_a_collection_that_cannot_be_read_is_named_and_taken_in_when_it_can(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    folders = write_folders(tmp_path) | {"gone": tmp_path / "gone"}
    settings = read_settings({"QUOTH_INDEX": str(tmp_path / "index")})
    named = tuple(NamedFolder(name, path) for name, path in folders.items())
    with ExitStack() as stack:
        engines = make_engines(settings.__class__(**{**settings.__dict__, "collections": named}), stack)
        service = Client(mount(engines))
        assert "reports, minutes, gone are still being read" in service.get("/readyz").json["detail"]
        load(engines, watch=False)
        assert "The collection gone is not served. Collection folder" in caplog.text
        states = {state["name"]: state["status"] for state in service.get("/readyz").json["collections"]}
        assert states == {"reports": "ready", "minutes": "ready", "gone": "failed"}
        assert service.get("/c/gone/ask?q=who").status_code == 503
        assert "could not be read" in service.get("/c/gone/", headers=PAGE).text
        assert "Its documents could not be read." in service.get("/", headers=PAGE).text
        assert service.get(f"/c/reports/ask?q={QUESTION}").status_code == 200
        folders["gone"].mkdir()
        (folders["gone"] / "a.txt").write_text("The harbour was closed by the storm.")
        engines["gone"].refresh()
        assert service.get("/c/gone/ask?q=What closed the harbour?").status_code == 200
        assert len({id(engine.memory) for engine in engines.values()}) == 1
        assert sorted(path.name for path in (tmp_path / "index").iterdir()) == ["gone", "minutes", "reports"]


def test_the_list_says_that_a_folder_has_vanished(tmp_path: Path) -> None:
    settings = read_settings({"QUOTH_INDEX": str(tmp_path / "index")})
    named = tuple(NamedFolder(name, path) for name, path in write_folders(tmp_path).items())
    with ExitStack() as stack:
        engines = make_engines(replace(settings, collections=named), stack)
        service = Client(mount(engines))
        load(engines, watch=False)
        rmtree(tmp_path / "reports")
        engines["reports"].refresh()
        assert service.get("/", headers=PAGE).text.count("What was read before is still served.") == 1
        assert service.get(f"/c/reports/ask?q={QUESTION}").json["answered"]


def test_a_start_with_a_folder_missing_is_refused(tmp_path: Path) -> None:
    folders = write_folders(tmp_path)
    (tmp_path / "file").write_text("The harbour was closed.")
    assert require_folders(read_folders([f"{name}={path}" for name, path in folders.items()], {})).collections
    for wrong in ("gone", "file"):
        with pytest.raises(SettingsError, match=f"The collection b has no folder: '.*{wrong}' is missing"):
            require_folders(read_folders([f"a={folders['reports']}", f"b={tmp_path / wrong}"], {}))


def test_if_none_can_be_read_there_is_no_service(tmp_path: Path) -> None:
    named = (NamedFolder("a", tmp_path / "a"), NamedFolder("b", tmp_path / "b"))
    settings = read_settings({"QUOTH_INDEX": str(tmp_path / "index")})
    with ExitStack() as stack:
        engines = make_engines(settings.__class__(**{**settings.__dict__, "collections": named}), stack)
        with pytest.raises(Exception, match="does not exist"):
            load(engines, watch=False)
        assert Client(mount(engines)).get("/readyz").status_code == 503


# Tokens ----------------------------------------------------------------------------------------------------------------


@pytest.fixture
def closed(engines: dict[str, Engine], tmp_path: Path) -> Callable[[], Client]:
    """Give clients of a service with a token for all and one for the minutes alone."""
    file = tmp_path / "tokens"
    file.write_text(f"desk {TOKEN} *\nclerk {OTHER} 100/minute minutes\n")
    service = mount(engines, tokens=make_tokens(None, file, list(engines)))
    return lambda: Client(service)


PATHS = ["/c/reports/ask?q=who", "/c/minutes/ask?q=who", "/", "/readyz", "/metrics", "/c/minutes"]


def test_a_token_opens_what_it_is_for(closed: Callable[[], Client]) -> None:
    def statuses(token: str) -> list[int]:
        return [closed().get(path, headers={"Authorization": f"Bearer {token}"}).status_code for path in PATHS]

    assert statuses("") == [401] * 6
    assert statuses(TOKEN) == [200, 200, 200, 200, 200, 308]
    assert statuses(OTHER) == [403, 200, 200, 200, 403, 308]


def test_nothing_is_told_of_what_a_token_does_not_open(closed: Callable[[], Client]) -> None:
    bearer = {"Authorization": f"Bearer {OTHER}"}
    for path in ("/", "/readyz"):
        assert "minutes" in closed().get(path, headers=bearer).text
        assert "reports" not in closed().get(path, headers=bearer).text
    assert closed().get("/c/reports", headers=bearer).status_code == 404


def test_signing_in_below_and_at_the_root(closed: Callable[[], Client]) -> None:
    browser = closed()
    assert 'action="/c/minutes/sign-in"' in browser.get("/c/minutes/?q=who", headers=PAGE).text
    signed = browser.post("/c/minutes/sign-in", data={"token": OTHER, "next": "/c/minutes/?q=who"}, headers=PAGE)
    assert (signed.status_code, signed.headers["Location"]) == (303, "/c/minutes/?q=who")
    assert [browser.get(path).status_code for path in PATHS] == [403, 200, 200, 200, 403, 308]
    page = browser.get("/c/reports/?q=who", headers=PAGE).text
    assert "a token that is not for this collection" in page and 'action="/c/reports/sign-in"' in page
    assert browser.post("/c/reports/sign-in", data={"token": TOKEN}, headers=PAGE).headers["Location"] == "/c/reports/"
    assert [browser.get(path).status_code for path in PATHS] == [200, 200, 200, 200, 200, 308]
    assert browser.post("/sign-out").headers["Location"] == "/sign-in"
    assert [browser.get(path).status_code for path in PATHS] == [401] * 6


@pytest.mark.parametrize("next", ["/c/reports/sign-out", "//x.example", "/\\x.example", ""])
def test_signing_in_leads_nowhere_else(closed: Callable[[], Client], next: str) -> None:
    signed = closed().post("/c/reports/sign-in", data={"token": TOKEN, "next": next})
    assert signed.headers["Location"] == "/c/reports/"


@pytest.mark.parametrize("last", ["", "60/minute", "none", "minutes,none", "minutes,", "minutes *", "Minutes"])
def test_a_token_that_names_no_collection_is_refused(tmp_path: Path, last: str) -> None:
    (tmp_path / "tokens").write_text(f"clerk {TOKEN} {last}\n")
    with pytest.raises(SettingsError) as raised:
        read_tokens(tmp_path / "tokens", ["reports", "minutes"])
    assert "Line 1" in str(raised.value) and TOKEN not in str(raised.value)


# Names and folders -----------------------------------------------------------------------------------------------------


def test_one_argument_is_a_folder_unless_it_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for folder in ("a=b", "plain"):
        Path(folder).mkdir()
    for argument in ("a=b", "plain", "none", "./x=y", str(tmp_path / "a=b"), "a b=c", "=c", "a=", "ä=c"):
        settings = read_folders([argument], {})
        assert (settings.folder, settings.collections) == (Path(argument), ())
    assert read_folders(["x=a=b"], {}).collections == (("x", Path("a=b")),)
    assert read_folders(["a=b", "x=~/y"], {}).collections == (("a", Path("b")), ("x", Path.home() / "y"))
    assert read_folders([], {}).folder is None


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (["reports", "minutes"], "'reports' is no collection; expected NAME=FOLDER"),
        (["a=b", "minutes"], "'minutes' is no collection"),
        (["a=b", "c/d=e"], "'c/d=e' is no collection"),
        (["a=b", "=e"], "'=e' is no collection"),
        (["a=b", "c="], "'c=' is no collection"),
        (["a=b", f"{'c' * 65}=d"], "is no collection"),
        (["a=b", "..=d"], "is no collection"),
        (["a=b", "a=c"], "Two collections have the same name: a, a"),
        (["a=b", "A=c"], "Two collections have the same name: a, A"),
    ],
)
def test_names_that_cannot_be_used_are_told(given: list[str], message: str) -> None:
    with pytest.raises(SettingsError) as raised:
        read_folders(given, {})
    assert message in str(raised.value)


def test_the_environment_may_name_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QUOTH_COLLECTIONS", "reports=/srv/reports:minutes=/srv/a=b")
    named = (("reports", Path("/srv/reports")), ("minutes", Path("/srv/a=b")))
    assert read_folders([], {}).collections == named
    assert read_folders(["/srv/one"], {}).collections == ()
    with pytest.raises(SettingsError, match="both as arguments and in --collections"):
        read_folders(["a=b"], {"collections": "c=d"})
    monkeypatch.setenv("QUOTH_FOLDER", "/srv/one")
    with pytest.raises(SettingsError, match="QUOTH_FOLDER and QUOTH_COLLECTIONS are both set"):
        read_folders([], {})


# As a process ----------------------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_the_command_serves_several(tmp_path: Path) -> None:
    folders = write_folders(tmp_path)
    service = start_service(
        *(f"{name}={path}" for name, path in folders.items()),
        *("--min-confidence", "0", "--log-requests", "off"),
    )
    try:
        quoth = Quoth(f"{service.url}/c/reports")
        reply = quoth.ask(QUESTION)
        assert reply.citations[0].url.startswith(f"{service.url}/c/reports/documents/north/bridge.txt?")
        assert [listed.id for listed in quoth.documents()] == ["north/bridge.txt"]
        assert reply.citations[0].stands_in(quoth.text("north/bridge.txt"))
        assert quoth.link("Who?") == f"{service.url}/c/reports/?q=Who%3F"
        with urllib.request.urlopen(f"{service.url}/") as response:
            assert [one["status"] for one in json.load(response)["collections"]] == ["ready", "ready"]
        (folders["minutes"] / "june.txt").write_text("The mayor opened the library on 2 June 2020.")
        wait_until(lambda: len([*Quoth(f"{service.url}/c/minutes/").documents()]) == 2)
    finally:
        service.stop()


def test_any_wsgi_server_can_run_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from service.commands.serve import make_app

    folders = write_folders(tmp_path)
    monkeypatch.setenv("QUOTH_COLLECTIONS", ":".join(f"{name}={path}" for name, path in folders.items()))
    app: Any = make_app()
    assert Client(app).get("/readyz").json["status"] == "ready"
