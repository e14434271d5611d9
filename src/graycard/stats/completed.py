"""What counts could be if the missing were known: the extremes, near to parity and far off."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.float64]


def nearest_to_parity(counts: ArrayLike, n_missing: ArrayLike, parity: ArrayLike) -> Array:
    """Return the counts with the missing where they bring the shares nearest to parity.

    The categories that are lowest, as multiples of their share at parity, are filled up to one
    common level. That is best for total variation, entropy and their like at once.

    Args:
        counts: Images by category, shape (S, K).
        n_missing: Images that are missing, shape (S,).
        parity: Shares at which nothing deviates, shape (K,) or (S, K).

    Returns:
        Shape (S, K); not whole numbers in general.

    Example:
        >>> nearest_to_parity([[6, 2, 0]], [3], [1 / 3] * 3).round(3)
        array([[6. , 2.5, 2.5]])
    """
    k = np.asarray(counts, np.float64)
    r = np.broadcast_to(np.asarray(parity, np.float64), k.shape)
    m = np.asarray(n_missing, np.float64)
    if not m.any():
        return k.copy()
    low, high = np.zeros(len(k)), k.sum(-1) + m
    for _ in range(60):
        level = (low + high) / 2
        short = np.maximum(level[:, None] * r - k, 0).sum(-1) < m
        low, high = np.where(short, level, low), np.where(short, high, level)
    filled = np.maximum(high[:, None] * r - k, 0)
    total = filled.sum(-1)
    scale = np.divide(m, total, out=np.zeros_like(m), where=total > 0)
    return np.asarray(k + filled * scale[:, None])


def all_in_one(counts: ArrayLike, n_missing: ArrayLike) -> Array:
    """Return the counts with all of the missing in one category, for each category.

    Args:
        counts: Images by category, shape (S, K).
        n_missing: Images that are missing, shape (S,).

    Returns:
        Shape (K, S, K): first axis, which category took them.

    Example:
        >>> all_in_one([[6, 2]], [3]).tolist()
        [[[9.0, 2.0]], [[6.0, 5.0]]]
    """
    k = np.asarray(counts, np.float64)
    m = np.asarray(n_missing, np.float64)
    return np.asarray(k + np.eye(k.shape[-1])[:, None, :] * m[:, None])
