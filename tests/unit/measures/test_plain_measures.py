import importlib
import math
import subprocess
import sys

import numpy as np
import pytest

from graycard.errors import NothingObservedError
from graycard.measures import MeasureInfo
from graycard.measures.mean_value import mean_value
from graycard.measures.outcome_rate import outcome_rate
from graycard.measures.share import share

NAMES = [
    "share",
    "representation_gap",
    "outcome_rate",
    "mean_value",
    "nearest_marked_set",
    "marked_set_accuracy",
    "unlike_marked_sets",
    "self_similarity",
    "share_difference",
]


def test_shares_by_hand():
    assert share(np.array([[1, 3, 0], [2, 1, 1]])).tolist() == [[0.25, 0.75, 0], [0.5, 0.25, 0.25]]


def test_outcome_rates_by_hand():
    rates = outcome_rate(np.array([[1, 0], [2, 2]]), requested=np.array([10, 4]))

    assert rates.tolist() == [[0.1, 0], [0.5, 0.5]]


def test_means_by_hand():
    assert mean_value(np.array([[2, 5.0, 13.0], [1, 7.0, 49.0]])).tolist() == [2.5, 7]


@pytest.mark.parametrize(
    "ask",
    [
        pytest.param(lambda: share(np.array([[1, 2], [0, 0]])), id="share"),
        pytest.param(
            lambda: outcome_rate(np.array([0, 0]), requested=np.array(0)), id="outcome-rate"
        ),
        pytest.param(lambda: mean_value(np.zeros(3)), id="mean-value"),
    ],
)
def test_nothing_is_an_error(ask):
    with pytest.raises(NothingObservedError):
        ask()


@pytest.mark.parametrize("name", NAMES)
def test_each_measure_says_what_it_is(name):
    module = importlib.import_module(f"graycard.measures.{name}")

    assert isinstance(module.INFO, MeasureInfo)
    low, high = module.INFO.bounds
    assert module.INFO.parity is None or low <= module.INFO.parity <= high
    assert not math.isnan(low)
    for part in ("Args:", "Returns:", "Raises:", "Source:", "Example:"):
        assert part in getattr(module, name).__doc__


def test_importing_measures_loads_neither_pandas_nor_scipy_stats():
    code = (
        "import sys, graycard.measures;"
        "print([m for m in ('pandas', 'scipy.stats', 'pyarrow', 'torch') if m in sys.modules])"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert found.stdout.strip() == "[]"
