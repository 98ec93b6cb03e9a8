"""What tests share: the first collection served in this process, the service as a process, and a browser."""

import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from types import CodeType
from typing import Any

# As the commands set it: three processes on two cores have none to spare for the threads of linear algebra.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import pytest
from flask import Flask
from flask.templating import Environment
from flask.testing import FlaskClient
from hypothesis import settings
from jinja2.bccache import Bucket, BytecodeCache

from service.app.app import create_app
from service.engine.engine import Engine
from service.engine.live import Snapshot

# Tests start the code in dozens of processes, each of which would compile all of it where bytecode may not be kept.
sys.dont_write_bytecode = False
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

# The same examples every time: few in everyday runs, more where the project is checked as a whole (.ci/run).
settings.register_profile("repeatable", derandomize=True, deadline=None, max_examples=25)
settings.register_profile("thorough", derandomize=True, deadline=None, max_examples=100)
settings.load_profile("repeatable")


def examples(number: int, **options: Any) -> settings:
    """Settings for this many examples in a thorough run, and a quarter as many otherwise."""
    return settings(max_examples=number * settings().max_examples // 100, **options)


ROOT = Path(__file__).resolve().parent.parent
SEEDS = ROOT / "seeds"
# What is slow to start is started once in a process: the files whose tests share it.
SHARED = {
    "browser": ("tests/browser/", "tests/test_evaluate.py", "tests/test_recipes.py"),
    "service": ("tests/test_app_server.py", "tests/test_cli.py", "tests/test_client.py", "tests/test_formats.py"),
}
# Those run in one process, but those of the browser, which take longest, in two: these files in the other one, with sites of
# their own.
SECOND_BROWSER = tuple(
    f"tests/browser/test_browser_{name}.py" for name in ("adding", "collections", "embed", "reading", "sign_in")
)
# Files that are slow to import, and all of whose tests bear a marker: they are read where the marker is not left out.
MARKED = {"test_mcp.py": "mcp"}
# Set where a missing browser is to fail the tests, not skip them.
REQUIRE_BROWSER = bool(os.environ.get("QUOTH_REQUIRE_BROWSER"))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """Give at least three processes something to do: those whose tests use a browser mostly wait for it."""
    return max(3, os.cpu_count() or 1)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Keep a file's tests in one process, and those of all files that share a fixture of SHARED, or half of a browser's."""
    from xdist.scheduler import LoadFileScheduling

    class Scheduling(LoadFileScheduling):
        def _split_scope(self, nodeid: str) -> str:
            scope: str = super()._split_scope(nodeid)
            if scope.startswith(SECOND_BROWSER):
                return "second browser"
            return next((name for name, files in SHARED.items() if scope.startswith(files)), scope)

    return Scheduling(config, log) if config.getoption("dist") == "loadfile" else None


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Leave out a file of MARKED whose tests would all be deselected."""
    marker = MARKED.get(collection_path.name)
    return True if marker and f"not {marker}" in config.getoption("markexpr") else None


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Refuse a test that starts what is shared in a file that SHARED does not name."""
    for item in items:
        for name, files in SHARED.items():
            if name in getattr(item, "fixturenames", ()) and not item.nodeid.startswith(files):
                raise pytest.UsageError(f"{item.nodeid} uses {name}; name its file in SHARED of tests/conftest.py.")


@pytest.fixture(autouse=True)
def no_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep the settings of whoever runs the tests away from them."""
    for name in [name for name in os.environ if name.startswith("QUOTH_")]:
        monkeypatch.delenv(name)


class CompiledOnce(BytecodeCache):
    """The templates' code, which every application of the tests would compile for itself."""

    def __init__(self) -> None:
        self.kept: dict[tuple[str, str], CodeType] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        bucket.code = self.kept.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        self.kept[bucket.key, bucket.checksum] = bucket.code


@pytest.fixture(scope="session", autouse=True)
def templates_compiled_once() -> Iterator[None]:
    create, compiled = Flask.create_jinja_environment, CompiledOnce()

    def create_jinja_environment(app: Flask) -> Environment:
        environment = create(app)
        environment.bytecode_cache = compiled
        return environment

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Flask, "create_jinja_environment", create_jinja_environment)
        yield


OpenEngine = Callable[..., Engine]

# Beside what a container needs: no page lives long enough for its scripts to be worth optimising, none of these sites
# needs a process of its own, and no window needs pages for its address bar, which take more than most tests do.
BROWSER_FLAGS = [
    "--no-sandbox",
    "--disable-dev-shm-usage",
    "--disable-gpu",
    "--in-process-gpu",
    "--enable-low-end-device-mode",
    "--js-flags=--no-opt",
    "--renderer-process-limit=1",
    "--disable-site-isolation-trials",
    "--disable-features=SpareRendererForSitePerProcess,IsolateOrigins,site-per-process,WebUIOmniboxPopup,WebUIOmniboxAimPopup",
]


@pytest.fixture(scope="session")
def open_engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OpenEngine]:
    """Give a function that opens an engine, as `quoth serve` does: its index is written to a disk and mapped from there.

    Engines of the first collection share one index.
    """
    place = tmp_path_factory.mktemp("index")
    with ExitStack() as stack:

        def open_engine(folder: Path = SEEDS, **options: Any) -> Engine:
            index = place if folder == SEEDS else tmp_path_factory.mktemp("index")
            engine = stack.enter_context(Engine(folder, index=index, **options))
            engine.start()
            return engine

        yield open_engine


@pytest.fixture(scope="session")
def engine(open_engine: OpenEngine) -> Engine:
    """The first collection."""
    return open_engine()


@pytest.fixture(scope="session")
def snapshot(engine: Engine) -> Snapshot:
    assert engine.snapshot is not None
    return engine.snapshot


@pytest.fixture(scope="session")
def app(engine: Engine) -> Flask:
    return create_app(engine)


@pytest.fixture
def unready(tmp_path: Path) -> Flask:
    """A service whose documents are still being read."""
    return create_app(Engine(SEEDS, index=tmp_path / "index"))


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def serve_folder(tmp_path: Path, open_engine: OpenEngine) -> Callable[..., FlaskClient]:
    """Give a function that writes files, {path: text}, below a new folder and serves them in this process."""

    def serve(files: dict[str, str], **options: Any) -> FlaskClient:
        for name, text in files.items():
            path = tmp_path / "collection" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text.encode())
        about = {name: options.pop(name) for name in ("threshold", "public_url", "log_questions") if name in options}
        return create_app(open_engine(tmp_path / "collection", **about), **options).test_client()

    return serve


def wait_until(true: Callable[[], object]) -> None:
    """Wait for something that other threads bring about."""
    for _ in range(2000):
        if true():
            return
        time.sleep(0.005)
    raise AssertionError("It never came true.")


@dataclass
class Service:
    """`quoth serve` at work as a process of its own."""

    process: "subprocess.Popen[str]"
    lines: list[str]  # what it printed up to its URL
    url: str

    def stop(self, number: int = signal.SIGTERM) -> int:
        """Send a signal and give the exit code."""
        self.process.send_signal(number)
        return self.process.wait(20)


def plain_environment() -> dict[str, str]:
    """Give the environment without settings of whoever runs the tests, and with a cache folder of its own."""
    return {name: value for name, value in os.environ.items() if not name.startswith("QUOTH_")}


@pytest.fixture(scope="session", autouse=True)
def cache_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Keep indexes that tests make out of the user's cache folder."""
    with pytest.MonkeyPatch.context() as patch:
        home = tmp_path_factory.mktemp("cache")
        patch.setenv("XDG_CACHE_HOME", str(home))
        yield home


def start_service(*arguments: str, command: tuple[str, ...] = ("-m", "service.commands.main", "serve")) -> Service:
    """Start the service on a free port, and wait until it says where it is."""
    process = subprocess.Popen(
        [sys.executable, *command, *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        cwd=ROOT,
        env=plain_environment() | {"QUOTH_PORT": "0"},
    )
    assert process.stdout is not None
    lines = []
    for line in process.stdout:
        lines.append(line.rstrip("\n"))
        if found := re.search(r"Serving on (http://\S+)/ ", line):
            return Service(process, lines, found[1])
    pytest.fail(f"The service ended with {process.wait()} before it listened: {lines}")


@pytest.fixture(scope="session")
def service() -> Iterator[Service]:
    """The first collection, served by waitress in a process of its own."""
    running = start_service()
    yield running
    running.process.kill()
    running.process.wait()


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """Chromium, driven by Playwright; where it is missing, tests are skipped, or fail, saying what to do."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        sentence = "Chromium is missing: the browser tests need it (on Debian: apt-get install chromium)."
        pytest.fail(sentence) if REQUIRE_BROWSER else pytest.skip(sentence)
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=chromium, args=BROWSER_FLAGS)
        yield running
        running.close()
