"""Vendi score: to how many wholly different pictures the pictures of a stratum come."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtrit

from graycard.language import noted, noted_several
from graycard.measures._estimates import Estimated
from graycard.measures._image_sets import (
    IMAGES,
    ImageSet,
    Pool,
    evenly,
    once,
    said_of_prompts,
)
from graycard.measures._info import MeasureInfo
from graycard.measures._judged import rarely_exceeded
from graycard.measures._of_scenes import by_stratum
from graycard.stats.spectrum import (
    pooled_spectral_entropies,
    spectral_entropy,
    spectral_entropy_error,
)
from graycard.types import Estimate, NotEstimated

INFO = MeasureInfo(
    family="homogeneity",
    unit="effective number of different images",
    bounds=(1.0, float("inf")),
    parity=None,
    needs=frozenset({"vectors"}),
    formula="exp(−Σ λ log λ), λ the eigenvalues of K / n, K the cosines of n images",
    words=(
        "To how many wholly different pictures the n pictures of a stratum come: 1 if all are the"
        " same, n if no two have anything in common. It grows with n, so compare it at one n only:"
        " the floor is that of as many pictures of mixed strata, and what it falls below by chance"
        " in 5 of 100 audits."
    ),
    published="Friedman and Dieng, The Vendi score (2023)",
    differs=(
        "Published without an interval, and as a number of the set at hand. Here it estimates what"
        " n pictures of the same prompts show on average, and stands beside a floor at the same n;"
        " at most 128 pictures of a stratum are used."
    ),
)

FEWEST: Final = 8
"""Pictures of a stratum: with fewer the interval holds too seldom."""

MOST: Final = 128
"""Pictures of a stratum that are used, so that large strata are compared at one n, and quickly."""

_DRAWS: Final = 199
_NOTHING: Final = 1e-9
"""An entropy or error that is no more than rounding."""


def vendi_score(vectors: NDArray[np.floating]) -> float:
    """Return the Vendi score with cosines as the similarity: ``exp(-Σ λ log λ)``.

    ``λ`` are the eigenvalues of ``K/n``, ``K`` the n x n cosines.

    Args:
        vectors: Of the pictures of one set, shape (n, d), each of length 1.

    Returns:
        In ``[1, min(n, d)]``; 1 where all pictures are the same to the embedder.

    Raises:
        NothingObservedError: If there is no picture.

    Notes:
        Its size depends on n and on the embedder, most of which give any two pictures a cosine well
        above 0.

    Source:
        Friedman and Dieng, "The Vendi score: a diversity evaluation metric for machine learning",
        Transactions on Machine Learning Research (2023).

    Example:
        >>> round(vendi_score(np.array([[1.0, 0], [1, 0], [0, 1], [0, 1]])), 6)
        2.0
    """
    return float(np.exp(spectral_entropy(vectors)))


@dataclass(frozen=True, kw_only=True, eq=False)
class Diverse:
    """How diverse the pictures of one stratum are; the vectors are no longer needed.

    Attributes:
        stratum: Of the prompts.
        marked: Of the prompts.
        n: Pictures that are used.
        there: Pictures with a vector.
        requested: Images.
        n_prompts: Distinct prompts.
        entropy: Logarithm of the score; None where there are too few pictures.
        error: Its standard error.
        freedom: Degrees of freedom of that.
        by_chance: The same of as many pictures of all strata, shape (draws,); None where there are
            no other strata to draw from.
    """

    stratum: str
    marked: bool | None
    n: int
    there: int
    requested: int
    n_prompts: int
    entropy: float | None
    error: float
    freedom: int
    by_chance: NDArray[np.float64] | None = None


def diverse(one: ImageSet) -> Diverse:
    """Return how diverse the pictures of a stratum are, without its floor."""
    vectors = evenly(one.vectors, MOST)
    enough = len(vectors) >= FEWEST
    error, freedom = spectral_entropy_error(vectors) if enough else (0.0, 0)
    return Diverse(
        stratum=one.stratum,
        marked=one.marked,
        n=len(vectors),
        there=len(one.vectors),
        requested=one.requested,
        n_prompts=one.n_prompts,
        entropy=spectral_entropy(vectors) if enough else None,
        error=error,
        freedom=freedom,
    )


def beside_chance(found: Sequence[Diverse], pool: Pool) -> list[Diverse]:
    """Return the same with what as many pictures, drawn evenly from all strata, show.

    Args:
        found: Of strata whose prompts are all marked, or all not.
        pool: Of these strata. One that lacks the pictures for an even draw is left out of it.
    """
    drawn: dict[int, NDArray[np.float64] | None] = {}
    rng = pool.rng("vendi_score")
    done = []
    for one in found:
        if one.entropy is not None and one.n not in drawn:
            stacked = pool.stacked(-(-2 * one.n // max(len(pool.strata), 1)))
            drawn[one.n] = stacked and pooled_spectral_entropies(
                *stacked, one.n, draws=_DRAWS, rng=rng
            )
        by_chance = drawn.get(one.n) if one.entropy is not None else None
        # In an order of its own, so that the mean of strata is one of independent draws.
        done.append(
            one if by_chance is None else replace(one, by_chance=rng.permutation(by_chance))
        )
    return done


def estimate_vendi_scores(
    found: Sequence[Diverse], *, reader: str, level: float = 0.95
) -> Estimated:
    """Return the scores of each stratum, and the geometric mean of all.

    The estimand is the expected score of n pictures of these prompts, on the logarithmic scale. The
    interval is Student's on that scale, with the error by the jackknife: in simulations it held the
    truth in at least .94 of sets of 8 to 64 pictures of one or two frequent kinds. A kind that is
    rare may be missing from a small set, which no interval can know: where 1 in 5 pictures is of
    another kind it held in .77 of sets of 8 and .92 of 16, where 1 in 10 is in .76 and .81, of 32
    pictures in .95 (`benchmarks/vectors.py`).

    Args:
        found: Of one embedder.
        reader: Its id.
        level: Of the intervals.
    """
    done = Estimated([], [])
    for marked in dict.fromkeys(one.marked for one in found):
        part = Estimated([], [])
        mine = [(one.stratum, one) for one in found if one.marked is marked]
        for stratum, members in by_stratum(mine):
            made = _estimate(members, stratum, reader, level=level)
            if isinstance(made, Estimate):
                part.estimates.append(made)
            else:
                part.not_estimated.append(made)
        part = once(part)
        done.estimates.extend(part.estimates)
        done.not_estimated.extend(part.not_estimated)
    return done


def _estimate(
    members: Sequence[Diverse], stratum: str, reader: str, *, level: float
) -> Estimate | NotEstimated:
    usable = [one for one in members if one.entropy is not None]
    requested = sum(one.requested for one in members)
    variances = np.array([one.error for one in usable]) ** 2
    error = float(np.sqrt(variances.sum())) / max(len(usable), 1)
    if error <= _NOTHING:
        return NotEstimated(
            measure="vendi_score",
            attribute=IMAGES,
            stratum=stratum,
            requested=requested,
            reason=_why_not(usable, members),
        )
    entropy = float(np.mean([one.entropy for one in usable]))
    freedom = variances.sum() ** 2 / (variances**2 / [one.freedom for one in usable]).sum()
    half = float(stdtrit(freedom, (1 + level) / 2)) * error
    draws = [one.by_chance for one in usable if one.by_chance is not None]
    by_chance = np.mean(draws, axis=0) if len(draws) == len(usable) else None
    n = sum(one.n for one in usable)
    return Estimate(
        measure="vendi_score",
        attribute=IMAGES,
        stratum=stratum,
        marked=members[0].marked,
        value=float(np.exp(entropy)),
        low=min(max(float(np.exp(entropy - half)), 1.0), float(np.exp(entropy))),
        high=min(float(np.exp(entropy + half)), float(max(one.n for one in usable))),
        level=level,
        method=noted("jackknife over images, Student t on log score"),
        denominator="read",
        floor_mean=None if by_chance is None else float(np.exp(by_chance.mean())),
        floor_high=None if by_chance is None else float(np.exp(-rarely_exceeded(-by_chance))),
        n=n,
        n_missing=requested - n,
        n_prompts=sum(one.n_prompts for one in members),
        readers=(reader,),
        cautions=tuple(_cautions(usable, members)),
    )


def _why_not(usable: Sequence[Diverse], members: Sequence[Diverse]) -> str:
    """Return why the score of a stratum, or of all, has no interval."""
    if not usable:
        there, requested = (
            sum(one.there for one in members),
            sum(one.requested for one in members),
        )
        return noted(
            "{n} of {total} images got a vector; it takes {least} of a stratum",
            n=there,
            total=requested,
            least=FEWEST,
        )
    n = sum(one.n for one in usable)
    if all(one.entropy is not None and one.entropy <= _NOTHING for one in usable):
        return noted(
            "all {n} images with a vector are the same to this embedder: the score is 1, and"
            " nothing says how sure that is",
            n=n,
        )
    return noted(
        "whichever of the {n} images is left out, the score is the same: it has no error", n=n
    )


def _cautions(usable: Sequence[Diverse], members: Sequence[Diverse]) -> Iterator[str]:
    sizes = [one.n for one in usable]
    size = f"{min(sizes)}" if min(sizes) == max(sizes) else f"{min(sizes)} to {max(sizes)}"
    yield noted(
        "It grows with the number of images, here {n} of a stratum, and depends on the embedder:"
        " compare it with its floor, and with scores of as many images only.",
        n=size,
    )
    yield noted("A score below the floor means more alike than images of mixed strata.")
    if len(usable) < len(members):
        yield noted_several(
            len(usable),
            "The score of {n} stratum of {total}: the others have too few images.",
            "The geometric mean of {n} strata of {total}: the others have too few images. Each"
            " weighs alike.",
            n=len(usable),
            total=len(members),
        )
    elif len(members) > 1:
        yield noted("The geometric mean of {n} strata. Each weighs alike.", n=len(usable))
    yield from said_of_prompts(sum(one.n_prompts for one in members), members[0].marked)
    used = sum(one.there for one in usable)
    if used > sum(sizes):
        yield noted(
            "Of {total} images {n} are used, evenly spread: at most {most} of a stratum.",
            total=used,
            n=sum(sizes),
            most=MOST,
        )
    there, requested = sum(one.there for one in members), sum(one.requested for one in members)
    if there < requested:
        yield noted_several(
            requested - there,
            "{n} of {total} requested images has no vector: no bound can say how much that may"
            " matter.",
            "{n} of {total} requested images have no vector: no bound can say how much that may"
            " matter.",
            n=requested - there,
            total=requested,
        )
