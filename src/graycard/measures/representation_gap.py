"""Representation gap: how many images would have to change to match a reference."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from graycard.counts import ALL, Counts, Pooled
from graycard.errors import SpecError
from graycard.measures._counterparts import said_of, with_counterpart
from graycard.measures._estimates import (
    Estimated,
    cautions,
    nothing_read,
    why_nothing,
)
from graycard.measures._info import MeasureInfo
from graycard.stats.floor import gap_floor
from graycard.stats.gap_interval import gap_interval
from graycard.stats.missingness import BOUND_LEVEL, gap_bounds
from graycard.types import Attribute, Estimate, NotEstimated, Reference

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

_CANCELS = "Deviations of opposite direction in different strata cancel in this number."


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
    shares = _shares_by_stratum(counts.attribute, references)
    everything = counts.pooled()
    counts = with_counterpart(counts, references)
    pooled = counts.pooled()
    of_all = {}
    if ALL not in shares and None not in shares and ALL in pooled.strata:
        # What all strata show together if each shows its own shares: weighed as the images are.
        apart = [row for row, stratum in enumerate(pooled.strata) if stratum != ALL]
        of_all = _mixed(shares, pooled, apart)
        shares |= {ALL: of_all["read"]} if of_all else {}
    name = references[0].name
    done = Estimated([], [])
    rows = []
    for row, stratum in enumerate(pooled.strata):
        compared = stratum in shares or None in shares
        if compared and pooled.read[row].sum() > 0:
            rows.append(row)
            continue
        done.not_estimated.append(
            NotEstimated(
                measure="representation_gap",
                attribute=counts.attribute.name,
                stratum=stratum,
                reference=name,
                requested=int(pooled.requested[row]),
                reason=why_nothing(counts, pooled, row)
                if compared
                else f"the reference {name} has no shares for it",
            )
        )
    if not rows:
        return done
    k = pooled.read[rows]
    r = np.array([shares.get(pooled.strata[row], shares.get(None)) for row in rows])
    n = k.sum(axis=-1)
    missing = pooled.requested[rows] - n
    values = representation_gap(k, reference=r)
    low, high = gap_interval(k, r, level=level)
    requested = r.copy()
    if of_all and pooled.strata[rows[-1]] == ALL:
        requested[-1] = of_all["requested"]
    worst_low, worst_high = gap_bounds(k, missing, requested, level=max(level, BOUND_LEVEL))
    worst_low, worst_high = np.minimum(worst_low, values), np.maximum(worst_high, values)
    for i, row in enumerate(rows):
        stratum = pooled.strata[row]
        floor_mean, floor_high = gap_floor(r[i], int(n[i]))
        left_out = int(everything.read[row].sum() - n[i])
        also = said_of(references, stratum, left_out) + ((_CANCELS,) if stratum == ALL else ())
        done.estimates.append(
            Estimate(
                measure="representation_gap",
                attribute=counts.attribute.name,
                stratum=stratum,
                marked=pooled.marked,
                reference=name,
                value=float(values[i]),
                low=float(low[i]),
                high=float(high[i]),
                level=level,
                method="noise quantile (low) and exact set limits (high)",
                denominator="read",
                floor_mean=floor_mean,
                floor_high=floor_high,
                n=int(n[i]),
                n_missing=int(missing[i]),
                missing_low=float(worst_low[i]),
                missing_high=float(worst_high[i]),
                n_prompts=int(pooled.n_prompts[row]),
                readers=(counts.reader,),
                cautions=cautions(pooled, row, missing=int(missing[i]) - left_out) + also,
            )
        )
    return done


def _mixed(
    shares: Mapping[str | None, NDArray[np.float64]], pooled: Pooled, apart: Sequence[int]
) -> dict[str, NDArray[np.float64]]:
    """Return the strata's references mixed as images were read, and as they were requested.

    Empty unless every stratum has a reference of its own and something was read.
    """
    if any(pooled.strata[row] not in shares for row in apart) or not pooled.read[apart].any():
        return {}
    table = np.array([shares[pooled.strata[row]] for row in apart])
    weights = {"read": pooled.read[apart].sum(axis=-1), "requested": pooled.requested[apart]}
    return {name: weight @ table / weight.sum() for name, weight in weights.items()}


def _shares_by_stratum(
    attribute: Attribute, references: Sequence[Reference]
) -> dict[str | None, NDArray[np.float64]]:
    if not references or len({reference.name for reference in references}) > 1:
        raise SpecError(
            what="a gap is a gap to exactly one reference",
            why=f"given were {', '.join(sorted({r.name for r in references})) or 'none'}",
            fix="call it once for each reference; graycard list references",
        )
    shares: dict[str | None, NDArray[np.float64]] = {}
    for reference in references:
        theirs, ours = set(reference.shares), set(attribute.categories)
        if reference.stands_for is not None:
            ours &= theirs
        if reference.attribute != attribute.name or theirs != ours:
            raise SpecError(
                what=f"the reference {reference.name} does not fit the attribute {attribute.name}",
                why=f"it is about {reference.attribute}; only one of the two names:"
                f" {', '.join(sorted(theirs ^ ours)) or 'no category'}",
                fix="give a reference that names every category of the attribute, zeros included",
            )
        if reference.stratum in shares:
            raise SpecError(
                what=f"the reference {reference.name} has two distributions for one stratum",
                why=f"the stratum is {reference.stratum or 'every stratum'}",
                fix="keep one of them",
            )
        raw = np.array([reference.shares[one] for one in attribute.categories if one in ours])
        shares[reference.stratum] = raw / raw.sum()
    return shares
