"""Shares read with an instrument that is itself a sample, such as pictures that stand for places.

Two doubts stand behind such a share: which pictures were read, and which pictures the instrument
was made of. The second is common to all that is read with it, and does not go away with more of
them.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import betaln, gammaln

from graycard.errors import NothingObservedError
from graycard.stats.floor import FLOOR_LEVEL

Array = NDArray[np.float64]


def shared_doubt(drawn: ArrayLike, categories: int) -> tuple[Array, Array]:
    """Return how far an instrument's own sample moves shares, from redrawn instruments.

    The covariance, over instruments, of one picture's being in a category and another's: it is
    what is left of a share's variance however many pictures are read.

    Args:
        drawn: The category of each picture by each instrument, shape (draws, n).
        categories: Number of categories, ``K``.

    Returns:
        The covariance, shape (K,), at least 0; and the mean share over the instruments, shape (K,).

    Example:
        >>> shared_doubt([[0, 0, 0], [1, 1, 1], [0, 0, 0], [1, 1, 1]], 2)[0].round(3)
        array([0.333, 0.333])
    """
    labels = np.asarray(drawn, np.int64)
    draws, n = labels.shape
    offset = labels + categories * np.arange(draws)[:, None]
    counts = np.bincount(offset.ravel(), minlength=draws * categories).reshape(draws, categories)
    mean = counts.mean(0) / n
    if n < 2 or draws < 2:
        return np.zeros(categories), mean
    offset = labels + categories * np.arange(n)
    rates = np.bincount(offset.ravel(), minlength=n * categories).reshape(n, categories) / draws
    own = (rates * (1 - rates)).sum(0) * draws / (draws - 1)
    shared = (counts.var(0, ddof=1) - own) / (n * (n - 1))
    return np.clip(shared, 0, None), mean


def design_effect(share: ArrayLike, shared: ArrayLike, n: int) -> Array:
    """Return by how much a shared doubt multiplies the variance of a share.

    Args:
        share: Within [0, 1], any shape.
        shared: Covariance as of `shared_doubt`.
        n: Pictures read.

    Returns:
        At least 1 and at most n; dividing counts by it gives those of an equally sure share
        without the shared doubt.

    Source:
        Kish, *Survey Sampling* (1965), section 5.4; the intraclass correlation is that of pictures
        that are read with one instrument.

    Example:
        >>> design_effect(0.5, 0.01, 101)
        array(5.)
    """
    p = np.asarray(share, np.float64)
    scatter = p * (1 - p)
    more = np.where(scatter > 0, (n - 1) * np.asarray(shared) / np.maximum(scatter, 1e-12), 0.0)
    return np.asarray(np.clip(1 + more, 1, max(n, 1)))


def predicted_floor(
    rate: float, weight: float, n: int, *, categories: float
) -> tuple[float, float]:
    """Return what share chance shows of a category whose chance rate was itself measured.

    Of ``weight`` pictures at even odds a share ``rate`` fell into the category; how many of ``n``
    further pictures will is beta-binomial, with half a picture added to each category.

    Args:
        rate: Measured, in [0, 1].
        weight: Pictures behind it; need not be whole.
        n: Pictures that are read.
        categories: Number of categories, over the number that this one unites.

    Returns:
        Mean, and what is exceeded in at most 5 of 100 audits.

    Raises:
        NothingObservedError: If ``n`` is 0.

    Source:
        Jeffreys, *Theory of Probability*, 3rd ed. (1961), section 3.23, for the halves.

    Example:
        >>> mean, high = predicted_floor(0.25, 80, 32, categories=4)
        >>> round(mean, 3), high
        (0.25, 0.40625)
    """
    a, b = _beta(rate, weight, categories)
    below = np.cumsum(_law(a, b, n))
    high = int(np.searchsorted(below, FLOOR_LEVEL - 1e-12))
    return a / (a + b), min(high, n) / n


def predicted_tail(k: int, rate: float, weight: float, n: int, *, categories: float) -> float:
    """Return how probable at least ``k`` of ``n`` pictures are, under the same law.

    Args:
        k: Pictures of the category.
        rate: As of `predicted_floor`.
        weight: As of `predicted_floor`.
        n: Pictures that are read.
        categories: As of `predicted_floor`.

    Example:
        >>> round(predicted_tail(20, 0.25, 80, 32, categories=4), 6)
        0.000162
    """
    return float(min(1.0, _law(*_beta(rate, weight, categories), n)[k:].sum()))


def _beta(rate: float, weight: float, categories: float) -> tuple[float, float]:
    return rate * weight + 0.5, (1 - rate) * weight + 0.5 * (categories - 1)


def _law(a: float, b: float, n: int) -> Array:
    """Return the beta-binomial probabilities of 0 to n."""
    if n < 1:
        raise NothingObservedError(
            what="a chance floor was asked for no images",
            why="every image was refused, filtered, failed or unreadable",
            fix="graycard show RUN --missing",
        )
    k = np.arange(n + 1.0)
    ways = gammaln(n + 1.0) - gammaln(k + 1) - gammaln(n - k + 1)
    return np.asarray(np.exp(ways + betaln(k + a, n - k + b) - betaln(a, b)))
