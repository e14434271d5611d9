from itertools import product
from math import factorial, prod

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binom

from graycard.errors import NothingObservedError
from graycard.stats.floor import gap_floor, share_floor


@pytest.mark.parametrize(("n", "mean"), [(9, 0.137), (30, 0.072), (100, 0.040), (210, 0.027)])
def test_a_fair_coin_is_this_far_from_one_half(n, mean):
    assert gap_floor([0.5, 0.5], n)[0] == pytest.approx(mean, abs=0.0006)


def test_seven_even_categories_at_100_images():
    assert gap_floor(np.full(7, 1 / 7), 100)[0] == pytest.approx(0.098, abs=0.0005)


def brute_force(reference, n):
    gaps, chances = [], []
    for counts in product(range(n + 1), repeat=len(reference)):
        if sum(counts) == n:
            ways = factorial(n) / prod(factorial(k) for k in counts)
            chances.append(ways * prod(r**k for r, k in zip(reference, counts, strict=True)))
            gaps.append(0.5 * sum(abs(k / n - r) for r, k in zip(reference, counts, strict=True)))
    order = np.argsort(gaps)
    return np.dot(gaps, chances), np.array(gaps)[order], np.cumsum(np.array(chances)[order])


@pytest.mark.parametrize("n", [1, 2, 9])
@pytest.mark.parametrize("reference", [(0.5, 0.5), (0.83, 0.17), (0.6, 0.3, 0.1), (0.5, 0.5, 0.0)])
def test_equals_all_samples_enumerated(reference, n):
    mean, gaps, below = brute_force(reference, n)

    floor_mean, floor_high = gap_floor(reference, n)

    assert floor_mean == pytest.approx(mean)
    if len(reference) == 2:
        assert floor_high == pytest.approx(gaps[np.searchsorted(below, 0.95 - 1e-12)])
    exceeded = 1 - below[np.searchsorted(gaps, floor_high, side="right") - 1]
    assert exceeded <= 0.05 + 4 * 0.0015


def test_the_same_question_has_the_same_answer():
    gap_floor([0.2, 0.3, 0.5], 40)
    from graycard.stats.floor import _gap_floor

    first = _gap_floor.__wrapped__((0.2, 0.3, 0.5), 40)

    assert first == _gap_floor.__wrapped__((0.2, 0.3, 0.5), 40)


def test_a_certain_reference_has_no_floor():
    assert gap_floor([1.0, 0.0], 5) == pytest.approx((0, 0))
    assert gap_floor([0.0, 1.0, 0.0], 5) == pytest.approx((0, 0))


@given(st.integers(1, 2000), st.floats(0, 1))
def test_share_floor_is_the_binomial_quantile(n, share):
    assert share_floor(share, n) == pytest.approx(binom.ppf(0.95, n, share).clip(0) / n)


@pytest.mark.parametrize("n", [0, -1])
def test_no_images_have_no_floor(n):
    with pytest.raises(NothingObservedError, match="no images"):
        gap_floor([0.5, 0.5], n)
    with pytest.raises(NothingObservedError, match="no images"):
        share_floor(0.5, n)
