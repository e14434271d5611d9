"""Parity difference: the largest share less the smallest, over all categories."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from graycard.counts import Counts
from graycard.measures._estimates import Estimated, nothing_read
from graycard.measures._info import MeasureInfo
from graycard.measures._most_and_least import most_and_least
from graycard.stats.extremes import difference_interval

INFO = MeasureInfo(
    family="representation",
    unit="difference of shares",
    bounds=(0.0, 1.0),
    parity=0.0,
    needs=frozenset({"counts"}),
    formula="max pᵢ − min pᵢ",
    words=(
        "How far apart the most and the least frequent of all categories are, those that were never"
        " seen among them: 0 if all are equally frequent, 1 if there is only one."
    ),
)


def parity_difference(counts: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return the largest observed share less the smallest.

    Args:
        counts: Images by category, shape ``(..., K)``; leading axes are broadcast over. A category
            that was never seen has its column: leaving it out would make the number smaller.

    Returns:
        Of shape ``(...)``, in [0, 1].

    Raises:
        NothingObservedError: If a row of counts is empty.

    Notes:
        Biased upward in small samples, the more so the more categories there are: read it beside
        the floor. It does not say which category is which.

    Source:
        Counting. The interval: `graycard.stats.extremes.difference_interval`.

    Example:
        >>> parity_difference(np.array([[3, 1, 4], [5, 0, 0]]))
        array([0.375, 1.   ])
    """
    k = np.asarray(counts)
    totals = k.sum(axis=-1)
    if np.any(totals == 0):
        raise nothing_read("parity_difference")
    difference: NDArray[np.float64] = (k.max(axis=-1) - k.min(axis=-1)) / totals
    return difference


def estimate(counts: Counts, *, level: float = 0.95) -> Estimated:
    """Return the parity difference of each stratum, and of all strata together.

    Args:
        counts: All marked, or all unmarked.
        level: Of the intervals.

    Raises:
        InputError: If marked and unmarked prompts are mixed.
    """
    return most_and_least(
        counts,
        "parity_difference",
        estimator=parity_difference,
        interval=difference_interval,
        least=True,
        level=level,
    )
