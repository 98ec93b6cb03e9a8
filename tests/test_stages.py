"""The profile of answers, and the collection of manuals that it is made on."""

import pytest

from tests.benchmarks.manuals import find_texts, read_docstrings, read_manual_page
from tests.benchmarks.stages import STAGES, Stages, find_place

MANUAL_PAGES = [
    (".SH NAME\nboat \\- sails", "\n# Name\n\nboat - sails"),
    (".PP\nUse \\fBboat\\fR now.", "\nUse boat now."),
    (".B boat\n.nf\n'ne 2", "boat"),
]


@pytest.mark.parametrize(("source", "text"), MANUAL_PAGES)
def test_manual_pages_are_read_without_their_macros(source, text):
    assert read_manual_page(source) == text


def test_docstrings_are_read_below_the_names_of_what_they_document():
    source = '"""Boats."""\n\nclass Boat:\n    """A boat."""\n\n    def sail(self): "Sail it."\n'
    assert read_docstrings(source) == "# Module\n\nBoats.\n\n# Boat\n\nA boat.\n\n# sail\n\nSail it."
    assert read_docstrings("def (") == ""


def test_a_collection_has_each_text_once(tmp_path):
    text = "The boat of the town is in the port, and that is for the best.\n" * 60
    for name in ("a.txt", "b.md", "c.rst"):
        (tmp_path / name).write_text(text)
    (tmp_path / "d.txt").write_text("x" * 5000)
    (tmp_path / "e.bin").write_text(text)
    assert list(find_texts([tmp_path])) == [text]


def test_a_call_counts_for_its_own_stage_only(monkeypatch):
    clock = iter([0.0, 1.0, 4.0, 10.0])  # outer begins, inner begins, inner ends, outer ends
    monkeypatch.setattr("time.process_time", lambda: next(clock))
    stages = Stages()
    inner = stages.timed("inner", lambda: None)
    stages.timed("outer", lambda: inner())()
    assert stages.spent == {"inner": 3.0, "outer": 7.0}
    assert stages.calls == {"inner": 1, "outer": 1}


def test_every_stage_is_timed_somewhere():
    for places in STAGES.values():
        assert all(callable(find_place(place)[2]) for place in places)
