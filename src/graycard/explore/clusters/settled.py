"""Parts of a tree, once every picture has gone to the part that it is nearest to."""

from __future__ import annotations

from typing import Final

import numpy as np

from graycard.explore.clusters.ward import Array, Labels, cut, largest_first, silhouette

_STEPS: Final = 100
"""Some ten are enough; each brings pictures nearer to their middles, so that it ends anyway."""


def settled(points: Array, tree: Array, k: int) -> Labels:
    """Return the cluster of each point: where the tree is cut into k, and then the nearest middle.

    What Ward's tree has once joined it never parts again, so that points at the edge of a cluster
    can be nearer to the middle of another. They go there, the middles follow, and so on until none
    goes: k-means, begun where the tree was cut. Other pictures are placed by the same rule.

    Args:
        points: Shape (n, r).
        tree: Of these points.
        k: Clusters, 1 to n.

    Returns:
        0 to k - 1, the largest first. Where a cluster would lose its last point, the points stay.

    Source:
        Milligan and Sokol, "A two-stage clustering algorithm with robust recovery
        characteristics", Educational and Psychological Measurement 40 (1980); the consolidation of
        HCPC in FactoMineR: Husson, Josse and Pagès (2010).

    Example:
        >>> from graycard.explore.clusters.ward import ward_tree
        >>> points = np.array([[1.0], [5.0], [7.0], [11.0], [18.0], [24.0], [25.0]])
        >>> cut(ward_tree(points), 2), settled(points, ward_tree(points), 2)
        (array([1, 1, 1, 0, 0, 0, 0]), array([0, 0, 0, 0, 1, 1, 1]))
    """
    labels = cut(tree, k)
    for _ in range(_STEPS):
        sizes = np.bincount(labels)
        middles = ((labels == np.arange(k)[:, None]) / sizes[:, None]) @ points
        nearest = ((middles**2).sum(-1) - 2 * points @ middles.T).argmin(-1)
        if len(np.unique(nearest)) < k or np.array_equal(nearest, labels):
            break
        labels = nearest
    return largest_first(labels)


def choose_k(points: Array, tree: Array, *, most: int) -> int:
    """Return into how many clusters the data fall best: the greatest mean silhouette.

    Of the clusters as they are shown: once every point has gone to its nearest middle.

    Args:
        points: Shape (n, r).
        tree: Of these points.
        most: Clusters that are tried, from 2 on.

    Example:
        >>> from graycard.explore.clusters.ward import ward_tree
        >>> points = np.array([[0.0], [1.0], [10.0], [11.0], [20.0], [21.0]])
        >>> choose_k(points, ward_tree(points), most=5)
        3
    """
    return max(range(2, most + 1), key=lambda k: silhouette(points, settled(points, tree, k)))
