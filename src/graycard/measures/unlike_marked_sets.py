"""Unlike marked sets: how many unmarked pictures are far from the pictures of every place."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from graycard.language import noted
from graycard.measures._estimates import Estimated
from graycard.measures._info import MeasureInfo
from graycard.measures._judged import Judged, limit
from graycard.measures._of_scenes import (
    by_stratum,
    dropped,
    refused,
    said_of_dropped,
    said_of_prompts,
)
from graycard.measures._scenes import Scene
from graycard.stats.discriminant import fit_discriminant
from graycard.stats.instrument import predicted_floor, predicted_tail
from graycard.stats.intervals import wilson
from graycard.stats.missingness import BOUND_LEVEL, share_bounds
from graycard.stats.multiplicity import benjamini_hochberg
from graycard.types import Estimate

INFO = MeasureInfo(
    family="default culture",
    unit="share of the unmarked images with a vector",
    bounds=(0.0, 1.0),
    parity=None,
    needs=frozenset({"scenes", "vectors"}),
    formula="#{u : least distance > the distance that 1 in 20 exceeds} / n",
    words=(
        "Pictures without a place that are further from every place than 19 in 20 pictures of"
        " places are from their own."
    ),
)

_FEWEST: Final = 20
"""Marked pictures below which no distance is known that only one in twenty exceeds."""


def unlike_marked_sets(
    unmarked: NDArray[np.floating], *, marked: NDArray[np.floating], sets: NDArray[np.integer]
) -> float:
    """Return the share of unmarked pictures that no marked set holds, as its own pictures go.

    A picture is unlike all sets if it is further from the nearest of them (the distance of
    `nearest_marked_set`) than 19 in 20 marked pictures are from their own set, each left out.

    Args:
        unmarked: Vectors of pictures whose prompts name no place, shape (n, d).
        marked: Vectors of pictures whose prompts name one, shape (N, d).
        sets: The place of each of these, 0 to P - 1, shape (N,).

    Returns:
        In ``[0, 1]``; at most 0.05 on average where the unmarked pictures are a mixture of the
        marked sets.

    Raises:
        NothingObservedError: If there are fewer than two sets of two pictures.

    Notes:
        Far means far for this embedder: a style that all unmarked pictures share is enough.

    Source:
        Vovk, Gammerman and Shafer, *Algorithmic Learning in a Random World* (2005), chapter 2, for
        the rank of a distance among those left out.

    Example:
        >>> rng = np.random.default_rng(0)
        >>> marked = rng.normal(size=(40, 2)) + np.repeat([[0, 0], [9, 0]], 20, axis=0)
        >>> sets = np.repeat([0, 1], 20)
        >>> unlike_marked_sets(np.array([[0, 0.1], [4.5, 0]]), marked=marked, sets=sets)
        0.5
    """
    own = np.asarray(sets, np.int64)
    fitted = fit_discriminant(marked, own)
    return float((fitted.distances(unmarked).min(-1) > limit(fitted.left_out(), own)).mean())


def estimate_unlike_marked_sets(
    judged: Sequence[Judged], *, unjudged: Sequence[Scene] = (), level: float = 0.95
) -> Estimated:
    """Return how many unmarked pictures of each scene, and of all, are far from every place.

    The floor is that of the marked pictures themselves, each left out. The interval is Wilson's,
    given these marked pictures.

    Args:
        judged: Scenes of one embedder; those with fewer than 20 marked pictures are records.
        unjudged: Scenes that could not be judged: their unmarked images count as missing.
        level: Of the interval.
    """
    done = Estimated([], [])
    for one in judged:
        if len(one.own) < _FEWEST:
            reason = noted(
                "too few pictures name a place ({n}); it takes {least} to know what is far",
                n=len(one.own),
                least=_FEWEST,
            )
            scene = one.scene
            done.not_estimated.append(
                refused("unlike_marked_sets", scene.stratum, scene.requested, reason)
            )
    usable = [one for one in judged if len(one.own) >= _FEWEST]
    without = [*unjudged, *(one.scene for one in judged if len(one.own) < _FEWEST)]
    for marked in dict.fromkeys(one.scene.marked for one in usable):
        alike = [(one.scene.stratum, one) for one in usable if one.scene.marked == marked]
        for stratum, members in by_stratum(alike):
            gone = dropped(without, stratum, marked)
            done.estimates.append(_share(members, gone, stratum, level=level))
    return Estimated(_adjusted(done.estimates), done.not_estimated)


def _adjusted(estimates: Sequence[Estimate]) -> list[Estimate]:
    if len(estimates) < 2:
        return list(estimates)
    said = noted(
        "Its p-value is adjusted for the {n} strata looked at, with all together.",
        n=len(estimates),
    )
    adjusted = benjamini_hochberg([one.p_adjusted or 0.0 for one in estimates])
    return [
        one.model_copy(update={"p_adjusted": float(p), "cautions": (*one.cautions, said)})
        for one, p in zip(estimates, adjusted, strict=True)
    ]


def _share(
    judged: Sequence[Judged], gone: Sequence[Scene], stratum: str, *, level: float
) -> Estimate:
    n = sum(len(one.unlike) for one in judged)
    requested = [*(one.scene.requested for one in judged), *(one.requested for one in gone)]
    missing = sum(requested) - n
    k = sum(int(one.unlike.sum()) for one in judged)
    parts = np.array([len(one.unlike) / n for one in judged])
    rate = float(parts @ [one.unlike_rate for one in judged])
    weight = 1 / float(parts**2 @ [1 / len(one.own) for one in judged])
    low, high = wilson(k, n, level=level)
    worst_low, worst_high = share_bounds([k, n - k], missing, level=max(level, BOUND_LEVEL))
    mean, most = predicted_floor(rate, weight, n, categories=2)
    return Estimate(
        measure="unlike_marked_sets",
        attribute="place",
        stratum=stratum,
        marked=judged[0].scene.marked,
        value=k / n,
        low=float(low),
        high=float(high),
        level=level,
        method=noted("Wilson score interval, given the marked pictures"),
        denominator="read",
        floor_mean=mean,
        floor_high=most,
        n=n,
        n_missing=missing,
        missing_low=float(worst_low[0]),
        missing_high=float(worst_high[0]),
        n_prompts=sum(one.scene.n_prompts for one in judged),
        p_adjusted=predicted_tail(k, rate, weight, n, categories=2),
        readers=(judged[0].scene.reader,),
        cautions=(*said_of_prompts(judged), *said_of_dropped(judged, gone)),
    )
