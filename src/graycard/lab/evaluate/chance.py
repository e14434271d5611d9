"""What chance does to numbers that are made of many shares: simulated, with a fixed seed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from graycard.lab.evaluate.rates import LEVEL

DRAWS: Final = 2_000
"""Simulated evaluations behind an interval or a floor, unless more are asked for."""

_SEED: Final = 20230626


def often(shares: NDArray[np.float64], *, draws: int = DRAWS) -> NDArray[np.float64]:
    """Return the same shares for every simulated evaluation, shape `(draws, ...)`."""
    return np.broadcast_to(shares, (draws, *shares.shape))


def likely(counts: NDArray[np.int64], *, stream: int, draws: int = DRAWS) -> NDArray[np.float64]:
    """Return true shares that may have led to what was counted, others for each evaluation.

    Drawn from the posterior under Jeffreys' prior: counts that are all alike do not mean that
    there is no doubt.

    Args:
        counts: Pictures, shape `(..., K)`.
        stream: Other streams are independent of each other.
        draws: Simulated evaluations.

    Returns:
        Rows that sum to 1, shape `(draws, ..., K)`.

    Source:
        Gelman et al., "Bayesian data analysis" (2013), sections 2.8 and 6.3.

    Example:
        >>> likely(np.array([[12, 0]]), stream=1).mean(axis=0).round(2).tolist()
        [[0.96, 0.04]]
    """
    centre = np.asarray(counts + 0.5, dtype=np.float64)
    drawn = generator(stream).standard_gamma(often(centre, draws=draws))
    return np.asarray(drawn / drawn.sum(axis=-1, keepdims=True))


def with_half(counts: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return shares with half a picture more in each category: the centre of `likely`.

    Args:
        counts: Pictures, shape `(..., K)`.

    Example:
        >>> with_half(np.array([4, 0])).tolist()
        [0.9, 0.1]
    """
    more = counts + 0.5
    return np.asarray(more / more.sum(axis=-1, keepdims=True))


def observed(n: int, shares: NDArray[np.float64], *, stream: int) -> NDArray[np.float64]:
    """Return the shares that evaluations of one size would observe.

    Args:
        n: Pictures in each row.
        shares: True ones, rows that sum to 1, shape `(..., K)`; NaN where there are none.
        stream: Other streams are independent of each other.

    Returns:
        Shape `(..., K)`, the same for the same arguments.

    Example:
        >>> observed(10, often(np.array([[0.5, 0.5]])), stream=1).shape
        (2000, 1, 2)
    """
    even = shares / shares.sum(axis=-1, keepdims=True)
    there = np.isfinite(even)
    drawn = generator(stream).multinomial(n, np.where(there, even, 1 / shares.shape[-1]))
    return np.where(there, drawn / n, np.nan)


def reach(drawn: NDArray[np.float64]) -> float:
    """Return how far chance carries a number in all but 5 of 100 evaluations.

    Args:
        drawn: Distances, shape `(draws,)`; NaN where there is none.

    Example:
        >>> reach(np.arange(101.0))
        95.0
    """
    return float(np.nanquantile(drawn, LEVEL))


def how_often(drawn: NDArray[np.float64], found: float) -> float:
    """Return how often chance makes a number as large as what was found.

    It is never 0, because one evaluation was as large.

    Args:
        drawn: Numbers that chance made, shape `(draws,)`; NaN where there is none.
        found: What was found.

    Source:
        Phipson and Smyth, "Permutation p-values should never be zero" (2010).

    Example:
        >>> how_often(np.arange(99.0), 95.0)
        0.05
    """
    there = drawn[np.isfinite(drawn)]
    return float((1 + (there >= found).sum()) / (1 + len(there)))


def holm(ps: Sequence[float]) -> list[float]:
    """Return p-values that hold for all tests together.

    Args:
        ps: One a test, dependent or not.

    Returns:
        In the same order. Those at or below 0.05 are beyond chance; that any is, if every null
        hypothesis is true, happens in 5 of 100 evaluations at most.

    Source:
        Holm, "A simple sequentially rejective multiple test procedure" (1979).

    Example:
        >>> [round(p, 2) for p in holm([0.03, 0.01, 0.04])]
        [0.06, 0.03, 0.06]
    """
    order = np.argsort(np.asarray(ps), kind="stable")
    adjusted = np.zeros(len(ps))
    highest = 0.0
    for rank, at in enumerate(order):
        highest = max(highest, min(1.0, (len(ps) - rank) * ps[at]))
        adjusted[at] = highest
    return [float(p) for p in adjusted]


def generator(stream: int) -> np.random.Generator:
    """Return the source of chance of a stream; other streams are independent of each other."""
    return np.random.default_rng((_SEED, stream))
