"""Weighted shares of clusters: held against what is known without weights, or without clusters."""

import numpy as np
import pytest

from graycard.errors import NothingObservedError
from graycard.stats.clusters import clustered_share
from graycard.stats.weighted import weighted_interval, weighted_shares
from graycard.stats.weighted_clusters import clustered_weighted_interval, draws_a_thing

COUNTS = np.array([[2, 0], [0, 2], [1, 1], [3, 0], [0, 1], [1, 0], [2, 4], [1, 0]])


def test_one_cell_has_the_interval_of_clusters_without_weights():
    x, n = COUNTS[:, 0], COUNTS.sum(axis=1)
    expected = clustered_share(
        x.sum(),
        n.sum(),
        squares=(x**2).sum(),
        products=(x * n).sum(),
        total_squares=(n**2).sum(),
        clusters=len(x),
        level=0.9,
    )

    low, high = clustered_weighted_interval(COUNTS, np.zeros(8), np.full(8, 5.0), level=0.9)

    assert (low[0], high[0]) == pytest.approx([float(one) for one in expected])


def test_single_things_are_draws_of_their_own_but_for_the_degrees_of_freedom():
    """200 clusters of one thing: as `weighted_interval` has it, with (z/t)² of 199 as many."""
    counts = np.array([[1, 0], [0, 1]] * 60 + [[1, 0], [0, 1], [0, 1], [0, 1]] * 20)
    cells = np.repeat([0, 1], [120, 80])
    weights = np.repeat([4.0, 1.0], [120, 80])
    part = draws_a_thing(counts, weights, level=0.95)

    assert part == pytest.approx(0.986, abs=0.005)
    low, high = clustered_weighted_interval(counts, cells, weights, level=0.95)
    of_cell = np.array([counts[cells == cell].sum(axis=0) for cell in (0, 1)])
    plain_low, plain_high = weighted_interval(of_cell, [4.0, 1.0], level=0.95)
    assert low == pytest.approx(plain_low, abs=0.002)
    assert high == pytest.approx(plain_high, abs=0.002)


def test_things_that_are_always_alike_count_as_one_for_each_cluster():
    counts = np.array([[3, 0], [0, 3]] * 40)

    assert draws_a_thing(counts, np.ones(80), level=0.95) == pytest.approx(1 / 3, abs=0.02)


@pytest.mark.parametrize("weights", [np.ones(5), np.array([9.0, 1.0, 1.0, 1.0, 1.0])])
def test_where_nothing_differs_each_cluster_is_one_draw(weights):
    counts = np.array([[4, 0]] * 5)
    # 5 of 20, by (1.96 / 2.776)^2 for 4 degrees of freedom
    assert draws_a_thing(counts, weights, level=0.95) == pytest.approx(0.25 * 0.4985, abs=1e-3)

    low, high = clustered_weighted_interval(counts, np.arange(5), weights, level=0.95)

    assert (high[0], low[1]) == (1.0, 0.0)
    assert 0 < low[0] < 0.75


def test_the_interval_holds_the_share_whatever_the_weights():
    random = np.random.default_rng(4)
    for _ in range(200):
        counts = random.integers(0, 4, size=(12, 3))
        cells = random.integers(0, 4, size=12)
        weights = random.uniform(1, 30, size=4)[cells]
        shares = weighted_shares(counts, weights)
        low, high = clustered_weighted_interval(counts, cells, weights, level=0.95)
        assert np.all((low <= shares + 1e-9) & (shares <= high + 1e-9))
        assert np.all((low >= 0) & (high <= 1))


def test_clusters_without_a_thing_change_nothing():
    counts, cells, weights = [[1, 0], [0, 2], [1, 1]], [0, 0, 1], [2.0, 2.0, 5.0]
    low, high = clustered_weighted_interval(counts, cells, weights, level=0.95)

    more = clustered_weighted_interval(
        [*counts, [0, 0], [0, 0]], [*cells, 1, 2], [*weights, 5.0, 7.0], level=0.95
    )

    assert more[0] == pytest.approx(low)
    assert more[1] == pytest.approx(high)


@pytest.mark.parametrize("counts", [[[3, 1]], [[3, 1], [0, 0]]])
def test_one_cluster_does_not_say_how_clusters_differ(counts):
    with pytest.raises(NothingObservedError, match="fewer than two clusters"):
        draws_a_thing(counts, np.ones(len(counts)), level=0.95)
