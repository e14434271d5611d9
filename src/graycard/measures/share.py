"""Share: of the images read, how many were read as each category."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from graycard.counts import Counts
from graycard.language import noted
from graycard.measures._estimates import (
    Estimated,
    cautions,
    nothing_read,
    why_nothing,
)
from graycard.measures._info import MeasureInfo
from graycard.stats.floor import share_floor
from graycard.stats.intervals import wilson
from graycard.stats.missingness import BOUND_LEVEL, share_bounds
from graycard.types import Estimate, NotEstimated

INFO = MeasureInfo(
    family="representation",
    unit="share of the images read",
    bounds=(0.0, 1.0),
    parity=None,
    needs=frozenset({"counts"}),
    formula="p = k / n",
    words=(
        "k of the n images read have this category. n is not the number of images requested or"
        " listed: what is missing stands beside it."
    ),
)


def share(counts: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return the share of each category among the images read: ``k_i / Σ k``.

    Args:
        counts: Images read by category, shape ``(..., K)``. Leading axes (bootstrap draws,
            strata) are broadcast over.

    Returns:
        Shares of shape ``(..., K)`` in ``[0, 1]``, which sum to 1.

    Raises:
        NothingObservedError: If a row of counts is empty: a share of nothing is undefined.

    Notes:
        A category that was never read has the share 0 and an upper limit above it: 0 of 210
        images leave up to 1.8 %.

    Source:
        Counting. The interval is Wilson's: `graycard.stats.intervals.wilson`.

    Example:
        >>> share(np.array([1, 3]))
        array([0.25, 0.75])
    """
    totals = counts.sum(axis=-1, keepdims=True)
    if np.any(totals == 0):
        raise nothing_read("share")
    shares: NDArray[np.float64] = counts / totals
    return shares


def estimate(counts: Counts, *, level: float = 0.95) -> Estimated:
    """Return the share of each category in each stratum, and of all strata together.

    Over several prompts a share is the average over these very prompts, each weighing by its
    images read; Wilson's interval is then slightly wider than it need be. The floor is that of
    even shares: mean ``1/K``, and what the share of one category would exceed in 5 of 100
    audits if the shares were even.

    Args:
        counts: All marked, or all unmarked.
        level: Of the intervals.

    Returns:
        One estimate a stratum and category; strata in which nothing was read are records.

    Raises:
        InputError: If marked and unmarked prompts are mixed.
    """
    pooled, names = counts.pooled(), counts.attribute.categories
    done = Estimated([], [])
    if not names:
        return done
    for row, stratum in enumerate(pooled.strata):
        k, requested = pooled.read[row], int(pooled.requested[row])
        n = int(k.sum())
        if n == 0:
            done.not_estimated.append(
                NotEstimated(
                    measure="share",
                    attribute=counts.attribute.name,
                    stratum=stratum,
                    requested=requested,
                    reason=why_nothing(counts, pooled, row),
                )
            )
            continue
        values = share(k)
        low, high = wilson(k, n, level=level)
        worst_low, worst_high = share_bounds(k, requested - n, level=max(level, BOUND_LEVEL))
        floor_high = float(share_floor(1 / len(names), n))
        for i, category in enumerate(names):
            done.estimates.append(
                Estimate(
                    measure="share",
                    attribute=counts.attribute.name,
                    category=category,
                    stratum=stratum,
                    marked=pooled.marked,
                    value=float(values[i]),
                    low=float(low[i]),
                    high=float(high[i]),
                    level=level,
                    method=noted("Wilson score interval"),
                    denominator="read",
                    floor_mean=1 / len(names),
                    floor_high=floor_high,
                    n=n,
                    n_missing=requested - n,
                    missing_low=float(worst_low[i]),
                    missing_high=float(worst_high[i]),
                    n_prompts=int(pooled.n_prompts[row]),
                    readers=(counts.reader,),
                    cautions=cautions(pooled, row, missing=requested - n),
                )
            )
    return done
