"""T2I-BiasBench entropy: how mixed the groups are, in bits, the unreadable being one of them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.special import entr

from graycard.counts import Counts
from graycard.measures._estimates import Estimated, nothing_read
from graycard.measures._info import MeasureInfo
from graycard.measures._observed_support import OverObserved, by_stratum_observed
from graycard.stats.functional import Functional

INFO = MeasureInfo(
    family="diversity",
    unit="bits",
    bounds=(0.0, np.inf),
    parity=None,
    needs=frozenset({"counts"}),
    attributes=frozenset({"perceived_gender_presentation", "skin_tone"}),
    formula="H = −Σ pᵢ log₂ pᵢ over the groups that were observed, with those not read as a group",
    words=(
        "Shannon entropy of the groups in bits. Images that could not be read are one of the"
        " groups: where there are none it is the Stable Bias entropy divided by ln 2."
    ),
    published="Jaiswal et al., T2I-BiasBench (2026)",
    differs=(
        "Unreadable images count as variety: half unreadable and half men has 1 bit, the same as"
        " half women and half men. A group never observed adds nothing, and the number is too low"
        " by about (K − 1) / (2n ln 2). Read the entropy, which corrects for what was not seen and"
        " keeps what is missing apart, and the shares."
    ),
)


def t2i_biasbench_entropy(counts: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return the Shannon entropy of counts, in bits: ``-Σ p_i log2 p_i``.

    Args:
        counts: Images by group, shape ``(..., K)``; those not read are a group of their own.

    Returns:
        Of shape ``(...)``, from 0 to ``log2 K``.

    Raises:
        NothingObservedError: If a row is empty. The released code says 0.

    Source:
        Jaiswal et al., "T2I-BiasBench" (2026), arXiv:2604.12481, and its released code.

    Example:
        >>> t2i_biasbench_entropy(np.array([[5, 5, 0], [4, 2, 2]]))
        array([1. , 1.5])
    """
    totals = counts.sum(axis=-1, keepdims=True)
    if np.any(totals == 0):
        raise nothing_read("t2i_biasbench_entropy")
    return _bits(counts / totals)


def estimate(counts: Counts, *, level: float = 0.95) -> Estimated:
    """Return the number of each stratum, and of all strata together.

    Args:
        counts: All marked, or all unmarked.
        level: Of the intervals, which hold whether groups not observed are never shown or seldom.

    Raises:
        InputError: If marked and unmarked prompts are mixed.
    """
    number = OverObserved(
        name="t2i_biasbench_entropy", estimator=t2i_biasbench_entropy, given=_among, least=False
    )
    return by_stratum_observed(counts, number, level=level)


def _among(groups: Sequence[int]) -> Functional:  # noqa: ARG001  an entropy is that of any support
    return _bits


def _bits(shares: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray(entr(shares).sum(axis=-1) / np.log(2))
