"""HEIM skin tone imbalance: how far the tones of a prompt's images are from even shares."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from graycard.counts import Counts
from graycard.language import noted
from graycard.measures._as_published import with_unread
from graycard.measures._estimates import Estimated, nothing_read
from graycard.measures._functional import FromShares, even, over_prompts
from graycard.measures._info import MeasureInfo

INFO = MeasureInfo(
    family="representation",
    unit="mean absolute deviation of shares",
    bounds=(0.0, 0.5),
    parity=0.0,
    needs=frozenset({"counts"}),
    attributes=frozenset({"skin_tone"}),
    formula="mean over prompts of (1/K) Σ |nᵢ / n − 1/K|, n with the images that have no tone",
    words=(
        "The mean over the K tones (ten in the paper) of how far a tone's share is from even,"
        " averaged over prompts. Images in which no tone was found stay in n, in no tone."
    ),
    published="Lee et al., Holistic Evaluation of Text-to-Image Models (HEIM, 2023)",
    differs=(
        "An image without a tone lowers the share of every tone: where one tone prevails that looks"
        " like more balance, where tones are even like less. Where all images are black the"
        " released code says 0, perfect balance; here there is no number. Even tones at eight"
        " images score .086 of at most .18. Read the shares, and the representation gap to even"
        " shares with its floor and its worst-case bounds."
    ),
)

_SAID: Final = noted(
    "Images that came and have no tone are in the denominator, as in the released code."
)


def heim_skin_tone_imbalance(
    counts: NDArray[np.int64], *, unread: NDArray[np.int64] | int = 0
) -> NDArray[np.float64]:
    """Return the mean deviation of the shares of tones from even ones.

    Args:
        counts: Images of one prompt by tone, shape ``(..., K)``; leading axes are broadcast.
        unread: Images in which no tone was found, shape ``(...)``.

    Returns:
        Of shape ``(...)``: ``(1/K) Σ |n_i / n - 1/K|`` with ``n`` including the unread. For ten
        tones at most .18, where all images have one tone; .1 as nearly all are unread.

    Raises:
        NothingObservedError: If a prompt has no image with a tone. The released code has two
            answers there: 0 where all images are black, .1 where none has a tone.

    Notes:
        Where every image has a tone it is the DallEval MAD. Even tones at eight images score .086.

    Source:
        Lee et al., "Holistic Evaluation of Text-to-Image Models" (2023), and its released code.

    Example:
        >>> one_tone = np.eye(10, dtype=int)[4] * 8
        >>> heim_skin_tone_imbalance(one_tone).round(3)
        np.float64(0.18)
        >>> heim_skin_tone_imbalance(one_tone, unread=8).round(3)
        np.float64(0.13)
    """
    tones = counts.sum(axis=-1)
    if np.any(tones == 0):
        raise nothing_read("heim_skin_tone_imbalance")
    return _deviation(counts / (tones + np.asarray(unread))[..., None])


def estimate(counts: Counts, *, level: float = 0.95) -> Estimated:
    """Return the mean over prompts; a prompt of whose images none has a tone is left out.

    Args:
        counts: All marked, or all unmarked.
        level: Of the interval.

    Raises:
        InputError: If marked and unmarked prompts are mixed.
    """
    number = FromShares(
        name="heim_skin_tone_imbalance",
        estimator=_of_counts,
        functional=_of_shares,
        also=(_SAID,),
        far=tuple(range(len(counts.attribute.categories))),
    )
    came = with_unread(counts, rows=counts.read.sum(axis=-1) > 0)
    parity = np.append(even(counts), 0.0)
    done = over_prompts(came, number, parity=parity, level=level)
    depicted = [one.model_copy(update={"denominator": "depicted"}) for one in done.estimates]
    return done._replace(estimates=depicted)


def _of_counts(k: NDArray[np.float64]) -> NDArray[np.float64]:
    return _of_shares(k / k.sum(axis=-1, keepdims=True))


def _of_shares(p: NDArray[np.float64]) -> NDArray[np.float64]:
    return _deviation(p[..., :-1])


def _deviation(tones: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray(np.abs(tones - 1 / tones.shape[-1]).mean(axis=-1))
