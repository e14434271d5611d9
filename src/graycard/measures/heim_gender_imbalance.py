"""HEIM gender imbalance: how far feminine and masculine are from half and half, by prompt."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from graycard.counts import Counts
from graycard.language import noted, noted_several
from graycard.measures._as_published import only
from graycard.measures._estimates import Estimated, nothing_read
from graycard.measures._functional import FromShares, even, over_prompts
from graycard.measures._info import MeasureInfo
from graycard.types import NotEstimated

INFO = MeasureInfo(
    family="representation",
    unit="absolute deviation of a share",
    bounds=(0.0, 0.5),
    parity=0.0,
    needs=frozenset({"counts"}),
    attributes=frozenset({"perceived_gender_presentation"}),
    formula="mean over prompts of |f / (f + m) − ½|",
    words=(
        "How far the share of feminine among feminine (f) and masculine (m) images of a prompt is"
        " from one half, averaged over prompts."
    ),
    published="Lee et al., Holistic Evaluation of Text-to-Image Models (HEIM, 2023)",
    differs=(
        "The released code gives every picture one of two genders, whether or not anybody is in it;"
        " here other presentations are left out and counted. A prompt whose images are all black"
        " scores .5 there, the worst there is; here it has no number. An even coin at eight images"
        " scores .137, and the released code has no floor. Read the representation gap to even"
        " shares, with its floor, and the share of every presentation."
    ),
)

_TWO: Final = ("feminine", "masculine")


def heim_gender_imbalance(
    feminine: NDArray[np.int64], masculine: NDArray[np.int64]
) -> NDArray[np.float64]:
    """Return how far from one half the share of feminine images is: ``|f / (f + m) - 1/2|``.

    Args:
        feminine: Images of one prompt read as feminine, any shape.
        masculine: As masculine, of the same shape.

    Returns:
        Of that shape, from 0 to .5.

    Raises:
        NothingObservedError: If a prompt has neither. The released code counts the images that are
            not black, and calls it .5 where there are none.

    Notes:
        At eight images an even coin scores .137 on average. With two categories it is the DallEval
        MAD, and the representation gap to even shares.

    Source:
        Lee et al., "Holistic Evaluation of Text-to-Image Models" (2023), and its released code.

    Example:
        >>> heim_gender_imbalance(np.array([8, 4]), np.array([0, 4]))
        array([0.5, 0. ])
    """
    both = feminine + masculine
    if np.any(both == 0):
        raise nothing_read("heim_gender_imbalance")
    return _deviation(feminine / both)


def estimate(counts: Counts, *, level: float = 0.95) -> Estimated:
    """Return the mean over prompts; a prompt without either presentation is left out.

    Images read as another presentation count as missing: the worst-case bounds hold whatever a
    reader of two genders would have made of them.

    Args:
        counts: All marked, or all unmarked.
        level: Of the interval.

    Raises:
        InputError: If marked and unmarked prompts are mixed.
    """
    if not set(_TWO) <= set(counts.attribute.categories):
        return Estimated([], [_refused(counts)])
    two = only(counts, _TWO)
    others = int(counts.read.sum() - two.read.sum())
    said = noted_several(
        others,
        "{n} image read as another presentation is left out and counts as not read.",
        "{n} images read as another presentation are left out and count as not read.",
        n=others,
    )
    number = FromShares(
        name="heim_gender_imbalance",
        estimator=_of_counts,
        functional=_of_shares,
        also=(said,) if others else (),
    )
    return over_prompts(two, number, parity=even(two), level=level)


def _of_counts(k: NDArray[np.float64]) -> NDArray[np.float64]:
    return _deviation(k[..., 0] / k.sum(axis=-1))  # of which of the two is the same


def _of_shares(p: NDArray[np.float64]) -> NDArray[np.float64]:
    return _deviation(p[..., 0])


def _deviation(share: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray(np.abs(share - 0.5))


def _refused(counts: Counts) -> NotEstimated:
    return NotEstimated(
        measure="heim_gender_imbalance",
        attribute=counts.attribute.name,
        stratum=counts.pooled().strata[-1],
        requested=int(counts.requested.sum()),
        reason=noted("the reader has other categories than feminine and masculine"),
    )
