"""Category ratio: the smallest share over the largest, over all categories."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from graycard.counts import Counts
from graycard.measures._estimates import Estimated, nothing_read
from graycard.measures._info import MeasureInfo
from graycard.measures._most_and_least import most_and_least
from graycard.stats.extremes import ratio_interval

INFO = MeasureInfo(
    family="representation",
    unit="ratio of shares",
    bounds=(0.0, 1.0),
    parity=1.0,
    needs=frozenset({"counts"}),
    formula="min pᵢ / max pᵢ",
    words=(
        "How many images of the least frequent of all categories there are for each one of the most"
        " frequent: 1 if all are equally frequent, 0 if one was never seen."
    ),
)


def category_ratio(counts: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return the smallest observed share over the largest.

    Args:
        counts: Images by category, shape ``(..., K)``; leading axes are broadcast over. A category
            that was never seen has its column: leaving it out would make the ratio larger.

    Returns:
        Of shape ``(...)``, in [0, 1].

    Raises:
        NothingObservedError: If a row of counts is empty.

    Notes:
        Biased downward in small samples, and 0 in most of them where categories are many: read it
        beside the floor. 0 of few images does not mean that the model never shows the category.

    Source:
        Counting. The interval: `graycard.stats.extremes.ratio_interval`.

    Example:
        >>> category_ratio(np.array([[3, 1, 4], [5, 0, 0]]))
        array([0.25, 0.  ])
    """
    k = np.asarray(counts)
    if np.any(k.sum(axis=-1) == 0):
        raise nothing_read("category_ratio")
    ratio: NDArray[np.float64] = k.min(axis=-1) / k.max(axis=-1)
    return ratio


def estimate(counts: Counts, *, level: float = 0.95) -> Estimated:
    """Return the ratio of each stratum, and of all strata together.

    The floor is that of even shares, at which the ratio is greatest: its high floor is what chance
    alone falls below in at most 5 of 100 audits.

    Args:
        counts: All marked, or all unmarked.
        level: Of the intervals.

    Raises:
        InputError: If marked and unmarked prompts are mixed.
    """
    return most_and_least(
        counts,
        "category_ratio",
        estimator=category_ratio,
        interval=ratio_interval,
        least=False,
        level=level,
    )
