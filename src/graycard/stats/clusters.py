"""Shares of things that come in clusters, such as faces of one image: no independent draws."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import ndtri, stdtrit

from graycard.errors import NothingObservedError
from graycard.stats.intervals import Interval, wilson

_LEAST_FREEDOM: Final = 0.5
"""Degrees of freedom where nearly everything is in one cluster."""


def effective_n(
    counts: ArrayLike,
    total: ArrayLike,
    *,
    squares: ArrayLike,
    products: ArrayLike,
    total_squares: ArrayLike,
    clusters: ArrayLike,
) -> NDArray[np.float64]:
    """Return how many independent draws would tell a share as exactly as these clusters do.

    With ``x`` of ``n`` things in each of ``m`` clusters and ``p = Σx/Σn``, the variance of ``p`` is
    ``m/(m-1) · Σ(x - pn)² / (Σn)²``, and independent draws of that variance number
    ``p(1-p)/variance``. It is never taken to be more than ``Σn``. Where all things are alike the
    variance says nothing: then each cluster counts as one draw.

    Args:
        counts: ``Σx``, any shape.
        total: ``Σn``, of the same shape, as are all below.
        squares: ``Σx²``.
        products: ``Σxn``.
        total_squares: ``Σn²``.
        clusters: ``m``, those with at least one thing.

    Returns:
        Numbers above 0 and at most ``Σn``.

    Raises:
        NothingObservedError: If there are fewer than two clusters somewhere.

    Source:
        Linearised variance of a ratio, and the effective sample size of Korn and Graubard,
        "Confidence intervals for proportions with small expected number of positive counts
        estimated from survey data", Survey Methodology 24 (1998).

    Example:
        >>> # two images of three faces each, all alike within an image: two draws, not six
        >>> round(float(effective_n(
        ...     3, 6, squares=9, products=9, total_squares=18, clusters=2
        ... )), 6)
        1.0
    """
    x, n, m, xx, xn, nn = (
        np.asarray(one, dtype=np.float64)
        for one in (counts, total, clusters, squares, products, total_squares)
    )
    if np.any(m < 2):
        raise NothingObservedError(
            what="the things come from fewer than two clusters",
            why="how much clusters differ cannot be seen in one",
            fix="more images",
        )
    p = x / n
    residuals = xx - 2 * p * xn + p**2 * nn
    variance = m / (m - 1) * np.maximum(residuals, 0.0) / n**2
    alike = (x == 0) | (x == n)
    with np.errstate(divide="ignore", invalid="ignore"):
        effective = np.where(variance > 0, p * (1 - p) / variance, n)
    found: NDArray[np.float64] = np.where(alike, np.minimum(m, n), np.minimum(effective, n))
    return found


def clustered_share(
    counts: ArrayLike,
    total: ArrayLike,
    *,
    squares: ArrayLike,
    products: ArrayLike,
    total_squares: ArrayLike,
    clusters: ArrayLike,
    level: float,
    least_correlation: float = 0.0,
    least_each: float = 0.0,
) -> Interval:
    """Return Wilson's interval for a share of things that come in clusters.

    The number of draws is the effective one, made smaller by ``(z/t)²`` with ``m - 1`` degrees of
    freedom because the variance is itself estimated.

    Args:
        counts: See `effective_n`, as for all others.
        total: ``Σn``.
        squares: ``Σx²``.
        products: ``Σxn``.
        total_squares: ``Σn²``.
        clusters: ``m``.
        level: Such as 0.95.
        least_correlation: Taken for granted between two things of one cluster, ``r``: the draws are
            never more than ``Σn / (1 + (Σn²/Σn - 1) r)``. Few clusters may look alike by chance.
        least_each: Clusters' worth of either kind of things, ``m·min(p, 1-p)``, below which a
            cluster counts as at most one draw: few of a kind do not show how clusters differ.
            Where it is above 0, clusters of unequal sizes count as ``m = (Σn)²/Σn²`` equal ones,
            here and in the degrees of freedom, which are never fewer than half of one: otherwise
            many small clusters would vouch for a few large ones.

    Returns:
        Lower and upper ends, within [0, 1].

    Raises:
        NothingObservedError: If there are fewer than two clusters somewhere.

    Source:
        Korn and Graubard (1998), as above; on Wilson's form of it: Dean and Pagano, "Evaluating
        confidence interval methods for binomial proportions in clustered surveys", Journal of
        Survey Statistics and Methodology 3 (2015). The number of equal clusters: Kish, "Survey
        Sampling" (1965).

    Example:
        >>> low, high = clustered_share(
        ...     20, 40, squares=20, products=20, total_squares=40, clusters=40, level=0.95
        ... )
        >>> low.round(3), high.round(3)  # one face an image; Wilson's is .352 to .648
        (np.float64(0.346), np.float64(0.654))
    """
    effective = effective_n(
        counts, total, squares=squares, products=products, total_squares=total_squares,
        clusters=clusters,
    )  # fmt: skip
    of_cluster = np.asarray(total_squares) / np.asarray(total)
    effective = np.minimum(
        effective, np.asarray(total) / (1 + (of_cluster - 1) * least_correlation)
    )
    share, number = np.asarray(counts) / np.asarray(total), np.asarray(clusters, dtype=np.float64)
    if least_each > 0:
        number = np.asarray(total) / of_cluster
    rare = np.minimum(share, 1 - share) * number < least_each
    effective = np.where(rare, np.minimum(effective, number), effective)
    upper = (1 + level) / 2
    freedom = np.maximum(number - 1, _LEAST_FREEDOM)
    n = effective * (ndtri(upper) / stdtrit(freedom, upper)) ** 2
    return wilson(share * n, n, level=level)


def share_by_cluster(
    counts: ArrayLike,
    sizes: ArrayLike,
    *,
    level: float,
    least_correlation: float = 0.0,
    least_each: float = 0.0,
) -> Interval:
    """Return the interval of `clustered_share` from what is in each cluster.

    Args:
        counts: ``x`` of each cluster, shape ``(m,)``.
        sizes: ``n`` of each; those of no things are left out.
        level: Such as 0.95.
        least_correlation: See `clustered_share`.
        least_each: See `clustered_share`.

    Returns:
        Lower and upper ends, of shape ``()``.

    Raises:
        NothingObservedError: If fewer than two clusters hold anything.

    Example:
        >>> low, high = share_by_cluster([1] * 20 + [0] * 20, [1] * 40, level=0.95)
        >>> low.round(3), high.round(3)
        (np.float64(0.346), np.float64(0.654))
    """
    x, n = np.asarray(counts, dtype=np.float64), np.asarray(sizes, dtype=np.float64)
    return clustered_share(
        x.sum(), n.sum(), squares=(x * x).sum(), products=(x * n).sum(),
        total_squares=(n * n).sum(), clusters=np.count_nonzero(n), level=level,
        least_correlation=least_correlation, least_each=least_each,
    )  # fmt: skip


def bounds_by_cluster(
    counts: ArrayLike,
    sizes: ArrayLike,
    missing: ArrayLike,
    *,
    level: float,
    least_correlation: float = 0.0,
    least_each: float = 0.0,
) -> tuple[float, float]:
    """Return worst-case bounds of a share, whatever the missing things of each cluster are.

    They are the outermost ends of the intervals of completions: the missing of the first
    ``0, 1, ..., m`` clusters all are of the category and the others are not, for three orders: by
    the share that was read; by the share if all missing are of the category; by how many more of
    the category there are than expected. So clusters differ nearly as much as they can: of 750
    small random cases, 2 had a completion whose interval went further.

    Args:
        counts: ``x`` of each cluster, shape ``(m,)``.
        sizes: ``n`` of each: what is not missing.
        missing: Of each.
        level: Of the bounds.
        least_correlation: See `clustered_share`.
        least_each: See `clustered_share`.

    Raises:
        NothingObservedError: If there are fewer than two clusters.

    Example:
        >>> low, high = bounds_by_cluster([1] * 20 + [0] * 20, [1] * 40, [1] * 40, level=0.95)
        >>> round(low, 3), round(high, 3)
        (0.166, 0.834)
    """
    x, n = np.asarray(counts, dtype=np.float64), np.asarray(sizes, dtype=np.float64)
    gone = np.asarray(missing, dtype=np.float64)
    whole = n + gone
    half = (x + gone / 2) - whole * (x + gone / 2).sum() / max(whole.sum(), 1)
    first = (x / np.maximum(n, 1), (x + gone) / np.maximum(whole, 1), half)
    orders = np.argsort(-np.array(first), axis=-1, kind="stable")
    x, gone, whole = x[orders], gone[orders], whole[orders]
    low, high = clustered_share(
        _sum(x) + _running(gone),
        _sum(whole),
        squares=_sum(x * x) + _running(gone * (2 * x + gone)),
        products=_sum(x * whole) + _running(gone * whole),
        total_squares=_sum(whole * whole),
        clusters=np.count_nonzero(whole, axis=-1, keepdims=True),
        level=level,
        least_correlation=least_correlation,
        least_each=least_each,
    )
    return float(low.min()), float(high.max())


def _sum(parts: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return sums over the last axis, which stays."""
    total: NDArray[np.float64] = parts.sum(axis=-1, keepdims=True)
    return total


def _running(parts: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return sums of the first 0, 1, ... of these, along the last axis."""
    return np.cumsum(np.insert(parts, 0, 0.0, axis=-1), axis=-1)
