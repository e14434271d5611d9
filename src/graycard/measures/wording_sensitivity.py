"""Wording sensitivity: how much the share of a category differs between prompts of one stratum."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from graycard.counts import ALL, NO_PROMPT, Counts
from graycard.errors import NothingObservedError
from graycard.language import noted, noted_several
from graycard.measures._estimates import Estimated, of_prompts
from graycard.measures._info import MeasureInfo
from graycard.stats.between import share_spread, shuffled_spread, spread_interval, spread_region
from graycard.stats.missingness import BOUND_LEVEL, share_bounds
from graycard.stats.multiplicity import benjamini_hochberg
from graycard.types import Estimate, NotEstimated

INFO = MeasureInfo(
    family="wording",
    unit="standard deviation of shares",
    bounds=(0.0, np.inf),
    parity=0.0,
    needs=frozenset({"counts"}),
    formula="√(Σ (pⱼ − p̄)² / (P − 1) − mean of pⱼ (1 − pⱼ) / (nⱼ − 1)), 0 if negative",
    words=(
        "How much the true share of a category differs between the P prompts of a stratum, beyond"
        " what chance makes the observed shares pⱼ differ: 0 if the wording does not matter."
    ),
)

MIN_PROMPTS: Final = 3
"""Prompts of a stratum: of two, one odd prompt cannot be told from the other."""

MIN_IMAGES: Final = 4
"""Images of a prompt that were read, for it to count as one of them."""

MIN_SHARE: Final = 0.1
"""Share of a category, and of all others, below which the interval is not valid."""

_CAUTION = noted("The prompts may differ in more than their wording, such as in whom they name.")


class _Set(NamedTuple):
    """The prompts of a stratum that have images enough, and one category."""

    stratum: str
    category: int
    k: NDArray[np.int64]
    n: NDArray[np.int64]
    rows: NDArray[np.intp]


def wording_sensitivity(
    successes: NDArray[np.int64], *, images: NDArray[np.int64]
) -> NDArray[np.float64]:
    """Return the standard deviation over prompts of the true share of a category.

    Args:
        successes: Images of the category by prompt, shape ``(..., P)``, of at least two prompts.
            Leading axes (categories, draws) are broadcast over.
        images: Images read by prompt, at least two each, broadcast against ``successes``.

    Returns:
        Shape ``(...)``; 0 where prompts differ by no more than chance makes them.

    Raises:
        NothingObservedError: If there are fewer than two prompts, or fewer than two images of one.

    Notes:
        Speaks of these prompts. It says nothing of which prompt is which.

    Source:
        Moments of the analysis of variance: `graycard.stats.between.share_spread`.

    Example:
        >>> wording_sensitivity(np.array([8, 2]), images=np.array([10, 10])).round(4)
        np.float64(0.4028)
    """
    k, n = np.broadcast_arrays(successes, images)
    if n.shape[-1] < 2 or np.any(n < 2):
        raise NothingObservedError(
            what="wording_sensitivity has a stratum with fewer than two prompts of two images",
            why="how much prompts differ beyond chance cannot be seen in them",
            fix="ask for more images a prompt, or with more prompts",
        )
    return share_spread(k, n)


def estimate(counts: Counts, *, level: float = 0.95) -> Estimated:
    """Return the wording sensitivity of each category in each stratum with prompts enough.

    The floor is what it is where the images of a stratum are dealt to its prompts by chance.
    ``p_adjusted`` tests that all prompts have one share, adjusted for all strata and categories.

    Args:
        counts: All marked, or all unmarked.
        level: Of the intervals.

    Returns:
        Estimates; and at most two records an attribute, of the strata that have too few prompts
        and of the categories that are too rare, or too frequent, for a valid interval.

    Raises:
        InputError: If marked and unmarked prompts are mixed.
    """
    pooled = counts.pooled()
    sets = list(_sets(counts))
    fit = [one for one in sets if MIN_SHARE <= one.k.sum() / one.n.sum() <= 1 - MIN_SHARE]
    chance = [shuffled_spread(one.k, one.n) for one in fit]
    adjusted = benjamini_hochberg([one.p for one in chance]) if fit else np.array([])
    done = Estimated([], list(_refused(counts, sets, len(fit))))
    for one, by_chance, p in zip(fit, chance, adjusted, strict=True):
        low, high = spread_interval(one.k, one.n, level=level)
        worst = max(level, BOUND_LEVEL)
        missing = counts.requested[one.rows] - one.n
        limits = share_bounds(
            np.stack([one.k, one.n - one.k], axis=-1), missing, level=1 - (1 - worst) / len(one.k)
        )
        worst_low, worst_high = spread_region(limits[0][:, 0], limits[1][:, 0])
        done.estimates.append(
            Estimate(
                measure="wording_sensitivity",
                attribute=counts.attribute.name,
                category=counts.attribute.categories[one.category],
                stratum=one.stratum,
                marked=pooled.marked,
                value=float(share_spread(one.k, one.n)),
                low=low,
                high=high,
                level=level,
                method=noted("non-central chi-square of the squares about the mean share"),
                denominator="read",
                floor_mean=by_chance.mean,
                floor_high=by_chance.high,
                n=int(one.n.sum()),
                n_missing=int(missing.sum()),
                missing_low=min(worst_low, low),
                missing_high=max(worst_high, high),
                n_prompts=len(one.k),
                p_adjusted=float(p),
                readers=(counts.reader,),
                cautions=tuple(_said(counts, one, len(fit), int(missing.sum()))),
            )
        )
    return done


def _sets(counts: Counts) -> Iterator[_Set]:
    n = counts.read.sum(axis=-1)
    known = np.array([prompt != NO_PROMPT for prompt in counts.prompt_ids])
    strata = np.array(counts.strata)
    for stratum in sorted(set(counts.strata)):
        rows = np.flatnonzero((strata == stratum) & known & (n >= MIN_IMAGES))
        if len(rows) >= MIN_PROMPTS:
            for category in range(counts.read.shape[1]):
                yield _Set(stratum, category, counts.read[rows, category], n[rows], rows)


def _said(counts: Counts, one: _Set, comparisons: int, missing: int) -> Iterator[str]:
    yield of_prompts(len(one.k))
    yield _CAUTION
    left_out = counts.strata.count(one.stratum) - len(one.k)
    if left_out:
        yield noted_several(
            left_out,
            "{n} prompt with fewer than {least} images read is not in it.",
            "{n} prompts with fewer than {least} images read are not in it.",
            n=left_out,
            least=MIN_IMAGES,
        )
    if missing:
        yield noted_several(
            missing,
            "{n} of their {total} requested images was not read: the worst-case bounds say how"
            " much that may matter.",
            "{n} of their {total} requested images were not read: the worst-case bounds say how"
            " much that may matter.",
            n=missing,
            total=int(counts.requested[one.rows].sum()),
        )
    yield noted_several(
        comparisons,
        "The p-value is adjusted for {n} comparison of a stratum and a category.",
        "The p-value is adjusted for {n} comparisons of strata and categories.",
        n=comparisons,
    )


def _refused(counts: Counts, sets: list[_Set], fit: int) -> Iterator[NotEstimated]:
    strata, enough = set(counts.strata), {one.stratum for one in sets}
    if strata - enough:
        yield _record(
            counts,
            strata - enough,
            noted(
                "in {n} of {total} strata fewer than {least} prompts had {images} images read: how"
                " much the wording matters cannot be seen there",
                n=len(strata - enough),
                total=len(strata),
                least=MIN_PROMPTS,
                images=MIN_IMAGES,
            ),
        )
    if len(sets) > fit:
        yield _record(
            counts,
            enough,
            noted(
                "in {n} of {total} pairs of stratum and category the category has less than"
                " {share} % of the images, or all others have: no valid interval is known there",
                n=len(sets) - fit,
                total=len(sets),
                share=f"{100 * MIN_SHARE:.0f}",
            ),
        )


def _record(counts: Counts, strata: set[str], reason: str) -> NotEstimated:
    rows = [i for i, stratum in enumerate(counts.strata) if stratum in strata]
    return NotEstimated(
        measure="wording_sensitivity",
        attribute=counts.attribute.name,
        stratum=next(iter(strata)) if len(strata) == 1 else ALL,
        requested=int(counts.requested[rows].sum()),
        reason=reason,
    )
