"""Share over prompts: the share of a category, as an estimate for prompts like these."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np
from numpy.typing import NDArray

from graycard.counts import ALL, NO_PROMPT, Counts
from graycard.language import noted
from graycard.measures._estimates import Estimated, not_read, nothing_read
from graycard.measures._info import MeasureInfo
from graycard.stats.clusters import bounds_by_cluster, share_by_cluster
from graycard.stats.floor import share_floor
from graycard.stats.missingness import BOUND_LEVEL
from graycard.types import Estimate, NotEstimated

INFO = MeasureInfo(
    family="representation",
    unit="share of the images read",
    bounds=(0.0, 1.0),
    parity=None,
    needs=frozenset({"counts"}),
    formula="p = k / n; Wilson's interval at the effective number of images",
    words=(
        "The same number as the share, with an interval for prompts like these: images of one"
        " prompt resemble each other, so that they count as fewer than they are."
    ),
)

MIN_PROMPTS: Final = 10
"""Prompts of a stratum (of all strata together: strata) below which no interval is valid."""

LEAST_CORRELATION: Final = 0.05
"""Taken for granted between two images of one prompt."""

_METHOD = noted("Wilson score interval at the effective number of images, prompts drawn")


def share_over_prompts(counts: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return the share of each category among all images of several prompts.

    Args:
        counts: Images read by category, shape ``(..., K)``. Leading axes are broadcast over.

    Returns:
        Shares of shape ``(..., K)`` in ``[0, 1]``, which sum to 1.

    Raises:
        NothingObservedError: If a row of counts is empty.

    Notes:
        What differs from `share` is the interval, which holds the doubt about the choice of
        prompts, too. It needs prompts that are like a random draw from those that are meant.
        Simulated with 10, 15, 21 and 40 prompts, shares of .02, .1 and .5 and a correlation of
        .1 within prompts it covers at least .94; with .3 and 40 prompts, .92 at a share of .02
        (.86 with 32 images a prompt).

    Source:
        Counting. The interval: `graycard.stats.clusters.clustered_share`.

    Example:
        >>> share_over_prompts(np.array([15, 5]))
        array([0.75, 0.25])
    """
    totals = counts.sum(axis=-1, keepdims=True)
    if np.any(totals == 0):
        raise nothing_read("share_over_prompts")
    shares: NDArray[np.float64] = counts / totals
    return shares


def estimate(counts: Counts, *, level: float = 0.95) -> Estimated:
    """Return the share of each category, for each stratum with at least ten prompts, and for all.

    For all strata together the strata are what is drawn: prompts of one stratum are no independent
    draws of it. The worst-case bounds hold the intervals of the completions in which the missing
    of some prompts, those with the largest shares, all are of the category.

    Args:
        counts: All marked, or all unmarked.
        level: Of the intervals.

    Returns:
        Estimates; and one record an attribute of the strata that have too few prompts.

    Raises:
        InputError: If marked and unmarked prompts are mixed.
    """
    pooled = counts.pooled()
    done, few = Estimated([], []), []
    for row, stratum in enumerate(pooled.strata):
        read, missing, clusters = _drawn(counts, stratum)
        if len(read) < MIN_PROMPTS:
            few.append(row)
            continue
        n, n_missing = int(read.sum()), int(pooled.requested[row] - read.sum())
        values = share_over_prompts(read.sum(axis=0))
        said = tuple(_said(int(pooled.requested[row]), n_missing, len(read), clusters))
        for i, category in enumerate(counts.attribute.categories):
            k, sizes = read[:, i], read.sum(axis=-1)
            low, high = share_by_cluster(k, sizes, level=level, least_correlation=LEAST_CORRELATION)
            worst_low, worst_high = bounds_by_cluster(
                k, sizes, missing, level=max(level, BOUND_LEVEL),
                least_correlation=LEAST_CORRELATION,
            )  # fmt: skip
            done.estimates.append(
                Estimate(
                    measure="share_over_prompts",
                    attribute=counts.attribute.name,
                    category=category,
                    stratum=stratum,
                    marked=pooled.marked,
                    value=float(values[i]),
                    low=float(low),
                    high=float(high),
                    level=level,
                    method=_METHOD,
                    denominator="read",
                    floor_mean=1 / len(values),
                    floor_high=float(share_floor(1 / len(values), n)),
                    n=n,
                    n_missing=n_missing,
                    missing_low=min(worst_low, float(low)),
                    missing_high=max(worst_high, float(high)),
                    n_prompts=int(pooled.n_prompts[row]),
                    readers=(counts.reader,),
                    cautions=said,
                )
            )
    if few:
        apart = [row for row in few if pooled.strata[row] != ALL] or few
        done.not_estimated.append(
            NotEstimated(
                measure="share_over_prompts",
                attribute=counts.attribute.name,
                stratum=pooled.strata[few[0]] if len(few) == 1 else ALL,
                requested=int(pooled.requested[apart].sum()),
                reason=noted(
                    "in {n} of {total} strata something was read of fewer than {least} prompts"
                    " (all together: of fewer strata): too few to speak of prompts like them",
                    n=len(few),
                    total=len(pooled.strata),
                    least=MIN_PROMPTS,
                ),
            )
        )
    return done


def _drawn(counts: Counts, stratum: str) -> tuple[NDArray[np.int64], NDArray[np.int64], str]:
    """Return what was read and is missing by prompt, or by stratum for all of them; and which."""
    rows = np.flatnonzero([prompt != NO_PROMPT for prompt in counts.prompt_ids])
    everything = stratum == ALL and ALL not in counts.strata
    strata = np.array(counts.strata)
    if not everything:
        rows = rows[strata[rows] == stratum]
    read, missing = counts.read[rows], counts.missing[rows].sum(axis=-1)
    several = everything and len(set(strata[rows])) < len(rows)
    if several:
        member = (strata[rows] == np.array(sorted(set(strata[rows])))[:, None]).astype(np.int64)
        read, missing = member @ read, member @ missing
    some = read.sum(axis=-1) > 0
    return read[some], missing[some], "strata" if several else "prompts"


def _said(requested: int, missing: int, number: int, clusters: str) -> Iterator[str]:
    if clusters == "strata":
        yield noted("Speaks of strata like these {n}, as if they had been drawn by lot.", n=number)
    else:
        yield noted("Speaks of prompts like these {n}, as if they had been drawn by lot.", n=number)
    if missing:
        yield not_read(missing, requested)
