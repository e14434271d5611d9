"""Chance floors: what a model without any deviation would score at this number of images.

An even coin tossed nine times is 0.137 away from one half on average. A score that is not
above its floor says nothing about the model. Each floor is a mean and a value that would be
exceeded in at most 5 of 100 audits: the 95 % quantile, one-sided.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import bdtr, bdtrik, gammaln, xlog1py, xlogy

from graycard.errors import NothingObservedError

FLOOR_LEVEL = 0.95
"""The share of audits without any deviation that stay at or below the high floor."""

DRAWS = 20_000
"""Simulated audits behind a floor. `P(gap > floor)` then has an error of 0.0015."""

_SEED = 20230626


def gap_floor(reference: ArrayLike, n: int) -> tuple[float, float]:
    """Return what the representation gap is when the true shares are the reference.

    The mean is exact: ``0.5 * Σ E|k_i/n - r_i|`` of binomial ``k_i``. The high floor is the
    smallest gap that is exceeded with a probability of at most 0.05: exact for two categories,
    else from `DRAWS` simulated audits with a fixed seed, so that the same question always has
    the same answer.

    Args:
        reference: Shares, shape ``(K,)``, that sum to 1.
        n: Images read, at least 1.

    Returns:
        Mean and high floor, in [0, 1].

    Raises:
        NothingObservedError: If ``n`` is 0.

    Source:
        De Moivre's mean absolute deviation: Diaconis and Zabell, "Closed form summation for
        classical distributions", Statistical Science 6 (1991).

    Example:
        >>> mean, high = gap_floor([0.5, 0.5], 9)
        >>> round(mean, 3), round(high, 3)
        (0.137, 0.278)
    """
    return _gap_floor(tuple(np.asarray(reference, dtype=np.float64).tolist()), _some(n))


def share_floor(share: ArrayLike, n: ArrayLike) -> NDArray[np.float64]:
    """Return what an observed share exceeds in at most 5 of 100 audits when ``share`` is true.

    The mean of the observed share is ``share`` itself.

    Args:
        share: True shares, any shape.
        n: Images, broadcast against ``share``.

    Returns:
        The smallest ``k/n`` with ``P(count > k) <= 0.05``, exact.

    Raises:
        NothingObservedError: If an ``n`` is 0.

    Example:
        >>> float(share_floor(0.5, 100))
        0.58
    """
    r, size = np.broadcast_arrays(np.asarray(share, np.float64), np.asarray(n, np.int64))
    if np.any(size < 1):
        _some(0)
    inner = np.clip(r, 1e-12, 1 - 1e-12)
    guess = bdtrik(FLOOR_LEVEL, size, inner)
    k = np.clip(np.ceil(np.where(np.isfinite(guess), guess, 0.0)) - 1, 0, size)
    for _ in range(3):  # the continuous inverse is within one of the whole number
        k = np.where(bdtr(k, size, inner) < FLOOR_LEVEL - 1e-12, k + 1, k)
    return np.asarray(np.minimum(k, size) / size)


@lru_cache(maxsize=4096)
def _gap_floor(reference: tuple[float, ...], n: int) -> tuple[float, float]:
    r = np.array(reference)
    mean = 0.5 * float(_mean_deviation(r, n).sum())
    if len(reference) == 2:
        hits = np.arange(n + 1)
        gaps = np.abs(hits / n - r[0])
        weights = _binomial(hits, n, r[0])
    else:
        draws = np.random.default_rng(_SEED).multinomial(n, r / r.sum(), size=DRAWS)
        gaps = 0.5 * np.abs(draws / n - r).sum(axis=-1)
        weights = np.full(DRAWS, 1 / DRAWS)
    values, group = np.unique(gaps.round(12), return_inverse=True)
    below = np.cumsum(np.bincount(group, weights=weights))
    high = values[min(int(np.searchsorted(below, FLOOR_LEVEL - 1e-12)), len(values) - 1)]
    return mean, min(float(high) + 1e-12, 1.0)  # an equal gap, rounded otherwise, is not above it


def _mean_deviation(r: NDArray[np.float64], n: int) -> NDArray[np.float64]:
    """Return E|k/n - r| of a binomial k: 2/n * v * P(k = v) * (1 - r), v = floor(n r) + 1."""
    v = np.minimum(np.floor(n * r) + 1, n)
    return np.asarray(2 * v * (1 - r) * _binomial(v, n, r) / n)


def _binomial(
    k: NDArray[np.generic], n: int, p: float | NDArray[np.float64]
) -> NDArray[np.float64]:
    hits = k.astype(np.float64)
    ways = gammaln(n + 1) - gammaln(hits + 1) - gammaln(n - hits + 1)
    return np.asarray(np.exp(ways + xlogy(hits, p) + xlog1py(n - hits, -p)))


def _some(n: int) -> int:
    if n < 1:
        raise NothingObservedError(
            what="a chance floor was asked for no images",
            why="every image was refused, filtered, failed or unreadable",
            fix="graycard show RUN --missing",
        )
    return int(n)
