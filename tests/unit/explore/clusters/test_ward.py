"""The tree against scipy's own, the cut and the silhouette against scikit-learn's and by hand."""

import numpy as np
import pytest
from scipy.cluster.hierarchy import fcluster, linkage

from graycard.explore.clusters.settled import choose_k
from graycard.explore.clusters.stability import adjusted_rand, stability
from graycard.explore.clusters.ward import cut, silhouette, ward_tree

metrics = pytest.importorskip("sklearn.metrics")


@pytest.mark.parametrize(("n", "width"), [(2, 3), (700, 24), (40, 200)])
def test_the_tree_is_scipys(n, width):
    points = np.random.default_rng(1).normal(size=(n, width))

    assert np.allclose(ward_tree(points), linkage(points, "ward"), atol=1e-9)


def test_points_far_from_the_origin_lose_no_digits():
    points = np.random.default_rng(2).normal(size=(60, 5))

    assert np.allclose(ward_tree(points + 1e6)[:, 2], linkage(points, "ward")[:, 2], atol=1e-6)


@pytest.mark.parametrize("k", [1, 2, 5, 24, 60])
def test_a_cut_has_as_many_clusters_as_asked_the_largest_first(k):
    points = np.random.default_rng(3).normal(size=(60, 4))

    labels = cut(ward_tree(points), k)

    sizes = np.bincount(labels)
    assert len(sizes) == k
    assert (np.diff(sizes) <= 0).all()
    theirs = fcluster(linkage(points, "ward"), k, "maxclust")
    assert metrics.adjusted_rand_score(labels, theirs) == 1


def test_equal_points_are_cut_into_as_many_clusters_as_asked():
    assert len(np.unique(cut(ward_tree(np.zeros((6, 2))), 4))) == 4


def test_the_order_of_the_points_does_not_matter():
    rng = np.random.default_rng(4)
    points = rng.normal(size=(80, 6))
    order = rng.permutation(80)

    first, second = cut(ward_tree(points), 7), cut(ward_tree(points[order]), 7)

    assert adjusted_rand(first[order], second) == 1
    assert (np.bincount(first) == np.bincount(second)).all()


def test_the_silhouette_is_that_of_squared_distances():
    points = np.random.default_rng(5).normal(size=(90, 8))
    labels = cut(ward_tree(points), 6)
    squared = ((points[:, None] - points) ** 2).sum(-1)

    theirs = metrics.silhouette_score(squared, labels, metric="precomputed")

    assert silhouette(points, labels) == pytest.approx(theirs)


def test_the_data_choose_the_clusters_that_were_planted():
    rng = np.random.default_rng(6)
    middles = 12 * rng.normal(size=(7, 5))
    points = rng.normal(size=(210, 5)) + np.repeat(middles, 30, axis=0)

    assert choose_k(points, ward_tree(points), most=20) == 7


def test_adjusted_rand_is_scikit_learns_and_that_of_the_book():
    rng = np.random.default_rng(7)
    first, second = rng.integers(0, 4, 50), rng.integers(0, 6, 50)

    assert adjusted_rand(first, second) == pytest.approx(metrics.adjusted_rand_score(first, second))
    # Pairs together in both: 2. By the first: 3 + 3; by the second: 1 + 1 + 1 + 0; of 15 pairs.
    # (2 - 6 * 3 / 15) / ((6 + 3) / 2 - 6 * 3 / 15)
    three, twos = [0, 0, 0, 1, 1, 1], [0, 0, 1, 1, 2, 2]
    assert adjusted_rand(three, twos) == pytest.approx((2 - 1.2) / (4.5 - 1.2))
    assert adjusted_rand([0, 0, 0], [0, 0, 0]) == 1


def test_planted_clusters_are_steady_and_noise_is_not():
    rng = np.random.default_rng(8)
    noise = rng.normal(size=(120, 5))
    planted = noise + np.repeat(12 * rng.normal(size=(4, 5)), 30, axis=0)
    models = ["one"] * 60 + ["two"] * 60

    steady, shaky = (
        stability(points, cut(ward_tree(points), 4), 4, models=models)
        for points in (planted, noise)
    )

    assert steady.low == steady.mean == steady.high == 1
    assert shaky.low <= shaky.mean < 0.7
    assert set(steady.without_model) == {"one", "two"}
