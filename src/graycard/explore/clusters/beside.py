"""Mixes beside another mix: who is shown less, in which clusters, and about which words.

A mix is only ever set beside the mix of other pictures: those of the identity prompts, or those of
a prompt that names no identity. Never beside statistics of people: clusters are no groups of them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from graycard.explore.clusters.about import LEVEL
from graycard.explore.clusters.mix import Mix
from graycard.stats.difference import exact_difference_test, newcombe
from graycard.stats.gap_interval import gap_interval, noise_quantile
from graycard.stats.multiplicity import benjamini_hochberg

SHUFFLES: Final = 9_999
_SEED: Final = 20230626


@dataclass(frozen=True)
class Apart:
    """How far one mix is from another.

    Attributes:
        name: Of the mix.
        n: Its assigned pictures.
        other_n: Those of the other mix.
        distance: Total variation: the share of pictures that would have to be in another cluster.
        low: Lower end of a 95 % interval that allows for both samples.
        high: Upper end.
        floor_mean: Where the mixes are the same, on average.
        floor_high: What chance exceeds in at most 5 of 100 cases then.
        p_adjusted: Of the same mix; see `mixes_apart`.
    """

    name: str
    n: int
    other_n: int
    distance: float
    low: float
    high: float
    floor_mean: float
    floor_high: float
    p_adjusted: float


@dataclass(frozen=True)
class Difference:
    """How much more of one mix's pictures are in some clusters than of the other's.

    Attributes:
        name: Of the mix.
        what: The number of a cluster, from 1 on, or the word that clusters are about.
        k: Pictures there.
        n: Assigned pictures.
        other_k: Those of the other mix there.
        other_n: All of them.
        difference: `k/n - other_k/other_n`, with Newcombe's interval from `low` to `high`.
        low: Lower end.
        high: Upper end.
        p_adjusted: Of no difference: exact, adjusted for all mixes and all clusters, or words.
    """

    name: str
    what: str
    k: int
    n: int
    other_k: int
    other_n: int
    difference: float
    low: float
    high: float
    p_adjusted: float


def mixes_apart(mixes: Sequence[Mix], other: Mix) -> tuple[Apart, ...]:
    """Return how far mixes are from another one; those with no assigned picture are left out.

    The statistic of the test is ``G = 2 Σ O log(O/E)`` of the two rows of counts. Its p-value is
    that of 9,999 draws in which the pictures of both are dealt out anew, adjusted for all mixes
    (Benjamini and Hochberg). The interval of the distance is that of a known reference at half the
    error, made wider by what the other mix may stray at the other half (triangle inequality): it
    holds at least at its level.

    Args:
        mixes: Of strata or of models.
        other: That all of them are compared with.

    Source:
        Woolf, "The log likelihood ratio test (the G-test)", Annals of Human Genetics 21 (1957).

    Example:
        >>> from graycard.explore.clusters.mix import mixes
        >>> def mix(name, *counts):
        ...     rows = np.repeat(np.arange(len(counts)), counts)
        ...     n = len(rows)
        ...     return mixes(
        ...         [name] * n, rows, k=len(counts), prompts=[""] * n, between=[False] * n,
        ...         unlike=[False] * n, missing={},
        ...     )[0]
        >>> [one] = mixes_apart([mix("nurse", 45, 5)], mix("*", 50, 50))
        >>> round(one.distance, 2), round(one.low, 2), round(one.high, 2), one.p_adjusted
        (0.4, 0.14, 0.58, 0.0001)
    """
    theirs = np.array(other.counts)
    found, chances = [], []
    for at, mix in enumerate(mixes):
        ours = np.array(mix.counts)
        if not ours.any() or not theirs.any():
            continue
        rng = np.random.default_rng((_SEED, at))
        drawn = rng.multivariate_hypergeometric(
            ours + theirs, int(ours.sum()), size=SHUFFLES, method="marginals"
        )
        rest = ours + theirs - drawn
        seen = _g(ours, theirs)
        chances.append((1 + int((_g(drawn, rest) >= seen - 1e-9).sum())) / (SHUFFLES + 1))
        far = _distance(drawn, rest)
        low, high = _interval(ours, theirs)
        found.append(
            Apart(
                name=mix.name,
                n=int(ours.sum()),
                other_n=int(theirs.sum()),
                distance=float(_distance(ours, theirs)),
                low=low,
                high=high,
                floor_mean=float(far.mean()),
                floor_high=float(np.quantile(far, 0.95, method="higher")),
                p_adjusted=1.0,
            )
        )
    adjusted = benjamini_hochberg(chances)
    return tuple(replace(one, p_adjusted=float(p)) for one, p in zip(found, adjusted, strict=True))


def differences(
    mixes: Sequence[Mix], other: Mix, *, groups: Mapping[str, Sequence[int]]
) -> tuple[Difference, ...]:
    """Return how much more of each mix is in groups of clusters than of the other mix.

    Args:
        mixes: Of strata or of models.
        other: That all of them are compared with.
        groups: What each group is called, and its clusters, from 0 on.

    Returns:
        By mix and group; without mixes that have no assigned picture.
    """
    found, chances = [], []
    other_n = sum(other.counts)
    for mix in mixes:
        n = sum(mix.counts)
        if not n or not other_n:
            continue
        for what, clusters in groups.items():
            k = sum(mix.counts[one] for one in clusters)
            other_k = sum(other.counts[one] for one in clusters)
            low, high = newcombe(k, n, other_k, other_n, level=LEVEL)
            chances.append(exact_difference_test([k], [n], [other_k], [other_n]))
            found.append(
                Difference(
                    name=mix.name,
                    what=what,
                    k=k,
                    n=n,
                    other_k=other_k,
                    other_n=other_n,
                    difference=k / n - other_k / other_n,
                    low=float(low),
                    high=float(high),
                    p_adjusted=1.0,
                )
            )
    adjusted = benjamini_hochberg(chances)
    return tuple(replace(one, p_adjusted=float(p)) for one, p in zip(found, adjusted, strict=True))


_Counts = np.ndarray[tuple[int, ...], np.dtype[np.int64]]
_Floats = np.ndarray[tuple[int, ...], np.dtype[np.float64]]


def _g(first: _Counts, second: _Counts) -> _Floats:
    """Return G of two rows of counts, along the last axis."""
    both = first + second
    total = both.sum(-1, keepdims=True)
    found = np.zeros(np.broadcast_shapes(first.shape, second.shape)[:-1])
    for row in (first, second):
        expected = both * (row.sum(-1, keepdims=True) / total)
        ratio = np.divide(row, expected, out=np.ones(row.shape), where=row > 0)
        found += 2 * (row * np.log(ratio)).sum(-1)
    return np.asarray(found)


def _distance(first: _Counts, second: _Counts) -> _Floats:
    shares = [row / row.sum(-1, keepdims=True) for row in (first, second)]
    return np.asarray(np.abs(shares[0] - shares[1]).sum(-1) / 2)


def _interval(ours: _Counts, theirs: _Counts) -> tuple[float, float]:
    half = (1 + LEVEL) / 2
    shares = theirs / theirs.sum()
    low, high = gap_interval(ours, shares, level=half)
    stray = float(noise_quantile(shares, theirs.sum(), level=half))
    return max(0.0, float(low) - stray), min(1.0, float(high) + stray)
