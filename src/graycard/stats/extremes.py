"""How far the most and the least frequent category are apart: intervals without simulation.

Which category is truly the most frequent, and which the least, does not depend on the data. So the
end of an interval that lies away from parity needs no correction: it is the limit of *one* pair of
categories. The end towards parity may be wrong about any of the ``K (K - 1)`` ordered pairs, and is
corrected for all of them; at parity the other end cannot miss, so the whole error is there to be
spent. Both limits move with the larger count and against the smaller, so only the largest and the
smallest count matter.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import ndtri

from graycard.errors import NothingObservedError
from graycard.stats.intervals import Interval, wilson

Array = NDArray[np.float64]

_BISECTIONS = 40


def difference_interval(counts: ArrayLike, *, level: float) -> Interval:
    """Return an interval for the largest true share less the smallest.

    Args:
        counts: Images by category, shape ``(..., K)``, ``K >= 2``; need not be whole.
        level: Such as 0.95.

    Returns:
        Lower and upper ends of shape ``(...)`` in [0, 1]. They hold the observed difference. For
        two categories they are Wilson's, twice the share less one.

    Raises:
        NothingObservedError: If a row is empty.

    Source:
        The limits of one pair: Tango, "Equivalence test and confidence interval for the difference
        in proportions for the paired-sample design", Statistics in Medicine 17 (1998). Which of
        them need a correction: this project; `benchmarks/measure_coverage.py` says how it covers.

    Example:
        >>> low, high = difference_interval([[60, 40, 0], [34, 33, 33]], level=0.95)
        >>> low.round(3), high.round(3)
        (array([0.48, 0.  ]), array([0.691, 0.169]))
    """
    top, bottom, n = _extremes(counts)
    if np.shape(counts)[-1] == 2:
        low, high = wilson(top, n, level=level)
        return np.clip(2 * low - 1, 0.0, None), 2 * high - 1
    far, near = _z(level, np.shape(counts)[-1])
    value = (top - bottom) / n
    low = np.clip(-_upper_difference(bottom, top, n, near), 0.0, value)
    return low, np.clip(_upper_difference(top, bottom, n, far), value, 1.0)


def ratio_interval(counts: ArrayLike, *, level: float) -> Interval:
    """Return an interval for the smallest true share over the largest.

    Args:
        counts: As for `difference_interval`.
        level: Such as 0.95.

    Returns:
        Lower and upper ends of shape ``(...)`` in [0, 1]. They hold the observed ratio.

    Raises:
        NothingObservedError: If a row is empty.

    Notes:
        Of the images of two categories the share ``s`` of one gives their ratio, ``s / (1 - s)``,
        whatever the others hold: the limits of ``s`` are Wilson's.

    Example:
        >>> low, high = ratio_interval([[60, 40, 0], [34, 33, 33]], level=0.95)
        >>> low.round(3), high.round(3)
        (array([0.   , 0.604]), array([0.096, 1.   ]))
    """
    top, bottom, _ = _extremes(counts)
    far, near = _z(level, np.shape(counts)[-1])
    value, both = bottom / top, top + bottom
    low = _wilson_at(bottom, both, -far)
    high = _wilson_at(bottom, both, near)
    odds = np.divide(high, 1 - high, out=np.ones_like(high), where=high < 0.5)
    return np.clip(low / (1 - low), 0.0, value), np.clip(odds, value, 1.0)


def _extremes(counts: ArrayLike) -> tuple[Array, Array, Array]:
    k = np.asarray(counts, np.float64)
    n = k.sum(axis=-1)
    if np.any(n == 0):
        raise NothingObservedError(
            what="a difference between categories was asked of no images",
            why="every image was refused, filtered, failed or unreadable",
            fix="graycard show RUN --missing",
        )
    return k.max(axis=-1), k.min(axis=-1), n


def _z(level: float, categories: int) -> tuple[float, float]:
    """Return the normal quantiles of the end away from parity, and of the end towards it."""
    alpha = 1 - level
    return -float(ndtri(alpha / 2)), -float(ndtri(alpha / (categories * (categories - 1))))


def _wilson_at(k: Array, n: Array, z: float) -> Array:
    """Return Wilson's lower limit for a negative quantile, the upper for a positive one."""
    p, z2 = k / n, z * z
    limit = (p + z2 / (2 * n) + z * np.sqrt(p * (1 - p) / n + z2 / (4 * n**2))) / (1 + z2 / n)
    return np.asarray(np.where((k == 0) & (z < 0), 0.0, np.clip(limit, 0.0, 1.0)))


def _upper_difference(first: Array, second: Array, n: Array, z: float) -> Array:
    """Return the upper score limit of the true share of the first less that of the second."""
    inside = (first - second) / n
    outside = np.ones_like(inside)
    for _ in range(_BISECTIONS):
        middle = (inside + outside) / 2
        likely = first - second - n * middle >= -z * np.sqrt(n * _spread(first, second, n, middle))
        inside, outside = np.where(likely, middle, inside), np.where(likely, outside, middle)
    return np.asarray(outside)


def _spread(first: Array, second: Array, n: Array, difference: Array) -> Array:
    """Return the variance of one image's difference, at the likeliest shares that differ so."""
    b = -first - second + (2 * n - first + second) * difference
    c = -second * difference * (1 - difference)
    smaller = (np.sqrt(np.maximum(b**2 - 8 * n * c, 0.0)) - b) / (4 * n)
    return np.asarray(np.maximum(2 * smaller + difference * (1 - difference), 0.0))
