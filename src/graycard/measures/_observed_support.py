"""Numbers computed over the groups that happened to be observed, and intervals that admit it.

Such a number jumps when a group is seen for the first time: all images of one group is "even", one
image of another makes it most uneven. Nobody knows whether a group that was not observed is never
shown or seldom. So two truths are tried, that only what was observed is ever shown and that every
group may be, and the interval reaches from the lower end of one to the upper end of the other.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from graycard.counts import Counts, Pooled
from graycard.language import noted, noted_several
from graycard.measures._as_published import read_somewhere_in_stratum, with_unread
from graycard.measures._estimates import Estimated, cautions, why_nothing
from graycard.measures._functional import FromShares, of_stratum
from graycard.stats.functional import Estimator, Functional, functional_floor
from graycard.types import Estimate, NotEstimated

METHOD: Final = noted(
    "simulated audits, inverted along the line from parity: for the groups observed and for all"
)


@dataclass(frozen=True, kw_only=True)
class OverObserved:
    """A number that is computed over the groups that were observed.

    Attributes:
        name: Of the measure.
        estimator: As published: from counts of shape (..., K) to numbers of shape (...).
        given: From the columns of the groups that may be shown to what is estimated then: a
            function of true shares of those groups. The more groups, the further from parity.
        least: Whether the number is least at parity; else it is greatest there.
        far: Columns of the groups of which all images may be where the number is furthest from its
            value at parity; None if it is the same for any.
    """

    name: str
    estimator: Estimator
    given: Callable[[Sequence[int]], Functional]
    least: bool = True
    far: tuple[int, ...] | None = None


def by_stratum_observed(counts: Counts, number: OverObserved, *, level: float) -> Estimated:
    """Return the number of each stratum, the images that could not be read being a group.

    Images that could not be read are a possible group where there are any, in whichever stratum.
    The chance floor is what the published number is on average where the attribute's categories
    are even and every image is read.

    Args:
        counts: All marked, or all unmarked; of an attribute with categories.
        number: What is computed.
        level: Of the intervals.
    """
    came = with_unread(counts, rows=read_somewhere_in_stratum(counts))
    pooled, original = came.pooled(), counts.pooled()
    done = Estimated([], [])
    for row, stratum in enumerate(pooled.strata):
        if original.read[row].any():
            done.estimates.append(_estimate(came, pooled, row, number, level=level))
            continue
        done.not_estimated.append(
            NotEstimated(
                measure=number.name,
                attribute=counts.attribute.name,
                stratum=stratum,
                requested=int(original.requested[row]),
                reason=why_nothing(counts, original, row),
            )
        )
    return done


def _estimate(
    counts: Counts, pooled: Pooled, row: int, number: OverObserved, *, level: float
) -> Estimate:
    k = pooled.read[row]
    unread, categories = int(k[-1]), len(k) - 1
    every = np.arange(len(k) if counts.read[:, -1].any() else categories)
    observed = every[k[every] > 0]
    missing = int(pooled.requested[row] - k.sum())
    said = [*cautions(pooled, row, missing=missing)]
    if unread:
        said.append(
            noted_several(
                unread,
                "{n} image that could not be read is counted as a group, as in the released code.",
                "{n} images that could not be read are counted as a group, as in the released"
                " code.",
                n=unread,
            )
        )
    if len(observed) < len(every):
        said.append(
            noted_several(
                len(every) - len(observed),
                "{n} of {total} groups was not observed and is left out as if it were not"
                " there; the interval also holds if it is shown, seldom.",
                "{n} of {total} groups were not observed and are left out as if there were"
                " none; the interval also holds if they are shown, seldom.",
                n=len(every) - len(observed),
                total=len(every),
            )
        )
    wide = _if_only(every, counts, pooled, row, number, said=said, level=level)
    tight = wide
    if len(observed) < len(every):
        tight = _if_only(observed, counts, pooled, row, number, said=said, level=level)
    value = float(number.estimator(k.astype(np.float64)))
    even = np.append(np.full(categories, 1 / categories), 0.0)
    floor_mean, floor_high = functional_floor(
        [int(k.sum())], estimator=number.estimator, parity=even, least=number.least
    )
    worst = [end for one in (wide, tight) for end in (one.missing_low, one.missing_high)]
    known = [value, *(end for end in worst if end is not None)]
    return wide.model_copy(
        update={
            "value": value,
            "low": min(value, wide.low, tight.low),
            "high": max(value, wide.high, tight.high),
            "missing_low": min(known),
            "missing_high": max(known),
            "floor_mean": floor_mean,
            "floor_high": floor_high,
            "method": METHOD,
            "denominator": "depicted",
        }
    )


def _if_only(
    columns: NDArray[np.int64],
    counts: Counts,
    pooled: Pooled,
    row: int,
    number: OverObserved,
    *,
    said: Sequence[str],
    level: float,
) -> Estimate:
    """Return the estimate that would hold if only the groups of these columns were ever shown."""
    estimator, functional = _given(number.given, tuple(columns.tolist()))
    far = [at for at, column in enumerate(columns) if column in (number.far or ())]
    given = FromShares(
        name=number.name,
        estimator=estimator,
        functional=functional,
        least=number.least,
        far=tuple(far) or None,
    )
    parity = np.full(len(columns), 1 / len(columns))
    part = replace(pooled, read=pooled.read[:, columns])
    return of_stratum(counts, part, row, given, parity, said=said, level=level)


@lru_cache(maxsize=1024)
def _given(
    given: Callable[[Sequence[int]], Functional], columns: tuple[int, ...]
) -> tuple[Estimator, Functional]:
    """Return the number of counts and of shares of these columns; the same functions again."""
    functional = given(columns)

    def estimator(k: NDArray[np.float64]) -> NDArray[np.float64]:
        return functional(k / k.sum(axis=-1, keepdims=True))

    return estimator, functional
