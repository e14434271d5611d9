"""Log odds ratios of two shares: estimate, interval, and what chance alone shows.

A share of 0 or 1 has no odds. So half an image is added on both sides for the estimate; and shares
below 1 in 1,000 count as 1 in 1,000 (those above 999 as 999), since no audit of a usual size can
tell them apart. With that every interval has two ends, and they hold.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import logit

from graycard.stats.difference import chance_counts
from graycard.stats.floor import FLOOR_LEVEL
from graycard.stats.intervals import Interval, wilson

LEAST_SHARE: Final = 0.001
"""Shares below count as this, and those as near to 1 as that from 1."""

GREATEST: Final = 2 * 6.906754778648554
"""Greatest log odds ratio that there can be then: twice log(999)."""


def log_odds_ratio(
    successes: ArrayLike, n: ArrayLike, other_successes: ArrayLike, other_n: ArrayLike
) -> NDArray[np.float64]:
    """Return the log odds ratio of two shares, half an image added everywhere.

    ``log((k + ½) / (n - k + ½)) - log((k' + ½) / (n' - k' + ½))``.

    Args:
        successes: ``k`` of the first share, any shape.
        n: Images behind it, at least 1.
        other_successes: ``k'`` of the second.
        other_n: Images behind that.

    Returns:
        Natural logarithms, within `GREATEST` of 0.

    Source:
        Haldane, "The estimation and significance of the logarithm of a ratio of frequencies",
        Annals of Human Genetics 20 (1956).

    Example:
        >>> log_odds_ratio(7, 10, 2, 10).round(3)
        np.float64(1.986)
    """
    return np.asarray(_half(successes, n) - _half(other_successes, other_n))[()]


def log_odds_interval(
    successes: ArrayLike,
    n: ArrayLike,
    other_successes: ArrayLike,
    other_n: ArrayLike,
    *,
    level: float,
) -> Interval:
    """Return a confidence interval for a log odds ratio.

    Wilson's limits of the two shares, as logits ``l``, ``u`` and ``l'``, ``u'`` around the
    estimates ``e`` and ``e'``, are combined as Newcombe combines those of a difference: from
    ``e - e' - sqrt((e - l)² + (u' - e')²)`` to ``e - e' + sqrt((u - e)² + (e' - l')²)``.

    Args:
        successes: As for `log_odds_ratio`, as are the others.
        n: Of the first.
        other_successes: Of the second.
        other_n: Of the second.
        level: Such as 0.95.

    Returns:
        Lower and upper ends, within `GREATEST` of 0.

    Raises:
        NothingObservedError: If one of the shares is of no images.

    Notes:
        Exact coverage over shares from .005 to .99, this one and Gart's (half an image everywhere,
        ``± z sqrt(Σ 1 / (cell + ½))``): at the least .89 and .65 for 8 images beside 120, .82 and 0
        for 8 beside 8, .87 and .86 for 30 beside 450; less than .93 at 19, 6 and 7 of 100 pairs of
        shares, and at 31, 39 and 31. Gart's cannot reach odds that are very unlike; both are about
        as wide. Where the shares are equal this one covers .92 or more, beside many images .95.

    Source:
        Zou and Donner, "Construction of confidence limits about effect measures: a general
        approach", Statistics in Medicine 27 (2008); the other: Gart, "Alternative analyses of
        contingency tables", Journal of the Royal Statistical Society B 28 (1966).

    Example:
        >>> low, high = log_odds_interval(7, 10, 2, 10, level=0.95)
        >>> low.round(2), high.round(2)
        (np.float64(0.26), np.float64(4.07))
    """
    e, other = _half(successes, n), _half(other_successes, other_n)
    l1, u1 = (_logit(end) for end in wilson(successes, n, level=level))
    l2, u2 = (_logit(end) for end in wilson(other_successes, other_n, level=level))
    middle = e - other
    below = np.hypot(np.maximum(e - l1, 0), np.maximum(u2 - other, 0))
    above = np.hypot(np.maximum(u1 - e, 0), np.maximum(other - l2, 0))
    ends = (np.clip(end, -GREATEST, GREATEST) for end in (middle - below, middle + above))
    low, high = (np.asarray(end)[()] for end in ends)
    return low, high


def log_odds_floor(
    successes: int, n: int, other_successes: int, other_n: int
) -> tuple[float, float]:
    """Return mean and high floor of a log odds ratio where there is no difference.

    Given how many successes both have together, what the first has is hypergeometric: exact.

    Args:
        successes: As for `log_odds_ratio`, as are the others; only their sum matters.
        n: Of the first.
        other_successes: Of the second.
        other_n: Of the second.

    Returns:
        The mean, which is not exactly 0 for few images, and what is exceeded in at most 5 of 100
        audits.

    Example:
        >>> mean, high = log_odds_floor(7, 10, 2, 10)
        >>> round(abs(mean), 3), round(high, 3)
        (0.0, 1.13)
    """
    total = successes + other_successes
    least, law = chance_counts(total, n, other_n)
    k = least + np.arange(len(law))
    ratios = log_odds_ratio(k, n, total - k, other_n)
    at = int(np.searchsorted(np.cumsum(law), FLOOR_LEVEL - 1e-9))
    return float(law @ ratios), float(ratios[min(at, len(law) - 1)]) + 1e-12


def _half(successes: ArrayLike, n: ArrayLike) -> NDArray[np.float64]:
    k, size = np.asarray(successes, np.float64), np.asarray(n, np.float64)
    return _logit((k + 0.5) / (size + 1))


def _logit(shares: ArrayLike) -> NDArray[np.float64]:
    return np.asarray(logit(np.clip(shares, LEAST_SHARE, 1 - LEAST_SHARE)))
