"""The house keeps its order: imports run one way, each library is met in few files, and files stay small."""

import ast
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from conftest import ROOT

SERVICE = ROOT / "service"
FILES = sorted(SERVICE.rglob("*.py"))

# From the ground up: a room uses those on lower floors only. Rooms on one floor know nothing of each other.
FLOORS = (
    {"setting_values", "html_tags"},
    {"setting_table"},
    {"settings", "documents", "sentences", "resources", "memory"},
    {"english"},
    {"index"},
    {"query"},
    {"verify", "search"},
    {"answer"},
    {"evaluate"},
    {"training"},
    {"wire"},
    {"engine"},
    {"app", "mcp"},
    {"commands"},
    {"wsgi"},
)
FLOOR = {room: floor for floor, rooms in enumerate(FLOORS) for room in rooms}
OFFERED = {"typing", "service.engine.engine", "service.wire.problems"}
APART = {"client"}  # talks HTTP to a service and imports nothing else of ours

# Where each outside library may be met: files, or folders with a slash at the end.
BORDERS = {
    "rank_bm25": ("index/", "evaluate/baseline.py"),
    "numpy": ("english/word_vectors.py", "index/", "search/", "answer/", "evaluate/", "training/"),
    "nltk": ("sentences/",),
    "Stemmer": ("english/tokens.py",),
    "punkt": ("sentences/",),
    "flask": ("app/", "commands/serve.py"),
    "werkzeug": ("app/",),
    "waitress": ("app/server.py", "app/connections.py", "app/at_once.py"),
    "prometheus_client": ("app/metrics.py",),
    "click": ("commands/",),
    "watchdog": ("engine/watch.py",),
    "yaml": ("documents/",),
    "chardet": ("documents/",),
    "lxml": ("documents/readers/",),
    "trafilatura": ("documents/readers/web_page.py",),
    "pypdfium2": ("documents/readers/pdf_file.py", "documents/readers/pdf_page.py"),
    "PIL": ("documents/readers/pdf_page.py",),
    "mammoth": ("documents/readers/word_file.py",),
    "striprtf": ("documents/readers/rich_text.py",),
    "htmldate": ("documents/readers/web_page.py",),
    "opensearchpy": ("index/cluster/connection.py",),
    "mcp": ("mcp/",),
    "anyio": ("mcp/",),
    "jinja2": ("evaluate/report.py", "app/page_texts.py"),
    "markupsafe": ("evaluate/report.py", "app/languages.py", "wire/formats/", "app/document_body.py"),
    "pyromark": ("app/markdown_layout.py",),
    "msgspec": ("wire/", "mcp/", "engine/judge.py", "commands/common.py"),
    "xxhash": ("index/",),
    "numba": ("index/machine_code.py",),
}
ENVIRONMENT = ("settings.py", "commands/__init__.py")  # the latter only sets what numpy reads
READERS = {"environ", "getenv", "environb"}
MAX_FILE, MAX_FUNCTION = 400, 40  # lines


def name_of(path: Path) -> str:
    return path.relative_to(SERVICE).as_posix()


def room_of(path: Path) -> str:
    return path.relative_to(SERVICE).parts[0].removesuffix(".py")


@cache
def imports_of(path: Path) -> frozenset[str]:
    found: set[str] = set()
    for node in nodes_of(path):
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"Line {node.lineno} imports by a relative name; expected service.room.file."
            names = {f"{node.module}.{alias.name}" for alias in node.names}
            found.update(names if node.module == "service" else {node.module or ""})
    return frozenset(found)


@cache
def parse(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


@cache
def nodes_of(path: Path) -> tuple[ast.AST, ...]:
    return tuple(ast.walk(parse(path)))


def test_imports_run_one_way() -> None:
    wrong = [f"{name_of(path)} {fault}" for path in FILES for fault in import_faults(path)]
    assert wrong == []


def import_faults(path: Path) -> Iterator[str]:
    """Say which of a file's imports do not lead down; the package's own file imports what is offered to scripts."""
    room = room_of(path)
    if room == "__init__":
        yield from (f"imports {m}" for m in imports_of(path) - OFFERED)
        return
    if room not in FLOOR and room not in APART:
        yield f"is in a room without a floor, {room}; give it one in FLOORS."
    for module in imports_of(path):
        if module.startswith("service."):
            used = module.split(".")[1]
            if used != room and FLOOR.get(used, len(FLOORS)) >= FLOOR.get(room, -1):
                yield f"imports {used}, which is not below {room}."


# What each chamber of answer/ may import of that room beside itself.
CHAMBERS = {"ranking": (), "attribution": ("answer",), "agreement": ("answer", "ranking")}


@pytest.mark.parametrize("chamber", CHAMBERS)
def test_chambers_of_answer_import_each_other_one_way(chamber: str) -> None:
    allowed = tuple(f"service.answer.{name}" for name in (chamber, *CHAMBERS[chamber]))
    for path in (SERVICE / "answer" / chamber).rglob("*.py"):
        for module in imports_of(path):
            inside = module.startswith("service.answer")
            assert not inside or module.startswith(allowed), f"{name_of(path)} imports {module}."


def test_files_of_a_room_import_each_other_one_way() -> None:
    uses = {}
    for path in FILES:
        module = "service." + name_of(path).removesuffix(".py").replace("/", ".").removesuffix(".__init__")
        uses[module] = {used for used in imports_of(path) if used.startswith("service.")}
        uses[module] |= {used.rpartition(".")[0] for used in uses[module]} - {"service"}
    settled: set[str] = set()
    while ready := {m for m in uses if m not in settled and all(u in settled for u in uses[m] if u in uses and u != m)}:
        settled |= ready
    assert sorted(set(uses) - settled) == [], "These files import each other in a circle."


def test_each_library_is_met_at_its_border() -> None:
    wrong = []
    for path in FILES:
        name = name_of(path)
        for module in imports_of(path):
            places = BORDERS.get(module.split(".")[0])
            if places is not None and not any(name == place or name.startswith(place) for place in places):
                wrong.append(f"{name} imports {module}, which is met in {', '.join(places)} only.")
    assert wrong == []


def test_the_environment_is_read_in_settings_alone() -> None:
    files = [path for path in FILES if name_of(path) not in ENVIRONMENT]
    assert [f"{name_of(path)}, line {line}" for path in files for line in environment_reads(path)] == []


def environment_reads(path: Path) -> Iterator[int]:
    """Give the lines on which a file reads the environment, or imports what reads it."""
    for node in nodes_of(path):
        if isinstance(node, ast.Attribute) and node.attr in READERS and ast.unparse(node.value) == "os":
            yield node.lineno
        if isinstance(node, ast.ImportFrom) and node.module == "os" and {a.name for a in node.names} & READERS:
            yield node.lineno


def test_files_and_functions_stay_small() -> None:
    ours = [path for path in FILES if room_of(path) not in APART]  # what is apart is one file, for whoever copies it
    assert [name_of(path) for path in ours if path.read_text(encoding="utf-8").count("\n") > MAX_FILE] == []
    functions = [
        (f"{name_of(path)}: {node.name}", (node.end_lineno or 0) - node.lineno + 1)
        for path in FILES
        for node in nodes_of(path)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]
    assert [(name, lines) for name, lines in functions if lines > MAX_FUNCTION] == []


def test_no_name_stands_for_two_things() -> None:
    """File names and public classes; the client's classes, which mirror the wire's for whoever has no more, apart."""
    files = [path.name for path in FILES if path.name != "__init__.py"]
    classes = [
        node.name
        for path in FILES
        if room_of(path) not in APART
        for node in parse(path).body
        if isinstance(node, ast.ClassDef) and not node.name.startswith("_")
    ]
    assert {name: count for name, count in Counter(files + classes).items() if count > 1} == {}


def test_a_file_opens_with_what_it_does() -> None:
    assert [name_of(path) for path in FILES if not ast.get_docstring(parse(path))] == []


def tracked_files(root: Path) -> list[str] | None:
    """List the files that git tracks; None where this is no checkout of its own, as a source distribution is."""
    command = ["git", "-C", str(root)]
    try:
        top = subprocess.run([*command, "rev-parse", "--show-toplevel"], capture_output=True, text=True)
    except FileNotFoundError:
        return None
    if top.returncode != 0 or Path(top.stdout.rstrip("\n")).resolve() != root.resolve():
        return None
    listed = subprocess.run([*command, "ls-files", "-z"], capture_output=True, text=True, check=True)
    return listed.stdout.split("\0")[:-1]


def top_level(root: Path) -> set[str]:
    """Name what lies at the top, hidden things apart; outside a checkout also without what tools make there."""
    tracked = tracked_files(root)
    if tracked is not None:
        names = {name.partition("/")[0] for name in tracked}
    else:
        names = {path.name for path in root.iterdir() if not _is_made(path)}
    return {name for name in names if not name.startswith(".")}


def _is_made(path: Path) -> bool:
    made = {"build", "dist", "PKG-INFO", "__pycache__"}
    return path.name in made or path.suffix == ".egg-info" or (path / "pyvenv.cfg").is_file()


def test_the_top_level_holds_nothing_else() -> None:
    known = {"LICENSE", "README.md", "pyproject.toml", "seeds", "service", "tests", "web", "wsgi.py"}
    assert top_level(ROOT) == known


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A small tree with a virtual environment inside, and what a build leaves."""
    for name in ("README.md", "service/cli.py", "env/pyvenv.cfg", "env/lib/other.py", "dist/quoth.whl", ".gitignore"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True, parents=True)
        path.write_text("")
    return tmp_path


def test_a_virtual_environment_inside_a_checkout_is_no_part_of_it(tree: Path) -> None:
    if shutil.which("git") is None:
        pytest.skip("git is missing, which tells what belongs to a checkout.")
    for command in (["init", "-q"], ["add", "README.md", "service"]):
        subprocess.run(["git", "-C", str(tree), *command], check=True)
    assert top_level(tree) == {"README.md", "service"}


def test_nor_of_a_source_distribution(tree: Path) -> None:
    assert tracked_files(tree) is None
    assert top_level(tree) == {"README.md", "service"}
    (tree / "stray").mkdir()
    assert "stray" in top_level(tree)


@pytest.mark.parametrize("name", ["env", "venv"])
def test_ruff_reads_no_virtual_environment(tree: Path, name: str) -> None:
    (tree / "env").rename(tree / name)
    for path in (tree / name / "lib" / "other.py", tree / name / "bin" / "activate_this.py"):
        path.parent.mkdir(exist_ok=True)
        path.write_text("import os, sys\n")
    shutil.copy(ROOT / "pyproject.toml", tree)
    command = [sys.executable, "-m", "ruff", "check", "--show-files", str(tree)]
    shown = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert {Path(line).relative_to(tree).as_posix() for line in shown.split()} == {"service/cli.py", "pyproject.toml"}
