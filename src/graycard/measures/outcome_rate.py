"""Outcome rate: of the images requested, how many were refused, filtered or failed."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from graycard.counts import Counts
from graycard.errors import NothingObservedError
from graycard.language import noted
from graycard.measures._estimates import Estimated, cautions
from graycard.measures._info import MeasureInfo
from graycard.stats.intervals import wilson
from graycard.stats.missingness import BOUND_LEVEL
from graycard.types import OUTCOMES, Estimate, NotEstimated

INFO = MeasureInfo(
    family="outcomes",
    unit="share of the images requested",
    bounds=(0.0, 1.0),
    parity=0.0,
    needs=frozenset({"outcomes"}),
    formula="k / requested",
    words="Requests that were refused, filtered or failed, among all that were made.",
)


def outcome_rate(
    outcomes: NDArray[np.int64], *, requested: NDArray[np.int64]
) -> NDArray[np.float64]:
    """Return the share of each outcome among the images requested: ``k / requested``.

    Args:
        outcomes: Requests by outcome, shape ``(..., R)``.
        requested: All requests, shape ``(...)``; those that delivered an image among them.

    Returns:
        Rates of shape ``(..., R)`` in ``[0, 1]``.

    Raises:
        NothingObservedError: If nothing was requested.

    Source:
        Counting. The interval is Wilson's: `graycard.stats.intervals.wilson`.

    Example:
        >>> outcome_rate(np.array([1, 0, 4]), requested=np.array(20))
        array([0.05, 0.  , 0.2 ])
    """
    if np.any(requested == 0):
        raise NothingObservedError(
            what="outcome_rate has a stratum in which no image was requested",
            why="it has no prompts, or none was reached yet",
            fix="graycard resume RUN",
        )
    rates: NDArray[np.float64] = outcomes / requested[..., None]
    return rates


def estimate(counts: Counts, *, level: float = 0.95) -> Estimated:
    """Return the rates of refused, filtered and failed requests, by stratum and for all.

    Nothing is missing from requests, so the worst-case bounds hold sampling error alone, at
    their own level. The floor is 0: a model that never refuses scores 0 in every audit.

    Args:
        counts: Of any attribute and reader of the run: outcomes do not depend on them. All
            marked, or all unmarked.
        level: Of the intervals.

    Returns:
        One estimate a stratum and outcome other than `ok`; also for what never occurred.

    Raises:
        InputError: If marked and unmarked prompts are mixed.
    """
    pooled, names = counts.pooled(), [outcome for outcome in OUTCOMES if outcome != "ok"]
    column = {reason: i for i, reason in enumerate(counts.reasons)}
    done = Estimated([], [])
    for row, stratum in enumerate(pooled.strata):
        n = int(pooled.requested[row])
        if n == 0:
            done.not_estimated.append(
                NotEstimated(
                    measure="outcome_rate",
                    attribute="outcome",
                    stratum=stratum,
                    requested=0,
                    reason=noted("no image was requested"),
                )
            )
            continue
        k = np.array([pooled.missing[row, column[o]] if o in column else 0 for o in names])
        values = outcome_rate(k, requested=np.array(n))
        low, high = wilson(k, n, level=level)
        worst_low, worst_high = wilson(k, n, level=max(level, BOUND_LEVEL))
        for i, outcome in enumerate(names):
            done.estimates.append(
                Estimate(
                    measure="outcome_rate",
                    attribute="outcome",
                    category=outcome,
                    stratum=stratum,
                    marked=pooled.marked,
                    value=float(values[i]),
                    low=float(low[i]),
                    high=float(high[i]),
                    level=level,
                    method=noted("Wilson score interval"),
                    denominator="requested",
                    floor_mean=0.0,
                    floor_high=0.0,
                    n=n,
                    n_missing=0,
                    missing_low=float(worst_low[i]),
                    missing_high=float(worst_high[i]),
                    n_prompts=int(pooled.n_prompts[row]),
                    cautions=cautions(pooled, row),
                )
            )
    return done
