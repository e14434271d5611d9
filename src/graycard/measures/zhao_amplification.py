"""Zhao's bias amplification: how far what prevails in the reference prevails more in the images."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from graycard.counts import ALL, Counts
from graycard.language import noted, noted_several
from graycard.measures._beside import Beside, beside
from graycard.measures._estimates import Estimated, cautions, nothing_read
from graycard.measures._info import MeasureInfo
from graycard.measures._over_strata import BONETT
from graycard.stats.floor import FLOOR_LEVEL
from graycard.stats.linear import linear_interval
from graycard.stats.missingness import BOUND_LEVEL
from graycard.types import Estimate, NotEstimated, Reference

INFO = MeasureInfo(
    family="amplification",
    unit="difference of shares",
    bounds=(-1.0, 1.0),
    parity=0.0,
    needs=frozenset({"counts", "reference"}),
    formula="mean over strata of Σ (pᵢ − rᵢ) over the categories with rᵢ > 1/K",
    words=(
        "By how much the categories that have more than an even share in the reference (r) have"
        " more still in the images (p), averaged over strata. Below 0 the images are more mixed"
        " than the reference."
    ),
    published="Zhao et al., Men Also Like Shopping (2017)",
    differs=(
        "Strata that go beyond the reference and strata that fall short of it cancel, as do small"
        " ones and large ones; a stratum whose images turn the reference round lowers the score as"
        " one that evens it out does, and a reference of even shares gives 0 whatever is shown."
        " The released code has no interval. The paper's reference is the training data; here it"
        " is the named one, taken as exact. Read the signed gap, which asks on which side the"
        " reference surely is, and beside it the share of strata beyond chance and the gap of each"
        " stratum."
    ),
)

_SEED: Final = 20230626
_DRAWS: Final = 4000


def zhao_amplification(
    counts: NDArray[np.int64], *, reference: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return the amplification of each stratum; the published number is their mean.

    Args:
        counts: Images by category, shape ``(..., K)``: one stratum a row.
        reference: Shares of shape ``(K,)`` or ``(..., K)`` that sum to 1.

    Returns:
        ``Σ (p_i - r_i)`` over the categories with ``r_i > 1/K``, of shape ``(...)``, in [-1, 1]; 0
        where the reference is even.

    Raises:
        NothingObservedError: If a stratum has no image that was read.

    Notes:
        Unlike measures that cannot be negative it is not biased by few images: with the reference
        for true shares, its mean is 0.

    Source:
        Zhao, Wang, Yatskar, Ordonez and Chang, "Men also like shopping: reducing gender bias
        amplification using corpus-level constraints" (2017). Their example: cooking is 33 points
        more often of women than of men in the training data, and 68 points in what is predicted.

    Example:
        >>> zhao_amplification(np.array([84, 16]), reference=np.array([0.665, 0.335])).round(3)
        np.float64(0.175)
    """
    totals = counts.sum(axis=-1, keepdims=True)
    if np.any(totals == 0):
        raise nothing_read("zhao_amplification")
    prevails = reference > 1 / counts.shape[-1] + 1e-9
    return np.asarray(np.where(prevails, counts / totals - reference, 0.0).sum(axis=-1))


def estimate(counts: Counts, *, references: Sequence[Reference], level: float = 0.95) -> Estimated:
    """Return the mean over the strata that have a reference and images that were read.

    The interval is that of a sum of independent shares: `graycard.stats.linear.linear_interval`.

    Args:
        counts: All marked, or all unmarked.
        references: Of one name, as for the representation gap.
        level: Of the interval.

    Raises:
        InputError: If marked and unmarked prompts are mixed.
        SpecError: If a reference is of another attribute or has other categories.
    """
    found = beside(counts, references)
    rows = [row for row in found.rows if found.pooled.strata[row] != ALL]
    if not rows:
        return Estimated(
            [], [_refused(found, noted("no stratum has a reference and images to compare"))]
        )
    shares = np.array([found.shares[found.pooled.strata[row]] for row in rows])
    prevails = shares > 1 / shares.shape[-1] + 1e-9
    if not prevails.any():
        return Estimated(
            [], [_refused(found, noted("the reference is even: there is nothing to be amplified"))]
        )
    return Estimated([_estimate(found, rows, shares, prevails, level=level)], [])


def _estimate(
    found: Beside,
    rows: list[int],
    shares: NDArray[np.float64],
    prevails: NDArray[np.bool_],
    *,
    level: float,
) -> Estimate:
    counts, pooled = found.counts, found.pooled
    read = pooled.read[rows]
    n, hits = read.sum(axis=-1), (read * prevails).sum(axis=-1)
    missing = pooled.requested[rows] - n
    expected = (shares * prevails).sum(axis=-1)
    some = prevails.sum(axis=-1) > 0  # a stratum with an even reference is 0, and stays 0
    worst = max(level, BOUND_LEVEL)
    offset = float(expected.mean())
    value = float(zhao_amplification(read, reference=shares).mean())
    low, high = (end - offset for end in _interval(hits, n, some, level=level))
    worst_low = _interval(hits, n + missing, some, level=worst)[0] - offset
    worst_high = _interval(hits + missing, n + missing, some, level=worst)[1] - offset
    last = len(pooled.strata) - 1
    said = [
        noted_several(
            len(rows),
            "The mean over {n} stratum.",
            "The mean over {n} strata, each weighing alike.",
            n=len(rows),
        )
    ]
    if len(rows) < len([one for one in pooled.strata if one != ALL]):
        said.append(
            noted("Strata without a reference, or without an image that was read, are not in it.")
        )
    requested = int(pooled.requested[last])
    return Estimate(
        measure="zhao_amplification",
        attribute=counts.attribute.name,
        stratum=pooled.strata[last],
        marked=pooled.marked,
        reference=found.name,
        value=value,
        low=min(low, value),
        high=max(high, value),
        level=level,
        method=BONETT,
        denominator="read",
        floor_mean=0.0,
        floor_high=_floor(n, expected, some),
        n=int(n.sum()),
        n_missing=requested - int(n.sum()),
        missing_low=min(worst_low, low, value),
        missing_high=max(worst_high, high, value),
        n_prompts=int(pooled.n_prompts[last]),
        readers=(counts.reader,),
        cautions=(
            *said,
            *cautions(pooled, last, missing=requested - int(n.sum())),
            noted("The interval takes the reference as exact."),
        ),
    )


def _interval(
    k: NDArray[np.int64], n: NDArray[np.int64], some: NDArray[np.bool_], *, level: float
) -> tuple[float, float]:
    """Return an interval for the mean of independent shares, 0 where a stratum has nothing."""
    low, high = linear_interval(k, n, some / len(n), level=level)
    return max(float(low), 0.0), min(float(high), float(some.mean()))


def _floor(n: NDArray[np.int64], expected: NDArray[np.float64], some: NDArray[np.bool_]) -> float:
    """Return what is exceeded in at most 5 of 100 audits where the reference is true."""
    order = np.lexsort((n, expected))  # the order of the strata must not matter
    draws = np.random.default_rng(_SEED).binomial(
        n[order], np.clip(expected[order], 0.0, 1.0), size=(_DRAWS, len(n))
    )
    off = np.where(some[order], draws / n[order] - expected[order], 0.0).mean(axis=-1)
    return float(np.quantile(off, FLOOR_LEVEL, method="higher"))


def _refused(found: Beside, reason: str) -> NotEstimated:
    last = len(found.pooled.strata) - 1
    return NotEstimated(
        measure="zhao_amplification",
        attribute=found.counts.attribute.name,
        stratum=found.pooled.strata[last],
        reference=found.name,
        requested=int(found.pooled.requested[last]),
        reason=reason,
    )
