"""Nearest marked set: which place's pictures the pictures of an unmarked prompt are nearest to."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from graycard.language import noted, noted_several
from graycard.measures._estimates import Estimated
from graycard.measures._info import MeasureInfo
from graycard.measures._judged import Judged
from graycard.measures._of_scenes import (
    by_stratum,
    cannot_tell,
    dropped,
    how_well,
    refused,
    said_of_dropped,
    said_of_prompts,
)
from graycard.measures._pooled_shares import Attribute, PooledShares, names_of
from graycard.measures._scenes import Scene
from graycard.stats.discriminant import fit_discriminant
from graycard.stats.instrument import (
    design_effect,
    predicted_floor,
    predicted_tail,
)
from graycard.stats.intervals import wilson
from graycard.stats.missingness import BOUND_LEVEL, share_bounds
from graycard.stats.multiplicity import holm
from graycard.types import Estimate

INFO = MeasureInfo(
    family="default culture",
    unit="share of the unmarked images with a vector",
    bounds=(0.0, 1.0),
    parity=None,
    needs=frozenset({"scenes", "vectors"}),
    formula=(
        "share_p = #{u : p nearest to u} / n, nearest: least (u − c_q)ᵀ A⁻¹ (u − c_q) − s / n_q"
    ),
    words=(
        "Each picture whose prompt names no place is given to the place whose pictures it is"
        " nearest to: the mean c of their n vectors, by the scatter A within places, without what"
        " the error of the mean adds. The floor is what an even mixture of all places would show."
    ),
)


def nearest_marked_set(
    unmarked: NDArray[np.floating], *, marked: NDArray[np.floating], sets: NDArray[np.integer]
) -> NDArray[np.float64]:
    """Return the share of unmarked pictures that is nearest to each marked set.

    ``share_p = #{u : p = argmin_q (u - c_q)' A⁻¹ (u - c_q) - s/n_q} / n`` with the means ``c_q`` of
    the ``n_q`` vectors of a set, their pooled covariance within sets ``A`` (shrunken), and ``s``
    the mean squared distance of a vector from the true mean of its set: the error of a mean adds
    ``s/n_q`` to every distance from it.

    Args:
        unmarked: Vectors of pictures whose prompts name no place, shape (n, d).
        marked: Vectors of pictures whose prompts name one, shape (N, d).
        sets: The place of each of these, 0 to P - 1, shape (N,).

    Returns:
        Shares of shape (P,) in ``[0, 1]``, which sum to 1.

    Raises:
        NothingObservedError: If there are fewer than two sets of two pictures.

    Notes:
        Every picture is nearest to some place, like it or not: `unlike_marked_sets` says how many
        are far from all. Not the mean cosine similarity: a place whose pictures are all alike then
        draws six times its share to itself (`benchmarks/default_culture.py`).

    Source:
        The question is that of Wolfe and Caliskan, "Markedness in visual semantic AI" (2022), and
        of Hugging Face's Ethics and Society Newsletter 4 (2023). The rule is linear discriminant
        analysis: `graycard.stats.discriminant.fit_discriminant`.

    Example:
        >>> here, there = np.array([[0.0, 1], [0, -1]]), np.array([[4.0, 1], [4, -1]])
        >>> nearest_marked_set(
        ...     np.array([[0.5, 0], [1, 3], [3.5, 0]]),
        ...     marked=np.concatenate([here, there]),
        ...     sets=np.array([0, 0, 1, 1]),
        ... ).round(2)
        array([0.67, 0.33])
    """
    fitted = fit_discriminant(marked, sets)
    nearest = fitted.distances(unmarked).argmin(-1)
    return np.asarray(np.bincount(nearest, minlength=len(fitted.sizes)) / len(nearest))


def estimate_nearest_marked_sets(
    judged: Sequence[Judged], *, unjudged: Sequence[Scene] = (), level: float = 0.95
) -> Estimated:
    """Return, for each scene and all together, the shares nearest to each place and region.

    Args:
        judged: Scenes of one embedder; those whose places cannot be told apart are records.
        unjudged: Scenes that could not be judged: their unmarked images count as missing.
        level: Of the intervals.

    Returns:
        One estimate a stratum and place, and, where several regions are known, a stratum and
        region. The floor is what an even mixture of the marked sets would show: the share of their
        own pictures, each left out, that is nearest to the place. The interval allows for both
        samples, the unmarked pictures and the marked ones: it speaks of what as many pictures of
        each would show.
    """
    done = Estimated([], [])
    for one in judged:
        if not one.told_apart:
            scene = one.scene
            done.not_estimated.append(
                refused("nearest_marked_set", scene.stratum, scene.requested, cannot_tell(one))
            )
    usable = [one for one in judged if one.told_apart]
    without = [*unjudged, *(one.scene for one in judged if not one.told_apart)]
    for marked in dict.fromkeys(one.scene.marked for one in usable):
        alike = [(one.scene.stratum, one) for one in usable if one.scene.marked == marked]
        for stratum, members in by_stratum(alike):
            gone = dropped(without, stratum, marked)
            done.estimates.extend(_shares(members, gone, stratum, "place", level=level))
            regions = {region for one in members for region in one.regions}
            if all(regions) and len(regions) > 1:  # of a single one nothing can be said
                done.estimates.extend(_shares(members, gone, stratum, "region", level=level))
    return done


def _shares(
    judged: Sequence[Judged],
    gone: Sequence[Scene],
    stratum: str,
    attribute: Attribute,
    *,
    level: float,
) -> list[Estimate]:
    names = tuple(dict.fromkeys(name for one in judged for name in names_of(one, attribute)))
    found = PooledShares(judged, names, attribute)
    n, scene = found.n, judged[0].scene
    without_vector = sum(one.scene.requested for one in judged) - n
    missing = without_vector + sum(one.requested for one in gone)
    values = found.counts / n
    effect = design_effect(found.mean, found.shared, n)
    low, high = wilson(found.counts / effect, n / effect, level=level)
    wide = max(level, BOUND_LEVEL)
    worst_low, _ = wilson(found.counts / effect, (n + missing) / effect, level=wide)
    _, worst_high = wilson((found.counts + missing) / effect, (n + missing) / effect, level=wide)
    plain_low, plain_high = share_bounds(found.counts, missing, level=wide)
    chance = list(zip(found.rate.tolist(), found.categories.tolist(), strict=True))
    floors = [predicted_floor(rate, found.weight, n, categories=kinds) for rate, kinds in chance]
    tails = [
        predicted_tail(int(k), rate, found.weight, n, categories=kinds)
        for k, (rate, kinds) in zip(found.counts, chance, strict=True)
    ]
    adjusted = holm(tails)
    said = (
        *said_of_prompts(judged),
        *said_of_dropped(judged, gone),
        how_well(judged),
        noted(
            "Its p-value is adjusted for the {n} {attribute}s compared (Holm), not for other"
            " scenes.",
            n=len(names),
            attribute=attribute,
        ),
        *_missing(without_vector, n),
    )
    estimates = []
    for i, name in enumerate(names):
        estimates.append(
            Estimate(
                measure="nearest_marked_set",
                attribute=attribute,
                category=name,
                stratum=stratum,
                marked=scene.marked,
                value=float(values[i]),
                low=float(low[i]),
                high=float(high[i]),
                level=level,
                method=noted("Wilson score interval at the effective size, both samples redrawn"),
                denominator="read",
                floor_mean=floors[i][0],
                floor_high=floors[i][1],
                n=n,
                n_missing=missing,
                missing_low=float(min(worst_low[i], plain_low[i])),
                missing_high=float(max(worst_high[i], plain_high[i])),
                n_prompts=sum(one.scene.n_prompts for one in judged),
                p_adjusted=float(adjusted[i]),
                readers=(scene.reader,),
                cautions=said,
            )
        )
    return estimates


def _missing(missing: int, n: int) -> tuple[str, ...]:
    if not missing:
        return ()
    return (
        noted_several(
            missing,
            "{n} of {total} requested unmarked images has no vector: the worst-case bounds say"
            " how much that may matter.",
            "{n} of {total} requested unmarked images have no vector: the worst-case bounds say"
            " how much that may matter.",
            n=missing,
            total=n + missing,
        ),
    )
