"""The service does as its OpenAPI document says, whatever it is sent: schemathesis makes the requests."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import start_service

pytestmark = pytest.mark.fuzz

# A document's page takes start and end together, a cited passage ends after it starts: no schema can say so, and a
# request that breaks either is refused though its schema allows it. Addresses longer than 32 KB are refused as such.
CONFIG = """
[checks]
negative_data_rejection.expected-statuses = ["4xx"]
positive_data_acceptance.expected-statuses = ["2xx", "3xx", "403", "404", "431"]

[[operations]]
include-name = ["GET /documents/{id}", "POST /ask", "POST /feedback"]
checks.positive_data_acceptance.expected-statuses = ["2xx", "3xx", "400", "403", "404", "431"]
"""
LEAST = 1_000  # requests


def test_no_generated_request_finds_a_failure(tmp_path: Path) -> None:
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
    assert run.returncode == 0, run.stdout[-4000:] + run.stderr[-1000:]
    made = re.search(r"([\d,]+) generated", run.stdout)
    assert made and int(made[1].replace(",", "")) >= LEAST, run.stdout[-1000:]
