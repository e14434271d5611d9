"""Pictures go to the nearest middle after the tree was cut: as k-means does from there."""

import numpy as np
import pytest
from sklearn.cluster import KMeans
from sklearn.metrics import silhouette_score

from graycard.explore.clusters.settled import choose_k, settled
from graycard.explore.clusters.stability import adjusted_rand
from graycard.explore.clusters.ward import cut, ward_tree


def middles_of(points, labels):
    return np.array([points[labels == one].mean(0) for one in range(labels.max() + 1)])


def scatter(points, labels):
    return ((points - middles_of(points, labels)[labels]) ** 2).sum()


def crowd(n=300, groups=5, seed=0):
    """Groups that run into one another, and which of them each point is of."""
    rng = np.random.default_rng(seed)
    own = rng.integers(groups, size=n)
    return rng.normal(size=(n, 3)) + 2.5 * rng.normal(size=(groups, 3))[own], own


@pytest.mark.parametrize("k", [4, 5, 12])
def test_it_is_k_means_begun_where_the_tree_is_cut(k):
    points, _ = crowd()
    tree = ward_tree(points)

    found = settled(points, tree, k)

    begun = middles_of(points, cut(tree, k))
    theirs = KMeans(k, init=begun, n_init=1, algorithm="lloyd", tol=0).fit(points).labels_
    assert adjusted_rand(found, theirs) == 1
    away = ((points[:, None] - middles_of(points, found)) ** 2).sum(-1)
    assert np.array_equal(away.argmin(1), found)
    assert scatter(points, found) < scatter(points, cut(tree, k))
    assert np.bincount(found).tolist() == sorted(np.bincount(found), reverse=True)


def test_the_number_is_chosen_by_the_clusters_that_are_shown():
    points, _ = crowd(n=150, seed=7)
    tree = ward_tree(points)
    cuts = {k: cut(tree, k) for k in range(2, 13)}
    shown = {
        k: KMeans(k, init=middles_of(points, one), n_init=1, tol=0).fit(points).labels_
        for k, one in cuts.items()
    }

    best, of_the_tree = (
        max(some, key=lambda k: silhouette_score(points, some[k], metric="sqeuclidean"))
        for some in (shown, cuts)
    )

    assert of_the_tree == 2
    assert choose_k(points, tree, most=12) == best == 4


def test_planted_groups_are_found_better_than_by_the_tree_alone():
    found, tree_alone = [], []
    for seed in range(10):
        points, own = crowd(seed=seed)
        tree = ward_tree(points)
        found.append(adjusted_rand(own, settled(points, tree, 5)))
        tree_alone.append(adjusted_rand(own, cut(tree, 5)))

    assert np.mean(found) > np.mean(tree_alone) + 0.02


def test_clusters_that_are_apart_stay_as_they_are():
    points = np.array([[0.0], [1.0], [2.0], [50.0], [51.0]])

    assert settled(points, ward_tree(points), 2).tolist() == [0, 0, 0, 1, 1]


@pytest.mark.parametrize("k", [1, 3, 6])
def test_equal_points_are_as_many_clusters_as_asked(k):
    points = np.zeros((6, 2))

    assert len(set(settled(points, ward_tree(points), k).tolist())) == k


def test_the_order_of_the_points_does_not_matter():
    points, _ = crowd(seed=3)
    order = np.random.default_rng(1).permutation(len(points))

    first = settled(points, ward_tree(points), 7)
    second = settled(points[order], ward_tree(points[order]), 7)

    assert adjusted_rand(first[order], second) == 1
