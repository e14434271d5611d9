"""Whether pictures are nearer to those of one attribute than to those of another: by how much."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from graycard.errors import NothingObservedError

Array = NDArray[np.float64]

NOTHING: Final = 1e-9
"""A spread of cosines that is no more than rounding."""


def associations(neutral: Array, with_a: Array, with_b: Array) -> Array:
    """Return by how much each picture is nearer to the pictures of A than to those of B.

    ``s(x) = mean_a cos(x, a) - mean_b cos(x, b)``

    Args:
        neutral: Vectors of length 1, shape (n, d).
        with_a: Shape (n_a, d).
        with_b: Shape (n_b, d).

    Returns:
        Shape (n,), in [-2, 2].

    Raises:
        NothingObservedError: If a set is empty.

    Example:
        >>> associations(np.array([[1.0, 0], [0, 1]]), np.array([[1.0, 0]]), np.array([[0.6, 0.8]]))
        array([ 0.4, -0.8])
    """
    if not (len(neutral) and len(with_a) and len(with_b)):
        raise NothingObservedError(
            what="an association was asked of a set without pictures",
            why="it compares pictures of three kinds: as they are, with A, and with B",
            fix="graycard show RUN --missing",
        )
    return np.asarray(neutral @ (with_a.mean(0) - with_b.mean(0)))


def effect_size(first: Array, second: Array) -> float:
    """Return by how many standard deviations of all scores together two means differ.

    Args:
        first: Scores of the one thing, shape (n,).
        second: Scores of the other, shape (m,).

    Returns:
        ``(mean(first) - mean(second)) / sd``, the deviation with divisor n + m. At most 2 away from
        0 where n = m, and at most ``(n + m) / sqrt(n m)`` at all.

    Raises:
        NothingObservedError: If all scores are the same: nothing is there to measure in.

    Example:
        >>> round(effect_size(np.array([1.0, 3]), np.array([0.0, 0])), 4)  # 2 / sqrt(1.5)
        1.633
    """
    both = np.concatenate([first, second])
    if not (len(first) and len(second)) or both.std() <= NOTHING:
        raise NothingObservedError(
            what="an effect size was asked of scores that do not differ",
            why="it is measured in their standard deviation, which is 0",
            fix="compare other pictures, or use another embedder",
        )
    return float((first.mean() - second.mean()) / both.std())
