"""Weighted shares: worked by hand, and held against known truths."""

import numpy as np
import pytest

from graycard.errors import NothingObservedError
from graycard.stats.intervals import wilson
from graycard.stats.weighted import effective_n, weighted_interval, weighted_shares


def test_each_image_counts_as_often_as_it_stands_for_others():
    # 30 stand for the first cell's two, 10 for the second's: (15 + 15 + 5) / 40.
    assert weighted_shares([[2, 0], [1, 1]], [15, 5]).tolist() == [0.875, 0.125]


def test_equal_weights_change_nothing():
    counts = [[7, 3], [7, 3]]

    low, high = weighted_interval(counts, [4, 4], level=0.95)

    plain = wilson([14, 6], 20, level=0.95)
    np.testing.assert_allclose([low, high], plain)


def test_the_effective_n_is_kish_s_where_cells_are_alike():
    # (10 * 9 + 10 * 1)^2 / (10 * 81 + 10 * 1)
    found = effective_n([[5, 5], [5, 5]], [9, 1])
    np.testing.assert_allclose(found, 100**2 / 820)


def test_the_effective_n_is_less_where_the_heavy_cell_is_the_one_that_varies():
    counts = [[2, 2], *[[0, 100]] * 9]
    weights = [100, *[4] * 9]

    n = effective_n(counts, weights)[0]

    kish = 4000**2 / (4 * 100**2 + 900 * 4**2)
    p = 200 / 4000
    known = p * (1 - p) / ((400 / 4000) ** 2 * 0.25 / 4)
    assert n < 0.5 * kish
    assert n == pytest.approx(known, rel=0.15)


def test_what_is_all_alike_has_the_weights_effective_n_and_an_open_end():
    low, high = weighted_interval([[4, 0], [4, 0]], [9, 1], level=0.95)

    assert high[0] == 1
    assert low[1] == 0
    of_whole = float(wilson(0, 40**2 / (4 * 81 + 4), level=0.95)[1])
    of_cells = float(wilson(0, 4, level=0.95)[1]) * (0.9**2 + 0.1**2) ** 0.5
    assert high[1] == pytest.approx(max(of_whole, of_cells))


def test_cells_without_an_image_say_nothing():
    with_empty = weighted_interval([[3, 1], [0, 0]], [5, 9], level=0.95)
    np.testing.assert_allclose(with_empty, wilson([3, 1], 4, level=0.95))
    with pytest.raises(NothingObservedError):
        weighted_shares([[0, 0]], [1])


@pytest.mark.parametrize(
    ("truth", "sizes", "drawn"),
    [
        ([0.3, 0.6, 0.1], [300, 40, 40], [12, 12, 12]),
        ([0.5, 0.0, 0.0], [200, 400, 400], [6, 60, 60]),
        ([0.05, 0.05], [400, 40], [20, 20]),
    ],
)
def test_intervals_hold_the_truth_about_as_often_as_they_say(truth, sizes, drawn):
    p, size, n = np.array(truth), np.array(sizes), np.array(drawn)
    whole = (size * p).sum() / size.sum()
    hits = 0
    for k in np.random.default_rng(0).binomial(n, p, size=(1500, len(p))):
        low, high = weighted_interval(np.stack([k, n - k], axis=1), size / n, level=0.95)
        hits += low[0] <= whole <= high[0]
    assert hits / 1500 > 0.92
