"""Entropy: how varied the images of one prompt or stratum are, in bits."""

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
    unit="bits",
    bounds=(0.0, np.inf),
    parity=None,
    needs=frozenset({"counts"}),
    formula="H = − Σ p̃ᵢ log₂ p̃ᵢ / (1 − (1 − p̃ᵢ)ⁿ), p̃ᵢ = (1 − f₁/n) kᵢ/n, at most log₂ K",
    words=(
        "How uncertain the category of one more image is (Chao and Shen's estimate: f₁ categories"
        " were seen only once). 0 if all images are alike, log₂ K if all K categories are equally"
        " frequent. Categories that were never seen count: it is not divided by what was seen."
    ),
)


def entropy(counts: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return Chao and Shen's estimate of the entropy of the true shares, in bits.

    The observed shares are shrunk by the estimated share of what was never seen, ``f_1/n``, where
    ``f_1`` categories were seen exactly once; then each term is weighed by the inverse of the
    probability that its category is seen at all. The plain formula is too low by about
    ``(K - 1) / (2 n ln 2)``.

    Args:
        counts: Images by category, shape ``(..., K)``; leading axes are broadcast over.

    Returns:
        Of shape ``(...)``, from 0 to ``log2(K)``. What the estimate has above that is cut: the
        categories are known, so no truth lies there.

    Raises:
        NothingObservedError: If a row of counts is empty.

    Notes:
        In bits, as the Jensen-Shannon divergence is; nats are bits times ``ln 2``. If every
        image is of another category, ``f_1`` is taken to be ``n - 1``.

    Source:
        Chao and Shen, "Nonparametric estimation of Shannon's index of diversity when there are
        unseen species in sample", Environmental and Ecological Statistics 10 (2003).

    Example:
        >>> entropy(np.array([[8, 8], [16, 0]])).round(3)
        array([1., 0.])
    """
    k = np.asarray(counts, np.float64)
    n = k.sum(axis=-1, keepdims=True)
    if np.any(n == 0):
        raise nothing_read("entropy")
    once = (k == 1).sum(axis=-1, keepdims=True)
    p = (1 - np.where(once == n, n - 1, once) / n) * k / n
    seen = np.where(k > 0, -np.expm1(n * np.log1p(-np.minimum(p, 1 - 1e-12))), 1.0)
    bits: NDArray[np.float64] = (entr(p) / seen).sum(axis=-1) / np.log(2)
    return np.minimum(bits, np.log2(k.shape[-1]))


def shannon(shares: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the entropy of true shares, in bits: ``-Σ p_i log2(p_i)``.

    Args:
        shares: Of shape ``(..., K)``, that sum to 1.

    Returns:
        Of shape ``(...)``.

    Example:
        >>> shannon(np.array([0.5, 0.25, 0.25]))
        np.float64(1.5)
    """
    bits: NDArray[np.float64] = entr(shares).sum(axis=-1) / np.log(2)
    return bits


def estimate(counts: Counts, *, level: float = 0.95) -> Estimated:
    """Return the entropy of each stratum, and of all strata together.

    The floor is that of even shares, at which entropy is greatest: its high floor is what chance
    alone falls below in at most 5 of 100 audits.

    Args:
        counts: All marked, or all unmarked.
        level: Of the intervals.

    Raises:
        InputError: If marked and unmarked prompts are mixed.
    """
    return by_stratum(counts, NUMBER, level=level)


NUMBER = FromShares(name="entropy", estimator=entropy, functional=shannon, least=False)
