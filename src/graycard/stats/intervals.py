"""Confidence intervals for one share, for all shares of one attribute, and for a mean."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import chdtri, ndtri, stdtrit

from graycard.errors import NothingObservedError
from graycard.language import noted

Interval = tuple[NDArray[np.float64], NDArray[np.float64]]
"""Lower and upper ends, of one shape."""

_ROUNDING: Final = 1e-9
"""By how much of the images a count that is a product may miss 0, or all of them."""


def wilson(successes: ArrayLike, n: ArrayLike, *, level: float) -> Interval:
    """Return Wilson's score interval for a share.

    With ``p = k/n`` and ``z`` the ``(1 + level)/2`` quantile of the normal distribution: the
    centre is ``(p + z²/2n) / (1 + z²/n)`` and half the width is
    ``z / (1 + z²/n) * sqrt(p(1-p)/n + z²/4n²)``.

    Args:
        successes: ``k``, images of the category, any shape; need not be whole.
        n: Images, broadcast against ``successes``.
        level: Such as 0.95.

    Returns:
        Lower and upper ends of the broadcast shape, within [0, 1]; exactly 0 at ``k = 0`` and
        exactly 1 at ``k = n``.

    Raises:
        NothingObservedError: If an ``n`` is 0: nothing observed leaves nothing to be said.

    Source:
        Wilson, "Probable inference, the law of succession, and statistical inference", JASA 22
        (1927).

    Example:
        >>> low, high = wilson([0, 30], [210, 100], level=0.95)
        >>> low.round(4), high.round(4)
        (array([0.    , 0.2189]), array([0.018 , 0.3958]))
    """
    return _score(successes, n, z=float(ndtri((1 + level) / 2)))


def goodman(counts: ArrayLike, *, level: float) -> Interval:
    """Return a box that holds all shares of a multinomial at once.

    Wilson's interval for each category, at the level ``1 - (1 - level)/K`` that makes the K of
    them hold together. Two categories are one share seen from both sides, so ``K = 2`` is not
    corrected.

    Args:
        counts: Images by category, shape ``(..., K)``, ``K >= 2``.
        level: That all K hold at once, such as 0.95.

    Returns:
        Lower and upper ends, shape ``(..., K)``, within [0, 1].

    Raises:
        NothingObservedError: If a row is empty.

    Source:
        Goodman, "On simultaneous confidence intervals for multinomial proportions",
        Technometrics 7 (1965).

    Example:
        >>> low, high = goodman([91, 49, 37, 43], level=0.95)
        >>> low.round(3), high.round(3)
        (array([0.334, 0.161, 0.115, 0.137]), array([0.498, 0.3  , 0.24 , 0.27 ]))
    """
    k = np.asarray(counts, dtype=np.float64)
    intervals = 1 if k.shape[-1] == 2 else k.shape[-1]
    z = np.sqrt(chdtri(1, (1 - level) / intervals))
    return _score(k, k.sum(axis=-1, keepdims=True), z=float(z))


def t_mean(moments: ArrayLike, *, level: float) -> tuple[NDArray[np.float64], Interval]:
    """Return a mean and Student's interval for it.

    ``mean ± t * s / sqrt(n)`` with ``s² = (Σx² - (Σx)²/n) / (n - 1)`` and ``t`` the
    ``(1 + level)/2`` quantile of Student's distribution with ``n - 1`` degrees of freedom.

    Args:
        moments: ``n``, ``Σx`` and ``Σx²``, shape ``(..., 3)``.
        level: Such as 0.95.

    Returns:
        The mean, and the lower and upper ends, each of shape ``(...)``, in the unit of the
        values.

    Raises:
        NothingObservedError: If there are fewer than two values, or if they are all equal (as
            far as the sums can tell): nothing observed says how far the values scatter.

    Notes:
        Good for values that are not too skewed. Sums of squares lose what is smaller than
        about ``1e-6`` of the values themselves.

    Source:
        "Student", "The probable error of a mean", Biometrika 6 (1908).

    Example:
        >>> mean, (low, high) = t_mean([4, 10.0, 30.0], level=0.95)
        >>> float(mean), float(low.round(3)), float(high.round(3))
        (2.5, 0.446, 4.554)
    """
    n, total, squares = np.moveaxis(np.asarray(moments, dtype=np.float64), -1, 0)
    if np.any(n < 2):
        raise NothingObservedError(
            what="a mean was asked of fewer than two values",
            why=noted("that says nothing of how far values scatter"),
            fix="ask for more images a prompt",
        )
    mean = total / n
    scatter = squares - n * mean**2
    if np.any(scatter <= 1e-12 * squares):
        raise NothingObservedError(
            what="an interval was asked of values that are all equal",
            why=noted("values that are all equal say nothing of how far values scatter"),
            fix="look at the images: graycard show RUN",
        )
    half = stdtrit(n - 1, (1 + level) / 2) * np.sqrt(scatter / (n - 1) / n)
    return mean, (mean - half, mean + half)


def _score(successes: ArrayLike, n: ArrayLike, *, z: float) -> Interval:
    k, size = np.broadcast_arrays(np.asarray(successes, np.float64), np.asarray(n, np.float64))
    if np.any(size <= 0):
        raise NothingObservedError(
            what="a share was asked of no images",
            why="every image was refused, filtered, failed or unreadable",
            fix="graycard show RUN --missing",
        )
    slack = _ROUNDING * size
    if np.any((k < -slack) | (k > size + slack)):
        raise ValueError("a count is negative, or larger than all images together")
    k = np.clip(k, 0.0, size)
    p, z2 = k / size, z * z
    centre = (p + z2 / (2 * size)) / (1 + z2 / size)
    half = z / (1 + z2 / size) * np.sqrt(p * (1 - p) / size + z2 / (4 * size**2))
    low = np.where(k == 0, 0.0, np.clip(centre - half, 0.0, p))
    high = np.where(k == size, 1.0, np.clip(centre + half, p, 1.0))
    return low, high
