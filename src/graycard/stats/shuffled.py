"""What would be found in sets whose names are shuffled: which picture is of which set by chance."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import ArrayLike

from graycard.stats._scatter import Array, Labels, left_out, set_means, shrinkage


def shuffled_nearest(
    vectors: ArrayLike, labels: ArrayLike, *, shuffles: int, rng: np.random.Generator
) -> Iterator[tuple[Labels, Labels]]:
    """Yield shuffled labels, and the nearest set of each vector among them, had it not been there.

    The same as fitting `graycard.stats.discriminant.fit_discriminant` anew for each shuffle. But
    how all vectors scatter does not depend on their names: in the axes of that, the covariance
    within sets is diagonal but for the few directions of the means (Woodbury), and a shuffle costs
    no more than the products of all vectors with all means.

    Args:
        vectors: Shape (N, d).
        labels: The set of each, 0 to P - 1; every set at least two vectors.
        shuffles: How often.
        rng: Source of chance.

    Yields:
        Labels of shape (N,), and sets of shape (N,).

    Example:
        >>> sets = np.repeat([0, 1], 4)
        >>> rng = np.random.default_rng(0)
        >>> found = list(shuffled_nearest(rng.normal(size=(8, 3)), sets, shuffles=2, rng=rng))
        >>> len(found), [int(sum(names)) for names, _ in found]
        (2, [4, 4])
    """
    x, own = np.asarray(vectors, np.float64), np.asarray(labels, np.int64)
    sizes = np.bincount(own)
    left, lengths, _ = np.linalg.svd(x - x.mean(0), full_matrices=False)
    axes, scatter = left * lengths, lengths**2
    for _ in range(shuffles):
        names = rng.permutation(own)
        yield names, _nearest(axes, scatter, names, sizes, width=x.shape[1])


def _nearest(axes: Array, scatter: Array, names: Labels, sizes: Labels, *, width: int) -> Labels:
    """Return the nearest sets.

    Args:
        axes: Vectors in the axes of their total scatter, centred, shape (N, r).
        scatter: Along each axis, shape (r,).
        names: The set of each vector.
        sizes: Vectors a set.
        width: Numbers a vector, before the axes were turned.
    """
    freedom = len(axes) - len(sizes)
    root = np.sqrt(sizes)
    between = root[:, None] * set_means(axes, names, sizes)
    gram = between @ between.T
    trace = float(scatter.sum() - np.trace(gram)) / freedom
    crossed = float((between**2 @ scatter).sum())
    squares = float((scatter**2).sum() - 2 * crossed + (gram**2).sum()) / freedom**2
    weight, round_part = shrinkage(trace, squares, freedom=freedom, width=width)
    inverse = 1 / (weight * scatter + round_part)
    with_between = axes @ (between * inverse).T
    inner = (between * inverse) @ between.T
    # What the inverse gains where the covariance lacks the scatter between sets.
    gain = weight * np.linalg.inv(np.eye(len(sizes)) - weight * inner)
    distances, _ = left_out(
        axes**2 @ inverse + ((with_between @ gain) * with_between).sum(-1),
        (with_between + with_between @ gain @ inner) / root,
        (inner + inner @ gain @ inner) / np.outer(root, root),
        labels=names,
        sizes=sizes,
        weight=weight,
    )
    return np.asarray(distances.argmin(-1))
