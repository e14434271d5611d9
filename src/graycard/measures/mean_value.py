"""Mean value: the average of what a reader measures on a scale, such as lightness."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from graycard.counts import Counts
from graycard.errors import NothingObservedError
from graycard.language import noted
from graycard.measures._estimates import (
    Estimated,
    cautions,
    nothing_read,
    why_nothing,
)
from graycard.measures._info import MeasureInfo
from graycard.stats.intervals import t_mean
from graycard.types import Estimate, NotEstimated

INFO = MeasureInfo(
    family="values",
    unit="the attribute's own",
    bounds=(-np.inf, np.inf),
    parity=None,
    needs=frozenset({"moments"}),
    formula="Σx / n",
    words="The average over the images that have a value, with Student's t interval.",
)


def mean_value(moments: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the mean of values: ``Σx / n``.

    Args:
        moments: ``n``, ``Σx`` and ``Σx²``, shape ``(..., 3)``.

    Returns:
        Means of shape ``(...)`` in the unit of the attribute.

    Raises:
        NothingObservedError: If a row has no values: the mean of nothing is undefined.

    Notes:
        Only for values whose differences mean the same everywhere on the scale (`interval`).

    Source:
        Arithmetic. The interval is Student's: `graycard.stats.intervals.t_mean`.

    Example:
        >>> mean_value(np.array([4.0, 10.0, 30.0]))
        np.float64(2.5)
    """
    if np.any(moments[..., 0] == 0):
        raise nothing_read("mean_value")
    means: NDArray[np.float64] = moments[..., 1] / moments[..., 0]
    return means


def estimate(counts: Counts, *, level: float = 0.95) -> Estimated:
    """Return the mean value of each stratum, and of all strata together.

    There is no chance floor, since nothing is compared, and no worst-case bound, since a
    missing value could be anything.

    Args:
        counts: With moments; all marked, or all unmarked.
        level: Of the intervals.

    Returns:
        One estimate a stratum. Strata with fewer than two values, or with values that are all
        equal, have no interval and so no estimate: they are records.

    Raises:
        InputError: If marked and unmarked prompts are mixed.
    """
    pooled = counts.pooled()
    done = Estimated([], [])
    if pooled.moments is None:
        return done
    for row, stratum in enumerate(pooled.strata):
        moments, requested = pooled.moments[row], int(pooled.requested[row])
        n = int(moments[0])
        try:
            mean, (low, high) = t_mean(moments, level=level)
        except NothingObservedError as error:
            done.not_estimated.append(
                NotEstimated(
                    measure="mean_value",
                    attribute=counts.attribute.name,
                    stratum=stratum,
                    requested=requested,
                    reason=noted(
                        "{n} of {total} requested images got a value: {why}",
                        n=n,
                        total=requested,
                        why=error.why,
                    )
                    if n
                    else why_nothing(counts, pooled, row),
                )
            )
            continue
        done.estimates.append(
            Estimate(
                measure="mean_value",
                attribute=counts.attribute.name,
                stratum=stratum,
                marked=pooled.marked,
                value=float(mean),
                low=float(low),
                high=float(high),
                level=level,
                method=noted("Student t interval"),
                denominator="read",
                n=n,
                n_missing=requested - n,
                n_prompts=int(pooled.n_prompts[row]),
                readers=(counts.reader,),
                cautions=cautions(pooled, row, missing=requested - n, bounded=False),
            )
        )
    return done
