"""Shares in a sample in which not everything stands for equally much."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from graycard.errors import NothingObservedError
from graycard.stats.intervals import Interval, wilson

Array = NDArray[np.float64]


def weighted_shares(counts: ArrayLike, weights: ArrayLike) -> Array:
    """Return shares in which each cell counts as often as its images stand for others.

    ``p = Σ_h w_h k_h / Σ_h w_h n_h`` with ``n_h = Σ k_h``: the ratio estimator of Hájek.

    Args:
        counts: Images by cell and category, shape (H, K).
        weights: How many images each stands for, shape (H,).

    Returns:
        Shape (K,); they sum to 1.

    Raises:
        NothingObservedError: If there are no images.

    Example:
        >>> weighted_shares([[2, 0], [1, 1]], [15, 5])
        array([0.875, 0.125])
    """
    k, w = np.asarray(counts, np.float64), np.asarray(weights, np.float64)
    total = w @ k
    if total.sum() <= 0:
        raise NothingObservedError(
            what="weighted shares were asked of no images",
            why="none of those that were drawn has a label",
            fix="label them: graycard explore RUN",
        )
    shares: Array = total / total.sum()
    return shares


def effective_n(counts: ArrayLike, weights: ArrayLike) -> Array:
    """Return how many images of equal weight would tell as much, for each category.

    The lesser of two. Kish's ``(Σ w n)² / Σ w² n`` knows the weights alone, and promises too much
    where the images of large weight are the ones that differ. The other compares ``p (1 - p)`` with
    the variance of the weighted share, ``Σ W_h² p_h (1 - p_h) / n_h`` where ``W_h`` is the
    weight of a cell in the whole and ``p_h = (k_h + p) / (n_h + 1)``: the share of the cell, drawn
    by one image towards that of all, since a few images that are alike do not say that all are.

    Args:
        counts: Images by cell and category, shape (H, K).
        weights: How many images each stands for, shape (H,).

    Returns:
        Shape (K,), at most the number of images.

    Raises:
        NothingObservedError: If there are no images.

    Source:
        Kish, "Survey Sampling" (1965).

    Example:
        >>> effective_n([[2, 0], [1, 1]], [15, 5]).round(2)
        array([3.2, 3.2])
    """
    k, w = np.asarray(counts, np.float64), np.asarray(weights, np.float64)
    p = weighted_shares(k, w)
    n = k.sum(axis=-1)
    seen = n > 0
    k, w, n = k[seen], w[seen], n[seen]
    whole = float((w * n).sum())
    kish = whole**2 / float((w**2 * n).sum())
    within = (k + p) / (n[:, None] + 1)
    variance = (((w * n / whole) ** 2 / n)[:, None] * within * (1 - within)).sum(axis=0)
    other = np.divide(p * (1 - p), variance, out=np.full_like(p, np.inf), where=variance > 0)
    # Where all images are alike there is no spread to compare with, and the weights decide.
    other = np.where((p <= 0) | (p >= 1), np.inf, other)
    least: Array = np.minimum(np.minimum(kish, other), n.sum())
    return least


def weighted_interval(counts: ArrayLike, weights: ArrayLike, *, level: float) -> Interval:
    """Return confidence intervals of weighted shares.

    Two intervals fail in different samples, so what is returned holds both. Wilson's, with
    `effective_n` as n, forgets that a heavy cell may have been lucky in either direction. The one
    that is put together from Wilson's intervals ``[l_h, u_h]`` of the cells,
    ``p - sqrt(Σ W_h² (p_h - l_h)²)`` to ``p + sqrt(Σ W_h² (u_h - p_h)²)``, knows that, and is too
    narrow where there are many small cells.

    Args:
        counts: Images by cell and category, shape (H, K).
        weights: How many images each stands for, shape (H,).
        level: Such as 0.95.

    Returns:
        Lower and upper ends, shape (K,).

    Raises:
        NothingObservedError: If there are no images.

    Notes:
        Approximate, as every interval of a weighted share is: `benchmarks/weighted_shares.py` holds
        it, and each of the two alone, against known truths.

    Source:
        Korn and Graubard, "Confidence intervals for proportions with small expected number of
        positive counts estimated from survey data", Survey Methodology 24 (1998), for the first;
        Zou and Donner, "Construction of confidence limits about effect measures", Statistics in
        Medicine 27 (2008), for the second.

    Example:
        >>> low, high = weighted_interval([[20, 0], [10, 10]], [15, 5], level=0.95)
        >>> low.round(3), high.round(3)
        (array([0.719, 0.05 ]), array([0.95 , 0.281]))
    """
    k, w = np.asarray(counts, np.float64), np.asarray(weights, np.float64)
    shares, n = weighted_shares(k, w), effective_n(k, w)
    whole_low, whole_high = wilson(shares * n, n, level=level)
    cells_low, cells_high = _of_cells(k, w, shares, level=level)
    return np.minimum(whole_low, cells_low), np.maximum(whole_high, cells_high)


def _of_cells(k: Array, w: Array, shares: Array, *, level: float) -> Interval:
    n = k.sum(axis=-1, keepdims=True)
    seen = n[:, 0] > 0
    k, w, n = k[seen], w[seen], n[seen]
    within, (low, high) = k / n, wilson(k, n, level=level)
    part = (w[:, None] * n / float(w @ n[:, 0])) ** 2
    below = np.sqrt((part * (within - low) ** 2).sum(axis=0))
    above = np.sqrt((part * (high - within) ** 2).sum(axis=0))
    return np.clip(shares - below, 0.0, 1.0), np.clip(shares + above, 0.0, 1.0)
