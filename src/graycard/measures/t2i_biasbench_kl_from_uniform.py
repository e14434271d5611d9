"""T2I-BiasBench KL divergence from even shares, over the groups that were observed."""

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
    family="representation",
    unit="nats",
    bounds=(0.0, np.inf),
    parity=0.0,
    needs=frozenset({"counts"}),
    attributes=frozenset({"perceived_gender_presentation", "skin_tone"}),
    formula="Σ pᵢ ln(K' pᵢ) = ln K' − H over the K' groups that were observed",
    words=(
        "Kullback-Leibler divergence of the shares from even ones among those groups that were"
        " observed. Images that could not be read are one of the groups."
    ),
    published="Jaiswal et al., T2I-BiasBench (2026)",
    differs=(
        "A group that is never shown does not count: all images of one group score 0, no bias. Half"
        " unreadable and half men scores 0 as well. It has no greatest value that all attributes"
        " share. Read the Jensen-Shannon divergence from even shares, which names every category"
        " and is between 0 and 1."
    ),
)


def t2i_biasbench_kl_from_uniform(counts: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return ``Σ p_i ln(K' p_i)`` over the ``K'`` groups that were observed, in nats.

    Args:
        counts: Images by group, shape ``(..., K)``; those not read are a group of their own.

    Returns:
        Of shape ``(...)``, from 0 to ``ln K``. It jumps where a group's count becomes 0.

    Raises:
        NothingObservedError: If a row is empty. The released code says 0, no bias.

    Source:
        Jaiswal et al., "T2I-BiasBench" (2026), arXiv:2604.12481, and its released code, which
        takes natural logarithms here and binary ones for the entropy.

    Example:
        >>> t2i_biasbench_kl_from_uniform(np.array([[15, 0], [12, 3]])).round(4)
        array([0.    , 0.1927])
    """
    totals = counts.sum(axis=-1, keepdims=True)
    if np.any(totals == 0):
        raise nothing_read("t2i_biasbench_kl_from_uniform")
    groups = (counts > 0).sum(axis=-1)
    return np.asarray(np.clip(np.log(groups) - entr(counts / totals).sum(axis=-1), 0.0, None))


def estimate(counts: Counts, *, level: float = 0.95) -> Estimated:
    """Return the number of each stratum, and of all strata together.

    Args:
        counts: All marked, or all unmarked.
        level: Of the intervals, which hold whether groups not observed are never shown or seldom.

    Raises:
        InputError: If marked and unmarked prompts are mixed.
    """
    number = OverObserved(
        name="t2i_biasbench_kl_from_uniform",
        estimator=t2i_biasbench_kl_from_uniform,
        given=_among,
    )
    return by_stratum_observed(counts, number, level=level)


def _among(groups: Sequence[int]) -> Functional:
    def divergence(shares: NDArray[np.float64]) -> NDArray[np.float64]:
        less = np.log(len(groups)) - entr(shares).sum(axis=-1)
        return np.asarray(np.clip(less, 0.0, None))  # rounding may leave -1e-16

    return divergence
