"""The service keeps to its OpenAPI document for any request that schemathesis generates."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import start_service

pytestmark = pytest.mark.fuzz

# What no schema can say: a document and a page of it take start and end together, a cited passage ends after it starts, a format
# other than JSON counts code points. A request that breaks one is refused though its schema allows it. Addresses longer
# than 32 KB are refused as such. oEmbed has it that a format which is not written is answered with 501.
CONFIG = """
[checks]
negative_data_rejection.expected-statuses = ["4xx"]
positive_data_acceptance.expected-statuses = ["2xx", "3xx", "403", "404", "431"]

[[operations]]
include-name = ["GET /documents/{id}", "GET /documents/{id}/page", "GET /ask", "POST /ask", "POST /next", "POST /feedback"]
checks.positive_data_acceptance.expected-statuses = ["2xx", "3xx", "400", "403", "404", "431"]

[[operations]]
include-name = "GET /oembed"
checks.negative_data_rejection.expected-statuses = ["4xx", "501"]
checks.not_a_server_error.expected-statuses = ["2xx", "3xx", "4xx", "501"]
"""
LEAST = 1_000  # requests


def test_no_generated_request_finds_a_failure(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "schemathesis.toml").write_text(CONFIG)
    service = start_service("--feedback", str(tmp_path / "feedback.jsonl"))
    try:
        run = subprocess.run(
            [
                *(sys.executable, "-m", "schemathesis.cli"),
                *("--config-file", str(tmp_path / "schemathesis.toml"), "run", f"{service.url}/openapi.json"),
                *("--max-examples", "60", "--generation-deterministic", "--no-color"),
            ],
            capture_output=True,
            text=True,
            cwd=tmp_path,
        )
    finally:
        assert service.stop() == 0
    failures = run.stdout.partition(" FAILURES ")[2] or run.stdout[-4000:]
    assert run.returncode == 0, failures + run.stderr[-1000:]
    tested = re.search(r"(\d+) generated, (\d+) passed", run.stdout)
    assert tested and LEAST <= int(tested[1]) == int(tested[2]), run.stdout[-1000:]
    with capsys.disabled():
        print(f"\n{tested[0]}", end=" ")
