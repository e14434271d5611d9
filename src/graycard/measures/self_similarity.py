"""Self-similarity: how alike the pictures of one stratum, or of one place, are to each other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from graycard.language import noted, noted_several
from graycard.measures._estimates import Estimated
from graycard.measures._image_sets import IMAGES, ImageSet, Pool, once, said_of_prompts
from graycard.measures._info import MeasureInfo
from graycard.measures._judged import rarely_exceeded
from graycard.measures._of_scenes import SIDE_BY_SIDE, by_stratum
from graycard.measures._scenes import MarkedSet, Scene
from graycard.stats.likeness import (
    likeness_interval,
    pair_mean,
    pair_mean_error,
    pooled_pair_means,
)
from graycard.types import Estimate, NotEstimated

INFO = MeasureInfo(
    family="homogeneity",
    unit="mean cosine of pairs of images",
    bounds=(-1.0, 1.0),
    parity=None,
    needs=frozenset({"vectors"}),
    formula="mean of x_i · x_j over i < j",
    words=(
        "The mean cosine of all pairs of pictures of one stratum: how alike they are. The floor is"
        " that of as many pictures of mixed strata. Where prompts name places the set is that of a"
        " place, and the floor one of mixed places of the same scene."
    ),
)

_FEWEST: Final = 3
_DRAWS: Final = 399
_NOTHING: Final = 1e-9
"""A standard error that is no more than rounding."""


def self_similarity(vectors: NDArray[np.floating]) -> float:
    """Return the mean cosine of all pairs of different pictures.

    ``Σ_{i<j} x_i · x_j / (n (n - 1) / 2)`` for vectors of length 1.

    Args:
        vectors: Of the pictures of one set, shape (n, d), each of length 1.

    Returns:
        In ``[-1, 1]``; 1 where all pictures are the same to the embedder.

    Raises:
        NothingObservedError: If there are fewer than two pictures.

    Notes:
        Its size means nothing without a comparison: most embedders give any two pictures a cosine
        well above 0.

    Source:
        Wolfe and Caliskan, "Markedness in visual semantic AI" (2022), who call it so.

    Example:
        >>> round(self_similarity(np.array([[1.0, 0], [0, 1], [1, 0]])), 3)
        0.333
    """
    return pair_mean(vectors)


@dataclass(frozen=True, kw_only=True, eq=False)
class Alike:
    """How alike the pictures of one set are; the vectors are no longer needed.

    Attributes:
        attribute: `place` for the sets of a scene, `image` for a stratum.
        place: That the prompts name; None for unmarked ones, and for a stratum.
        stratum: Of the prompts.
        marked: Of the prompts.
        n: Pictures.
        requested: Images.
        n_prompts: Distinct prompts.
        value: Mean cosine of pairs; None where there are too few pictures.
        error: Its standard error.
        by_chance: The same of as many pictures of all places, shape (draws,); None where there are
            no sets to draw from.
    """

    attribute: str = "place"
    place: str | None
    stratum: str
    marked: bool | None
    n: int
    requested: int
    n_prompts: int
    value: float | None
    error: float
    by_chance: NDArray[np.float64] | None


def alike(scene: Scene) -> list[Alike]:
    """Return how alike the pictures of each set of a scene are, those of no place first."""
    rng = scene.rng()
    pool = scene.stacked() if len(scene.usable) > 1 else None
    drawn: dict[int, NDArray[np.float64]] = {}
    found = []
    groups: list[Scene | MarkedSet] = [scene, *scene.sets]
    for one in groups:
        place = one.place if isinstance(one, MarkedSet) else None
        vectors, n = one.vectors, len(one.vectors)
        enough = n >= _FEWEST
        if enough and pool and n not in drawn:
            drawn[n] = pooled_pair_means(*pool, n, draws=_DRAWS, rng=rng)
        found.append(
            Alike(
                place=place,
                stratum=one.stratum,
                marked=scene.marked if place is None else True,
                n=n,
                requested=one.requested,
                n_prompts=one.n_prompts,
                value=self_similarity(vectors) if enough else None,
                error=pair_mean_error(vectors) if enough else 0.0,
                by_chance=drawn.get(n) if enough else None,
            )
        )
    return found


def alike_in_stratum(one: ImageSet) -> Alike:
    """Return how alike the pictures of a stratum are, without its floor."""
    enough = len(one.vectors) >= _FEWEST
    return Alike(
        attribute=IMAGES,
        place=None,
        stratum=one.stratum,
        marked=one.marked,
        n=len(one.vectors),
        requested=one.requested,
        n_prompts=one.n_prompts,
        value=self_similarity(one.vectors) if enough else None,
        error=pair_mean_error(one.vectors) if enough else 0.0,
        by_chance=None,
    )


def beside_mixed_strata(found: Sequence[Alike], pool: Pool) -> list[Alike]:
    """Return the same with what as many pictures, drawn evenly from all strata, show.

    Args:
        found: Of strata whose prompts are all marked, or all not.
        pool: Of these strata.
    """
    stacked, rng = pool.stacked(2), pool.rng("self_similarity")
    drawn: dict[int, NDArray[np.float64]] = {}
    done = []
    for one in found:
        if stacked is None or one.value is None:
            done.append(one)
            continue
        if one.n not in drawn:
            drawn[one.n] = pooled_pair_means(*stacked, one.n, draws=_DRAWS, rng=rng)
        # In an order of its own, so that the mean of strata is one of independent draws.
        done.append(replace(one, by_chance=rng.permutation(drawn[one.n])))
    return done


def estimate_self_similarity(
    found: Sequence[Alike], *, reader: str, level: float = 0.95
) -> Estimated:
    """Return how alike pictures are: of each scene and place, of each place, and of no place.

    Over several scenes, or strata, it is their mean, each weighing alike. The floor is what as many
    pictures, drawn evenly from all places of the scene, or from all strata, show.

    Of pictures of one kind the interval held the truth in at least .94 of simulated sets of 8 to
    64, of two equally common kinds in .90 of sets of 8 and .94 of larger ones. Where 1 in 5 is of
    another kind it did in .75 of sets of 8, .90 of 16, .91 of 32 and .95 of 64; where 1 in 10 is,
    in .52, .78, .94 and .93 (`benchmarks/vectors.py`): what a small set does not show, its interval
    does not know.

    Args:
        found: Of all scenes, and of the strata that are of no scene.
        reader: Id of the embedder.
        level: Of the intervals.
    """
    done = Estimated([], [])
    for kind in dict.fromkeys(_kind(one) for one in found):
        part = Estimated([], [])
        mine = [(one.stratum, one) for one in found if _kind(one) == kind]
        for stratum, members in by_stratum(mine):
            if not any(one.requested for one in members):
                continue
            made = _estimate(members, stratum, reader, level=level)
            if isinstance(made, Estimate):
                part.estimates.append(made)
            else:
                part.not_estimated.append(made)
        part = once(part) if kind[0] == IMAGES else part
        done.estimates.extend(part.estimates)
        done.not_estimated.extend(part.not_estimated)
    return done


def _kind(one: Alike) -> tuple[str, str | None, bool | None]:
    return one.attribute, one.place, one.marked


def _estimate(
    members: Sequence[Alike], stratum: str, reader: str, *, level: float
) -> Estimate | NotEstimated:
    usable = [one for one in members if one.value is not None]
    requested = sum(one.requested for one in members)
    n = sum(one.n for one in usable)
    values = np.array([one.value for one in usable], np.float64)
    variances = np.array([one.error for one in usable]) ** 2
    error = float(np.sqrt(variances.sum())) / max(len(usable), 1)
    if error <= _NOTHING:
        return NotEstimated(
            measure="self_similarity",
            attribute=members[0].attribute,
            category=members[0].place,
            stratum=stratum,
            requested=requested,
            reason=noted("all {n} images with a vector are the same to this embedder", n=n)
            if usable
            else _too_few(members[0], requested),
        )
    value = float(values.mean())
    freedom = variances.sum() ** 2 / (variances**2 / [one.n - 1 for one in usable]).sum()
    low, high = likeness_interval(value, error, freedom, level=level)
    draws = [one.by_chance for one in usable if one.by_chance is not None]
    by_chance = np.mean(draws, axis=0) if len(draws) == len(usable) else None
    return Estimate(
        measure="self_similarity",
        attribute=members[0].attribute,
        category=members[0].place,
        stratum=stratum,
        marked=members[0].marked,
        value=value,
        low=max(float(low), -1.0),
        high=float(high),
        level=level,
        method=noted("jackknife over images, Student t on log(1 - value)"),
        denominator="read",
        floor_mean=None if by_chance is None else float(by_chance.mean()),
        floor_high=None if by_chance is None else rarely_exceeded(by_chance),
        n=n,
        n_missing=requested - n,
        n_prompts=sum(one.n_prompts for one in members),
        readers=(reader,),
        cautions=tuple(_cautions(members, requested - n, requested, len(usable))),
    )


def _cautions(members: Sequence[Alike], missing: int, requested: int, usable: int) -> Iterator[str]:
    if members[0].attribute == IMAGES:
        yield from said_of_prompts(sum(one.n_prompts for one in members), members[0].marked)
        yield noted(
            "Its size depends on the embedder: compare it with the floor and with other strata"
            " only."
        )
        if usable < len(members):
            yield noted(
                "Speaks of {n} of {total} strata: the others have too few pictures.",
                n=usable,
                total=len(members),
            )
    else:
        yield SIDE_BY_SIDE
        yield noted(
            "Its size depends on the embedder: compare it with the floor and with other places"
            " only."
        )
        if usable < len(members):
            yield noted(
                "Speaks of {n} of {total} scenes: the others have too few pictures.",
                n=usable,
                total=len(members),
            )
    if missing:
        yield noted_several(
            missing,
            "{n} of {total} requested images is not in it: no bound can say how much that may"
            " matter.",
            "{n} of {total} requested images are not in it: no bound can say how much that may"
            " matter.",
            n=missing,
            total=requested,
        )


def _too_few(one: Alike, requested: int) -> str:
    if one.attribute == IMAGES:
        return noted(
            "no {least} images of one stratum got a vector (of {n} requested)",
            n=requested,
            least=_FEWEST,
        )
    return noted(
        "no {least} images of one scene got a vector (of {n} requested)",
        n=requested,
        least=_FEWEST,
    )
