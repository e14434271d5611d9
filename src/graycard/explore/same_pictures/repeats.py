"""How often a model draws the same picture again: a number that does not grow with the sample."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from graycard.stats.intervals import wilson

Of = Literal["different prompts", "one prompt"]

_NONE_FOUND: Final = 15.5
"""Pairs that may have been expected where none was found, at 95 %.

Were there one picture that every so-manyth draw gives, λ times on average, at most one of them is
there with probability (1 + λ) exp(-λ). That is .025 at λ = 5.572, which is λ²/2 = 15.5 pairs.
"""
_LEVEL: Final = 0.95


@dataclass(frozen=True, kw_only=True)
class Repeats:
    """The chance that two pictures of a model are the same, with different seeds.

    Attributes:
        of: Whether the two are of different prompts or of the same one.
        same: Pairs that are the same picture.
        pairs: All such pairs.
        share: `same / pairs`.
        low: Lower end of its interval.
        high: Upper end.
        level: Of the interval.
        n: Pictures that have a partner for such a pair.
    """

    of: Of
    same: int
    pairs: int
    share: float
    low: float
    high: float
    level: float
    n: int


def repeats(
    groups: Sequence[Hashable],
    prompts: Sequence[Hashable],
    seeds: Sequence[Hashable],
    *,
    of: Of,
    linked: NDArray[np.int64] | None = None,
) -> Repeats | None:
    """Return the chance that two pictures of one model are the same.

    Pairs of one seed are left out: they start from the same noise, and may be alike for that alone.
    A pair is drawn with its members, so the variance is that of the jackknife over pictures; the
    interval is Wilson's for as many draws as have this variance, and reaches at least as far as it
    would if no pair had been found.

    Args:
        groups: Which picture each is: equal for the same picture.
        prompts: Of each.
        seeds: Of each; None where it is not known, and then it is taken as its own.
        of: Which pairs.
        linked: How many pictures of other groups each is the same as, among such pairs; needed
            where one picture may be the same as two that are not the same as each other.

    Returns:
        None if there is no such pair.

    Source:
        Arvesen, "Jackknifing U-statistics", Annals of Mathematical Statistics 40 (1969).

    Example:
        >>> found = repeats("aab", ["nurse", "ceo", "ceo"], [1, 2, 3], of="different prompts")
        >>> found.same, found.pairs
        (1, 2)
    """
    known = [("row", i) if seed is None else seed for i, seed in enumerate(seeds)]
    partners = _partners(prompts, known, of=of)
    alike = _partners(prompts, known, of=of, within=groups)
    if linked is not None:
        alike = alike + linked
    # Each pair is counted from both its ends.
    pairs, same = int(partners.sum()) // 2, int(alike.sum()) // 2
    if pairs == 0:
        return None
    share = same / pairs
    low, high = _interval(alike.astype(float), partners.astype(float), share)
    n = int(np.count_nonzero(partners))
    return Repeats(
        of=of, same=same, pairs=pairs, share=share, low=low, high=high, level=_LEVEL, n=n
    )


def _partners(
    prompts: Sequence[Hashable],
    seeds: Sequence[Hashable],
    *,
    of: Of,
    within: Sequence[Hashable] | None = None,
) -> NDArray[np.int64]:
    """Return how many partners each picture has, among all or among those of its own group."""
    own = within if within is not None else [None] * len(prompts)
    of_prompt = _sizes(list(zip(own, prompts, strict=True)))
    of_both = _sizes(list(zip(own, prompts, seeds, strict=True)))
    if of == "one prompt":
        return of_prompt - of_both
    return _sizes(list(own)) - of_prompt - _sizes(list(zip(own, seeds, strict=True))) + of_both


def _sizes(names: Sequence[Hashable]) -> NDArray[np.int64]:
    """Return how many have the name that each has."""
    times = Counter(names)
    return np.array([times[name] for name in names], np.int64)


def _interval(
    alike: NDArray[np.float64], partners: NDArray[np.float64], share: float
) -> tuple[float, float]:
    pairs = partners.sum() / 2
    bound = min(1.0, _NONE_FOUND / pairs)
    if share in (0.0, 1.0):
        return (0.0, bound) if share == 0 else (max(0.0, 1 - bound), 1.0)
    left = pairs - partners
    with np.errstate(divide="ignore", invalid="ignore"):
        without = np.where(left > 0, (share * pairs - alike) / left, share)
    n = len(alike)
    variance = (n - 1) / n * ((without - without.mean()) ** 2).sum()
    draws = pairs if variance == 0 else min(pairs, share * (1 - share) / variance)
    low, high = wilson(share * draws, draws, level=_LEVEL)
    return float(low), max(float(high), bound)
