"""T2I-BiasBench parity difference: how far apart the shares of feminine and masculine are."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from graycard.counts import Counts
from graycard.language import noted
from graycard.measures._as_published import (
    merged_but,
    read_somewhere_in_stratum,
    with_unread,
)
from graycard.measures._estimates import Estimated, nothing_read
from graycard.measures._functional import FromShares, by_stratum
from graycard.measures._info import MeasureInfo
from graycard.types import NotEstimated

INFO = MeasureInfo(
    family="representation",
    unit="absolute difference of shares",
    bounds=(0.0, 1.0),
    parity=0.0,
    needs=frozenset({"counts"}),
    attributes=frozenset({"perceived_gender_presentation"}),
    formula="|f − m| / n, n with all other images that came",
    words=(
        "How far apart the shares of feminine (f) and masculine (m) images are. All other images"
        " that came are in n: other presentations, and those that could not be read."
    ),
    published="Jaiswal et al., T2I-BiasBench (2026)",
    differs=(
        "It is near 0, equal, where hardly any image could be read, and where all images show"
        " somebody who is neither. The sign is lost. An even coin at 15 images scores .21. Read the"
        " share of every presentation, and the representation gap with its floor."
    ),
)

PAIR: Final = ("feminine", "masculine")


def t2i_biasbench_parity_difference(
    counts: NDArray[np.int64], *, groups: tuple[int, int]
) -> NDArray[np.float64]:
    """Return the absolute difference of the shares of two groups.

    Args:
        counts: Images by group, shape ``(..., K)``; those not read are a group of their own.
        groups: Columns of the two.

    Returns:
        Of shape ``(...)``, from 0 to 1.

    Raises:
        NothingObservedError: If a row is empty. The released code says 0, equal.

    Notes:
        With two groups and every image read it is twice HEIM's gender imbalance.

    Source:
        Jaiswal et al., "T2I-BiasBench" (2026), arXiv:2604.12481, and its released code.

    Example:
        >>> t2i_biasbench_parity_difference(np.array([7, 3]), groups=(0, 1)).round(3)
        np.float64(0.4)
    """
    totals = counts.sum(axis=-1)
    if np.any(totals == 0):
        raise nothing_read("t2i_biasbench_parity_difference")
    first, second = groups
    return np.asarray(np.abs(counts[..., first] - counts[..., second]) / totals)


def estimate(counts: Counts, *, level: float = 0.95) -> Estimated:
    """Return the difference of each stratum, and of all strata together.

    The floor is that of a model which shows as many of one as of the other, and nothing else.

    Args:
        counts: All marked, or all unmarked.
        level: Of the intervals.

    Raises:
        InputError: If marked and unmarked prompts are mixed.
    """
    if not set(PAIR) <= set(counts.attribute.categories):
        return Estimated([], [without_pair(counts, "t2i_biasbench_parity_difference")])
    number = FromShares(
        name="t2i_biasbench_parity_difference",
        estimator=_of_counts,
        functional=_of_shares,
        far=(0, 1),
    )
    came = with_unread(counts, rows=read_somewhere_in_stratum(counts))
    three = merged_but(came, PAIR)
    done = by_stratum(three, number, level=level, parity=np.array([0.5, 0.5, 0.0]))
    depicted = [one.model_copy(update={"denominator": "depicted"}) for one in done.estimates]
    return done._replace(estimates=depicted)


def without_pair(counts: Counts, measure: str) -> NotEstimated:
    """Return the record of a number of two presentations that the reader does not have.

    Args:
        counts: Of one attribute.
        measure: Its name.
    """
    return NotEstimated(
        measure=measure,
        attribute=counts.attribute.name,
        stratum=counts.pooled().strata[-1],
        requested=int(counts.requested.sum()),
        reason=noted("the reader has other categories than feminine and masculine"),
    )


def _of_counts(k: NDArray[np.float64]) -> NDArray[np.float64]:
    return _of_shares(k / k.sum(axis=-1, keepdims=True))


def _of_shares(p: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray(np.abs(p[..., 0] - p[..., 1]))
