"""How different two averages are, and whether chance would make them so."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtrit

from graycard.explore.average_faces.shuffles import Unit, shuffled, unit_of, weights

Array = NDArray[np.float64]

_COLUMNS: Final = 1024
"""Numbers of every picture that are worked on at once, in double precision."""

_TIE: Final = 1 - 1e-9
"""A shuffle that comes this near to what was observed is as far apart: sums in another order differ
in their last digits."""


@dataclass(frozen=True, kw_only=True)
class Distance:
    """How far two averages are apart: root of the mean squared difference of linear light.

    Attributes:
        observed: Of the two averages, 0 to 1.
        floor_mean: What it is on average if only chance tells the groups apart.
        floor_high: What chance exceeds in 5 of 100 shuffles.
        p: How often chance makes it at least as large: (1 + those shuffles) / (1 + all shuffles).
        value: Estimate of the distance of the averages of ever more pictures: what chance adds is
            taken away, and it is 0 where chance adds as much as there is.
        low: Lower end of the 95 % interval of that.
        high: Upper end.
    """

    observed: float
    floor_mean: float
    floor_high: float
    p: float
    value: float
    low: float
    high: float


def distances(
    light: NDArray[np.float64] | NDArray[np.uint16],
    second: NDArray[np.bool_],
    *,
    prompts: Sequence[str | None],
    regions: NDArray[np.bool_],
    times: int,
    seed: int,
    full: float = 1.0,
) -> tuple[tuple[Distance, ...], Unit]:
    """Return how far the averages of two groups of pictures are apart, in several regions.

    The statistic is the mean squared difference of both averages over a region: it sees colour,
    lightness and shape alike, and needs no model of what a face is. Its chance floor and p-value
    come from shuffling which picture is of which group (see `unit_of`). The interval is that of the
    delete-one jackknife of the squared distance, over what is shuffled, with Student's t.

    Args:
        light: Of the aligned pictures, linear, shape (n, numbers).
        second: Which are of the second group, shape (n,); at least two of each.
        prompts: Of each picture; None if it is not known.
        regions: Which numbers belong to each region, shape (regions, numbers), none empty.
        times: How often is shuffled.
        seed: Of the shuffles.
        full: The number in `light` that is white.

    Returns:
        One a region, and what was shuffled.

    Source:
        P. Good, Permutation, Parametric and Bootstrap Tests of Hypotheses (2005); p-values after
        Phipson and Smyth (2010): never 0. B. Efron, The Jackknife (1982), for several samples.

    Example:
        >>> rng = np.random.default_rng(0)
        >>> light = np.concatenate([rng.normal(0.4, 0.1, (9, 50)), rng.normal(0.6, 0.1, (9, 50))])
        >>> [found], unit = distances(
        ...     light, np.arange(18) >= 9, prompts=[None] * 18,
        ...     regions=np.ones((1, 50), bool), times=999, seed=1,
        ... )
        >>> unit, found.p, round(found.value, 1)
        ('images', 0.001, 0.2)
    """
    unit = unit_of(prompts, second)
    rng = np.random.default_rng(seed)
    shuffles = shuffled(prompts, second, unit=unit, times=times, rng=rng)
    own, left_out = _without_one(prompts, second, unit=unit)
    rows = np.concatenate([weights(second)[None], left_out, weights(shuffles)])
    squares = np.zeros((len(rows), len(regions)))
    for start in range(0, light.shape[1], _COLUMNS):
        block = light[:, start : start + _COLUMNS].astype(np.float64) / full
        # Weights add up to 0: what all pictures share falls out, and with it lost digits.
        apart = rows @ (block - block.mean(axis=0))
        squares += apart**2 @ regions[:, start : start + _COLUMNS].T
    squares /= regions.sum(axis=1)
    ends = 1 + len(left_out)
    found = (
        _distance(squares[0, k], squares[1:ends, k], squares[ends:, k], own)
        for k in range(len(regions))
    )
    return tuple(found), unit


def _without_one(
    prompts: Sequence[str | None], second: NDArray[np.bool_], *, unit: Unit
) -> tuple[NDArray[np.bool_], Array]:
    """Return, for each unit, whether it is of the second group, and the weights without it.

    Shapes (units,) and (units, n).
    """
    if unit == "prompts":
        names, which = np.unique(np.array(prompts, dtype=str), return_inverse=True)
        gone = which == np.arange(len(names))[:, None]
    else:
        gone = np.eye(len(second), dtype=np.bool_)
    kept = ~gone
    n_second = (kept & second).sum(axis=1, keepdims=True)
    n_first = (kept & ~second).sum(axis=1, keepdims=True)
    left = np.where(gone, 0.0, np.where(second, -1 / n_second, 1 / n_first))
    return (gone & second).any(axis=1), left


def _distance(
    square: float, left_out: Array, shuffles: Array, second: NDArray[np.bool_]
) -> Distance:
    """Return a distance from the squared one, those without one unit each, and the shuffled."""
    bias = variance = 0.0
    units = []
    for group in (left_out[~second], left_out[second]):
        n = len(group)
        bias += (n - 1) * float(group.mean() - square)
        variance += (n - 1) / n * float(((group - group.mean()) ** 2).sum())
        units.append(n)
    half = float(stdtrit(min(units) - 1, 0.975)) * variance**0.5
    value = float(square) - bias
    roots = np.sqrt(shuffles)
    return Distance(
        observed=float(square**0.5),
        floor_mean=float(roots.mean()),
        floor_high=float(np.quantile(roots, 0.95)),
        p=float((1 + (shuffles >= square * _TIE).sum()) / (1 + len(shuffles))),
        value=max(value, 0.0) ** 0.5,
        low=max(value - half, 0.0) ** 0.5,
        high=max(value + half, 0.0) ** 0.5,
    )
