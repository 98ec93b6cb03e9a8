"""Adding documents in a browser: dropped with their progress, chosen in a form that needs no scripts, and removed."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect
from waitress import create_server

from browser.hosts import keep_static, running
from browser.test_browser_accessibility import check
from service.app.access_tokens import make_writers
from service.app.app import Writing, create_app
from service.engine.engine import Engine

TOKEN = "correct-horse-battery"
DROP = """files => {
    const data = new DataTransfer();
    for (const [name, text] of files) data.items.add(new File([text], name));
    for (const kind of ["dragenter", "dragover", "drop"]) {
        document.getElementById("adding").dispatchEvent(new DragEvent(kind, { dataTransfer: data, bubbles: true, cancelable: true }));
    }
}"""


@pytest.fixture
def site(tmp_path: Path) -> Iterator[str]:
    """A folder with one document, which whoever has the token may add others to."""
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "first.txt").write_text("The bridge at Kestrel opened in 1931.")
    with Engine(tmp_path / "folder", index=tmp_path / "index") as engine:
        engine.expect_additions()
        engine.start()
        app = keep_static(create_app(engine, writing=Writing(make_writers(TOKEN))))
        with running(create_server(app, host="127.0.0.1", port=0, threads=4)) as address:
            yield address


def sign_in(page: Any) -> None:
    page.click("text=Sign in to add documents")
    page.fill("#token", TOKEN)
    page.click("main button.send")
    page.wait_for_selector("#adding")


def drop(page: Any, *files: tuple[str, str]) -> None:
    """Drop files, (name, text), once the page takes them."""
    page.locator("#adding .dropping").wait_for()
    page.evaluate(DROP, files)


def expect_listed(page: Any, *names: str) -> None:
    expect(page.locator(".list .id")).to_have_text(names)


def test_documents_are_dropped_refused_and_removed(site: str, open_page: Callable[..., Any]) -> None:
    page = open_page(f"{site}/documents", own=True)
    sign_in(page)
    drop(page, ("b.txt", "The harbour was closed by the storm."), ("ä & b.txt", "The mayor spoke for an hour."))
    expect_listed(page, "b.txt", "first.txt", "ä & b.txt")
    drop(page, ("first.txt", "Something else."), ("c.txt", ""))
    expect(page.locator(".sending .refused .outcome")).to_contain_text(["There is a document", "cannot be read"])
    drop(page, ("e f.txt", "The bakery burnt down in May."))
    page.locator(".sending .added").wait_for()
    check(page, "files added and refused", schemes=1)
    page.locator(".sending .added a").click()
    expect(page.locator(".source-text")).to_contain_text("The bakery burnt down in May.")
    page.goto(f"{site}/documents")
    expect_listed(page, "b.txt", "e f.txt", "first.txt", "ä & b.txt")
    page.locator(".remove summary").first.click()
    page.locator(".remove button").first.click()
    expect_listed(page, "e f.txt", "first.txt", "ä & b.txt")
    page.context.clear_cookies()


def test_the_form_works_without_scripts(site: str, open_page: Callable[..., Any], tmp_path: Path) -> None:
    (tmp_path / "d.txt").write_text("The library opened in June.")
    page = open_page(f"{site}/documents", own=True, java_script_enabled=False)
    sign_in(page)
    page.set_input_files("#files", str(tmp_path / "d.txt"))
    page.click("#adding button.send")
    expect_listed(page, "d.txt", "first.txt")
    page.set_input_files("#files", str(tmp_path / "d.txt"))
    page.click("#adding button.send")
    expect(page.locator("dd")).to_contain_text("There is a document")
    page.context.clear_cookies()
