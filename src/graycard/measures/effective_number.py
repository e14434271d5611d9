"""Effective number: as varied as that many equally common categories."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from graycard.counts import Counts
from graycard.measures._estimates import Estimated, nothing_read
from graycard.measures._functional import FromShares, by_stratum
from graycard.measures._info import MeasureInfo
from graycard.measures.entropy import entropy, shannon

INFO = MeasureInfo(
    family="diversity",
    unit="equally common categories",
    bounds=(1.0, np.inf),
    parity=None,
    needs=frozenset({"counts"}),
    formula="2 ^ H, H the entropy in bits",
    words=(
        "The images are as varied as this many equally common categories would make them: 1 if all"
        " are alike, K if all K categories are equally frequent."
    ),
)


def effective_number(counts: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return the number of equally common categories that are as varied: ``2 ** entropy(counts)``.

    Args:
        counts: Images by category, shape ``(..., K)``; leading axes are broadcast over.

    Returns:
        Of shape ``(...)``, from 1 to ``K``; not whole in general.

    Raises:
        NothingObservedError: If a row of counts is empty.

    Notes:
        The entropy is Chao and Shen's estimate, so categories that were never seen count.

    Source:
        Hill, "Diversity and evenness: a unifying notation and its consequences", Ecology 54
        (1973): the number of order 1.

    Example:
        >>> effective_number(np.array([[8, 8, 0], [16, 0, 0]])).round(3)
        array([2., 1.])
    """
    if np.any(np.asarray(counts).sum(axis=-1) == 0):
        raise nothing_read("effective_number")
    return np.asarray(np.exp2(entropy(counts)))


def estimate(counts: Counts, *, level: float = 0.95) -> Estimated:
    """Return the effective number of each stratum, and of all strata together.

    The floor is that of even shares, at which it is greatest: its high floor is what chance alone
    falls below in at most 5 of 100 audits.

    Args:
        counts: All marked, or all unmarked.
        level: Of the intervals.

    Raises:
        InputError: If marked and unmarked prompts are mixed.
    """
    number = FromShares(
        name="effective_number", estimator=effective_number, functional=_of_shares, least=False
    )
    return by_stratum(counts, number, level=level)


def _of_shares(shares: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray(np.exp2(shannon(shares)))
