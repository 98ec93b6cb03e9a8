"""Rivals are those that could answer; a candidate that lacks the span asked for is trusted less; weights are kept in a file."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from service.answer.ranking.features import NAMES
from service.answer.ranking.model import MARGINS, NO_NUMBER, OF_ANOTHER, describe_top, discount, load_model, write_model


def describe(lacking: tuple[int, ...], same: tuple[int, ...] = (0,)) -> dict[str, float]:
    """Describe the first of three candidates, whose scores are 3, 2 and 1."""
    features = np.zeros((3, len(NAMES)))
    features[list(lacking), NAMES.index("type_missing")] = 1.0
    described = describe_top(features, np.array([3.0, 2.0, 1.0]), np.isin([0, 1, 2], same))
    return dict(zip(MARGINS, described[len(NAMES) :].tolist(), strict=True))


def test_the_lead_is_over_the_best_rival() -> None:
    assert describe(lacking=())["lead"] == 1.0


def test_what_says_the_same_is_no_rival_and_adds_to_the_share() -> None:
    alone, joined = describe(lacking=()), describe(lacking=(), same=(0, 1))
    assert joined["lead"] == 2.0
    assert joined["log_share"] > alone["log_share"]


def test_what_lacks_the_answer_is_no_rival() -> None:
    assert describe(lacking=(1,))["lead"] == 2.0
    assert describe(lacking=(1, 2))["log_share"] == 0.0


def test_where_the_best_lacks_it_too_all_are_rivals() -> None:
    assert describe(lacking=(0, 1)) == describe(lacking=())


def test_what_the_others_hold_of_the_question_is_compared() -> None:
    features = np.zeros((3, len(NAMES)))
    features[:, NAMES.index("kin_coverage")] = [0.5, 0.75, 0.5]

    def compare(*same: int) -> list[float]:
        return describe_top(features, np.array([3.0, 2.0, 1.0]), np.isin([0, 1, 2], same))[-2:].tolist()

    assert compare(0) == [0.25, 0.4]
    assert compare(0, 1) == [0.0, 0.2]
    assert compare(0, 1, 2) == [-1.0, 0.0]


@pytest.mark.parametrize(
    ("present", "factor"),
    [
        ((), 1.0),
        (("number_missing",), NO_NUMBER),
        (("near_miss",), OF_ANOTHER),
        (("number_missing", "near_miss"), NO_NUMBER * OF_ANOTHER),
    ],
)
def test_what_lacks_the_span_asked_for_is_trusted_less(present: tuple[str, ...], factor: float) -> None:
    described = np.zeros(len(NAMES) + len(MARGINS))
    described[[NAMES.index(name) for name in present]] = 1.0
    assert discount(described) == factor


def test_a_model_is_written_and_read_again(tmp_path: Path) -> None:
    model, path = load_model(), tmp_path / "weights.json"
    write_model(replace(model, threshold=0.5), path, {"made_by": "a test"})
    again = load_model(path)
    assert again.threshold == 0.5
    assert again.common == model.common
    for one, other in ((again.ranking, model.ranking), (again.confidence, model.confidence)):
        assert np.allclose(one.weights, other.weights) and np.allclose(one.spread, other.spread)


def test_weights_of_other_features_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "weights.json"
    write_model(load_model(), path, {})
    path.write_text(path.read_text().replace('"coverage"', '"cover"'))
    with pytest.raises(ValueError, match=r"service\.training\.fit"):
        load_model(path)
