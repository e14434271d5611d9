"""Numbers computed from shares, such as an entropy: intervals and chance floors by simulation.

A number that cannot be below (or above) its value at parity is biased there: eight images of an
even coin are seldom even. A bootstrap around the observed shares does not know that and misses
parity nearly always. Here the doubt is inverted instead: truths are laid out along the line from
parity through the observed shares to the edge, audits are simulated under each, and the interval
holds those truths under which the observed number is nothing unusual.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import ArrayLike

from graycard.errors import NothingObservedError
from graycard.stats._audits import Array, Estimator, audits_at_parity
from graycard.stats._inversion import Ends, Functional, inverted
from graycard.stats.floor import FLOOR_LEVEL
from graycard.stats.intervals import Interval

__all__ = [
    "Estimator",
    "Functional",
    "functional_floor",
    "functional_interval",
    "mean_functional_intervals",
]

_REMEMBERED: Final = 4096
"""Intervals and floors that are kept: two numbers each."""


def functional_interval(
    counts: ArrayLike,
    *,
    estimator: Estimator,
    functional: Functional,
    parity: ArrayLike,
    level: float,
) -> Interval:
    """Return a confidence interval for a number computed from shares, one for each row of counts.

    Args:
        counts: Images by category, shape (S, K).
        estimator: What is computed from counts.
        functional: What it estimates, of true shares. It must be least, or greatest, at parity and
            change steadily on the way from there to any other shares.
        parity: Shares of shape (K,) or (S, K) at which nothing deviates.
        level: Such as 0.95.

    Returns:
        Lower and upper ends of shape (S,). They always hold the estimate.

    Raises:
        NothingObservedError: If a row is empty.

    Notes:
        Truths off the line are not tried. In `benchmarks/measure_coverage.py`, 2 to 10 categories
        and 8 to 300 images, it covers .97 on average and .91 at the least, in 200 runs each.
        Simulated with a fixed seed: the same counts always give the same interval.

    Source:
        Inversion of tests along a line: Hansen, "The grid bootstrap and the autoregressive model",
        Review of Economics and Statistics 81 (1999).

    Example:
        >>> def odd(k): return np.abs(k[..., 0] / k.sum(-1) - 0.5)
        >>> low, high = functional_interval(
        ...     [[50, 50], [90, 10]], estimator=odd, functional=odd, parity=[0.5, 0.5], level=0.95
        ... )
        >>> low.round(2), high.round(2)
        (array([0.  , 0.32]), array([0.08, 0.45]))
    """
    k, r = _rows(counts, parity)
    ends = [
        _inverted(k[i : i + 1], r[i : i + 1], estimator, functional, (level,))[0]
        for i in range(len(k))
    ]
    return np.array([low for low, _ in ends]), np.array([high for _, high in ends])


def mean_functional_intervals(
    counts: ArrayLike,
    *,
    estimator: Estimator,
    functional: Functional,
    parity: ArrayLike,
    levels: Sequence[float],
    far: Sequence[int] | None = None,
) -> list[tuple[float, float]]:
    """Return confidence intervals for the mean over rows, such as prompts, of such a number.

    It speaks of these very rows: that other prompts would differ is not in it.

    Args:
        counts: As for `functional_interval`, as are all others.
        estimator: Of each row.
        functional: Of each row.
        parity: Of each row, or of all.
        levels: Such as 0.95; one interval for each, the same whatever the others are.
        far: Categories at the far end of the line, where the number is furthest from its value at
            parity if all images are of one of them; None for any.

    Returns:
        Lower and upper end at each level.

    Raises:
        NothingObservedError: If a row is empty, or there is none.

    Example:
        >>> def odd(k): return np.abs(k[..., 0] / k.sum(-1) - 0.5)
        >>> [(low, high)] = mean_functional_intervals(
        ...     [[5, 4]] * 40, estimator=odd, functional=odd, parity=[0.5, 0.5], levels=[0.95]
        ... )
        >>> low, round(high, 2)  # 40 prompts of nine images each, all as even as can be
        (0.0, 0.06)
    """
    k, r = _rows(counts, parity)
    order = np.lexsort(k.T)
    towards = None if far is None else tuple(far)
    return list(_inverted(k[order], r[order], estimator, functional, tuple(levels), towards))


def functional_floor(
    n: ArrayLike, *, estimator: Estimator, parity: ArrayLike, least: bool = True
) -> tuple[float, float]:
    """Return what the mean of a number over rows is where all true shares are those of parity.

    Args:
        n: Images of each row, shape (S,).
        estimator: What is computed from counts.
        parity: Shares of shape (K,) or (S, K).
        least: Whether parity is where the number is least; else it is greatest there.

    Returns:
        The mean, and what chance alone goes beyond, away from parity, in at most 5 of 100 audits.

    Raises:
        NothingObservedError: If an ``n`` is 0, or there is none.

    Example:
        >>> def odd(k): return np.abs(k[..., 0] / k.sum(-1) - 0.5)
        >>> mean, high = functional_floor([9], estimator=odd, parity=[0.5, 0.5])
        >>> round(mean, 2), round(high, 2)
        (0.14, 0.28)
    """
    sizes = np.sort(np.asarray(n, np.int64).ravel())
    shares = np.asarray(parity, np.float64)
    if shares.ndim == 2:
        sizes = np.asarray(n, np.int64).ravel()
    if len(sizes) == 0 or np.any(sizes < 1):
        raise _nothing()
    shares = np.broadcast_to(shares, (len(sizes), shares.shape[-1]))
    return _floor(sizes.tobytes(), shares.tobytes(), estimator, least)


@lru_cache(maxsize=_REMEMBERED)
def _floor(sizes: bytes, parity: bytes, estimator: Estimator, least: bool) -> tuple[float, float]:
    found = estimator(audits_at_parity(sizes, parity)).mean(axis=-1)
    if least:
        return float(found.mean()), float(np.quantile(found, FLOOR_LEVEL, method="higher"))
    return float(found.mean()), float(np.quantile(found, 1 - FLOOR_LEVEL, method="lower"))


def _rows(counts: ArrayLike, parity: ArrayLike) -> tuple[Array, Array]:
    k = np.atleast_2d(np.asarray(counts, np.float64))
    if len(k) == 0 or np.any(k.sum(axis=-1) == 0):
        raise _nothing()
    return k, np.broadcast_to(np.asarray(parity, np.float64), k.shape)


def _inverted(
    k: Array,
    r: Array,
    estimator: Estimator,
    functional: Functional,
    levels: tuple[float, ...],
    far: tuple[int, ...] | None = None,
) -> Ends:
    """Return the ends of the interval at each level; those of a single row are kept."""
    if len(k) == 1:
        return _inverted_of_one(k.tobytes(), r.tobytes(), estimator, functional, levels, far)
    return inverted(k, r, estimator, functional, levels, far)


@lru_cache(maxsize=_REMEMBERED)
def _inverted_of_one(
    k: bytes,
    r: bytes,
    estimator: Estimator,
    functional: Functional,
    levels: tuple[float, ...],
    far: tuple[int, ...] | None,
) -> Ends:
    """Return the same of one row, once: strata of few images often have equal counts."""
    counts, parity = (np.frombuffer(one)[None] for one in (k, r))
    return inverted(counts, parity, estimator, functional, levels, far)


def _nothing() -> NothingObservedError:
    return NothingObservedError(
        what="a number was asked of no images",
        why="every image was refused, filtered, failed or unreadable",
        fix="graycard show RUN --missing",
    )
