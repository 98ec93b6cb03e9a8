"""Files read in a process with limits: whatever one does, only it is lost, and the next is read."""

from collections.abc import Iterator

import pytest
from conftest import SEEDS

from service.documents.apart import ApartReader, Limits
from service.documents.collection import read_collection
from service.documents.errors import EmptyError, UnreadableError

FUNCTION = "tests.apart_functions:read"


@pytest.fixture(scope="module")
def reader() -> Iterator[ApartReader]:
    made = ApartReader(FUNCTION, Limits(seconds=20, memory=1 << 30, open_files=24, characters=1000))
    yield made
    made.close()


@pytest.mark.parametrize("text", ["", "plain", "été 漢 😀", "a\0b\r\n\x1b", "half \ud800", "x" * 1000])
def test_a_text_comes_back_as_it_was_read(reader: ApartReader, text: str) -> None:
    assert reader.read(b"say:" + text.encode("utf-8", "surrogatepass")) == text


def test_the_process_is_kept_for_the_next_file(reader: ApartReader) -> None:
    assert reader.read(b"who:") == reader.read(b"who:")


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"refuse:It has no pages.", "It has no pages."),
        (b"repeat:1001", "It holds 1,001 characters; at most 1,000 were expected."),
        (b"fill:", "Reading it took more than 1,024 MB of memory."),
        (b"fail:", "It cannot be read: ZeroDivisionError."),
        (b"open:200", "It cannot be read: OSError."),
        (b"die:", "The process that read it ended; the file may be damaged, or too large to read."),
    ],
)
def test_a_file_that_exceeds_its_limits_is_lost_alone(reader: ApartReader, data: bytes, reason: str) -> None:
    with pytest.raises(UnreadableError) as refused:
        reader.read(data)
    assert str(refused.value) == reason
    assert reader.read(b"say:the next") == "the next"


@pytest.mark.parametrize(
    ("data", "is_empty"), [(b"empty:It holds nothing.", True), (b"refuse:It holds nothing.", False)]
)
def test_a_file_without_text_is_told_from_one_that_cannot_be_read(
    reader: ApartReader, data: bytes, is_empty: bool
) -> None:
    with pytest.raises(UnreadableError, match="It holds nothing") as refused:
        reader.read(data)
    assert isinstance(refused.value, EmptyError) is is_empty


def test_a_file_that_takes_too_long_is_lost_alone() -> None:
    reader = ApartReader(FUNCTION, Limits(seconds=0.2))
    with pytest.raises(UnreadableError) as refused:
        reader.read(b"sleep:")
    assert str(refused.value) == "Reading it took more than 0.2 seconds."
    assert reader._process is None
    reader.close()


def test_plain_text_starts_no_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("service.documents.apart.subprocess.Popen", None)
    assert len(read_collection(SEEDS).documents) == 5
