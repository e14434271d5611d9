"""Numbers computed from shares, such as an entropy: intervals and chance floors by simulation.

A number that cannot be below (or above) its value at parity is biased there: eight images of an
even coin are seldom even. A bootstrap around the observed shares does not know that and misses
parity nearly always. Here the doubt is inverted instead: truths are laid out along the line from
parity through the observed shares to the edge, audits are simulated under each, and the interval
holds those truths under which the observed number is nothing unusual.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from typing import Any, Final

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import ndtr, ndtri

from graycard.errors import NothingObservedError
from graycard.stats.floor import FLOOR_LEVEL
from graycard.stats.intervals import Interval

Array = NDArray[np.float64]

Estimator = Callable[[NDArray[Any]], Array]
"""From counts of shape (..., K) to numbers of shape (...).

Results are kept by the function itself: make one that is `==` for the same question again, as a
function of a module is, and let it depend on nothing that changes.
"""

Functional = Callable[[Array], Array]
"""From true shares of shape (..., K) to true numbers of shape (...)."""

Ends = tuple[tuple[float, float], ...]
"""Lower and upper end at each level."""

_STEPS: Final = (0.0, 0.2, 0.4, 0.6, 0.8, 1.0, 1.15, 1.35, 1.6, 1.85, 2.0)
"""Where truths lie on the way: 0 is parity, 1 the observed shares, 2 all images in one category."""

_DRAWS: Final = 600
_DRAWS_OF_MANY: Final = 200
_MANY: Final = 12
"""Rows whose mean is near enough to normal for its spread to be all that is simulated."""

_SEED: Final = 20230626
_FLOOR_DRAWS: Final = 4000

_KEPT: Final = 64
"""Rows whose simulated counts are kept: the measures of one stratum all look at the same ones."""

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
        Truths off the line are not tried. `benchmarks/measure_coverage.py` holds the result against
        known truths. Simulated with a fixed seed: the same counts always give the same interval.

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
        levels: Such as 0.95; one interval for each, from the same simulation.
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
    found = estimator(_audits_at_parity(sizes, parity)).mean(axis=-1)
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
    """Return the least and greatest mean under which the observed mean is nothing unusual."""
    if len(k) == 1:
        return _inverted_of_one(k.tobytes(), r.tobytes(), estimator, functional, levels, far)
    return _ends(k, r, estimator, functional, levels, far)


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
    return _ends(counts, parity, estimator, functional, levels, far)


def _ends(
    k: Array,
    r: Array,
    estimator: Estimator,
    functional: Functional,
    levels: tuple[float, ...],
    far: tuple[int, ...] | None,
) -> Ends:
    thetas = np.array(list(_line(k, r, far)))
    truths = functional(thetas).mean(axis=-1)
    sign = 1 if truths[-1] >= truths[0] else -1
    t, seen = np.maximum.accumulate(sign * truths), float(estimator(k).mean())
    found = sign * _found(k, thetas, estimator)
    at_most, at_least = _chances(found, sign * seen, normal=len(k) >= _MANY)
    ends = []
    for level in levels:
        alpha = (1 - level) / 2
        low = min(_first_above(alpha, at_least, t), sign * seen)
        high = max(-_first_above(alpha, at_most[::-1], -t[::-1]), sign * seen)
        ends.append((low, high) if sign > 0 else (-high, -low))
    return tuple(ends)


def _found(k: Array, thetas: Array, estimator: Estimator) -> Array:
    """Return the mean over rows in simulated audits under each truth, shape (truths, draws)."""
    if len(k) == 1:
        audits = _audits_of_one(int(k.sum()), thetas.shape, thetas.tobytes())
        return np.asarray(estimator(audits)[..., 0])
    # A truth at a time: the counts of many rows under all of them would fill the memory.
    sizes, rng = k.sum(-1).astype(np.int64), np.random.default_rng(_SEED)
    draws = _DRAWS if len(k) < _MANY else _DRAWS_OF_MANY
    return np.array([estimator(_drawn(rng, sizes, one, draws)).mean(axis=-1) for one in thetas])


def _chances(found: Array, seen: float, *, normal: bool) -> tuple[Array, Array]:
    """Return how probable numbers at most, and at least, as large as what was seen are.

    Args:
        found: In simulated audits, shape (truths, draws).
        seen: In the audit.
        normal: Whether what is found is near enough to normal.

    Returns:
        Two of shape (truths,).
    """
    draws = found.shape[-1]
    at_most = ((found <= seen + 1e-9).sum(axis=-1) + 0.5) / (draws + 1)
    at_least = ((found >= seen - 1e-9).sum(axis=-1) + 0.5) / (draws + 1)
    if not normal:
        return at_most, at_least
    spread = found.std(axis=-1, ddof=1)
    off = seen - found.mean(axis=-1)
    away = np.divide(off, spread, out=np.zeros_like(spread), where=spread > 0)
    return np.where(spread > 0, ndtr(away), at_most), np.where(spread > 0, ndtr(-away), at_least)


def _first_above(alpha: float, chances: Array, truths: Array) -> float:
    """Return the first truth, ascending, under which what was seen is more probable than alpha.

    Between the truths that were tried, the normal quantile of the probability is taken to be
    straight. What is found itself would not do: with few images it moves by leaps.
    """
    rising = np.maximum.accumulate(chances)
    at = int(np.searchsorted(rising, alpha))
    if at == 0:
        return float(truths[0])
    if at == len(rising):
        return float(truths[-1])
    below, above, sought = (float(ndtri(one)) for one in (rising[at - 1], rising[at], alpha))
    if not np.isfinite(below):
        return float(truths[at - 1])
    part = (sought - below) / (above - below) if np.isfinite(above) else 0.0
    return float(truths[at - 1] + part * (truths[at] - truths[at - 1]))


def _line(k: Array, r: Array, far: Sequence[int] | None) -> Iterator[Array]:
    """Yield shares from parity through those observed, softened, to one category; shape (S, K)."""
    soft = 0.5
    seen = (k + soft) / (k.sum(-1, keepdims=True) + soft * k.shape[-1])
    ends = list(range(k.shape[-1]) if far is None else far)
    corner = np.eye(k.shape[-1])[ends][np.argmax((seen - r)[:, ends], axis=-1)]
    for step in _STEPS:
        yield r + step * (seen - r) if step <= 1 else seen + (step - 1) * (corner - seen)


@lru_cache(maxsize=8)
def _audits_at_parity(sizes: bytes, parity: bytes) -> Array:
    """Return simulated counts at parity, shape (draws, S, K)."""
    n = np.frombuffer(sizes, np.int64)
    shares = np.frombuffer(parity).reshape(len(n), -1)
    draws = _FLOOR_DRAWS if len(n) < _MANY else _FLOOR_DRAWS // 10
    counts = _drawn(np.random.default_rng(_SEED), n, shares, draws)
    counts.flags.writeable = False
    return counts


@lru_cache(maxsize=_KEPT)
def _audits_of_one(size: int, shape: tuple[int, ...], thetas: bytes) -> Array:
    rng = np.random.default_rng(_SEED)
    truths = np.frombuffer(thetas).reshape(shape)
    counts = np.array([_drawn(rng, np.array([size]), theta, _DRAWS) for theta in truths])
    counts.flags.writeable = False
    return counts


def _drawn(rng: np.random.Generator, sizes: NDArray[np.int64], theta: Array, draws: int) -> Array:
    """Return simulated counts, shape (draws, S, K)."""
    return rng.multinomial(sizes, theta, size=(draws, len(sizes))).astype(np.float64)


def _nothing() -> NothingObservedError:
    return NothingObservedError(
        what="a number was asked of no images",
        why="every image was refused, filtered, failed or unreadable",
        fix="graycard show RUN --missing",
    )
