"""Shares of things that come in clusters."""

from itertools import product

import numpy as np
import pytest
from scipy.stats import norm, t
from statsmodels.stats.proportion import proportion_confint

from graycard.errors import NothingObservedError
from graycard.stats.clusters import (
    bounds_by_cluster,
    clustered_share,
    effective_n,
    share_by_cluster,
)
from graycard.stats.intervals import wilson


def sums(x, n):
    x, n = np.asarray(x), np.asarray(n)
    return {
        "counts": x.sum(-1),
        "total": n.sum(-1),
        "squares": (x * x).sum(-1),
        "products": (x * n).sum(-1),
        "total_squares": (n * n).sum(-1),
        "clusters": np.full(x.shape[:-1], x.shape[-1]),
    }


def effective(x, n):
    made = sums(x, n)
    return effective_n(made.pop("counts"), made.pop("total"), **made)


def interval(x, n, level=0.95):
    made = sums(x, n)
    return clustered_share(made.pop("counts"), made.pop("total"), **made, level=level)


def test_by_hand():
    # p = 4/8; residuals x - pn = 1, -1, 1, -1; variance 4/3 * 4 / 64 = 1/12; .25 / (1/12) = 3
    assert effective([2, 0, 2, 0], [2, 2, 2, 2]) == pytest.approx(3)
    # p = 3/6; residuals .5, -.5, 0; variance 3/2 * .5 / 36 = 1/48; 12, and no more than 6 things
    assert effective([2, 0, 1], [3, 1, 2]) == pytest.approx(6)


def test_what_is_all_alike_counts_each_cluster_once():
    assert effective([3, 2, 1], [3, 2, 1]) == 3
    assert effective([0, 0], [5, 5]) == 2


def test_one_cluster_says_nothing():
    with pytest.raises(NothingObservedError, match="fewer than two"):
        effective([1], [3])


def test_single_faces_give_nearly_the_interval_of_images():
    x = np.tile([1, 0, 0], 100)
    low, high = interval(x, np.ones(300, int))

    wanted = wilson(100, 300, level=0.95)
    assert (low, high) == (pytest.approx(wanted[0], abs=2e-3), pytest.approx(wanted[1], abs=2e-3))
    assert low < wanted[0]


def test_copies_in_a_cluster_add_nothing():
    x = np.tile([1, 0, 0], 40)
    once = interval(x, np.ones_like(x))
    thrice = interval(3 * x, np.full_like(x, 3))

    assert thrice == (pytest.approx(once[0]), pytest.approx(once[1]))


@pytest.mark.parametrize("alike", [0.0, 0.3, 0.9])
def test_it_covers_where_wilson_on_all_faces_does_not(alike):
    """Faces of an image share a coin with the given correlation; sizes of images differ."""
    rng = np.random.default_rng(7)
    repeats, images, p = 4_000, 40, 0.3
    n = rng.integers(1, 6, size=(repeats, images))
    if alike:
        a = (1 - alike) / alike
        coin = rng.beta(p * a, (1 - p) * a, size=(repeats, images))
    else:
        coin = np.full((repeats, images), p)
    x = rng.binomial(n, coin)

    low, high = interval(x, n)
    covered = ((low <= p) & (p <= high)).mean()
    naive = proportion_confint(x.sum(-1), n.sum(-1), method="wilson")
    covered_naively = ((naive[0] <= p) & (p <= naive[1])).mean()

    assert 0.935 < covered < 0.975  # above where clusters are no clusters: n is capped
    if alike > 0.5:
        assert covered_naively < 0.8


def test_clusters_of_nothing_do_not_count():
    with_empty = share_by_cluster([2, 0, 1, 0], [3, 2, 3, 0], level=0.95)

    assert with_empty == share_by_cluster([2, 0, 1], [3, 2, 3], level=0.95)
    assert with_empty == interval([2, 0, 1], [3, 2, 3])
    with pytest.raises(NothingObservedError, match="fewer than two"):
        share_by_cluster([2, 0], [3, 0], level=0.95)


def test_few_of_a_kind_count_each_cluster_as_at_most_one_draw():
    # two clusters are full and two half full: 3 of 32 clusters' worth
    x, n = np.array([4, 4, 2, 2] + [0] * 28) * 4, np.full(32, 16)
    claimed = share_by_cluster(x, n, level=0.95)
    careful = share_by_cluster(x, n, level=0.95, least_each=8)
    draws = 32 * (norm.ppf(0.975) / t.ppf(0.975, 31)) ** 2

    wanted = proportion_confint(x.sum() / n.sum() * draws, draws, method="wilson")
    assert careful == (pytest.approx(wanted[0]), pytest.approx(wanted[1]))
    assert careful[0] < claimed[0] < claimed[1] < careful[1]
    assert share_by_cluster(16 - x, n, level=0.95, least_each=8) == (
        pytest.approx(1 - careful[1]),
        pytest.approx(1 - careful[0]),
    )
    assert share_by_cluster(x, n, level=0.95, least_each=3) == claimed


def test_clusters_of_unequal_sizes_count_as_fewer_equal_ones():
    # eight seeds of 32 and 92 of one: (348)²/(8·32² + 92) = 14.6 seeds, of which .1 is below 8
    x, n = [32] + [0] * 99, [32] * 8 + [1] * 92
    seeds = 348**2 / (8 * 32**2 + 92)
    p, squares = 32 / 348, 32**2
    residuals = squares - 2 * p * 32 * 32 + p**2 * (8 * 32**2 + 92)
    draws = min(p * (1 - p) / (100 / 99 * residuals / 348**2), seeds)
    draws *= (norm.ppf(0.975) / t.ppf(0.975, seeds - 1)) ** 2

    found = share_by_cluster(x, n, level=0.95, least_each=8)

    assert found == pytest.approx(proportion_confint(p * draws, draws, method="wilson"))
    claimed = share_by_cluster(x, n, level=0.95)
    assert found[0] < claimed[0] < claimed[1] < found[1]


def test_many_small_clusters_do_not_vouch_for_large_ones_that_are_each_alike():
    rng = np.random.default_rng(4)
    n = np.array([32] * 8 + [1] * 92)
    held = []
    for _ in range(300):
        low, high = share_by_cluster(n * (rng.random(100) < 0.1), n, level=0.95, least_each=8)
        held.append(low <= 0.1 <= high)
    assert np.mean(held) > 0.93  # it was .58 with the clusters counted as they are


def test_nearly_everything_in_one_cluster_leaves_nearly_everything_open():
    low, high = share_by_cluster([500, 0], [1000, 1], level=0.95, least_each=8)
    assert low < 0.01
    assert high > 0.99


@pytest.mark.parametrize(
    ("x", "n", "missing", "least"),
    [([2, 0, 3, 1, 0], [3, 4, 3, 2, 1], [1, 0, 1, 2, 2], 0),
     ([2, 0, 3, 1, 0], [3, 4, 3, 2, 1], [1, 0, 1, 2, 2], 2),
     ([0] * 5, [1, 0, 3, 1, 3], [1, 2, 0, 1, 2], 0)],
)  # fmt: skip
def test_bounds_hold_the_intervals_of_all_completions(x, n, missing, least):
    """All ways in which the missing of each cluster could have turned out, one by one."""
    low, high = bounds_by_cluster(x, n, missing, level=0.9, least_each=least)

    whole = np.add(n, missing)
    ends = [
        share_by_cluster(np.add(x, more), whole, level=0.9, least_each=least)
        for more in product(*(range(one + 1) for one in missing))
    ]
    assert low <= min(end for end, _ in ends) + 1e-12
    assert high >= max(end for _, end in ends) - 1e-12
    assert (low > 0) is (sum(x) > 0)
    assert high < 1
