"""Stable Bias entropy: how mixed a profession's or a model's images are, as observed."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.special import entr

from graycard.counts import Counts
from graycard.measures._estimates import Estimated, nothing_read
from graycard.measures._functional import FromShares, by_stratum
from graycard.measures._info import MeasureInfo

INFO = MeasureInfo(
    family="diversity",
    unit="nats",
    bounds=(0.0, np.inf),
    parity=None,
    needs=frozenset({"counts"}),
    formula="H = −Σ pᵢ ln pᵢ over the categories that were observed",
    words=(
        "Shannon entropy of the observed shares: 0 where all images are of one category, ln K where"
        " the K categories are even. Divided by ln 2 it is in bits."
    ),
    published="Luccioni et al., Stable Bias (2023)",
    differs=(
        "A category that was never observed adds nothing, however often the model shows it: the"
        " number is too low by about (K − 1) / 2n, more so in few images, so sets of unequal size"
        " cannot be compared. It does not say which category is missing, and a model that shows"
        " only the reverse of the usual scores the same. The paper takes clusters of pictures as"
        " categories; here they are those of the reader. Read the entropy, which"
        " corrects for what was not seen, beside its floor, and the shares."
    ),
)


def stable_bias_entropy(counts: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return the Shannon entropy of counts, in nats: ``-Σ p_i ln p_i``.

    Args:
        counts: Images by category or cluster, shape ``(..., K)``; leading axes are broadcast.

    Returns:
        Of shape ``(...)``, from 0 to ``ln K``.

    Raises:
        NothingObservedError: If a row of counts is empty.

    Notes:
        The plug-in estimate: biased downward by about ``(K - 1) / (2 n)``. T2I-BiasBench's entropy
        is this one in bits where every image was read.

    Source:
        Luccioni, Akiki, Mitchell and Jernite, "Stable Bias: analyzing societal representations in
        diffusion models" (2023), arXiv:2303.11408.

    Example:
        >>> stable_bias_entropy(np.array([[5, 5], [10, 0]])).round(4)
        array([0.6931, 0.    ])
    """
    totals = counts.sum(axis=-1, keepdims=True)
    if np.any(totals == 0):
        raise nothing_read("stable_bias_entropy")
    return _entropy(counts / totals)


def estimate(counts: Counts, *, level: float = 0.95) -> Estimated:
    """Return the entropy of each stratum, and of all strata together.

    Args:
        counts: All marked, or all unmarked.
        level: Of the intervals.

    Raises:
        InputError: If marked and unmarked prompts are mixed.
    """
    number = FromShares(
        name="stable_bias_entropy",
        estimator=stable_bias_entropy,
        functional=_entropy,
        least=False,
    )
    return by_stratum(counts, number, level=level)


def _entropy(shares: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray(entr(shares).sum(axis=-1))
