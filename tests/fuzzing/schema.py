"""Requests that schemathesis makes of the OpenAPI document, to a service with every route."""

import os
import re
import socket
import subprocess
import sys
from pathlib import Path

from tests.benchmarks.measure import ROOT
from tests.benchmarks.serving import served

TOKEN, UPLOADS = "correct-horse-battery", "another-horse-battery"
CHECKS = "not_a_server_error,response_schema_conformance,status_code_conformance,content_type_conformance"
# What oEmbed says of a format that is not written, what there is no index for yet, and no room for.
CONFIG = """
[checks]
not_a_server_error.expected-statuses = ["2xx", "3xx", "4xx", "501", "503", "507"]
"""


def run(keep: Path, seconds: int, seed: int) -> tuple[int, str]:
    """Send requests for so many seconds; give how many were sent, and what failed."""
    folder = keep / "schema"
    (folder / "documents").mkdir(parents=True, exist_ok=True)
    (folder / "documents" / "a.txt").write_text("The bridge at Kestrel opened in 1931, the mayor said.")
    (folder / "schemathesis.toml").write_text(CONFIG)
    port = _find_port()
    settings = {
        "QUOTH_INDEX": str(folder / "index"),
        "QUOTH_UPLOADS": "on",
        "QUOTH_UPLOAD_TOKEN": UPLOADS,
        "QUOTH_FEEDBACK": str(folder / "feedback.jsonl"),
        "QUOTH_SILENCES": str(folder / "silences.jsonl"),
        "QUOTH_TOKEN": TOKEN,
        "QUOTH_RELOAD_TOKEN": TOKEN,
        "QUOTH_ORIGINALS": "on",
        "QUOTH_PORT": str(port),
        "QUOTH_PUBLIC_URL": f"http://127.0.0.1:{port}",
        "QUOTH_LOG_REQUESTS": "off",
    }
    sent, failures = 0, ""
    with served("-m", "service.commands.main", "serve", str(folder / "documents"), **settings) as url:
        for number, token in enumerate((TOKEN, UPLOADS)):
            more, failure = _send(folder, url, token, max(5, seconds // 2), seed + number)
            sent, failures = sent + more, failures + failure
    return sent, failures


def _find_port() -> int:
    """Find a free port: the service is told its own address."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def _send(folder: Path, url: str, token: str, seconds: int, seed: int) -> tuple[int, str]:
    options = ("--max-time", str(seconds), "--max-examples", "100000", "--seed", str(seed), "--continue-on-failure")
    command = [sys.executable, "-m", "schemathesis.cli", "--config-file", str(folder / "schemathesis.toml"), "run"]
    command += [f"{url}/openapi.json", "--url", url, "-H", f"Authorization: Bearer {token}", "--checks", CHECKS]
    command += [*options, "--phases", "examples,coverage,fuzzing", "--no-color"]
    done = subprocess.run(
        command, cwd=folder, env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, text=True
    )
    counted = re.search(r"(\d+) generated", done.stdout)
    failed = done.stdout.partition(" FAILURES ")[2] or done.stdout[-3000:] + done.stderr[-1000:]
    return int(counted[1]) if counted else 0, failed if done.returncode else ""
