"""How different two averages are, and whether chance would make them so."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtrit

from graycard.explore.average_faces.noise import noise
from graycard.explore.average_faces.shuffles import (
    Unit,
    blocks_of,
    shuffled,
    unit_of,
    weights,
)

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
        p: How often chance makes it at least as large, as a multiple of what chance adds to it:
            (1 + those shuffles) / (1 + all shuffles).
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
    lightness and shape alike, and needs no model of what a face is. Its chance floor comes from
    shuffling which picture is of which group (see `unit_of`), and so does its p-value, for which it
    is divided by what chance adds to it in those groups (see `noise`). Where pictures are shuffled
    within prompts, the averages are those of each prompt, every prompt weighing alike. The interval
    is that of the delete-one jackknife of the squared distance, over what is shuffled (over prompts
    where a prompt has a single picture of a group), with Student's t.

    Args:
        light: Of the aligned pictures, linear, shape (n, numbers), all of them `comparable`.
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
    blocks = blocks_of(prompts, unit=unit)
    strata, left_out = _without_one(prompts, second, blocks, unit=unit)
    rows = np.concatenate([weights(second, blocks)[None], left_out, weights(shuffles, blocks)])
    groupings = np.concatenate([second[None], shuffles])
    ends, found = 1 + len(left_out), []
    for products, numbers in zip(_products(light, regions, full), regions.sum(axis=1), strict=True):
        squares = np.maximum(((rows @ products) * rows).sum(axis=1), 0.0) / numbers
        adds = noise(products, groupings, prompts=prompts, blocks=blocks, unit=unit) / numbers
        found.append(_distance(squares[0], squares[1:ends], squares[ends:], adds, strata))
    return tuple(found), unit


def _products(
    light: NDArray[np.float64] | NDArray[np.uint16], regions: NDArray[np.bool_], full: float
) -> Array:
    """Return the products of each picture with each over each region, shape (regions, n, n).

    Of what is left of pictures without their mean: weights add up to 0, so that what all pictures
    share falls out, and with it lost digits.
    """
    found = np.zeros((len(regions), len(light), len(light)))
    for start in range(0, light.shape[1], _COLUMNS):
        block = light[:, start : start + _COLUMNS].astype(np.float64) / full
        block -= block.mean(axis=0)
        for products, region in zip(found, regions[:, start : start + _COLUMNS], strict=True):
            some = block[:, region]
            products += some @ some.T
    return found


def _without_one(
    prompts: Sequence[str | None],
    second: NDArray[np.bool_],
    blocks: NDArray[np.int64],
    *,
    unit: Unit,
) -> tuple[NDArray[np.int64], Array]:
    """Return the stratum of each unit of the jackknife, and the weights without that unit.

    Shapes (units,) and (units, n). Units of a stratum are draws of the same kind.
    """
    strata = blocks * 2 + second
    alone = np.bincount(strata)[np.unique(strata)].min() < 2
    if unit == "images within prompts" and alone:
        # A prompt with one picture of a group cannot do without it: whole prompts are left out.
        gone = blocks == np.unique(blocks)[:, None]
        return np.zeros(len(gone), np.int64), _weights_of(second, blocks, gone)
    if unit == "prompts":
        names, which = np.unique(np.array(prompts, dtype=str), return_inverse=True)
        gone = which == np.arange(len(names))[:, None]
        return (gone & second).any(axis=1).astype(np.int64), _weights_of(second, blocks, gone)
    gone = np.eye(len(second), dtype=np.bool_)
    return strata, _weights_of(second, blocks, gone)


def _weights_of(
    second: NDArray[np.bool_], blocks: NDArray[np.int64], gone: NDArray[np.bool_]
) -> Array:
    """Return weights with some pictures gone, shape (units, n)."""
    found = np.zeros(gone.shape)
    for row, out in zip(found, gone, strict=True):
        row[~out] = weights(second[~out], blocks[~out])
    return found


def _distance(
    square: float, left_out: Array, shuffles: Array, adds: Array, strata: NDArray[np.int64]
) -> Distance:
    """Return a distance from the squared one, those without one unit each, and the shuffled.

    `adds` is what chance adds to the squared distance, and to each of the shuffled.
    """
    bias, variances, freedoms = 0.0, [], []
    for stratum in np.unique(strata):
        own = left_out[strata == stratum]
        n = len(own)
        bias += (n - 1) * float(own.mean() - square)
        variances.append((n - 1) / n * float(((own - own.mean()) ** 2).sum()))
        freedoms.append(n - 1)
    variance = sum(variances)
    half = float(stdtrit(_freedom(variances, freedoms), 0.975)) * variance**0.5
    value = float(square) - bias
    roots = np.sqrt(shuffles)
    # As products, since groups whose pictures are all alike have nothing to divide by.
    reached = (shuffles * adds[0] >= square * adds[1:] * _TIE).sum()
    return Distance(
        observed=float(square**0.5),
        floor_mean=float(roots.mean()),
        floor_high=float(np.quantile(roots, 0.95)),
        p=float((1 + reached) / (1 + len(shuffles))),
        value=max(value, 0.0) ** 0.5,
        low=max(value - half, 0.0) ** 0.5,
        high=max(value + half, 0.0) ** 0.5,
    )


def _freedom(variances: Sequence[float], freedoms: Sequence[int]) -> float:
    """Return the degrees of freedom of a sum of variances: the least of two, Welch's of more."""
    total = sum(variances)
    if len(variances) <= 2 or total == 0:
        return float(max(min(freedoms), 1))
    return total**2 / sum(v**2 / max(f, 1) for v, f in zip(variances, freedoms, strict=True))
