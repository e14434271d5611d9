"""Which truths an observed number leaves: tests inverted along the line from parity to the edge."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr, ndtri

from graycard.stats._audits import MANY, Array, Estimator, found_under

Functional = Callable[[Array], Array]
"""From true shares of shape (..., K) to true numbers of shape (...)."""

Ends = tuple[tuple[float, float], ...]
"""Lower and upper end at each level."""

_STEPS: Final = (0.0, 0.2, 0.4, 0.6, 0.8, 1.0, 1.15, 1.35, 1.6, 1.85, 2.0)
"""Where truths lie on the way: 0 is parity, 1 the observed shares, 2 all images in one category."""

_NEAR: Final = 1.5
"""Standard deviations of a number within which truths on both sides of an end must lie.

With many images those of `_STEPS` are many deviations apart, and an end that is read between two of
them would not come nearer however many images there are."""

_NO_SPREAD: Final = 1e-12
"""Standard deviation of what is the same in all simulated audits."""

_HALVINGS: Final = 20
"""How often a way between two truths is halved at most."""


def inverted(
    k: Array,
    r: Array,
    estimator: Estimator,
    functional: Functional,
    levels: tuple[float, ...],
    far: tuple[int, ...] | None,
) -> Ends:
    """Return the least and greatest mean under which the observed mean is nothing unusual.

    Args:
        k: Images by category, shape (S, K); the mean is over rows.
        r: Shares at parity, of the same shape.
        estimator: What is computed from counts.
        functional: What it estimates, of true shares.
        levels: Such as 0.95.
        far: Categories at the far end of the line; None for any.
    """
    steps = np.array(_STEPS)
    thetas = _line(k, r, far, steps)
    truths, normal = functional(thetas).mean(axis=-1), len(k) >= MANY
    sign = 1 if truths[-1] >= truths[0] else -1
    seen, first = sign * float(estimator(k).mean()), sign * found_under(k, thetas, estimator)

    def tried(between: Array) -> tuple[Array, Array]:
        """Return truths at further steps, and what is found under them."""
        thetas = _line(k, r, far, between)
        found = found_under(k, thetas, estimator, keep=False)
        return sign * functional(thetas).mean(axis=-1), sign * found

    ends = []
    for level in levels:
        # Each level halves ways of its own, so that no end depends on what else was asked for.
        alpha = (1 - level) / 2
        t, found = _halved(steps, sign * truths, first, seen, alpha, tried, normal=normal)
        at_most, at_least = _chances(found, seen, normal=normal)
        t = np.maximum.accumulate(t)
        low = min(_first_above(alpha, at_least, t), seen)
        high = max(-_first_above(alpha, at_most[::-1], -t[::-1]), seen)
        ends.append((low, high) if sign > 0 else (-high, -low))
    return tuple(ends)


def _halved(
    steps: Array,
    truths: Array,
    found: Array,
    seen: float,
    alpha: float,
    tried: Callable[[Array], tuple[Array, Array]],
    *,
    normal: bool,
) -> tuple[Array, Array]:
    """Return truths and what is found under them, with further ones about the ends of an interval.

    Args:
        steps: Where the truths lie on the way, shape (truths,).
        truths: Numbers under them, of the same shape.
        found: In simulated audits, shape (truths, draws).
        seen: In the audit.
        alpha: Probability beyond each end.
        tried: From further steps to truths and what is found under them.
        normal: Whether what is found is near enough to normal.
    """
    for _ in range(_HALVINGS):
        wide = _too_wide(found, seen, alpha, normal=normal)
        if not len(wide):
            break
        between = (steps[wide] + steps[wide + 1]) / 2
        more_truths, more = tried(between)
        steps = np.insert(steps, wide + 1, between)
        truths = np.insert(truths, wide + 1, more_truths)
        found = np.insert(found, wide + 1, more, axis=0)
    return truths, found


def _too_wide(found: Array, seen: float, alpha: float, *, normal: bool) -> NDArray[np.int64]:
    """Return after which truths an end lies, where the next one is too far off to read it between.

    Args:
        found: In simulated audits, shape (truths, draws).
        seen: In the audit.
        alpha: Probability beyond each end.
        normal: Whether what is found is near enough to normal.
    """
    at_most, at_least = _chances(found, seen, normal=normal)
    last = len(found) - 1
    low = int(np.searchsorted(np.maximum.accumulate(at_least), alpha)) - 1
    high = last - int(np.searchsorted(np.maximum.accumulate(at_most[::-1]), alpha))
    at = np.array(sorted({one for one in (low, high) if 0 <= one < last}), np.int64)
    spread = np.maximum(found.std(axis=-1, ddof=1), _NO_SPREAD)
    off = (seen - found.mean(axis=-1)) / spread
    return np.asarray(at[np.abs(np.diff(off)[at]) > _NEAR])


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


def _line(k: Array, r: Array, far: Sequence[int] | None, steps: Array) -> Array:
    """Return shares from parity through those observed, softened, to one category.

    Args:
        k: Images by category, shape (S, K).
        r: Shares at parity, of the same shape.
        far: Categories at the far end; None for any.
        steps: Where on the way, shape (truths,).

    Returns:
        Shape (truths, S, K).
    """
    soft = 0.5
    seen = (k + soft) / (k.sum(-1, keepdims=True) + soft * k.shape[-1])
    ends = list(range(k.shape[-1]) if far is None else far)
    corner = np.eye(k.shape[-1])[ends][np.argmax((seen - r)[:, ends], axis=-1)]
    at = steps[:, None, None]
    return np.asarray(np.where(at <= 1, r + at * (seen - r), seen + (at - 1) * (corner - seen)))
