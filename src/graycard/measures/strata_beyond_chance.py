"""Strata beyond chance: how many strata differ from a reference by more than chance explains."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from graycard.counts import Counts
from graycard.errors import NothingObservedError
from graycard.language import noted
from graycard.measures._estimates import Estimated
from graycard.measures._info import MeasureInfo
from graycard.measures._over_strata import Strata, over_strata
from graycard.measures.representation_gap import representation_gap
from graycard.stats.floor import FLOOR_LEVEL, gap_floor, share_floor
from graycard.stats.intervals import wilson
from graycard.stats.missingness import BOUND_LEVEL, gap_region
from graycard.types import Reference

INFO = MeasureInfo(
    family="amplification",
    unit="share of the strata",
    bounds=(0.0, 1.0),
    parity=0.0,
    needs=frozenset({"counts", "reference"}),
    formula="number of strata with ½ Σ |pᵢ − rᵢ| > floor / number of strata",
    words=(
        "The share of strata whose representation gap is above its own chance floor. By chance"
        " alone at most 5 in 100 are: the mean of its floor."
    ),
)

Array = NDArray[np.float64]


def strata_beyond_chance(counts: NDArray[np.int64], *, references: Array) -> Array:
    """Return the share of strata whose representation gap exceeds its chance floor.

    Args:
        counts: Images read by stratum and category, shape ``(..., S, K)``; leading axes are
            broadcast over.
        references: Shares of shape ``(S, K)``.

    Returns:
        Of shape ``(...)`` in ``[0, 1]``. With the true shares equal to the reference at most 0.05
        on average; less at few images, whose gaps take few values.

    Raises:
        NothingObservedError: If a stratum is empty, or there is none.

    Source:
        Counting, beside `graycard.stats.floor.gap_floor`.

    Example:
        >>> even = np.full((2, 2), 0.5)
        >>> strata_beyond_chance(np.array([[6, 4], [10, 0]]), references=even)
        np.float64(0.5)
    """
    if counts.shape[-2] == 0:
        raise NothingObservedError(
            what="a share of strata was asked of none",
            why="there are no counts",
            fix="graycard show RUN",
        )
    gaps = representation_gap(counts, reference=references)
    totals = np.asarray(counts.sum(axis=-1))
    floors = np.array(
        [
            gap_floor(references[place[-1]], int(totals[place]))[1]
            for place in np.ndindex(*totals.shape)
        ]
    ).reshape(totals.shape)
    beyond: Array = (gaps > floors).mean(axis=-1)
    return beyond


def estimate(counts: Counts, *, references: Sequence[Reference], level: float = 0.95) -> Estimated:
    """Return the share over the strata that the reference has shares of.

    The interval treats these strata as a sample of strata like them. The high floor is what the
    share exceeds in 5 of 100 audits, if each stratum is beyond its floor with a chance of 5 in 100:
    a quantile of the binomial distribution. Worst-case bounds count the strata that are beyond
    chance whatever their missing images show, and those that may be.

    Args:
        counts: All marked, or all unmarked.
        references: Of one name, as for the representation gap.
        level: Of the interval.

    Returns:
        One estimate, of the stratum `*`; nothing where something was read of fewer than two strata.

    Raises:
        InputError: If marked and unmarked prompts are mixed.
        SpecError: If a reference is of another attribute or has other categories.
    """
    strata = over_strata(counts, references)
    if strata is None:
        return Estimated([], [])
    seen, number = strata.seen, int(strata.seen.sum())
    k, r = strata.k[seen].astype(np.int64), strata.shares[seen]
    value = float(strata_beyond_chance(k, references=r))
    surely, maybe = _extremes(strata)
    worst = max(level, BOUND_LEVEL)
    by_chance = round(1 - FLOOR_LEVEL, 6)
    one = strata.estimate(
        "strata_beyond_chance",
        value,
        wilson(round(value * number), number, level=level),
        (
            wilson(surely, len(seen), level=worst)[0],
            wilson(maybe, len(seen), level=worst)[1],
        ),
        floor=(by_chance, float(share_floor(by_chance, number))),
        level=level,
        method=noted("Wilson score interval over strata"),
        used=seen,
        said=[
            noted(
                "{n} of {total} strata; by chance alone at most 5 in 100 are expected.",
                n=round(value * number),
                total=number,
            ),
            noted("The interval treats these strata as a sample of strata like them."),
        ],
    )
    return Estimated([one], [])


def _extremes(strata: Strata) -> tuple[int, int]:
    """Count the strata that are beyond chance whatever is missing, and those that may be."""
    n = strata.requested
    least, greatest = gap_region(strata.k, n - strata.n, strata.shares)
    floors = [gap_floor(r, int(m))[1] for r, m in zip(strata.shares, n, strict=True)]
    return int((least > floors).sum()), int((greatest > floors).sum())
