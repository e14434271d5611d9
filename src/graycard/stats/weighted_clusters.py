"""Weighted shares of things that come in clusters, such as faces of pictures that were drawn."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import ndtri, stdtrit

from graycard.errors import NothingObservedError
from graycard.stats.intervals import Interval
from graycard.stats.weighted import weighted_interval

Array = NDArray[np.float64]


def draws_a_thing(counts: ArrayLike, weights: ArrayLike, *, level: float) -> Array:
    """Return as how many independent draws one thing in a cluster counts, for each category.

    Cluster i has ``n_i`` things, ``x_i`` of them of the category, and the weight ``w_i``. With the
    share ``p = Σ w x / Σ w n``, the variance of `p` is about ``m/(m-1) · Σ w² (x - p n)²``, over
    ``(Σ w n)²``, where clusters are the draws, and ``Σ w² (x (1-p)² + (n-x) p²)`` over the same if
    each thing were one. What is returned is the second over the first, never more than 1, times
    ``(z/t)²`` with ``m - 1`` degrees of freedom because the variance is itself estimated. Where all
    things are alike the variance says nothing: then each cluster counts as one draw.

    Args:
        counts: Things by cluster and category, shape (M, K).
        weights: How many clusters each stands for, shape (M,).
        level: Such as 0.95, of the interval that this is for.

    Returns:
        Shape (K,), above 0 and at most 1.

    Raises:
        NothingObservedError: If fewer than two clusters have a thing.

    Source:
        Linearised variance of a ratio, over its variance without clusters: Kish's design effect,
        "Survey Sampling" (1965). The degrees of freedom as in `graycard.stats.clusters`.

    Example:
        >>> # a hundred pictures of two faces each, always alike: two faces are one draw
        >>> draws_a_thing([[2, 0], [0, 2]] * 50, [1.0] * 100, level=0.95).round(2)
        array([0.48, 0.48])
    """
    x, w = np.asarray(counts, np.float64), np.asarray(weights, np.float64)
    there = x.sum(axis=-1) > 0
    x, w = x[there], w[there]
    m = len(x)
    if m < 2:
        raise NothingObservedError(
            what="the things come from fewer than two clusters",
            why="how much clusters differ cannot be seen in one",
            fix="more images",
        )
    n = x.sum(axis=-1, keepdims=True)
    p = (w @ x) / float(w @ n[:, 0])
    as_clusters = m / (m - 1) * (w**2 @ (x - p * n) ** 2)
    as_things = w**2 @ (x * (1 - p) ** 2 + (n - x) * p**2)
    alike = (p <= 0) | (p >= 1)
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = np.where(as_clusters > 0, as_things / as_clusters, 1.0)
    upper = (1 + level) / 2
    shrunk = (ndtri(upper) / stdtrit(m - 1.0, upper)) ** 2
    found: Array = np.where(alike, m / n.sum(), np.minimum(ratio, 1.0)) * shrunk
    return found


def clustered_weighted_interval(
    counts: ArrayLike, cells: ArrayLike, weights: ArrayLike, *, level: float
) -> Interval:
    """Return confidence intervals of weighted shares of things that come in clusters.

    It is `weighted_interval` of the cells' counts, in which every thing counts as so many draws as
    `draws_a_thing` says, and as much more weight, so that the shares stay what they are.

    Args:
        counts: Things by cluster and category, shape (M, K).
        cells: Within which all clusters are equally likely to be drawn, shape (M,): whole numbers.
        weights: How many clusters each stands for, the same within a cell, shape (M,).
        level: Such as 0.95.

    Returns:
        Lower and upper ends, shape (K,).

    Raises:
        NothingObservedError: If fewer than two clusters have a thing.

    Notes:
        Approximate: `benchmarks/labels_of_faces.py` holds it against known truths. With one cell it
        is `graycard.stats.clusters.clustered_share`.

    Example:
        >>> low, high = clustered_weighted_interval(
        ...     [[1, 0], [0, 1]] * 20, [0] * 40, [3.0] * 40, level=0.95
        ... )
        >>> low.round(3), high.round(3)  # one face an image; Wilson's is .352 to .648
        (array([0.346, 0.346]), array([0.654, 0.654]))
    """
    x, w = np.asarray(counts, np.float64), np.asarray(weights, np.float64)
    _, place = np.unique(np.asarray(cells), return_inverse=True)
    of_cell = np.zeros((place.max() + 1, x.shape[-1]))
    np.add.at(of_cell, place, x)
    weight = np.zeros(len(of_cell))
    weight[place] = w
    ends = [
        weighted_interval(of_cell * part, weight / part, level=level)
        for part in draws_a_thing(x, w, level=level)
    ]
    low = np.array([one[0][k] for k, one in enumerate(ends)])
    high = np.array([one[1][k] for k, one in enumerate(ends)])
    return low, high
