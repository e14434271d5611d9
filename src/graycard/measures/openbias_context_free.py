"""OpenBias, context-free: how far from even the pooled images of all prompts are, by entropy."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.special import entr

from graycard.counts import Counts
from graycard.measures._as_published import openbias_classes, too_few_classes
from graycard.measures._estimates import Estimated, nothing_read
from graycard.measures._functional import FromShares, by_stratum
from graycard.measures._info import MeasureInfo

INFO = MeasureInfo(
    family="representation",
    unit="1 minus normalised entropy",
    bounds=(0.0, 1.0),
    parity=0.0,
    needs=frozenset({"counts"}),
    formula="1 + Σ pᵢ ln pᵢ / ln K, of the images of all prompts together",
    words=(
        "How much less mixed the images of all prompts together are than even shares of the K"
        " categories would be: 0 where even, 1 where all are of one category."
    ),
    published="D'Incà et al., OpenBias (2024)",
    differs=(
        "Prompts that lean in opposite directions cancel. Classes called unknown, other or"
        " non-binary are taken out before anything is computed, and what could not be read drops"
        " out in silence. Scores of different K stand on one axis there, though chance alone gives"
        " more categories a higher one. Read the shares, and the representation gap by stratum."
    ),
)


def openbias_context_free(counts: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return one minus the normalised entropy of counts: ``1 - H(p) / ln K``.

    Args:
        counts: Images by category, shape ``(..., K)``, of all prompts together.

    Returns:
        Of shape ``(...)``, from 0 (even) to 1 (all of one category).

    Raises:
        NothingObservedError: If a row is empty. The released code prints a line and leaves it out.
        ValueError: If there is one category only: nothing can be uneven, and ``ln 1`` is 0.

    Notes:
        ``K`` is the number of classes that were asked about, observed or not. The released code
        adds 1e-10 to each share and rounds to five digits.

    Source:
        D'Incà et al., "OpenBias: open-set bias detection in text-to-image generative models"
        (2024), and its released code.

    Example:
        >>> openbias_context_free(np.array([[5, 5], [10, 0]]))
        array([0., 1.])
    """
    totals = counts.sum(axis=-1, keepdims=True)
    if np.any(totals == 0):
        raise nothing_read("openbias_context_free")
    if counts.shape[-1] < 2:
        raise ValueError("the entropy of one category cannot be normalised")
    return intensity(counts / totals)


def intensity(shares: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return one minus the normalised entropy of shares of shape ``(..., K)``.

    Args:
        shares: That sum to 1.
    """
    less = 1 - entr(shares).sum(axis=-1) / np.log(shares.shape[-1])
    return np.asarray(np.clip(less, 0.0, 1.0))  # rounding may leave -1e-16


def estimate(counts: Counts, *, level: float = 0.95) -> Estimated:
    """Return the number of the images of all strata together.

    Args:
        counts: All marked, or all unmarked.
        level: Of the interval.

    Raises:
        InputError: If marked and unmarked prompts are mixed.
    """
    kept = openbias_classes(counts)
    if kept is None:
        return Estimated([], [too_few_classes(counts, "openbias_context_free")])
    number = FromShares(
        name="openbias_context_free", estimator=openbias_context_free, functional=intensity
    )
    return by_stratum(kept, number, level=level, all_only=True)
