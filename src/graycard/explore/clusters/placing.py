"""Which cluster other pictures fall into, and which fall into none."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from graycard.explore.clusters.ward import Array, Labels

UNASSIGNED: Final = -1
FARTHEST: Final = 0.05
"""Share of the identity pictures that are themselves further from their cluster than the limit."""


@dataclass(frozen=True, eq=False)
class Centres:
    """The middles of clusters, and how far pictures of a cluster are from them.

    Attributes:
        points: Means of the clusters, shape (k, r).
        limit: Distance from the nearest middle beyond which a picture is of no cluster: one in 20
            identity pictures is further from its own, with itself left out.
        near_tie: Margin below which a picture lies between two clusters: as one in 20 identity
            pictures does.
    """

    points: Array
    limit: float
    near_tie: float


@dataclass(frozen=True, eq=False)
class Placed:
    """Where pictures fall.

    Attributes:
        cluster: The nearest, or `UNASSIGNED`, shape (m,).
        distance: To the nearest middle, shape (m,).
        margin: How much further the second nearest is, shape (m,).
    """

    cluster: Labels
    distance: Array
    margin: Array

    @property
    def assigned(self) -> NDArray[np.bool_]:
        """Whether each picture is of a cluster."""
        return np.asarray(self.cluster != UNASSIGNED)


def centres_of(points: Array, labels: Labels) -> Centres:
    """Return the middles of clusters of identity pictures.

    A picture is nearer to a mean that it is part of: its distance without itself is
    ``n / (n - 1)`` times as large. Means, and not means made 1 long: those are what Ward's tree
    compares, and they do not favour loose clusters.

    Args:
        points: Of the identity pictures, shape (n, r).
        labels: The cluster of each, 0 to k - 1, k at least 2.

    Example:
        >>> points = np.array([[0.0], [2.0], [10.0], [12.0]])
        >>> centres = centres_of(points, np.array([0, 0, 1, 1]))
        >>> centres.points.ravel(), centres.limit
        (array([ 1., 11.]), 2.0)
    """
    sizes = np.bincount(labels)
    means = ((labels == np.arange(len(sizes))[:, None]) / sizes[:, None]) @ points
    away = _without_themselves(points, labels, means)
    rows, size = np.arange(len(points)), sizes[labels]
    own = away[rows, labels]
    away[rows, labels] = np.inf
    several = size > 1  # a cluster of one does not say how far its pictures are
    if not several.any():
        several = np.ones(len(points), bool)
    limit = float(np.quantile(own[several], 1 - FARTHEST, method="higher"))
    margins = (away.min(-1) - own)[several]
    near_tie = max(0.0, float(np.quantile(margins, FARTHEST, method="lower")))
    return Centres(means, limit, near_tie)


def place(points: Array, centres: Centres) -> Placed:
    """Return which cluster each picture falls into.

    Args:
        points: Shape (m, r).
        centres: Of the clusters.

    Example:
        >>> centres = Centres(np.array([[1.0], [11.0]]), limit=2.0, near_tie=0.0)
        >>> found = place(np.array([[2.0], [10.0], [60.0]]), centres)
        >>> found.cluster, found.margin
        (array([ 0,  1, -1]), array([ 8.,  8., 10.]))
    """
    return _nearest(_distances(points, centres.points), centres)


def place_themselves(points: Array, labels: Labels, centres: Centres) -> Placed:
    """Return which cluster each identity picture would fall into if it were another picture.

    By the rule of `place`, with every middle taken without the picture itself. The clusters have
    every identity picture in one of them, near or far: mixes counted so would differ from those of
    placed pictures even where both are draws of the same.

    Args:
        points: Of the identity pictures, shape (n, r).
        labels: The cluster of each.
        centres: Of these clusters.

    Example:
        >>> points, labels = np.array([[0.0], [2.0], [10.0], [18.0]]), np.array([0, 0, 1, 1])
        >>> centres = Centres(np.array([[1.0], [14.0]]), limit=5.0, near_tie=0.0)
        >>> place_themselves(points, labels, centres).cluster
        array([ 0,  0, -1, -1])
    """
    away = _without_themselves(points, labels, centres.points)
    alone = np.bincount(labels)[labels] == 1  # without it there is no such cluster
    away[alone, labels[alone]] = np.inf
    return _nearest(away, centres)


def _without_themselves(points: Array, labels: Labels, means: Array) -> Array:
    away = _distances(points, means)
    rows, size = np.arange(len(points)), np.bincount(labels)[labels]
    away[rows, labels] *= size / np.maximum(size - 1, 1)
    return away


def _nearest(away: Array, centres: Centres) -> Placed:
    nearest = away.argmin(-1)
    two = np.sort(away, axis=-1)[:, :2]
    cluster = np.where(two[:, 0] <= centres.limit, nearest, UNASSIGNED)
    return Placed(cluster, two[:, 0], two[:, 1] - two[:, 0])


def exemplars(points: Array, labels: Labels, centres: Centres, *, number: int) -> list[Labels]:
    """Return the identity pictures of each cluster that are nearest to its middle.

    Args:
        points: Shape (n, r).
        labels: The cluster of each.
        centres: Of the clusters.
        number: At most so many a cluster.

    Returns:
        Row numbers by cluster, the nearest first.
    """
    found = []
    for cluster, middle in enumerate(centres.points):
        rows = np.flatnonzero(labels == cluster)
        away = ((points[rows] - middle) ** 2).sum(-1)
        found.append(rows[np.argsort(away, kind="stable")[:number]])
    return found


def unlike(
    vectors: NDArray[np.floating], labels: Labels, others: Array, clusters: Labels
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Return which pictures are less like their cluster than 1 in 20 identity pictures.

    In all that the embedder sees: by the cosine of a vector with the mean of the cluster's, of an
    identity picture without itself, and of a picture of no cluster with the likest.

    Args:
        vectors: Of the identity pictures, shape (n, d).
        labels: The cluster of each.
        others: Vectors of other pictures, shape (m, d).
        clusters: The cluster of each of these, or `UNASSIGNED`.

    Returns:
        Of the identity pictures, and of the others.
    """
    x = np.asarray(vectors, np.float64)
    sums = (labels == np.arange(labels.max() + 1)[:, None]) @ x
    means = sums / np.linalg.norm(sums, axis=1, keepdims=True)
    rest = sums[labels] - x
    lengths = np.maximum(np.linalg.norm(rest, axis=1), 1e-12)
    own = (x * rest).sum(-1) / lengths / np.linalg.norm(x, axis=1)
    limit = np.quantile(own, 0.05, method="lower")
    like = others @ means.T / np.maximum(np.linalg.norm(others, axis=1), 1e-12)[:, None]
    nearest = np.where(
        clusters >= 0, like[np.arange(len(like)), clusters], like.max(-1, initial=-1.0)
    )
    return np.asarray(own < limit), np.asarray(nearest < limit)


def _distances(points: Array, middles: Array) -> Array:
    lengths = (points**2).sum(-1)[:, None] + (middles**2).sum(-1)
    return np.asarray(np.sqrt(np.maximum(lengths - 2 * points @ middles.T, 0)))
