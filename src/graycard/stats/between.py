"""How much the true shares of a few prompts differ: a standard deviation, with its doubt.

The prompts are these very prompts, not draws from a population of prompts: from three wordings
nothing can be said of how wordings in general would scatter, and intervals that try (Searle's,
Q-profile) covered as little as .4 of the time in simulation.
"""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import chdtrc, chndtr, ndtri

from graycard.stats.intervals import wilson

Array = NDArray[np.float64]

_DRAWS: Final = 999
_SEED: Final = 20230626
_BISECTIONS: Final = 40
_EXPECTED: Final = 5
"""Images of each kind expected of every prompt, from which on Pearson's approximation will do."""


class Shuffled(NamedTuple):
    """What standard deviations are where only chance tells the prompts apart.

    Attributes:
        mean: On average.
        high: What chance exceeds in at most 5 of 100 audits.
        p: How often chance makes prompts differ at least as much as these do.
    """

    mean: float
    high: float
    p: float


def share_spread(successes: ArrayLike, n: ArrayLike) -> Array:
    """Return the estimated standard deviation over prompts of their true shares.

    ``sqrt(S/(P - 1) - mean of p(1 - p)/(n - 1))``, 0 if negative: the squares ``S`` of the observed
    shares about their mean, less what chance within prompts adds to them.

    Args:
        successes: Images of the category by prompt, shape ``(..., P)``, ``P >= 2``.
        n: Images by prompt, at least two each, of the same shape.

    Returns:
        Shape ``(...)``, in the unit of shares.

    Source:
        Moments: the analysis of variance with each prompt weighing alike; Searle, Casella and
        McCulloch, *Variance components* (1992).

    Example:
        >>> share_spread([8, 2], [10, 10]).round(4)  # sqrt(.18 - .16/9)
        np.float64(0.4028)
    """
    k, size = np.asarray(successes, np.float64), np.asarray(n, np.float64)
    p = k / size
    within = (p * (1 - p) / (size - 1)).mean(axis=-1)
    return np.asarray(np.sqrt(np.clip(p.var(axis=-1, ddof=1) - within, 0.0, None)))


def spread_interval(successes: ArrayLike, n: ArrayLike, *, level: float) -> tuple[float, float]:
    """Return an interval for the standard deviation of the true shares of these prompts.

    ``S`` over the variance of one share is non-central chi-square with ``P - 1`` degrees of
    freedom. Its quantiles are inverted with the mean share at both ends of Wilson's interval, and
    with a continuity correction of .7 images for the upper end; the union is taken with the normal
    interval of the moment estimate, which knows that prompts have unequal variances.

    Args:
        successes: Of one category by prompt, shape ``(P,)``.
        n: Images by prompt, shape ``(P,)``, at least two each.
        level: Such as 0.95.

    Returns:
        Lower and upper end. They hold the estimate.

    Notes:
        Simulated in 366 worlds of 3, 10 and 20 prompts with 8 and 32 images each: coverage at least
        .94 where the mean share is .3 or .5. At .1 it is .89 where one prompt alone has the
        category, and below that it may be .7: `wording_sensitivity` refuses there.

    Source:
        This project; the non-central chi-square distribution of squares about a mean is textbook.

    Example:
        >>> low, high = spread_interval([16, 4, 10], [20, 20, 20], level=0.95)
        >>> round(low, 2), round(high, 2)
        (0.13, 0.42)
    """
    k, size = np.asarray(successes, np.float64), np.asarray(n, np.float64)
    alpha, prompts, images = 1 - level, len(k), 1 / float((1 / size).mean())
    p = k / size
    squares = float(((p - p.mean()) ** 2).sum())
    ends = np.array([float(one) for one in wilson(k.sum(), size.sum(), level=level)])
    middle = (k.sum() + 0.5) / (size.sum() + 1)
    means = np.array([*ends, middle, np.clip(0.5, *ends)])
    one = np.clip(means * (1 - means), 1e-9, None)
    softened = (np.sqrt(squares) + 0.7 / images / np.sqrt(prompts - 1)) ** 2
    low = _root(squares, one, prompts, images, 1 - alpha / 2).min()
    high = _root(softened, one, prompts, images, alpha / 2).max()
    value = float(share_spread(k, size))
    if value > 0:
        soft = (k + 0.5) / (size + 1)
        varied = ((p - p.mean()) ** 2 * soft * (1 - soft) / size).sum()
        error = -float(ndtri(alpha / 2)) * np.sqrt(varied / squares / (prompts - 1))
        low, high = min(low, value - error), max(high, value + error)
    return max(0.0, min(float(low), value)), max(float(high), value)


def shuffled_spread(successes: ArrayLike, n: ArrayLike) -> Shuffled:
    """Return what the estimate would be if the images were dealt to the prompts by chance.

    Args:
        successes: Of one category by prompt, shape ``(P,)``; some, and not all, of the images.
        n: Images by prompt, shape ``(P,)``, at least two each.

    Returns:
        Floor and p-value: Pearson's chi-square where five images of each kind are expected of
        every prompt, else the same statistic in 999 shuffles with a fixed seed.

    Source:
        The permutation test: Fisher, *The design of experiments* (1935).

    Example:
        >>> shuffled_spread([18, 2], [20, 20]).p < 0.001
        True
    """
    k, size = np.asarray(successes, np.int64), np.asarray(n, np.int64)
    drawn = np.random.default_rng(_SEED).multivariate_hypergeometric(
        size, int(k.sum()), size=_DRAWS, method="marginals"
    )
    found = share_spread(drawn, np.broadcast_to(size, drawn.shape))
    mean = k.sum() / size.sum()
    seen, chance = _pearson(k, size, mean), _pearson(drawn, size, mean)
    p = float(1 + (chance >= seen - 1e-9).sum()) / (_DRAWS + 1)
    if size.min() * min(mean, 1 - mean) >= _EXPECTED:
        p = float(chdtrc(len(k) - 1, seen))
    return Shuffled(float(found.mean()), float(np.quantile(found, 0.95, method="higher")), p)


def spread_region(low: ArrayLike, high: ArrayLike) -> tuple[float, float]:
    """Return the least and the greatest standard deviation of shares that lie within limits.

    Args:
        low: Lower limit of the share of each prompt, shape ``(P,)``.
        high: Upper limit.

    Example:
        >>> spread_region([0.0, 0.5], [0.25, 1.0])  # from .25 and .5 to 0 and 1
        (0.1767766952966369, 0.7071067811865476)
    """
    least, most = np.asarray(low, np.float64), np.asarray(high, np.float64)
    inside, outside = float(least.min()), float(most.max())
    for _ in range(60):
        middle = (inside + outside) / 2
        up = np.clip(middle, least, most).mean() > middle
        inside, outside = (middle, outside) if up else (inside, middle)
    near = np.clip(inside, least, most)
    order = np.argsort(least + most)
    corners = [
        np.concatenate([least[order[:cut]], most[order[cut:]]]) for cut in range(len(order) + 1)
    ]
    return float(near.std(ddof=1)), float(max(one.std(ddof=1) for one in corners))


def _pearson(k: NDArray[np.int64], n: NDArray[np.int64], mean: float) -> Array:
    return np.asarray(((k - n * mean) ** 2 / n).sum(axis=-1) / (mean * (1 - mean)))


def _root(squares: float, one: Array, prompts: int, images: float, chance: float) -> Array:
    """Return the standard deviations under which squares up to these have that probability.

    Args:
        squares: Of the observed shares about their mean.
        one: ``mean (1 - mean)`` of the shares, for each of several means.
        prompts: ``P``.
        images: A prompt.
        chance: The probability.
    """
    inside = np.zeros_like(one)
    outside = np.sqrt(one * prompts / (prompts - 1)) * (1 - 1e-6)
    for _ in range(_BISECTIONS):
        middle = (inside + outside) / 2
        true = (prompts - 1) * middle**2
        within = (one - true / prompts) / images
        fits = chndtr(squares / within, prompts - 1, true / within) >= chance
        inside, outside = np.where(fits, middle, inside), np.where(fits, outside, middle)
    return inside
