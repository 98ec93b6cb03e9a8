"""Start real OpenSearch nodes on the loopback, from the artifacts of Maven Central: one process each, gone with this one.

python -m tests.cluster.nodes --nodes 3      # prints their addresses; Ctrl-C ends them and removes their data

with Nodes(3) as nodes:
    nodes.kill(2); nodes.start(2); nodes.freeze(1); nodes.thaw(1)
"""

import argparse
import atexit
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from fcntl import LOCK_EX, flock
from hashlib import sha256
from pathlib import Path
from types import TracebackType
from typing import Any
from urllib.error import URLError
from urllib.request import Request, urlopen

HERE = Path(__file__).resolve().parent
HEAP = "512m"
READY, ENDED = 90.0, 20.0  # seconds: how long a node may take to be ready, and to end
TOOLS = ("java", "javac", "mvn")
INSTALL = "apt-get install openjdk-17-jdk-headless maven"
_JVM = (
    *("-XX:+UseSerialGC", "-XX:MaxDirectMemorySize=256m", "-XX:+ExitOnOutOfMemoryError"),
    *("-Djava.awt.headless=true", "-Dlog4j2.disable.jmx=true", "-Dio.netty.allocator.numDirectArenas=0"),
)
_QUICK = "-XX:TieredStopAtLevel=1"  # tests live too short for the second compiler to pay


def missing_tools() -> str | None:
    """Return a sentence that says what to install, or None if nodes can be started."""
    missing = [tool for tool in TOOLS if shutil.which(tool) is None]
    if not missing:
        return None
    return f"OpenSearch cannot be started: {', '.join(missing)} is missing. Install it: {INSTALL}"


def prepare() -> str:
    """Fetch the jars and compile the node unless that is done already; return the class path."""
    sources = b"".join((HERE / name).read_bytes() for name in ("pom.xml", "TestNode.java"))
    root = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "quoth-tests"
    root.mkdir(parents=True, exist_ok=True)
    place = root / f"opensearch-{sha256(sources).hexdigest()[:12]}"
    with (root / "lock").open("a") as lock:
        flock(lock, LOCK_EX)  # one test process fetches, the others wait
        if not place.exists():
            aside = Path(tempfile.mkdtemp(dir=root))
            _fetch(aside)
            aside.rename(place)
    return f"{place / 'classes'}{os.pathsep}{place / 'lib' / '*'}"


def _fetch(place: Path) -> None:
    copy = ("dependency:copy-dependencies", "-DincludeScope=runtime", f"-DoutputDirectory={place / 'lib'}")
    _run("mvn", "-q", "-B", "-f", str(HERE / "pom.xml"), *copy)
    _run("javac", "-nowarn", "-d", str(place / "classes"), "-cp", str(place / "lib" / "*"), str(HERE / "TestNode.java"))


def _run(*command: str) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"{command[0]} failed: {done.stdout[-2000:]}{done.stderr[-2000:]}")


def free_ports(count: int) -> list[int]:
    """Return ports that nothing listens on, outside the range that outgoing connections take theirs from."""
    found: list[int] = []
    start = 20_000 + os.getpid() * 37 % 10_000
    for port in range(start, 32_000):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
        found.append(port)
        if len(found) == count:
            return found
    raise RuntimeError(f"There are no {count} free ports from {start} to 32000.")


class Nodes:
    """A cluster of some nodes, each with its data in a temporary folder. Leaving the context ends them all."""

    def __init__(self, count: int = 1, heap: str = HEAP, quick: bool = True, settings: dict[str, str] | None = None):
        self.count = count
        self._heap, self._settings = heap, settings or {}
        self._flags = (*_JVM, *([_QUICK] if quick else []))
        ports = free_ports(2 * count)
        self.ports, self._transport = ports[:count], ports[count:]
        self._processes: list[subprocess.Popen[bytes] | None] = [None] * count

    @property
    def urls(self) -> list[str]:
        return [f"http://127.0.0.1:{port}" for port in self.ports]

    @property
    def hosts(self) -> str:
        """The nodes as an address of quoth names them."""
        return ",".join(f"127.0.0.1:{port}" for port in self.ports)

    @property
    def pids(self) -> list[int | None]:
        return [process and process.pid for process in self._processes]

    def __enter__(self) -> "Nodes":
        self._class_path = prepare()
        self.folder = Path(tempfile.mkdtemp(prefix="quoth-nodes-"))
        atexit.register(self.close)
        try:
            for number in range(self.count):
                self.start(number)
            for number in range(self.count):
                self.wait(via=number)
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(self, kind: type | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def start(self, number: int) -> None:
        """Start a node; one that was there before has its data still."""
        home = self.folder / str(number)
        home.mkdir(exist_ok=True)
        memory = (f"-Xms{self._heap}", f"-Xmx{self._heap}", f"-Djava.io.tmpdir={home}")
        settings = [f"{name}={value}" for name, value in self._describe(number).items()]
        with (self.folder / f"{number}.log").open("ab") as log:
            self._processes[number] = subprocess.Popen(
                ["java", *self._flags, *memory, "-cp", self._class_path, "TestNode", *settings],
                cwd=home,
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,  # Ctrl-C is the parent's to handle
            )

    def _describe(self, number: int) -> dict[str, str]:
        local = [f"127.0.0.1:{port}" for port in self._transport]
        alone = {"discovery.type": "single-node"}
        together = {
            "discovery.seed_hosts": ",".join(local),
            "cluster.initial_cluster_manager_nodes": ",".join(f"node{n}" for n in range(self.count)),
        }
        noticing = {
            f"cluster.fault_detection.{check}.{name}": value
            for check in ("follower_check", "leader_check")
            for name, value in (("timeout", "2s"), ("interval", "500ms"), ("retry_count", "2"))
        }
        return {
            "cluster.name": "quoth-tests",
            "node.name": f"node{number}",
            "node.processors": "2",
            "node.store.allow_mmap": "false",
            "path.home": str(self.folder / str(number)),
            "network.host": "127.0.0.1",
            "http.port": str(self.ports[number]),
            "transport.port": str(self._transport[number]),
            "cluster.publish.timeout": "4s",
            "cluster.routing.allocation.disk.threshold_enabled": "false",
            **(alone if self.count == 1 else together),
            **noticing,
            **self._settings,
        }

    def wait(self, count: int | None = None, via: int = 0, index: str = "", status: str = "yellow") -> dict[str, Any]:
        """Wait until a node sees so many (default: all) and what is in the cluster, or one index, has this status."""
        asked = f"/_cluster/health/{index}?wait_for_nodes={count or self.count}&wait_for_status={status}&timeout=2s"
        end = time.monotonic() + READY
        while time.monotonic() < end:
            self._check_running()
            try:
                found = call(self.urls[via] + asked, timeout=10)
            except (URLError, OSError):
                time.sleep(0.1)
                continue
            if not found["timed_out"]:
                return found
        raise TimeoutError(f"Node {via} is not ready after {READY:.0f} seconds:\n{self.log_of(via)}")

    def _check_running(self) -> None:
        for number, process in enumerate(self._processes):
            if process is not None and process.poll() is not None:
                raise RuntimeError(f"Node {number} ended with {process.returncode}:\n{self.log_of(number)}")

    def log_of(self, number: int) -> str:
        return (self.folder / f"{number}.log").read_text(errors="replace")[-4000:]

    def kill(self, number: int) -> None:
        """End a node at once, as a power cut does."""
        process = self._running(number)
        process.kill()
        process.wait()
        self._processes[number] = None

    def freeze(self, number: int) -> None:
        """Stop a node without ending it: its connections stay open, and nothing answers."""
        self._running(number).send_signal(signal.SIGSTOP)

    def thaw(self, number: int) -> None:
        self._running(number).send_signal(signal.SIGCONT)

    def _running(self, number: int) -> subprocess.Popen[bytes]:
        process = self._processes[number]
        assert process is not None, f"Node {number} is not running."
        return process

    def close(self) -> None:
        """End all nodes and remove their data. To call it again changes nothing."""
        running = [process for process in self._processes if process is not None]
        self._processes = [None] * self.count
        for process in running:
            process.send_signal(signal.SIGCONT)
            process.kill()
        for process in running:
            process.wait(ENDED)
        if hasattr(self, "folder"):
            shutil.rmtree(self.folder, ignore_errors=True)
        atexit.unregister(self.close)


def call(url: str, body: object = None, method: str | None = None, timeout: float = 30) -> dict[str, Any]:
    """Send a request with JSON and return the JSON of the reply."""
    data = None if body is None else json.dumps(body).encode()
    request = Request(url, data, {"Content-Type": "application/json"}, method=method)
    with urlopen(request, timeout=timeout) as reply:
        found: dict[str, Any] = json.loads(reply.read())
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description="Start OpenSearch nodes on the loopback until Ctrl-C.")
    parser.add_argument("--nodes", type=int, default=1, help="how many [default: 1]")
    parser.add_argument("--heap", default=HEAP, help=f"the heap of each [default: {HEAP}]")
    given = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    started = time.perf_counter()
    with Nodes(given.nodes, given.heap, quick=False) as nodes:
        print(f"opensearch://{nodes.hosts}/NAME", f"ready in {time.perf_counter() - started:.1f} s", flush=True)
        with suppress(KeyboardInterrupt):
            signal.pause()


if __name__ == "__main__":
    main()
