"""Worst-case bounds: what can be said whatever the missing readings would have been.

Images that were refused, filtered or unreadable are not missing at random: their rate differs
by group. So a number about the images read stands beside bounds on the same number about all
images requested. They cover both doubts, what the missing are and what chance did, and are
meant to be the last word; hence their own, higher level.

The construction: whatever the missing are, the complete counts are one of the allocations of
the missing to categories, and an interval for complete counts holds. The bounds contain the
intervals of all allocations.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from graycard.stats.gap_interval import gap_limit, noise_quantile, rare_correction
from graycard.stats.intervals import Interval, wilson

BOUND_LEVEL: Final = 0.99
"""Confidence that the bounds hold, whatever the missing are."""


def share_region(counts: ArrayLike, n_missing: ArrayLike) -> Interval:
    """Return the shares that the missing could make: ``[k/(n + m), (k + m)/(n + m)]``.

    No sampling error is in here: this is about these very images.

    Args:
        counts: Images read by category, shape ``(..., K)``.
        n_missing: ``m``, shape ``(...)``.

    Returns:
        Least and greatest share, shape ``(..., K)``.

    Source:
        Manski, *Partial Identification of Probability Distributions* (2003), chapter 1.

    Example:
        >>> low, high = share_region([6, 2], 2)
        >>> low, high
        (array([0.6, 0.2]), array([0.8, 0.4]))
    """
    k, m, n = _complete(counts, n_missing)
    return k / n, (k + m) / n


def share_bounds(
    counts: ArrayLike, n_missing: ArrayLike, *, level: float = BOUND_LEVEL
) -> Interval:
    """Return worst-case bounds of the true shares among all images requested.

    From Wilson's lower limit of ``k`` out of ``n + m`` to Wilson's upper limit of ``k + m`` out
    of ``n + m``.

    Args:
        counts: Images read by category, shape ``(..., K)``.
        n_missing: ``m``, shape ``(...)``.
        level: Of the bounds.

    Returns:
        Lower and upper bounds, shape ``(..., K)``.

    Raises:
        NothingObservedError: If nothing was requested.

    Example:
        >>> low, high = share_bounds([60, 20], 20)
        >>> low.round(3), high.round(3)
        (array([0.471, 0.117]), array([0.883, 0.529]))
    """
    k, m, n = _complete(counts, n_missing)
    return wilson(k, n, level=level)[0], wilson(k + m, n, level=level)[1]


def gap_region(counts: ArrayLike, n_missing: ArrayLike, reference: ArrayLike) -> Interval:
    """Return the gaps that the missing could make, over all their allocations.

    With ``N = n + m``, the least gap is ``Σ max(0, k_i/N - r_i)``: what stands above the
    reference stays, and the missing fill what stands below (they never suffice to overfill it,
    since shortfall minus excess is ``m/N``). The greatest puts all missing into one category:
    the gap is convex in the allocation, so its maximum is at a corner.

    Args:
        counts: Images read by category, shape ``(..., K)``.
        n_missing: ``m``, shape ``(...)``.
        reference: Shares, broadcast against ``counts``.

    Returns:
        Least and greatest gap, shape ``(...)``.

    Example:
        >>> low, high = gap_region([6, 2], 2, [0.5, 0.5])
        >>> float(low.round(3)), float(high.round(3))
        (0.1, 0.3)
    """
    k, m, n = _complete(counts, n_missing)
    r = np.asarray(reference, dtype=np.float64)
    least = np.clip(k / n - r, 0.0, None).sum(axis=-1)
    corners = k[..., None, :] + m[..., None] * np.eye(k.shape[-1])
    greatest = 0.5 * np.abs(corners / n[..., None] - r[..., None, :]).sum(axis=-1).max(axis=-1)
    return least, np.maximum(least, greatest)


def gap_bounds(
    counts: ArrayLike, n_missing: ArrayLike, reference: ArrayLike, *, level: float = BOUND_LEVEL
) -> Interval:
    """Return worst-case bounds of the true gap among all images requested.

    Both ends follow `graycard.stats.gap_interval`, at every allocation at once. Upper:
    ``max_A U(k_A + m) - r(A)``, which is the largest of the upper ends. Lower: the complete
    counts have at least the least gap, and exceed the true gap by at most the noise; as the
    true shares are not known, the noise is that of even shares, the noisiest. So it is the
    least gap, minus that, minus a continuity correction.

    Args:
        counts: Images read by category, shape ``(..., K)``.
        n_missing: ``m``, shape ``(...)``.
        reference: Shares, broadcast against ``counts``.
        level: Of the bounds.

    Returns:
        Lower and upper bounds, shape ``(...)``, within [0, 1]. They contain `gap_region`.

    Raises:
        NothingObservedError: If nothing was read.

    Example:
        >>> low, high = gap_bounds([90, 2], 8, [0.5, 0.5])
        >>> float(low.round(3)), float(high.round(3))
        (0.263, 0.499)
    """
    k, m, n = _complete(counts, n_missing)
    least, greatest = gap_region(counts, n_missing, reference)
    even = np.full(k.shape[-1], 1 / k.shape[-1])
    noise = noise_quantile(even, n[..., 0], level=level)
    low = np.clip(least - noise - rare_correction(level) / n[..., 0], 0.0, None)
    high = gap_limit(k, m[..., 0], reference, level=level)
    return low, np.clip(high, greatest, 1.0)


def _complete(
    counts: ArrayLike, n_missing: ArrayLike
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    k = np.asarray(counts, dtype=np.float64)
    m = np.asarray(n_missing, dtype=np.float64)[..., None]
    k = np.broadcast_to(k, np.broadcast_shapes(k.shape, m.shape[:-1] + k.shape[-1:]))
    m = np.broadcast_to(m, (*k.shape[:-1], 1))
    return k, m, k.sum(axis=-1, keepdims=True) + m
