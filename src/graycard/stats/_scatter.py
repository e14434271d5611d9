"""What fits of sets of vectors share: their means, their shrunken covariance, and leaving out."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Labels = NDArray[np.int64]


def set_means(vectors: Array, labels: Labels, sizes: Labels) -> Array:
    """Return the mean of each set, shape (P, d)."""
    members = (labels == np.arange(len(sizes))[:, None]) / sizes[:, None]
    return np.asarray(members @ vectors)


def squared_distances(vectors: Array, means: Array) -> Array:
    """Return squared distances of all vectors from all means, shape (n, P)."""
    products = vectors @ means.T
    return np.asarray((vectors**2).sum(-1)[:, None] - 2 * products + (means**2).sum(-1))


def shrinkage(trace: float, squares: float, *, freedom: int, width: int) -> tuple[float, float]:
    """Return what the shrunken covariance is made of: ``weight * scatter + round_part * identity``.

    Args:
        trace: Of the covariance within sets.
        squares: Sum of its squared entries.
        freedom: Vectors less sets.
        width: Numbers a vector.

    Returns:
        The weight, and the round part; 0 and 1 where nothing scatters, so that every direction is
        as good.

    Source:
        Chen, Wiesel, Eldar and Hero (2010), equation 23.
    """
    if trace <= 1e-12:
        return 0.0, 1.0
    excess = (freedom + 1 - 2 / width) * (squares - trace**2 / width)
    shrunk = (1 - 2 / width) * squares + trace**2
    intensity = 1.0 if excess <= 0 else min(1.0, shrunk / excess)
    return (1 - intensity) / freedom, intensity * trace / width


def left_out(
    lengths: Array,
    with_means: Array,
    of_means: Array,
    *,
    labels: Labels,
    sizes: Labels,
    weight: float,
) -> tuple[Array, float]:
    """Return squared distances from the true means, as if a vector that is judged were not there.

    All products are those of the fit with every vector. Without one of them its set's mean moves by
    a part of the residual, and the covariance loses the residual's square (Sherman and Morrison).

    Args:
        lengths: Of each vector with itself, shape (N,).
        with_means: Of each vector with each mean, shape (N, P).
        of_means: Of the means, shape (P, P).
        labels: The set of each vector, shape (N,).
        sizes: Vectors a set, shape (P,).
        weight: Of one vector's scatter in the covariance.

    Returns:
        Distances, shape (N, P), less what the error of each mean adds to them; and the mean squared
        distance of a vector from the true mean of its set.
    """
    rows = np.arange(len(labels))
    size = sizes[labels]
    factor = size / (size - 1)
    residual = lengths - 2 * with_means[rows, labels] + of_means[labels, labels]
    update = weight * factor / (1 - weight * factor * residual)
    # The inner product of (vector - mean of q) with (vector - mean of its own set).
    along = (lengths - with_means[rows, labels])[:, None] - (with_means - of_means[labels])
    found = lengths[:, None] - 2 * with_means + np.diag(of_means) + update[:, None] * along**2
    found[rows, labels] = factor**2 * (residual + update * residual**2)
    spread = float((found[rows, labels] / factor).mean())
    others = np.broadcast_to(sizes, found.shape).astype(float)
    others[rows, labels] -= 1
    return found - spread / others, spread
