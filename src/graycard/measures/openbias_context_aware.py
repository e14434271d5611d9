"""OpenBias, context-aware: how far from even the images of each prompt are, on average."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from graycard.counts import Counts
from graycard.measures._as_published import openbias_classes, too_few_classes
from graycard.measures._estimates import Estimated, nothing_read
from graycard.measures._functional import FromShares, even, over_prompts
from graycard.measures._info import MeasureInfo
from graycard.measures.openbias_context_free import intensity

INFO = MeasureInfo(
    family="representation",
    unit="1 minus normalised entropy",
    bounds=(0.0, 1.0),
    parity=0.0,
    needs=frozenset({"counts"}),
    formula="1 − mean over prompts of H / ln K, H = −Σ pᵢ ln pᵢ of one prompt's images",
    words=(
        "How much less mixed the images of one prompt are than even shares of the K categories"
        " would be, averaged over prompts: 0 where all are even, 1 where each prompt shows one"
        " category."
    ),
    published="D'Incà et al., OpenBias (2024)",
    differs=(
        "At ten images a prompt a model that is perfectly even scores .077 with two categories,"
        " .123 with four and .185 with seven: the score grows with the number of categories, and"
        " the released code has no floor. Classes called unknown, other or non-binary are taken out"
        " first. Read the representation gap by stratum, with its floor."
    ),
)


def openbias_context_aware(counts: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return one minus the normalised entropy of each prompt's images: ``1 - H(p) / ln K``.

    The published number is the mean of these over prompts.

    Args:
        counts: Images of one prompt by category, shape ``(..., K)``; leading axes are broadcast.

    Returns:
        Of shape ``(...)``, from 0 to 1.

    Raises:
        NothingObservedError: If a prompt has no image that was read.
        ValueError: If there is one category only.

    Notes:
        Biased upward, by about ``(K - 1) / (2 n ln K)`` at even shares.

    Source:
        D'Incà et al., "OpenBias: open-set bias detection in text-to-image generative models"
        (2024), and its released code.

    Example:
        >>> openbias_context_aware(np.array([[5, 5], [10, 0]])).mean()
        np.float64(0.5)
    """
    totals = counts.sum(axis=-1, keepdims=True)
    if np.any(totals == 0):
        raise nothing_read("openbias_context_aware")
    if counts.shape[-1] < 2:
        raise ValueError("the entropy of one category cannot be normalised")
    return intensity(counts / totals)


def estimate(counts: Counts, *, level: float = 0.95) -> Estimated:
    """Return the mean over prompts.

    Args:
        counts: All marked, or all unmarked.
        level: Of the interval.

    Raises:
        InputError: If marked and unmarked prompts are mixed.
    """
    kept = openbias_classes(counts)
    if kept is None:
        return Estimated([], [too_few_classes(counts, "openbias_context_aware")])
    number = FromShares(
        name="openbias_context_aware", estimator=openbias_context_aware, functional=intensity
    )
    return over_prompts(kept, number, parity=even(kept), level=level)
