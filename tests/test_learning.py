"""Fitting gives the same weights again, and weights that separate."""

import numpy as np

from service.training.learning import fit_logistic, fit_ranking, measure_scale, sigmoid


def make_lists(count: int = 40) -> tuple[list[np.ndarray], list[np.ndarray]]:
    random = np.random.default_rng(7)
    lists = [random.normal(size=(6, 3)) for _ in range(count)]
    relevant = [np.arange(6) == int(np.argmax(rows @ [2.0, -1.0, 0.0])) for rows in lists]
    return lists, relevant


def test_the_ranking_puts_the_relevant_first() -> None:
    lists, relevant = make_lists()
    weights = fit_ranking(lists, relevant, penalty=1e-3, steps=30)
    assert weights[0] > 0 > weights[1]
    assert np.mean([mask[np.argmax(rows @ weights)] for rows, mask in zip(lists, relevant, strict=True)]) > 0.95


def test_the_same_data_give_the_same_weights() -> None:
    assert np.array_equal(fit_ranking(*make_lists()), fit_ranking(*make_lists()))


def test_a_list_that_counts_three_times_is_as_good_as_three() -> None:
    lists, relevant = make_lists()
    thrice = fit_ranking([lists[0], lists[0], *lists], [relevant[0], relevant[0], *relevant], steps=30)
    counted = fit_ranking(lists, relevant, np.array([3.0] + [1.0] * (len(lists) - 1)), steps=30)
    assert np.allclose(thrice, counted, atol=1e-6)
    assert not np.allclose(thrice, fit_ranking(lists, relevant, steps=30), atol=1e-6)


def test_the_logistic_model_is_calibrated_on_what_it_was_fitted_on() -> None:
    random = np.random.default_rng(3)
    rows = random.normal(size=(4000, 2))
    chances = sigmoid(rows @ [1.5, -0.5] + 0.3)
    labels = (random.random(4000) < chances).astype(float)
    weights, bias = fit_logistic(rows, labels, np.ones(4000), penalty=1e-5)
    assert np.allclose([*weights, bias], [1.5, -0.5, 0.3], atol=0.15)
    assert abs(sigmoid(rows @ weights + bias).mean() - labels.mean()) < 1e-6


def test_a_constant_feature_is_scaled_to_nothing() -> None:
    rows = np.array([[1.0, 2.0], [1.0, 4.0]])
    assert np.isfinite(measure_scale(rows)(rows)).all()
