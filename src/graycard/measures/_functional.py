"""Numbers computed from shares alone, such as an entropy: their estimates, by stratum or prompt."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from graycard.counts import Counts, Pooled
from graycard.language import noted, noted_several
from graycard.measures._estimates import Estimated, cautions, why_nothing
from graycard.stats.completed import all_in_one, nearest_to_parity
from graycard.stats.functional import (
    Estimator,
    Functional,
    functional_floor,
    mean_functional_intervals,
)
from graycard.stats.missingness import BOUND_LEVEL
from graycard.types import Estimate, NotEstimated

Array = NDArray[np.float64]

_METHOD = noted("simulated audits, inverted along the line from parity")


@dataclass(frozen=True, kw_only=True)
class FromShares:
    """A number of one row of counts, and what it estimates.

    Attributes:
        name: Of the measure.
        estimator: From counts of shape (..., K) to numbers of shape (...).
        functional: From true shares of shape (..., K) to true numbers of shape (...).
        least: Whether the number is least at parity; else it is greatest there.
        reference: Name of the reference that parity comes from, where there is one.
        also: Cautions that stand with every estimate.
        far: Categories, by number, of which all images may be where the number is furthest from
            its value at parity; None if it is the same for any.
    """

    name: str
    estimator: Estimator
    functional: Functional
    least: bool = True
    reference: str | None = None
    also: tuple[str, ...] = ()
    far: tuple[int, ...] | None = None


def by_stratum(
    counts: Counts,
    number: FromShares,
    *,
    level: float,
    parity: Array | None = None,
    all_only: bool = False,
) -> Estimated:
    """Return the number of the pooled images of each stratum, beside even shares.

    Args:
        counts: All marked, or all unmarked; of an attribute with categories.
        number: What is computed.
        level: Of the intervals.
        parity: Shares at which nothing deviates, shape (K,), where they are not even.
        all_only: Whether only all strata together (or the only one) are wanted.
    """
    pooled = counts.pooled()
    done = Estimated([], [])
    at_parity = even(counts) if parity is None else parity
    for row, stratum in enumerate(pooled.strata):
        if all_only and row < len(pooled.strata) - 1:
            continue
        if pooled.read[row].any():
            said = cautions(
                pooled, row, missing=int(pooled.requested[row] - pooled.read[row].sum())
            )
            done.estimates.append(
                of_stratum(counts, pooled, row, number, at_parity, said=said, level=level)
            )
            continue
        done.not_estimated.append(
            NotEstimated(
                measure=number.name,
                attribute=counts.attribute.name,
                stratum=stratum,
                requested=int(pooled.requested[row]),
                reason=why_nothing(counts, pooled, row),
            )
        )
    return done


def of_stratum(
    counts: Counts,
    pooled: Pooled,
    row: int,
    number: FromShares,
    parity: Array,
    *,
    said: Sequence[str],
    level: float,
) -> Estimate:
    """Return the number of the pooled images of one stratum, of which something was read.

    Args:
        counts: All marked, or all unmarked.
        pooled: The same by stratum.
        row: Which stratum.
        number: What is computed.
        parity: Shares at which nothing deviates, shape (K,).
        said: Cautions.
        level: Of the interval.
    """
    k = pooled.read[row : row + 1].astype(np.float64)
    return _estimate(
        number, counts, k, pooled.requested[row : row + 1] - pooled.read[row].sum(), parity,
        level=level, stratum=pooled.strata[row], marked=pooled.marked,
        n_prompts=int(pooled.n_prompts[row]), said=said,
    )  # fmt: skip


def even(counts: Counts) -> Array:
    """Return even shares of the categories."""
    number = len(counts.attribute.categories)
    return np.full(number, 1 / number)


def over_prompts(
    counts: Counts, number: FromShares, *, parity: NDArray[np.float64], level: float
) -> Estimated:
    """Return the mean over prompts of the number of each prompt's images.

    Prompts of which nothing was read are left out, and the estimate says how many. A prompt weighs
    as much as any other, however many of its images were read.

    Args:
        counts: All marked, or all unmarked; of an attribute with categories.
        number: What is computed of each prompt.
        parity: Shares at which nothing deviates, shape (K,).
        level: Of the intervals.
    """
    pooled = counts.pooled()
    row = len(pooled.strata) - 1  # all strata together, or the only one
    read = counts.read.sum(axis=-1) > 0
    requested = int(counts.requested.sum())
    if not read.any():
        record = NotEstimated(
            measure=number.name,
            attribute=counts.attribute.name,
            stratum=pooled.strata[row],
            reference=number.reference,
            requested=requested,
            reason=why_nothing(counts, pooled, row),
        )
        return Estimated([], [record])
    k = counts.read[read].astype(np.float64)
    missing = (counts.requested - counts.read.sum(axis=-1))[read]
    said = [
        noted_several(
            len(k),
            "The mean over {n} prompt.",
            "The mean over {n} prompts, each weighing alike.",
            n=len(k),
        )
    ]
    if len(k) < len(counts.rows):
        said.append(
            noted_several(
                len(counts.rows) - len(k),
                "{n} prompt of which nothing was read is not in it.",
                "{n} prompts of which nothing was read are not in it.",
                n=len(counts.rows) - len(k),
            )
        )
    made = _estimate(
        number, counts, k, missing, parity, level=level,
        stratum=pooled.strata[row], marked=pooled.marked, n_prompts=int(pooled.n_prompts[row]),
        said=(*said, *cautions(pooled, row, missing=requested - int(k.sum()))),
    )  # fmt: skip
    return Estimated([made.model_copy(update={"n_missing": requested - int(k.sum())})], [])


def _estimate(
    number: FromShares,
    counts: Counts,
    k: Array,
    missing: NDArray[np.int64],
    parity: Array,
    *,
    level: float,
    stratum: str,
    marked: bool | None,
    n_prompts: int,
    said: Sequence[str],
) -> Estimate:
    value = float(number.estimator(k).mean())
    worst = max(level, BOUND_LEVEL)
    (low, high), (worst_low, worst_high) = _intervals(number, k, parity, [level, worst])
    floor_mean, floor_high = functional_floor(
        k.sum(-1), estimator=number.estimator, parity=parity, least=number.least
    )
    if missing.any():
        worst_low, worst_high = _bounds(number, k, missing, parity, level=worst)
    return Estimate(
        measure=number.name,
        attribute=counts.attribute.name,
        stratum=stratum,
        marked=marked,
        reference=number.reference,
        value=value,
        low=min(low, value),
        high=max(high, value),
        level=level,
        method=_METHOD,
        denominator="read",
        floor_mean=floor_mean,
        floor_high=floor_high,
        n=int(k.sum()),
        n_missing=int(missing.sum()),
        missing_low=min(worst_low, low, value),
        missing_high=max(worst_high, high, value),
        n_prompts=n_prompts,
        readers=(counts.reader,),
        cautions=(*said, *number.also),
    )


def _bounds(
    number: FromShares, k: Array, missing: NDArray[np.int64], parity: Array, *, level: float
) -> tuple[float, float]:
    """Return the ends of the intervals of the two extreme completions of the counts."""
    near = nearest_to_parity(k, missing, parity)
    corners = all_in_one(k, missing)
    found = number.estimator(corners)
    pick = np.argmax(found, axis=0) if number.least else np.argmin(found, axis=0)
    far = corners[pick, np.arange(len(k))]
    ends = [_intervals(number, one, parity, [level])[0] for one in (np.round(near), far)]
    return min(low for low, _ in ends), max(high for _, high in ends)


def _intervals(
    number: FromShares, k: Array, parity: Array, levels: Sequence[float]
) -> list[tuple[float, float]]:
    return mean_functional_intervals(
        k,
        estimator=number.estimator,
        functional=number.functional,
        parity=parity,
        levels=levels,
        far=number.far,
    )
