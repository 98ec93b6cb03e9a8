"""The pages of PDFs as images: which words are boxed, what is kept, and what a hostile file can do."""

import io
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from conftest import ROOT
from flask.testing import FlaskClient
from formats_corpus import pdf_of, typeset, zip_of
from PIL import Image
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from service.app.app import create_app
from service.documents import page_images
from service.documents.apart import ApartReader, Limits
from service.documents.collection import read_document
from service.documents.document import Document
from service.documents.errors import UnreadableError
from service.documents.page_images import BusyDrawingError, PageWanted, draw_apart, want_page
from service.documents.readers.page_lines import PageLine, compose
from service.documents.readers.page_places import place_lines
from service.documents.readers.pdf_file import open_pdf
from service.documents.readers.pdf_page import WIDTH, draw_page, find_boxes
from service.engine.engine import Engine

FIRST = [
    "# The harbour",
    "",
    "The northern pier closed in 1955. It was held by the founda-",
    "tions of an older wall, which the town had built in 1811.",
    "",
    "Pier 𝒜 and café “Anker” stand beside it.",
]
SECOND = ["The southern pier was opened in 1961, and has been", "in use since."]


def with_heads(number: int, lines: list[str]) -> list[tuple[float, float, str]]:
    return [(60, 810, "Harbour report"), *typeset(lines), (300, 30, str(number))]


REPORT = pdf_of([with_heads(1, FIRST), with_heads(2, SECOND), with_heads(3, ["The end."])])


@pytest.fixture(scope="module", autouse=True)
def patience() -> Iterator[None]:
    """Give the process that draws more time: it stands back for others, which on a busy machine is no fault."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(page_images, "LIMITS", replace(page_images.LIMITS, seconds=60.0))
        page_images._drawer_of.cache_clear()
        yield
        page_images._drawer_of.cache_clear()


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Document:
    folder = tmp_path_factory.mktemp("report")
    (folder / "report.pdf").write_bytes(REPORT)
    document = read_document(folder, "report.pdf")
    assert isinstance(document, Document)
    return document


def boxes_of(document: Document, data: bytes, words: str) -> list[tuple[int, ...]]:
    """The boxes of words in points, from the lower left corner."""
    start = document.text.index(words)
    number = document.page_at(start)
    assert number is not None
    page = open_pdf(data)[number - 1]
    boxes = find_boxes(page, want_page(document, number, (start, start + len(words))))
    return [tuple(round(edge) for edge in box) for box in boxes]


@pytest.mark.parametrize(
    ("words", "lines"),
    [
        ("The harbour", [(60, 760)]),
        ("The northern pier closed in 1955.", [(60, 739)]),
        ("1955", [(200, 739)]),
        ("held by the founda-\ntions of an older wall", [(245, 739), (60, 725)]),
        ("founda-\ntions", [(320, 739), (60, 725)]),
        ("café “Anker”", [(110, 704)]),
        ("opened in 1961, and has been in use", [(185, 760), (60, 746)]),
        ("The end.", [(60, 760)]),
    ],
)
def test_words_are_boxed_where_they_stand(report: Document, words: str, lines: list[tuple[int, int]]) -> None:
    boxes = boxes_of(report, REPORT, words)
    assert len(boxes) == len(lines)
    for (left, low, right, high), (begin, base) in zip(boxes, lines, strict=True):
        assert abs(left - begin) < 25 and low <= base <= high and right > left


def test_columns_are_boxed_each_by_itself(tmp_path: Path) -> None:
    rows = [("Pier", "Length"), ("North", "300 m"), ("South", "200 m")]
    data = pdf_of([[(60 + 200 * n, 700 - 14 * row, c) for row, cells in enumerate(rows) for n, c in enumerate(cells)]])
    (tmp_path / "a.pdf").write_bytes(data)
    document = read_document(tmp_path, "a.pdf")
    assert isinstance(document, Document)
    assert [(box[0], box[2] < 300) for box in boxes_of(document, data, "North   300 m")] == [(60, True), (260, True)]


def line(text: str, base: float) -> PageLine:
    return PageLine(text, 60, 300, base, 11)


PAGE = [line("Report", 810), *(line(f"Line {n} of the text", 760 - 14 * n) for n in range(20)), line("7", 30)]


def test_a_page_that_is_not_the_one_of_the_text_has_no_places() -> None:
    text = " ".join(f"Line {n} of the text" for n in range(20))
    places = place_lines(PAGE, text)
    assert places is not None and (places[0], places[-1]) == (None, None)
    assert [text[place:][: len(held.text)] for place, held in zip(places, PAGE, strict=True) if place is not None] == [
        held.text for held in PAGE[1:-1]
    ]
    for other in (
        text.replace("Line 9", "Line 99"),
        text + " More.",
        text[30:],
        "",
        text.replace("Line 12 of the text ", ""),
    ):
        assert place_lines(PAGE, other) is None


def test_lines_that_repeat_are_told_apart_or_not_at_all() -> None:
    lines = [line("—", 800 - 2 * n) for n in range(300)]
    assert place_lines(lines, " ".join("—" * 300)) == list(range(0, 600, 2))
    assert place_lines(lines, " ".join("—" * 250)) is None


@pytest.mark.parametrize("marks", ["# ", "", "#### "])
def test_marks_of_headings_take_no_place(marks: str) -> None:
    large = PageLine("#1 of all" if not marks else "A heading", 60, 200, 760, 20)
    text, _ = compose([[large, line("It says something.", 700)]])
    places = place_lines([large, line("It says something.", 700)], text)
    assert places == [text.index(large.text), text.index("It")]


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_boxes_follow_a_page_that_is_turned(tmp_path: Path, turn: int) -> None:
    pdf = open_pdf(REPORT)
    pdf[0].set_rotation(turn)
    file = io.BytesIO()
    pdf.save(file)
    (tmp_path / "a.pdf").write_bytes(file.getvalue())
    report = read_document(tmp_path, "a.pdf")
    assert isinstance(report, Document)
    start = report.text.index("The northern pier")
    drawn = draw_page(file.getvalue(), want_page(report, 1, (start, start + 17)))
    pixels = np.asarray(Image.open(io.BytesIO(drawn.data)).convert("RGB"))[::4, ::4].astype(int)
    rows, columns = np.nonzero(np.abs(pixels - (255, 233, 140)).sum(axis=2) < 40)
    assert drawn.boxes == 1 and len(rows) > 50
    wide, high = np.ptp(columns), np.ptp(rows)
    assert (wide > 3 * high) == (turn in (0, 180))


def test_a_band_is_the_part_around_the_boxes(report: Document) -> None:
    start = report.text.index("1811")
    wanted = want_page(report, 1, (start, start + 4))
    whole, band = (Image.open(io.BytesIO(draw_page(REPORT, w).data)) for w in (wanted, wanted._replace(band=True)))
    assert whole.width == WIDTH > band.width and band.height < 350 < whole.height
    unknown = PageWanted(1, "Another text.", 0, 7, True)
    drawn = draw_page(REPORT, unknown)
    assert drawn.boxes == 0 and Image.open(io.BytesIO(drawn.data)).size == whole.size


@pytest.mark.parametrize("size", [(1, 14_400), (14_400, 1), (14_400, 14_400), (3, 3)])
def test_no_page_has_too_many_pixels(size: tuple[int, int]) -> None:
    pdf = open_pdf(REPORT)
    pdf[0].set_mediabox(0, 0, *size)
    file = io.BytesIO()
    pdf.save(file)
    image = Image.open(io.BytesIO(draw_page(file.getvalue(), PageWanted(1, "")).data))
    assert image.width * image.height < 3_100_000 and max(image.size) < 16_384


def test_neither_comments_nor_fields_are_drawn() -> None:
    drawn = []
    for filled in (False, True):
        file = io.BytesIO()
        canvas = Canvas(file, pagesize=A4, invariant=1)
        canvas.drawString(60, 760, "The northern pier closed in 1955.")
        if filled:
            canvas.acroForm.textfield(name="to", value="Ada Crane", x=60, y=600, width=200, height=40)
            canvas.highlightAnnotation("Who says so?", Rect=[60, 755, 200, 775], Color=[1, 0, 0])
        canvas.save()
        drawn.append(draw_page(file.getvalue(), PageWanted(1, "")).data)
    assert drawn[0] == drawn[1]


# Served ---------------------------------------------------------------------------------------------------------------


@pytest.fixture
def serve(tmp_path: Path, open_engine: Callable[..., Engine]) -> Callable[..., FlaskClient]:
    folder = tmp_path / "documents"
    folder.mkdir()
    (folder / "a b.pdf").write_bytes(REPORT)
    (folder / "all.zip").write_bytes(zip_of({"in/er.pdf": REPORT}))
    (folder / "notes.txt").write_text("The ship is red.")
    (folder / "part scanned.pdf").write_bytes(pdf_of([typeset(["The mill closed in 1900."]), []]))
    return lambda **options: create_app(open_engine(folder, threshold=0.0), **options).test_client()


@pytest.mark.parametrize("id", ["a b.pdf", "all.zip/in/er.pdf"])
def test_a_page_is_served_with_the_headers_of_a_picture(serve: Any, id: str) -> None:
    client = serve()
    reply = client.get(f"/documents/{id}/page?number=2&start=200&end=240")
    assert (reply.status_code, reply.content_type) == (200, "image/webp")
    assert Image.open(io.BytesIO(reply.data)).format == "WEBP"
    assert "sandbox" in reply.headers["Content-Security-Policy"]
    assert reply.headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert reply.headers["Cache-Control"] == "private, no-cache"
    again = client.get(reply.request.full_path, headers={"If-None-Match": reply.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


@pytest.mark.parametrize("originals", [False, True])
def test_what_is_cited_shows_its_page(serve: Any, originals: bool) -> None:
    client = serve(originals=originals)
    (cited, *_) = client.post("/ask", json={"question": "When was the southern pier opened?"}).json["citations"]
    page = client.get(cited["url"]).text
    place = f"number=2&amp;start={cited['start']}&amp;end={cited['end']}"
    assert (
        f'src="/documents/a%20b.pdf/page?{place}"' in page or f'src="/documents/all.zip/in/er.pdf/page?{place}"' in page
    )
    assert ("/original#page=2" in page) == originals
    assert (f'/page?{place}"><picture>' in page) != originals
    assert "/page?" not in client.get("/documents/a b.pdf").text
    assert "/page?" not in client.get("/documents/notes.txt?start=0&end=8").text


@pytest.mark.parametrize("originals", [False, True])
def test_no_page_is_shown_where_that_is_off(serve: Any, originals: bool) -> None:
    client = serve(page_pictures=False, originals=originals)
    reply = client.get("/documents/a b.pdf/page?number=1")
    assert reply.status_code == 404 and "QUOTH_PAGE_PICTURES" in reply.json["detail"]
    assert "/page?" not in client.get("/documents/a b.pdf?start=0&end=8").text


def test_a_page_without_text_is_shown_only_with_the_files(serve: Any) -> None:
    path = "/documents/part scanned.pdf/page?number="
    assert serve().get(f"{path}1").status_code == 200
    reply = serve().get(f"{path}2")
    assert reply.status_code == 404 and "Page 2 holds no text" in reply.json["detail"]
    assert serve(originals=True).get(f"{path}2").status_code == 200


@pytest.mark.parametrize(
    ("path", "status", "said"),
    [
        ("a b.pdf/page?number=4", 400, 'number is "4"; expected an integer from 1 to 3.'),
        ("a b.pdf/page?number=0", 400, "expected an integer from 1 to 3."),
        ("a b.pdf/page?number=1&start=5", 400, "end is missing"),
        ("a b.pdf/page?number=1&start=5&end=5", 400, "0 <= start < end"),
        ("a b.pdf/page?number=1&band=2", 400, "from 0 to 1."),
        ("a b.pdf/page?colour=red", 400, "colour"),
        ("notes.txt/page?number=1", 404, "has no pages to draw"),
        ("none.pdf/page?number=1", 404, "There is no document"),
        ("all.zip/page?number=1", 404, "is no document but holds some"),
    ],
)
def test_what_is_no_page_is_refused(serve: Any, path: str, status: int, said: str) -> None:
    reply = serve().get(f"/documents/{path}")
    assert reply.status_code == status and said in reply.json["detail"]


def test_a_picture_is_drawn_once_and_one_that_fails_tried_once(
    serve: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn: list[int] = []

    def draw(data: bytes, wanted: PageWanted, max_bytes: int) -> page_images.PageImage:
        drawn.append(wanted.number)
        if wanted.number == 2:
            raise UnreadableError("It takes for ever.")
        return page_images.PageImage(b"RIFF", 0)

    monkeypatch.setattr("service.engine.page_pictures.draw_apart", draw)
    client = serve(originals=True)
    for _ in range(3):
        assert client.get("/documents/a b.pdf/page?number=1").data == b"RIFF"
        failed = client.get("/documents/a b.pdf/page?number=2")
        assert failed.status_code == 404 and "It takes for ever." in failed.json["detail"]
    assert drawn == [1, 2]
    (tmp_path / "documents" / "a b.pdf").write_bytes(REPORT + b"\n")
    client.get("/documents/a b.pdf/page?number=1")
    assert drawn == [1, 2, 1]


def test_a_file_that_ends_what_draws_it_is_lost_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    drawer = ApartReader("apart_functions:read", Limits(seconds=20, memory=1 << 30))
    places = threading.BoundedSemaphore(1)
    monkeypatch.syspath_prepend(ROOT / "tests")
    monkeypatch.setattr(page_images, "_drawer_of", lambda process: (drawer, places))
    try:
        for _ in range(2):  # its place is free again
            with pytest.raises(UnreadableError):
                draw_apart(b"die", PageWanted(1, ""), 9)
    finally:
        drawer.close()


def test_only_so_many_pages_wait_to_be_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    started, go_on = threading.Semaphore(0), threading.Event()

    class Slow:
        def read(self, data: bytes) -> str:
            started.release()
            go_on.wait(10)
            return '["", 0]'

    places = threading.BoundedSemaphore(page_images.AT_ONCE)
    monkeypatch.setattr(page_images, "_drawer_of", lambda process: (Slow(), places))
    threads = [
        threading.Thread(target=draw_apart, args=(b"", PageWanted(1, ""), 9)) for _ in range(page_images.AT_ONCE)
    ]
    for thread in threads:
        thread.start()
        started.acquire()
    with pytest.raises(BusyDrawingError):
        draw_apart(b"", PageWanted(1, ""), 9)
    go_on.set()
    for thread in threads:
        thread.join()
    assert draw_apart(b"", PageWanted(1, ""), 9).boxes == 0
