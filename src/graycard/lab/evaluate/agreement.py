"""Planted against generated shares, at guidance 1: has the model learned what was planted?"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from graycard.lab.evaluate.chance import observed, often, reach, with_half
from graycard.lab.evaluate.views import View
from graycard.types import Noun


class Difference(Noun):
    """A generated share less the planted one, on average over professions.

    Attributes:
        value: In `[-1, 1]`; positive where the model draws more than was planted.
        low: Lower end of the interval.
        high: Its upper end.
    """

    value: float
    low: float
    high: float


class Agreement(Noun):
    """How near generated shares come to the planted ones, over professions and categories.

    Attributes:
        n: Pictures, over all professions.
        correlation: Of planted with generated shares; None where one of them does not vary.
        correlation_low: Lower end of the interval of the true correlation: what is observed, less
            what chance may have added.
        correlation_high: Its upper end: what is observed and what chance may have taken, divided
            by `correlation_of_truth`, because noise makes every correlation smaller (Spearman
            1904); 1 at most.
        correlation_of_truth: What a model with exactly the planted shares would reach at this n,
            on average.
        error: Mean absolute difference of planted and generated shares.
        error_low: Lower end of the interval of the true difference: no smaller one is made into
            this error by noise as large as 95 of 100 evaluations have. Sampling noise can only
            be added to a true difference, so the interval reaches down further than up.
        error_high: Its upper end.
        noise: The error that a model with exactly the planted shares would show, on average.
        noise_high: What such a model would exceed in 5 of 100 evaluations.
        beyond_chance: Whether the error is above `noise_high`.
        differences: By category.
    """

    n: int
    correlation: float | None
    correlation_low: float | None
    correlation_high: float | None
    correlation_of_truth: float | None
    error: float
    error_low: float
    error_high: float
    noise: float
    noise_high: float
    beyond_chance: bool
    differences: dict[str, Difference]


def agreement(view: View, counts: NDArray[np.int64]) -> Agreement:
    """Hold generated shares against the planted ones.

    Args:
        view: How portraits are sorted.
        counts: Pictures by group, shape `(professions, groups)`, equally many a profession.

    Raises:
        ValueError: If professions have different numbers of pictures, or none.
    """
    sizes = counts.sum(axis=1)
    n = int(sizes[0])
    if n < 1 or (sizes != n).any():
        raise ValueError(f"every profession needs equally many pictures, not {sizes.tolist()}")
    planted, shares, base = view.planted(), counts / n, with_half(counts)
    again, truthful = observed(n, often(base), stream=1), observed(n, often(planted), stream=2)
    error = float(np.abs(shares - planted).mean())
    errors = np.abs(again - planted).mean(axis=(1, 2))
    noise = np.abs(truthful - planted).mean(axis=(1, 2))
    noise_high = reach(noise)
    correlation = float(_correlations(planted, shares[None])[0])
    of_truth = float(np.nanmean(_correlations(planted, truthful)))
    drawn = _correlations(planted, again)
    scatter = reach(np.abs(drawn - np.nanmean(drawn)))
    return Agreement(
        n=int(sizes.sum()),
        correlation=_or_none(correlation),
        correlation_low=_or_none(max(correlation - scatter, -1.0)),
        correlation_high=_or_none(min((correlation + scatter) / of_truth, 1.0)),
        correlation_of_truth=_or_none(of_truth),
        error=error,
        error_low=max(error - reach(np.abs(again - base).mean(axis=(1, 2))), 0.0),
        error_high=min(error + reach(np.abs(errors - errors.mean())), 1.0),
        noise=float(noise.mean()),
        noise_high=noise_high,
        beyond_chance=error > noise_high,
        differences=_differences(view, shares - planted, again - base),
    )


def _differences(
    view: View, differences: NDArray[np.float64], scatter: NDArray[np.float64]
) -> dict[str, Difference]:
    found = {}
    for at, group in enumerate(view.groups):
        value = float(differences[:, at].mean())
        half = reach(np.abs(scatter[:, :, at].mean(axis=1)))
        found[group] = Difference(value=value, low=value - half, high=value + half)
    return found


def _correlations(planted: NDArray[np.float64], many: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the correlation of each of many tables with one; NaN where nothing varies."""
    x = (planted - planted.mean()).ravel()
    y = many.reshape(len(many), -1)
    y = y - y.mean(axis=1, keepdims=True)
    scale = np.sqrt((x**2).sum() * (y**2).sum(axis=1))
    # Shares are multiples of 1/n: what varies less than rounding does not vary.
    return np.where(scale > 1e-12, (y @ x) / np.maximum(scale, 1e-12), np.nan)


def _or_none(number: float) -> float | None:
    return number if np.isfinite(number) else None
