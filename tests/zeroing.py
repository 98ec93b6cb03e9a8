"""A pytest plugin that sets ranking features to zero, to see which tests notice: `pytest -p tests.zeroing --zero coverage`."""

import sys
from collections.abc import Collection
from types import ModuleType

import numpy as np
import pytest

from service.answer.ranking import features
from service.answer.ranking.evidence import Evidence
from service.answer.ranking.features import Feature


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--zero", action="append", default=[], metavar="FEATURE", help="a feature that is to give zeros")
    parser.addoption("--zero-group", action="append", default=[], metavar="GROUP", help="a group of such features")


def pytest_configure(config: pytest.Config) -> None:
    groups = {group: [feature.__name__ for feature in found] for group, found in features.FEATURES.items()}
    singly, by_group = config.getoption("--zero"), config.getoption("--zero-group")
    if unknown := {*singly} - {*features.NAMES} | {*by_group} - {*groups}:
        raise pytest.UsageError(f"No feature or no group is named {', '.join(sorted(unknown))}.")
    zero({*singly, *(name for group in by_group for name in groups[group])})


def zero(names: Collection[str]) -> None:
    """Make features give zeros, in the table and wherever a module of the service holds them by name."""
    table = features.FEATURES
    zeros = {id(feature): _zeros(feature) for group in table.values() for feature in group if feature.__name__ in names}
    zeroed = {group: tuple(zeros.get(id(feature), feature) for feature in found) for group, found in table.items()}
    zeros[id(table)] = zeroed
    for module in [module for name, module in sys.modules.items() if name.partition(".")[0] == "service"]:
        _replace(module, zeros)


def _replace(module: ModuleType, others: dict[int, object]) -> None:
    for name, value in list(vars(module).items()):
        if id(value) in others:
            setattr(module, name, others[id(value)])


def _zeros(feature: Feature) -> Feature:
    def zeros(e: Evidence) -> np.ndarray:
        return np.zeros(len(e.candidates))

    zeros.__name__ = feature.__name__
    return zeros
