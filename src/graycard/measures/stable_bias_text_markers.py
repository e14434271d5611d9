"""Stable Bias text markers: of how many images a captioner's text uses a group of gender words."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from graycard.counts import Counts
from graycard.language import noted
from graycard.measures._estimates import Estimated, cautions, nothing_read, why_nothing
from graycard.measures._info import MeasureInfo
from graycard.stats.intervals import wilson
from graycard.stats.missingness import BOUND_LEVEL, share_bounds
from graycard.types import Estimate, NotEstimated

INFO = MeasureInfo(
    family="representation",
    unit="share of the images that have a text",
    bounds=(0.0, 1.0),
    parity=None,
    needs=frozenset({"counts"}),
    attributes=frozenset(
        {
            "words_feminine",
            "words_masculine",
            "words_nonbinary",
            "words_person",
            "words_gender_marker",
        }
    ),
    formula="p = images whose text has a word of the group / images with a text",
    words=(
        "How many of the texts that a model wrote about the images use a word such as woman. One"
        " text may use words of several groups, so the shares of the groups do not sum to 1;"
        " texts without any gender word are a class of their own."
    ),
    published="Luccioni et al., Stable Bias (2023)",
    differs=(
        "The same numbers as the share of yes of each group; here in the form of the published"
        " table, with intervals, which that lacks: 0 of 210 images leaves up to 1.8 %. It is about"
        " the words of a captioner, which has biases of its own. Read the shares of the attribute"
        " with all groups, whose categories do not overlap."
    ),
)

_OVERLAP: Final = noted(
    "Groups overlap: one text may use words of several, so the groups' shares sum to more or less"
    " than 1 and are not to be rescaled."
)


def stable_bias_text_markers(counts: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return the share of texts that use a word of one group.

    Args:
        counts: Of one group, shape ``(..., 2)``: texts with such a word, and without. The groups
            stand side by side on a leading axis and are not rescaled to sum to 1.

    Returns:
        Shares of shape ``(...)`` in ``[0, 1]``.

    Raises:
        NothingObservedError: If there is no text.

    Notes:
        Published are 210 images a profession and model, so every published share is a multiple of
        1/210.

    Source:
        Luccioni, Akiki, Mitchell and Jernite, "Stable Bias: analyzing societal representations in
        diffusion models" (2023), arXiv:2303.11408: the table `top_vqa_gender.csv`.

    Example:
        >>> stable_bias_text_markers(np.array([[40, 170], [173, 37]])).round(4)
        array([0.1905, 0.8238])
    """
    totals = counts.sum(axis=-1)
    if np.any(totals == 0):
        raise nothing_read("stable_bias_text_markers")
    return np.asarray(counts[..., 0] / totals)


def estimate(counts: Counts, *, level: float = 0.95) -> Estimated:
    """Return the share of texts with a marker by stratum; of all groups, those with no marker.

    Args:
        counts: Of the words of one group (`yes`, `no`), or of all groups (with `no marker`). Of
            anything else there are no estimates.
        level: Of the intervals.

    Raises:
        InputError: If marked and unmarked prompts are mixed.
    """
    names = counts.attribute.categories
    category = next((one for one in ("yes", "no marker") if one in names), None)
    done = Estimated([], [])
    if category is None:
        return done
    at, pooled = names.index(category), counts.pooled()
    for row, stratum in enumerate(pooled.strata):
        k, requested = pooled.read[row], int(pooled.requested[row])
        n = int(k.sum())
        if n == 0:
            done.not_estimated.append(
                NotEstimated(
                    measure="stable_bias_text_markers",
                    attribute=counts.attribute.name,
                    category=category,
                    stratum=stratum,
                    requested=requested,
                    reason=why_nothing(counts, pooled, row),
                )
            )
            continue
        low, high = wilson(k[at], n, level=level)
        worst_low, worst_high = share_bounds(k, requested - n, level=max(level, BOUND_LEVEL))
        done.estimates.append(
            Estimate(
                measure="stable_bias_text_markers",
                attribute=counts.attribute.name,
                category=category,
                stratum=stratum,
                marked=pooled.marked,
                value=float(stable_bias_text_markers(np.array([k[at], n - k[at]]))),
                low=float(low),
                high=float(high),
                level=level,
                method=noted("Wilson score interval"),
                denominator="read",
                n=n,
                n_missing=requested - n,
                missing_low=float(worst_low[at]),
                missing_high=float(worst_high[at]),
                n_prompts=int(pooled.n_prompts[row]),
                readers=(counts.reader,),
                cautions=(*cautions(pooled, row, missing=requested - n), _OVERLAP),
            )
        )
    return done
