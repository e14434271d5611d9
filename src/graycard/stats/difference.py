"""Two shares side by side: their difference, and whether chance alone explains it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import gammaln

from graycard.stats.floor import FLOOR_LEVEL
from graycard.stats.intervals import Interval, wilson

_SAME = 1e-7
"""Probabilities that differ by less, relatively, are equal but for rounding."""


def newcombe(
    successes: ArrayLike,
    n: ArrayLike,
    other_successes: ArrayLike,
    other_n: ArrayLike,
    *,
    level: float,
) -> Interval:
    """Return an interval for the difference of two independent shares.

    With Wilson's limits ``(l1, u1)`` and ``(l2, u2)`` of the two shares: from
    ``d - sqrt((p1 - l1)² + (u2 - p2)²)`` to ``d + sqrt((u1 - p1)² + (p2 - l2)²)``.

    Args:
        successes: Of the first share, any shape; need not be whole.
        n: Images behind it.
        other_successes: Of the second.
        other_n: Images behind that.
        level: Such as 0.95.

    Returns:
        Lower and upper ends of the first share minus the second, within [-1, 1].

    Raises:
        NothingObservedError: If one of the shares is of no images.

    Source:
        Newcombe, "Interval estimation for the difference between independent proportions",
        Statistics in Medicine 17 (1998), method 10.

    Example:
        >>> low, high = newcombe(56, 70, 48, 80, level=0.95)
        >>> float(low.round(4)), float(high.round(4))
        (0.0524, 0.3339)
    """
    k, m = np.asarray(successes, np.float64), np.asarray(n, np.float64)
    other_k, other_m = np.asarray(other_successes, np.float64), np.asarray(other_n, np.float64)
    low, high = wilson(k, m, level=level)
    other_low, other_high = wilson(other_k, other_m, level=level)
    p, other_p = k / m, other_k / other_m
    below = np.sqrt((p - low) ** 2 + (other_high - other_p) ** 2)
    above = np.sqrt((high - p) ** 2 + (other_p - other_low) ** 2)
    return np.asarray(p - other_p - below), np.asarray(p - other_p + above)


def exact_difference_test(
    successes: Sequence[int],
    n: Sequence[int],
    other_successes: Sequence[int],
    other_n: Sequence[int],
) -> float:
    """Return the p-value of no difference between two shares in any of several groups.

    Given how many successes each group has in all, those of the first kind are hypergeometric in
    each group; their sum over the groups is the statistic, and its distribution is exact. With one
    group this is Fisher's test. Two-sided: all sums that are no more probable count.

    Args:
        successes: Of the first kind, by group.
        n: Images of the first kind, by group.
        other_successes: Of the second kind, by group.
        other_n: Images of the second kind, by group.

    Source:
        Fisher, *Statistical Methods for Research Workers*, 5th ed. (1934), section 21.02; for
        several groups: Gart, "Point and interval estimation of the common odds ratio", Biometrika
        57 (1970).

    Example:
        >>> round(exact_difference_test([8], [10], [2], [10]), 4)
        0.023
    """
    law = np.ones(1)
    least = 0
    for k, m, other_k, other_m in zip(successes, n, other_successes, other_n, strict=True):
        first, probabilities = chance_counts(k + other_k, m, other_m)
        least += first
        law = np.convolve(law, probabilities)
    seen = law[sum(successes) - least]
    return float(min(1.0, law[law <= seen * (1 + _SAME)].sum()))


def difference_floor(
    successes: int, n: int, other_successes: int, other_n: int
) -> tuple[float, float]:
    """Return mean and high floor of the difference of two shares where there is none.

    Given how many successes both have together, what the first has is hypergeometric: exact.

    Args:
        successes: Of the first; only the sum with the other's matters.
        n: Images of the first.
        other_successes: Of the second.
        other_n: Images of the second.

    Returns:
        0, and the first share minus the second that is exceeded in at most 5 of 100 audits.

    Example:
        >>> difference_floor(7, 10, 2, 10)  # six of nine on the first side: exceeded in 3 of 100
        (0.0, 0.30000000000099997)
    """
    total = successes + other_successes
    least, law = chance_counts(total, n, other_n)
    at = int(np.searchsorted(np.cumsum(law), FLOOR_LEVEL - _SAME))
    k = least + min(at, len(law) - 1)
    return 0.0, k / n - (total - k) / other_n + 1e-12  # an equal one, rounded, is not above it


def chance_counts(total: int, n: int, other_n: int) -> tuple[int, NDArray[np.float64]]:
    """Return how many successes the first of two groups has where there is no difference.

    Given how many both have together, they are hypergeometric, whatever the common share is.

    Args:
        total: Successes of both.
        n: Images of the first group.
        other_n: Images of the second.

    Returns:
        The least count that is possible, and the probabilities from there on.

    Example:
        >>> chance_counts(1, 2, 2)
        (0, array([0.5, 0.5]))
    """
    first, last = max(0, total - other_n), min(n, total)
    k = np.arange(first, last + 1)
    ways = _log_ways(n, k) + _log_ways(other_n, total - k) - _log_ways(n + other_n, total)
    return first, np.asarray(np.exp(ways))


def _log_ways(n: int, k: ArrayLike) -> NDArray[np.float64]:
    chosen = np.asarray(k)
    return np.asarray(gammaln(n + 1.0) - gammaln(chosen + 1.0) - gammaln(n - chosen + 1.0))
