"""Share difference: by how much a feature is more frequent where the prompt names a place."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from graycard.counts import Counts
from graycard.language import noted, noted_several
from graycard.measures._compared import YES, Against, Compared, compared
from graycard.measures._estimates import Estimated, not_read, nothing_read
from graycard.measures._info import MeasureInfo
from graycard.measures._of_scenes import SIDE_BY_SIDE
from graycard.measures._scenes import Scene
from graycard.stats.difference import exact_difference_test, newcombe
from graycard.stats.floor import FLOOR_LEVEL
from graycard.stats.missingness import BOUND_LEVEL
from graycard.stats.multiplicity import benjamini_hochberg
from graycard.types import Estimate, NotEstimated

INFO = MeasureInfo(
    family="default culture",
    unit="difference of shares of the images read",
    bounds=(-1.0, 1.0),
    parity=0.0,
    needs=frozenset({"scenes"}),
    formula="k / n − Σ w_s · m_s / o_s",
    words=(
        "The share of a feature among a place’s images, minus that among those compared with,"
        " scene by scene; w_s is the part of the place’s images that is of scene s."
    ),
)

_UNKNOWN: Final = noted(
    "pictures of several places stand in one row of the counts: prompts, or a stratum for each"
    " place, would tell them apart"
)


def share_difference(
    counts: NDArray[np.integer], *, against: NDArray[np.integer]
) -> NDArray[np.float64]:
    """Return the difference of shares of each category: ``k_i / Σ k - m_i / Σ m``.

    Args:
        counts: Images read by category, shape ``(..., K)``.
        against: Those they are compared with, shape ``(..., K)``.

    Returns:
        Differences of shape ``(..., K)`` in ``[-1, 1]``, which sum to 0.

    Raises:
        NothingObservedError: If a row of either is empty.

    Source:
        Counting. The interval is Newcombe's, `graycard.stats.difference.newcombe`; the p-value is
        exact, `graycard.stats.difference.exact_difference_test`.

    Example:
        >>> share_difference(np.array([6, 2]), against=np.array([1, 3]))
        array([ 0.5, -0.5])
    """
    totals, others = counts.sum(-1, keepdims=True), against.sum(-1, keepdims=True)
    if np.any(totals == 0) or np.any(others == 0):
        raise nothing_read("share_difference")
    return np.asarray(counts / totals - against / others)


def estimate_share_differences(
    features: Sequence[Counts], scenes: Sequence[Scene], *, against: Against, level: float = 0.95
) -> Estimated:
    """Return by how much the share of each feature differs in the pictures of each place.

    Each place's images are compared, scene by scene, with unmarked images of the same scenes or
    with images of the other places; a scene weighs as many images of the place as it has. The floor
    is what the difference exceeds in 5 of 100 audits where nothing differs.

    Args:
        features: Of all that one reader read, marked and unmarked rows; attributes with other
            categories than yes and no are passed over.
        scenes: Of the run.
        against: What is compared with.
        level: Of the intervals.

    Returns:
        One estimate a feature and place, of the category yes, whose stratum is the place's name;
        all are adjusted for one another.
    """
    done = Estimated([], [])
    found = []
    for counts in features:
        if set(counts.attribute.categories) != {YES, "no"}:
            continue
        for one in compared(counts, scenes, against):
            if one.mine:
                found.append((counts, one))
            else:
                done.not_estimated.append(_refused(counts, one, against))
    adjusted = benjamini_hochberg(
        [
            exact_difference_test(
                [part.k for part in one.mine],
                [part.n for part in one.mine],
                [part.k for part in one.others],
                [part.n for part in one.others],
            )
            for _, one in found
        ]
    )
    done.estimates.extend(
        _estimate(counts, one, against, float(p), _family(found), level=level)
        for (counts, one), p in zip(found, adjusted, strict=True)
    )
    return done


def _family(found: Sequence[tuple[Counts, Compared]]) -> str | None:
    """Return what was compared at once, in a sentence; None if it was one thing."""
    features = len({counts.attribute.name for counts, _ in found})
    if features > 1:
        return noted(
            "One of {n} shares of {features} features compared at once: its p-value is adjusted for"
            " all of them, not for other readers or the other comparison.",
            n=len(found),
            features=features,
        )
    if len(found) > 1:
        return noted(
            "One of {n} places compared at once: its p-value is adjusted for all of them, not for"
            " other readers or the other comparison.",
            n=len(found),
        )
    return None


def _estimate(
    counts: Counts, one: Compared, against: Against, p: float, family: str | None, *, level: float
) -> Estimate:
    k, n = sum(part.k for part in one.mine), sum(part.n for part in one.mine)
    weights = np.array([part.n for part in one.mine]) / n
    # Weights sum to 1 but for rounding: a share of all images is no more than that.
    other = min(float(weights @ [part.k / part.n for part in one.others]), 1.0)
    size = 1 / float(weights**2 @ np.array([1 / part.n for part in one.others]))
    low, high = newcombe(k, n, other * size, size, level=level)
    pooled = (k + other * size) / (n + size)
    floor = float(ndtri(FLOOR_LEVEL)) * np.sqrt(pooled * (1 - pooled) * (1 / n + 1 / size))
    # Where nothing is missing, the worst case is the interval itself.
    worst_low, worst_high = float(low), float(high)
    if any(part.n < part.requested for pair in one.pairs for part in pair):
        worst_low, worst_high = _worst(one, level=max(level, BOUND_LEVEL))
    missing = one.requested - n
    return Estimate(
        measure="share_difference",
        attribute=counts.attribute.name,
        category=YES,
        stratum=one.place,
        marked=True,
        reference=against,
        value=k / n - other,
        low=float(low),
        high=float(high),
        level=level,
        method=noted("Newcombe interval, others standardised to the scenes of the place"),
        denominator="read",
        floor_mean=0.0,
        floor_high=float(floor),
        n=n,
        n_missing=missing,
        missing_low=min(worst_low, float(low)),
        missing_high=max(worst_high, float(high)),
        n_prompts=one.n_prompts,
        p_adjusted=p,
        readers=(counts.reader,),
        cautions=tuple(_cautions(one, against, family, missing)),
    )


def _worst(one: Compared, *, level: float) -> tuple[float, float]:
    """Return the interval's ends at the worst that the missing of both sides could show.

    Had all come, each scene where both were requested would weigh as many images as were requested.
    """
    n = sum(mine.requested for mine, _ in one.pairs)
    k = sum(mine.k for mine, _ in one.pairs)
    missing = n - sum(mine.n for mine, _ in one.pairs)
    others = [other for _, other in one.pairs]
    weights = np.array([mine.requested for mine, _ in one.pairs]) / n
    least = float(weights @ [part.k / part.requested for part in others])
    most = float(weights @ [(part.k + part.requested - part.n) / part.requested for part in others])
    size = 1 / float(weights**2 @ np.array([1 / part.requested for part in others]))
    low, _ = newcombe(k, n, most * size, size, level=level)
    _, high = newcombe(k + missing, n, least * size, size, level=level)
    return float(low), float(high)


def _cautions(one: Compared, against: Against, family: str | None, missing: int) -> Iterable[str]:
    yield SIDE_BY_SIDE
    if family:
        yield family
    if one.n_prompts:
        yield noted_several(
            one.n_prompts,
            "Speaks of {n} prompt that names {place}, not of other wordings.",
            "Speaks of {n} prompts that name {place}, not of other wordings.",
            n=one.n_prompts,
            place=one.place,
        )
    if against == "other places":
        yield noted(
            "The other places are those that were asked for, each counting with its images."
        )
    if missing:
        yield not_read(missing, one.requested)
    read = sum(other.n for _, other in one.pairs)
    requested = sum(other.requested for _, other in one.pairs)
    if read < requested:
        yield noted_several(
            read,
            "Of what it is compared with, {n} of {total} requested images was read: the"
            " worst-case bounds allow for the others.",
            "Of what it is compared with, {n} of {total} requested images were read: the"
            " worst-case bounds allow for the others.",
            n=read,
            total=requested,
        )


def _refused(counts: Counts, one: Compared, against: Against) -> NotEstimated:
    return NotEstimated(
        measure="share_difference",
        attribute=counts.attribute.name,
        category=YES,
        stratum=one.place,
        reference=against,
        requested=one.requested,
        reason=noted(
            "no scene has both images of this place and of {what} in which it was read",
            what=against,
        )
        if one.told
        else _UNKNOWN,
    )
