"""Representation gap: how many images would have to change to match a reference."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from graycard.counts import Counts
from graycard.language import noted
from graycard.measures._beside import beside
from graycard.measures._estimates import Estimated, nothing_read
from graycard.measures._info import MeasureInfo
from graycard.stats.floor import gap_floor
from graycard.stats.gap_interval import gap_interval
from graycard.stats.missingness import BOUND_LEVEL, gap_bounds
from graycard.types import Estimate, Reference

INFO = MeasureInfo(
    family="representation",
    unit="share of the images read",
    bounds=(0.0, 1.0),
    parity=0.0,
    needs=frozenset({"counts", "reference"}),
    formula="½ · Σ |pᵢ − rᵢ|",
    words=(
        "Total variation between the shares p of the images read and the shares r of the"
        " reference: the share of images whose reading would have to change for the two to agree."
        " 0 is agreement, 1 is nothing in common."
    ),
)


def representation_gap(
    counts: NDArray[np.int64], *, reference: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return the total variation distance between observed and reference shares.

    With shares ``p = counts / counts.sum()`` and reference ``r`` over the ``K``
    categories of one attribute, this is ``0.5 * sum(|p - r|)``: the share of images
    whose reading would have to change for the two to agree.

    Args:
        counts: Images read, per category, shape ``(..., K)``. Leading axes (bootstrap
            draws, strata) are broadcast over. Missing readings are not in here; they
            are counted in ``Estimate.n_missing`` and bounded beside the estimate.
        reference: Shares of shape ``(K,)`` or ``(..., K)`` that sum to 1, zeros included:
            a category that was never observed still has its column.

    Returns:
        Gaps of shape ``(...)`` in ``[0, 1]``: 0 when the shares agree, 1 when they have
        no category in common.

    Raises:
        NothingObservedError: If a row of counts is empty. The gap of nothing is
            undefined; it is neither 0 (parity) nor 1 (worst case).

    Notes:
        Biased upward in small samples: eight images drawn from a uniform ten-category
        reference have an expected gap of 0.43. Read it beside ``Estimate.floor_mean``.

    Source:
        Levin, Peres and Wilmer, *Markov Chains and Mixing Times*, 2nd ed. (2017),
        Proposition 4.2.

    Example:
        >>> representation_gap(np.array([1, 3]), reference=np.array([0.5, 0.5]))
        np.float64(0.25)
    """
    totals = counts.sum(axis=-1, keepdims=True)
    if np.any(totals == 0):
        raise nothing_read("representation_gap")
    gaps: NDArray[np.float64] = 0.5 * np.abs(counts / totals - reference).sum(axis=-1)
    return gaps


def estimate(counts: Counts, *, references: Sequence[Reference], level: float = 0.95) -> Estimated:
    """Return the gap of each stratum, and of all strata together, to one reference.

    A reference that counts something else is compared with those categories alone that stand for
    what it counts; images read as another category are then missing, with bounds.

    Args:
        counts: All marked, or all unmarked.
        references: Of one name: a single one with stratum None, which all strata are compared
            with, or one a stratum (`*` for all strata together).
        level: Of the intervals.

    Returns:
        One estimate a stratum. Strata in which nothing was read, or of which the reference says
        nothing, are records.

    Raises:
        InputError: If marked and unmarked prompts are mixed.
        SpecError: If a reference is of another attribute or has other categories, if names
            differ, or if a stratum has two.
    """
    found = beside(counts, references)
    pooled, rows = found.pooled, found.rows
    done = Estimated([], found.refused("representation_gap"))
    if not rows:
        return done
    k = pooled.read[rows]
    r = np.array([found.shares[pooled.strata[row]] for row in rows])
    n = k.sum(axis=-1)
    missing = pooled.requested[rows] - n
    values = representation_gap(k, reference=r)
    low, high = gap_interval(k, r, level=level)
    requested = np.array([found.requested[pooled.strata[row]] for row in rows])
    worst_low, worst_high = gap_bounds(k, missing, requested, level=max(level, BOUND_LEVEL))
    worst_low, worst_high = np.minimum(worst_low, values), np.maximum(worst_high, values)
    for i, row in enumerate(rows):
        floor_mean, floor_high = gap_floor(r[i], int(n[i]))
        done.estimates.append(
            Estimate(
                measure="representation_gap",
                attribute=counts.attribute.name,
                stratum=pooled.strata[row],
                marked=pooled.marked,
                reference=found.name,
                value=float(values[i]),
                low=float(low[i]),
                high=float(high[i]),
                level=level,
                method=noted("noise quantile (low) and exact set limits (high)"),
                denominator="read",
                floor_mean=floor_mean,
                floor_high=floor_high,
                n=int(n[i]),
                n_missing=int(missing[i]),
                missing_low=float(worst_low[i]),
                missing_high=float(worst_high[i]),
                n_prompts=int(pooled.n_prompts[row]),
                readers=(counts.reader,),
                cautions=found.said(row),
            )
        )
    return done
