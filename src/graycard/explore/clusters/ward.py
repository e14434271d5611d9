"""Ward's tree of points, where it is cut, and how well the parts are apart."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.cluster.hierarchy import linkage

Array = NDArray[np.float64]
Labels = NDArray[np.int64]

_ROWS: Final = 512
"""Points whose distances from all later ones are computed at once."""


def ward_tree(points: ArrayLike) -> Array:
    """Return Ward's tree: which clusters were joined, and how far apart they were.

    The same as `scipy.cluster.hierarchy.linkage(points, "ward")`, but the distances of all pairs
    come from matrix products: `benchmarks/identity_clusters.py` has its time and memory.

    Args:
        points: Shape (n, d), n at least 2.

    Returns:
        Shape (n - 1, 4), as scipy's `linkage` has it.

    Source:
        Ward, "Hierarchical grouping to optimize an objective function", Journal of the American
        Statistical Association 58 (1963).

    Example:
        >>> ward_tree([[0.0], [1.0], [10.0]])[:, :2].astype(int).tolist()
        [[0, 1], [2, 3]]
    """
    return np.asarray(linkage(_distances(np.asarray(points, np.float64)), "ward"))


def cut(tree: Array, k: int) -> Labels:
    """Return the cluster of each point where the tree is cut into k.

    Args:
        tree: Of n points.
        k: From 1 to n.

    Returns:
        0 to k - 1, shape (n,): the largest first, those of one size in the order of their points.

    Example:
        >>> cut(ward_tree([[10.0], [0.0], [1.0]]), 2)
        array([1, 0, 0])
    """
    n = len(tree) + 1
    joins = tree[: n - k, :2].astype(np.int64)
    found = np.full(n + len(joins), -1)
    roots = 0
    for step in range(len(joins) - 1, -1, -1):
        if found[n + step] < 0:
            found[n + step], roots = roots, roots + 1
        found[joins[step]] = found[n + step]
    alone = np.flatnonzero(found[:n] < 0)
    found[alone] = roots + np.arange(len(alone))
    return largest_first(found[:n])


def silhouette(points: ArrayLike, labels: Labels) -> float:
    """Return how much nearer points are to their own cluster than to the next, on average.

    ``s = (b - a) / max(a, b)`` with the mean squared distance ``a`` of a point from the others of
    its cluster, and the least mean squared distance ``b`` from those of another. Squared
    distances need only the sums of each cluster. A point that is alone in its cluster has 0.

    Args:
        points: Shape (n, d).
        labels: The cluster of each, 0 to k - 1; k at least 2.

    Returns:
        From -1 to 1.

    Source:
        Rousseeuw, "Silhouettes", Journal of Computational and Applied Mathematics 20 (1987).

    Example:
        >>> round(silhouette([[0.0], [1.0], [10.0], [11.0]], np.array([0, 0, 1, 1])), 3)
        0.99
    """
    x = np.asarray(points, np.float64)
    sizes = np.bincount(labels)
    members = (labels == np.arange(len(sizes))[:, None]) / sizes[:, None]
    lengths = (x**2).sum(-1)
    away = lengths[:, None] - 2 * x @ (members @ x).T + members @ lengths
    rows, size = np.arange(len(x)), sizes[labels]
    own = away[rows, labels] * size / np.maximum(size - 1, 1)
    away[rows, labels] = np.inf
    other = away.min(-1)
    greater = np.maximum(own, other)
    parts = np.divide(other - own, greater, out=np.zeros_like(own), where=greater > 0)
    return float(np.where(size > 1, parts, 0.0).mean())


def largest_first(labels: Labels) -> Labels:
    """Return the same clusters, numbered by size and, of one size, by their first point.

    Args:
        labels: The cluster of each point, from 0 on, none of them empty.
    """
    sizes = np.bincount(labels)
    first = np.full(len(sizes), len(labels))
    np.minimum.at(first, labels, np.arange(len(labels)))
    place = np.empty(len(sizes), np.int64)
    place[np.lexsort((first, -sizes))] = np.arange(len(sizes))
    return np.asarray(place[labels])


def _distances(x: Array) -> Array:
    """Return the distances of all pairs, as scipy's `pdist` lays them out."""
    n = len(x)
    x = x - x.mean(0)  # near points far from the origin would lose digits
    lengths = (x**2).sum(-1)
    found = np.empty(n * (n - 1) // 2)
    at = 0
    for start in range(0, n, _ROWS):
        block = slice(start, min(start + _ROWS, n))
        squared = lengths[block, None] - 2 * x[block] @ x[start:].T + lengths[start:]
        for row in range(squared.shape[0]):
            rest = squared[row, row + 1 :]
            found[at : at + len(rest)] = rest
            at += len(rest)
    return np.asarray(np.sqrt(np.maximum(found, 0.0, out=found), out=found))
