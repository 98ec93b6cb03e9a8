"""An index names the code that made it: all of it, and none that has moved away."""

import re
import sys
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import pytest

from service.index import identity

PACKAGE = identity.PACKAGE

# (a file of the package: whether a change of it makes indexes anew)
CHANGES = [
    ("html_tags.py", True),
    ("documents/decoding.py", True),
    ("sentences/segmentation.py", True),
    ("index/build.py", True),
    ("english/tokens.py", True),
    ("english/stemming.py", True),
    ("english/unspaced.py", True),
    ("english/forms.py", True),
    ("english/furniture.py", True),
    ("english/word_classes.py", True),
    ("english/word_vectors.py", True),
    ("english/speech_turns.py", True),
    ("english/turn_labels.py", True),
    ("english/titles_and_names.py", True),
    ("answer/ranking/features.py", False),
    ("app/app.py", False),
]


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small package with a file at each place named above."""
    for name, _ in CHANGES:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"# {name}\n")
    monkeypatch.setattr(identity, "PACKAGE", tmp_path)
    return tmp_path


def name_reading() -> str:
    return identity.reading_version.__wrapped__()


def name_all() -> str:
    return identity.code_version.__wrapped__()


def test_all_that_is_listed_is_there() -> None:
    assert len(name_reading()) == 64


@pytest.mark.parametrize(("name", "anew"), CHANGES)
def test_a_change_of_reading_code_makes_indexes_anew(package: Path, name: str, anew: bool) -> None:
    before, all_before = name_reading(), name_all()
    (package / name).write_text("# changed\n")
    assert (name_reading() != before) == anew
    assert name_all() != all_before


@pytest.mark.parametrize("name", ["english/tokens.py", "english/forms.py"])
def test_a_listed_file_that_is_missing_is_an_error(package: Path, name: str) -> None:
    (package / name).unlink()
    with pytest.raises(FileNotFoundError, match=rf"{name} holds no code"):
        name_reading()


@pytest.mark.parametrize("name", ["documents/decoding.py", "sentences/segmentation.py", "index/build.py"])
def test_a_listed_folder_that_only_keeps_bytecode_is_an_error(package: Path, name: str) -> None:
    moved = package / name
    moved.unlink()
    (moved.parent / "__pycache__").mkdir()
    (moved.parent / "__pycache__" / "left.pyc").write_bytes(b"")
    with pytest.raises(FileNotFoundError, match=f"{moved.parent.name} holds no code"):
        name_reading()


def test_pages_seeds_and_papers_name_no_code(package: Path) -> None:
    before = name_all()
    for name in ("web/page.js", "seeds/001.txt", "papers/README.md"):
        (package / name).parent.mkdir()
        (package / name).write_text("x")
    assert name_all() == before


def test_all_that_reads_documents_is_named() -> None:
    """What documents, sentences and index import of other rooms decides how an index is made, too."""
    waiting = [path for room in ("documents", "sentences", "index") for path in (PACKAGE / room).rglob("*.py")]
    found: set[str] = set()
    while waiting:
        for module in re.findall(
            r"^from service\.(english\.\w+) import", waiting.pop().read_text("utf-8"), re.MULTILINE
        ):
            name = module.replace(".", "/") + ".py"
            if name not in found:
                found.add(name)
                waiting.append(PACKAGE / name)
    assert found <= set(identity.READING)
    assert found


def test_every_library_that_reads_files_is_named() -> None:
    """An upgraded library may read otherwise, so what it read before must not be kept."""
    imported = set()
    for path in (PACKAGE / "documents").rglob("*.py"):
        imported |= set(re.findall(r"^\s*(?:from|import) (\w+)", path.read_text("utf-8"), re.MULTILINE))
    outside = {name.replace("_", "-") for name in imported - set(sys.stdlib_module_names) - {"service"}}
    # PyYAML is named as its distribution is, and Pillow draws what was read.
    assert outside - {"yaml", "PIL"} <= set(identity.LIBRARIES)


@pytest.mark.parametrize("library", [*identity.LIBRARIES, "no-such-library"])
def test_a_library_has_the_version_that_its_metadata_say(library: str) -> None:
    try:
        said = version(library)
    except PackageNotFoundError:
        said = "none"
    for installed in (identity._find_installed(), {}):  # by its folder, and where it was installed in another way
        assert identity._version(library, installed) == said
