"""Many comparisons at once: which of them may be called findings."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray


def benjamini_hochberg(p: ArrayLike) -> NDArray[np.float64]:
    """Return adjusted p-values: those below q may be called with a false share of at most q.

    Sorted, ``min over j >= i of m * p_(j) / j``. Holds for independent comparisons and for those
    that depend on each other positively.

    Args:
        p: Of all m comparisons of a family, shape (m,); the family is stated beforehand.

    Returns:
        In the order given, within [0, 1].

    Source:
        Benjamini and Hochberg, "Controlling the false discovery rate", Journal of the Royal
        Statistical Society B 57 (1995).

    Example:
        >>> benjamini_hochberg([0.01, 0.04, 0.03, 0.5]).round(4)
        array([0.04  , 0.0533, 0.0533, 0.5   ])
    """
    given = np.asarray(p, np.float64)
    order = np.argsort(given)[::-1]
    ranks = np.arange(len(given), 0, -1)
    adjusted = np.empty_like(given)
    adjusted[order] = np.minimum.accumulate(given[order] * len(given) / ranks)
    return np.minimum(adjusted, 1.0)


def holm(p: ArrayLike) -> NDArray[np.float64]:
    """Return adjusted p-values: at most a share q of families has a false one below q.

    Sorted, ``max over j <= i of (m - j + 1) * p_(j)``. Holds however the comparisons depend on each
    other: shares that sum to 1 depend negatively, as where one is large the others are small.

    Args:
        p: Of all m comparisons of a family, shape (m,); the family is stated beforehand.

    Returns:
        In the order given, within [0, 1].

    Source:
        Holm, "A simple sequentially rejective multiple test procedure", Scandinavian Journal of
        Statistics 6 (1979).

    Example:
        >>> holm([0.01, 0.04, 0.03, 0.5]).round(4)
        array([0.04, 0.09, 0.09, 0.5 ])
    """
    given = np.asarray(p, np.float64)
    order = np.argsort(given)
    ranks = np.arange(len(given), 0, -1)
    adjusted = np.empty_like(given)
    adjusted[order] = np.maximum.accumulate(given[order] * ranks)
    return np.minimum(adjusted, 1.0)
