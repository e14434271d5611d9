"""Planted against generated shares, at guidance 1: has the model learned what was planted?"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from graycard.lab.evaluate.chance import observed, often, reach, with_half
from graycard.lab.evaluate.misreading import Confusion, judges
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
            on average, as the verifier reads it where its errors are known.
        correlation_blind: Of planted shares with their means over professions: what a model that
            draws everybody alike would reach. None where the means do not vary.
        error: Mean absolute difference of planted and generated shares.
        error_low: Lower end of the interval of the true difference: no smaller one is made into
            this error by noise as large as 95 of 100 evaluations have. Sampling noise can only
            be added to a true difference, so the interval reaches down further than up.
        error_high: Its upper end.
        error_blind: The error of those means.
        sampling_noise: The error that a model with exactly the planted shares would show through
            sampling alone, on average.
        sampling_noise_high: What such a model would exceed in 5 of 100 evaluations.
        floor: The error that it would show through sampling and the verifier's errors, on
            average; None where it is not known how the verifier errs.
        floor_high: What it would then exceed in 5 of 100 evaluations.
        beyond_chance: Whether the error is above `floor_high`, or, where that is not known, above
            `sampling_noise_high`.
        differences: By category.
    """

    n: int
    correlation: float | None
    correlation_low: float | None
    correlation_high: float | None
    correlation_of_truth: float | None
    correlation_blind: float | None
    error: float
    error_low: float
    error_high: float
    error_blind: float
    sampling_noise: float
    sampling_noise_high: float
    floor: float | None
    floor_high: float | None
    beyond_chance: bool
    differences: dict[str, Difference]


def agreement(
    view: View, counts: NDArray[np.int64], confusion: Confusion | None = None
) -> Agreement:
    """Hold generated shares against the planted ones.

    Args:
        view: How portraits are sorted.
        counts: Pictures by group, shape `(professions, groups)`, equally many a profession.
        confusion: How the verifier confuses the groups; None where that is not known.

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
    floor = noise
    if confusion is not None:
        truthful = observed(n, often(planted) @ judges(confusion, stream=11), stream=12)
        floor = np.abs(truthful - planted).mean(axis=(1, 2))
    blind = np.broadcast_to(planted.mean(axis=0), planted.shape)
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
        correlation_blind=_or_none(float(_correlations(planted, blind[None])[0])),
        error=error,
        error_low=max(error - reach(np.abs(again - base).mean(axis=(1, 2))), 0.0),
        error_high=min(error + reach(np.abs(errors - errors.mean())), 1.0),
        error_blind=float(np.abs(blind - planted).mean()),
        sampling_noise=float(noise.mean()),
        sampling_noise_high=reach(noise),
        floor=None if confusion is None else float(floor.mean()),
        floor_high=None if confusion is None else reach(floor),
        beyond_chance=error > reach(floor),
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
