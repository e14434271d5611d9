"""Which marked set each picture of a scene is nearest to, and what chance would show."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from graycard.language import noted
from graycard.measures._scenes import Scene
from graycard.stats.discriminant import fit_discriminant
from graycard.stats.floor import FLOOR_LEVEL
from graycard.stats.shuffled import shuffled_nearest

Labels = NDArray[np.int64]

DRAWS: Final = 200
"""Redrawn marked sets behind an interval. A standard error from so many is off by 5 %."""

PERMUTATIONS: Final = 199
"""Of the places' names, behind a chance floor: fewer than ten of them lie above it, 10 of 200."""

UNLIKE: Final = 0.05
"""The share of a set's own pictures that counts as unlike it."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Judged:
    """A scene after its pictures were judged.

    Attributes:
        scene: Without its vectors.
        marked: Pictures that name a place and have a vector.
        places: Of the sets that were compared.
        regions: Of these places.
        left_out: Places that were not: of fewer than two pictures nothing can be said.
        nearest: The place of each unmarked picture, shape (n,).
        redrawn: The same, had the marked sets been other samples, shape (draws, n).
        unlike: Whether an unmarked picture is further from every set than most pictures of the
            sets are, shape (n,).
        own: The place of each marked picture, shape (N,).
        found: The place that it is nearest to, had it not been there, shape (N,).
        by_chance: Share found again where names are shuffled, shape (permutations,).
        unlike_rate: Share of the marked pictures, each left out, that count as unlike.
    """

    scene: Scene
    marked: int
    places: tuple[str, ...]
    regions: tuple[str | None, ...]
    left_out: tuple[str, ...]
    nearest: Labels
    redrawn: Labels
    unlike: NDArray[np.bool_]
    own: Labels
    found: Labels
    by_chance: NDArray[np.float64]
    unlike_rate: float

    @property
    def accuracy(self) -> float:
        """Share of marked pictures that are nearest to their own place, places weighing alike."""
        return found_again(self.own, self.found)

    @property
    def chance(self) -> float:
        """What accuracy exceeds in at most 5 of 100 audits where places differ in nothing."""
        return rarely_exceeded(self.by_chance)

    @property
    def told_apart(self) -> bool:
        """Whether the places' pictures can be told apart at all."""
        return self.accuracy > self.chance

    @property
    def confusion(self) -> NDArray[np.float64]:
        """Of each place's pictures, the shares nearest to each, every picture left out."""
        count = len(self.places)
        table = np.zeros((count, count))
        np.add.at(table, (self.own, self.found), 1)
        return np.asarray(table / table.sum(-1, keepdims=True))

    @property
    def weight(self) -> float:
        """Marked pictures, counted as equally sure numbers if every place had as many."""
        sizes = np.bincount(self.own, minlength=len(self.places))
        return float(len(sizes) ** 2 / (1 / sizes).sum())


def judge(scene: Scene, *, draws: int = DRAWS, permutations: int = PERMUTATIONS) -> Judged | str:
    """Judge the pictures of a scene, or return why that cannot be done, in a sentence.

    The same scene always gives the same answer: the seed of chance is made of its names.

    Args:
        scene: With vectors.
        draws: Redrawn marked sets.
        permutations: Of the places' names, at least 19.
    """
    sets = scene.usable
    if not scene.requested:
        return noted(
            "every prompt of this scene names a place, so none shows what is meant without one"
        )
    if not len(scene.vectors):
        return noted("no unmarked picture has a vector (of {n})", n=scene.requested)
    if len(sets) < 2:
        if not scene.sets:
            return noted(
                "fewer than two places have two pictures to compare with (none was asked for)"
            )
        return noted(
            "fewer than two places have two pictures to compare with ({n} were asked for)",
            n=len(scene.sets),
        )
    rng = scene.rng()
    vectors, own = scene.stacked()
    fitted = fit_discriminant(vectors, own)
    apart = fitted.left_out()
    distances = fitted.distances(scene.vectors)
    far = limit(apart, own)
    names = {one.place for one in sets}
    return Judged(
        scene=scene.bare(),
        marked=sum(len(one.vectors) for one in scene.sets),
        places=tuple(one.place for one in sets),
        regions=tuple(one.region for one in sets),
        left_out=tuple(one.place for one in scene.sets if one.place not in names),
        nearest=distances.argmin(-1),
        redrawn=fitted.redrawn(scene.vectors, draws=draws, rng=rng),
        unlike=distances.min(-1) > far,
        own=own,
        found=apart.argmin(-1),
        by_chance=np.array(
            [
                found_again(names, found)
                for names, found in shuffled_nearest(vectors, own, shuffles=permutations, rng=rng)
            ]
        ),
        unlike_rate=float((apart.min(-1) > far).mean()),
    )


def found_again(own: Labels, found: Labels) -> float:
    """Return the mean, over sets, of the share of a set's members that were found in it."""
    sizes = np.bincount(own)
    return float((np.bincount(own[own == found], minlength=len(sizes)) / sizes).mean())


def rarely_exceeded(by_chance: NDArray[np.float64]) -> float:
    """Return what a further number of the same kind exceeds in at most 5 of 100 cases."""
    above = int((1 - FLOOR_LEVEL) * (len(by_chance) + 1) + 1e-9)
    return float(np.sort(by_chance)[-above])


def limit(apart: NDArray[np.float64], own: Labels) -> float:
    """Return the distance from its own set that one marked picture in twenty exceeds."""
    distances = np.sort(apart[np.arange(len(own)), own])
    # The k-th of N, so that a further picture lies beyond it with a probability of at most UNLIKE.
    place = int(np.ceil((1 - UNLIKE) * (len(own) + 1))) - 1
    return float(distances[place]) if place < len(own) else float("inf")
