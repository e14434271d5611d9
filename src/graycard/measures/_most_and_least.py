"""What the numbers of the most and the least frequent category share: their estimates."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from graycard.counts import Counts
from graycard.language import noted
from graycard.measures._estimates import Estimated, cautions, why_nothing
from graycard.measures._functional import even
from graycard.stats.completed import all_in_one, nearest_to_parity
from graycard.stats.functional import Estimator, functional_floor
from graycard.stats.intervals import Interval
from graycard.stats.missingness import BOUND_LEVEL
from graycard.types import Estimate, NotEstimated

_METHOD = noted("score limits of pairs of categories, corrected for all pairs towards parity")
_METHOD_OF_TWO = noted("Wilson score interval of the share of one category")


def most_and_least(
    counts: Counts,
    name: str,
    *,
    estimator: Estimator,
    interval: Callable[..., Interval],
    least: bool,
    level: float,
) -> Estimated:
    """Return such a number of the pooled images of each stratum, beside even shares.

    Args:
        counts: All marked, or all unmarked; of an attribute with categories.
        name: Of the measure.
        estimator: From counts of shape (..., K) to numbers of shape (...).
        interval: From the same counts, and `level=`, to its ends.
        least: Whether the number is least at even shares; else it is greatest there.
        level: Of the intervals.
    """
    pooled = counts.pooled()
    done = Estimated([], [])
    for row, stratum in enumerate(pooled.strata):
        k, requested = pooled.read[row], int(pooled.requested[row])
        n = int(k.sum())
        if n == 0:
            done.not_estimated.append(
                NotEstimated(
                    measure=name,
                    attribute=counts.attribute.name,
                    stratum=stratum,
                    requested=requested,
                    reason=why_nothing(counts, pooled, row),
                )
            )
            continue
        low, high = interval(k, level=level)
        bounds = _completions(k, requested - n, even(counts))
        worst_low, worst_high = interval(bounds, level=max(level, BOUND_LEVEL))
        floor_mean, floor_high = functional_floor(
            [n], estimator=estimator, parity=even(counts), least=least
        )
        done.estimates.append(
            Estimate(
                measure=name,
                attribute=counts.attribute.name,
                stratum=stratum,
                marked=pooled.marked,
                value=float(estimator(k)),
                low=float(low),
                high=float(high),
                level=level,
                method=_METHOD_OF_TWO if len(k) == 2 else _METHOD,
                denominator="read",
                floor_mean=floor_mean,
                floor_high=floor_high,
                n=n,
                n_missing=requested - n,
                missing_low=min(float(worst_low.min()), float(low)),
                missing_high=max(float(worst_high.max()), float(high)),
                n_prompts=int(pooled.n_prompts[row]),
                readers=(counts.reader,),
                cautions=cautions(pooled, row, missing=requested - n),
            )
        )
    return done


def _completions(
    k: NDArray[np.int64], missing: int, parity: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return the counts with the missing as near to even as can be, and all in each category."""
    near = nearest_to_parity(k[None], [missing], parity)
    return np.concatenate([near, all_in_one(k[None], [missing])[:, 0]])
