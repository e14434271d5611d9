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


@pytest.mark.parametrize("least", [0, 2])
def test_bounds_hold_the_intervals_of_all_completions(least):
    """All ways in which the missing of each cluster could have turned out, one by one."""
    x, n, missing = [2, 0, 3, 1, 0], [3, 4, 3, 2, 1], [1, 0, 1, 2, 2]

    low, high = bounds_by_cluster(x, n, missing, level=0.9, least_each=least)

    whole = np.add(n, missing)
    ends = [
        share_by_cluster(np.add(x, more), whole, level=0.9, least_each=least)
        for more in product(*(range(one + 1) for one in missing))
    ]
    assert low <= min(end for end, _ in ends) + 1e-12
    assert high >= max(end for _, end in ends) - 1e-12
    assert low > 0
    assert high < 1
