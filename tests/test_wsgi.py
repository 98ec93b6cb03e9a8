"""wsgi.py: `app` for any WSGI server, and a service when run directly."""

import json
import urllib.request
from pathlib import Path

import pytest
from conftest import ROOT, start_service


def test_app_is_there_at_import(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("The museum is open.")
    monkeypatch.setenv("QUOTH_FOLDER", str(tmp_path))
    import wsgi

    assert wsgi.app.test_client().get("/readyz").json["index"]["documents"] == 1


@pytest.mark.slow
def test_run_directly_it_serves() -> None:
    assert (ROOT / "wsgi.py").is_file()
    service = start_service(command=("wsgi.py",))
    with urllib.request.urlopen(f"{service.url}/healthz") as response:
        assert json.load(response) == {"status": "ok"}
    assert service.stop() == 0
