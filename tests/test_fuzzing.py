"""What once broke a promise keeps it now, and the checks of the promises find what breaks them."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from service.documents.contents import make_document
from tests.fuzzing import promises
from tests.fuzzing.promises import Broken, check_citations, check_contents, check_reply
from tests.fuzzing.targets import TARGETS, Sut, open_sut

FOUND = Path(promises.__file__).parent / "found"
INPUTS = sorted(path for path in FOUND.glob("*/*"))


@pytest.fixture(scope="module")
def sut() -> Iterator[Sut]:
    with open_sut() as opened:
        yield opened


@pytest.mark.parametrize("path", INPUTS, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_what_was_found_keeps_its_promises(sut: Sut, path: Path) -> None:
    TARGETS[path.parent.name](sut, path.read_bytes())


@pytest.mark.parametrize("name", [name for name in TARGETS if name != "tool"])  # whose SDK is slow to import
def test_usual_input_keeps_its_promises(sut: Sut, name: str) -> None:
    TARGETS[name](
        sut, b'\x01\x20\x20\x20a.txt\n{"question": "Who is \xe2\x80\x9cthe ambassador\xe2\x80\x9d of Canada?"}'
    )


def test_a_quote_that_is_no_slice_is_found(sut: Sut) -> None:
    document = sut.snapshot.documents[0]
    cited: dict[str, Any] = {"document": {"id": document.id}, "start": 5, "end": 20, "quote": document.text[5:20]}
    check_citations([cited], sut.snapshot)
    for change in ({"start": 6}, {"quote": "x"}, {"highlight": {"start": 5, "end": 7, "text": "##"}}):
        with pytest.raises(Broken):
            check_citations([cited | change], sut.snapshot)


def test_a_document_without_text_or_with_the_id_of_another_is_found() -> None:
    document = make_document("a.md", "A text.", "utf-8")
    check_contents("a.md", [document])
    for items in ([document, document], [replace(document, text=" ")], [replace(document, front_matter=99)]):
        with pytest.raises(Broken):
            check_contents("a.md", items)


def test_a_door_that_fails_is_found(sut: Sut, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sut.client.application.view_functions, "search.search", lambda: ("no", 500))
    with pytest.raises(Broken):
        check_reply(sut.client.get("/search?q=a"))
