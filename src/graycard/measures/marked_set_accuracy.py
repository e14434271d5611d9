"""Marked set accuracy: how often a picture that names a place is nearest to its own place."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from graycard.language import noted
from graycard.measures._estimates import Estimated
from graycard.measures._info import MeasureInfo
from graycard.measures._judged import Judged, found_again, rarely_exceeded
from graycard.measures._of_scenes import by_stratum, said_of_prompts
from graycard.measures._scenes import Scene
from graycard.stats.discriminant import fit_discriminant
from graycard.stats.intervals import wilson
from graycard.types import ALL, Estimate

INFO = MeasureInfo(
    family="default culture",
    unit="share of the marked images with a vector, places weighing alike",
    bounds=(0.0, 1.0),
    parity=None,
    needs=frozenset({"scenes", "vectors"}),
    formula="mean over places of #{right} / n_p",
    words=(
        "How often a picture that names a place is nearest to its own place, had it not been"
        " there. The floor shuffles which picture is of which place."
    ),
)

_LEFT_OUT_EFFECT: Final = 2.0
"""By how much the variance of a left-out accuracy may exceed that of as many coin tosses."""

_NAMED: Final = 3


def marked_set_accuracy(marked: NDArray[np.floating], *, sets: NDArray[np.integer]) -> float:
    """Return how often a marked picture is nearest to its own set, had it not been there.

    The mean over sets of the share of their pictures for which `nearest_marked_set`, fitted without
    the picture, gives the set that it is of.

    Args:
        marked: Vectors of pictures whose prompts name a place, shape (N, d).
        sets: The place of each, 0 to P - 1, shape (N,).

    Returns:
        In ``[0, 1]``; about ``1/P`` where places differ in nothing.

    Raises:
        NothingObservedError: If there are fewer than two sets of two pictures.

    Notes:
        It is a fact about the embedder and these pictures together. A low one may mean that the
        model shows every place alike, or that the embedder does not see how they differ.

    Source:
        Lachenbruch and Mickey, "Estimation of error rates in discriminant analysis",
        Technometrics 10 (1968), for leaving out.

    Example:
        >>> vectors = np.array([[0.0, 1], [0, -1], [4, 1], [4, -1]])
        >>> marked_set_accuracy(vectors, sets=np.array([0, 0, 1, 1]))
        1.0
    """
    own = np.asarray(sets, np.int64)
    return found_again(own, fit_discriminant(marked, own).left_out().argmin(-1))


def estimate_marked_set_accuracy(
    judged: Sequence[Judged], *, unjudged: Sequence[Scene] = (), level: float = 0.95
) -> Estimated:
    """Return how well the places of each scene, and of all together, are told apart.

    The floor comes from shuffling which picture names which place. The interval is Wilson's with
    the variance doubled: pictures are left out of one another's fits and so are no independent
    draws; Nadeau and Bengio, "Inference for the generalization error", Machine Learning 52 (2003),
    find the variance ``(1/J + n_test/n_train)`` times that of one test, which is nearly ``2/N``.

    Args:
        judged: Scenes of one embedder.
        unjudged: Scenes that could not be judged: their marked images count as missing where all
            scenes are taken together.
        level: Of the intervals.
    """
    done = Estimated([], [])
    for stratum, members in by_stratum((one.scene.stratum, one) for one in judged):
        pictures = sum(len(one.own) for one in members)
        parts = np.array([len(one.own) / pictures for one in members])
        # Parts sum to 1 but for rounding: all right is no more than that.
        value = min(float(parts @ [one.accuracy for one in members]), 1.0)
        size = 1 / (_LEFT_OUT_EFFECT * (parts**2 @ [1 / one.weight for one in members]))
        low, high = wilson(value * size, size, level=level)
        by_chance = parts @ [one.by_chance for one in members]
        gone = [one for one in unjudged if one.sets and stratum in (ALL, one.stratum)]
        lost = sum(one.requested for each in gone for one in each.sets)
        wanted = lost + sum(one.requested for each in members for one in each.scene.sets)
        done.estimates.append(
            Estimate(
                measure="marked_set_accuracy",
                attribute="place",
                stratum=stratum,
                marked=True,
                value=value,
                low=float(low),
                high=float(high),
                level=level,
                method=noted("Wilson score interval, left-out variance doubled"),
                denominator="read",
                floor_mean=float(by_chance.mean()),
                floor_high=rarely_exceeded(by_chance),
                n=pictures,
                n_missing=wanted - pictures,
                n_prompts=sum(one.n_prompts for each in members for one in each.scene.sets),
                readers=(members[0].scene.reader,),
                cautions=(*said_of_prompts(members), *_said_of_gone(len(members), gone, lost)),
            )
        )
    return done


def _said_of_gone(judged: int, gone: Sequence[Scene], lost: int) -> tuple[str, ...]:
    """Return, in a sentence, which scenes a number leaves out; nothing if it is none."""
    if not gone:
        return ()
    names = list(dict.fromkeys(one.stratum for one in gone))
    more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
    return (
        noted(
            "Speaks of {n} of {total} scenes: the places of {names} could not be compared, and"
            " their {images} pictures that name a place count as missing.",
            n=judged,
            total=judged + len(gone),
            names=f"{', '.join(names[:_NAMED])}{more}",
            images=lost,
        ),
    )
