"""Two groups of pictures: how far their average faces are apart, beside what chance does."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from graycard.errors import InputError, NothingObservedError
from graycard.explore.average_faces.aligning import aligned_faces
from graycard.explore.average_faces.difference import Distance, distances
from graycard.explore.average_faces.light import FULL
from graycard.explore.average_faces.looking import Looked, Progress, look
from graycard.explore.average_faces.one_face import AT_LEAST
from graycard.explore.average_faces.shuffles import Unit, comparable
from graycard.faces.find import FaceFinder, face_finder
from graycard.language import noted
from graycard.skin.regions import OUTLINE
from graycard.stats.multiplicity import holm

Array = NDArray[np.float64]

TESTED_SIDE: Final = 64
"""Pixels of the side of the squares that are compared: 24 kilobytes a face are kept in memory."""

MOST: Final = 1000
"""Faces of a group that are compared; of more, so many drawn at random."""

SHUFFLES: Final = 999


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """How far two average faces are apart.

    Attributes:
        square: Over the whole square: clothes and background count as well.
        face: Within the outline of the face, the average one of both groups.
        p_square: Of `square`, adjusted for the two questions asked (Holm).
        p_face: Of `face`, adjusted as well.
        n: Faces that are compared, of each group.
        left_out: Faces that are not, of each group, because the other group does not answer their
            prompt though it answers others of these prompts.
        n_prompts: Distinct prompts of them; None if they are not known.
        shuffled: What was shuffled.
        shuffles: How often.
        seed: Of the shuffles.
    """

    square: Distance
    face: Distance
    p_square: float
    p_face: float
    n: tuple[int, int]
    left_out: tuple[int, int]
    n_prompts: tuple[int, int] | None
    shuffled: Unit
    shuffles: int
    seed: int


def compare_faces(
    first: Sequence[Path],
    second: Sequence[Path],
    *,
    prompts: tuple[Sequence[str], Sequence[str]] | None = None,
    shuffles: int = SHUFFLES,
    seed: int = 0,
    min_height: int = AT_LEAST,
    finder: FaceFinder | None = None,
    progress: Progress | None = None,
) -> Comparison:
    """Say how far the average faces of two groups are apart, and how far chance would bring them.

    Faces are aligned by eyes and mouth alone, at 64 by 64 pixels: a warp to where the landmarks of
    each group are would make the groups differ before anything is compared. Where the picture of a
    face does not reach, the mean of all others of both groups stands in.

    Args:
        first: Files of one group.
        second: Files of the other; no picture may be in both.
        prompts: Of each picture of both; None if they are not known.
        shuffles: How often pictures change groups, 99 or more.
        seed: Of the shuffles.
        min_height: Of a face in pixels, from the brows to the chin; lower ones are dropped.
        finder: Of faces; `face_finder()` if none is given.
        progress: Told how many of how many pictures of a group were looked at.

    Raises:
        InputError: If a picture is in both groups, or there are fewer than 99 shuffles.
        NothingObservedError: If a group has fewer than two faces.
        EnvironmentFaultError: If the files that give landmarks are not installed.

    Example:
        >>> compare_faces([Path("a.png")], [Path("a.png")])
        Traceback (most recent call last):
        graycard.errors.InputError: 1 picture is in both groups
          why  a picture that is compared with itself says nothing
          fix  choose groups that share no picture
    """
    found = face_finder() if finder is None else finder
    common = len(set(first) & set(second))
    if common:
        raise InputError(
            what=f"{common} picture{' is' if common == 1 else 's are'} in both groups",
            why="a picture that is compared with itself says nothing",
            fix="choose groups that share no picture",
        )
    groups = tuple(
        look(group, finder=found, min_height=min_height, progress=progress)
        for group in (first, second)
    )
    return compared((groups[0], groups[1]), prompts=prompts, shuffles=shuffles, seed=seed)


def compared(
    groups: tuple[Looked, Looked],
    *,
    prompts: tuple[Sequence[str], Sequence[str]] | None,
    shuffles: int,
    seed: int,
) -> Comparison:
    """Compare what the first pass saw of two groups: see `compare_faces`."""
    if shuffles < 99:
        raise InputError(
            what=f"{shuffles} shuffles are too few",
            why="chance has no floor that is known to 1 in 100",
            fix="ask for 99 or more; 999 are usual",
        )
    used = [group.n_used for group in groups]
    if min(used) < 2:
        raise NothingObservedError(
            what=noted("the groups cannot be compared"),
            why=noted(
                "they have {n} and {other} faces that can be averaged", n=used[0], other=used[1]
            ),
            fix=noted("choose groups with at least two faces each, better twenty"),
        )
    light, covered, second, chosen = _faces(groups, prompts, seed=seed)
    kept = comparable(chosen, second)
    gone = (int((~kept & ~second).sum()), int((~kept & second).sum()))
    light, covered, second = light[kept], covered[kept], second[kept]
    chosen = [prompt for prompt, stays in zip(chosen, kept, strict=True) if stays]
    if min(second.sum(), (~second).sum()) < 2:
        raise NothingObservedError(
            what=noted("the groups cannot be compared"),
            why=noted("fewer than two faces of a group are of prompts that both groups answer"),
            fix=noted(
                "choose groups with more faces of the same prompts, or with no prompt in common"
            ),
        )
    points = np.average([group.mean_points for group in groups], axis=0, weights=used)
    inside = _within(points[: len(OUTLINE)], side=TESTED_SIDE)
    seen = covered.mean(axis=0) >= 0.5
    regions = np.repeat(np.stack([seen, seen & inside]).reshape(2, -1), 3, axis=1)
    (square, face), unit = distances(
        _filled(light, covered), second, prompts=chosen, regions=regions,
        times=shuffles, seed=seed, full=FULL,
    )  # fmt: skip
    adjusted = holm([square.p, face.p])
    sides = [[p for p, of in zip(chosen, second, strict=True) if of == one] for one in (0, 1)]
    return Comparison(
        square=square,
        face=face,
        p_square=float(adjusted[0]),
        p_face=float(adjusted[1]),
        n=(len(sides[0]), len(sides[1])),
        left_out=gone,
        n_prompts=None if prompts is None else (len(set(sides[0])), len(set(sides[1]))),
        shuffled=unit,
        shuffles=shuffles,
        seed=seed,
    )


def _faces(
    groups: tuple[Looked, Looked],
    prompts: tuple[Sequence[str], Sequence[str]] | None,
    *,
    seed: int,
) -> tuple[NDArray[np.uint16], NDArray[np.bool_], NDArray[np.bool_], list[str | None]]:
    """Return light, coverage, group and prompt of the faces, in an order of their content."""
    rng = np.random.default_rng([seed, 1])
    rows = []
    for side, group in enumerate(groups):
        indices = np.array([face.picture for face in group.faces()])
        if len(indices) > MOST:
            indices = np.sort(rng.choice(indices, MOST, replace=False))
        faces = aligned_faces(
            group, alignment="similarity", side=TESTED_SIDE, only=set(indices.tolist())
        )
        for index, face in zip(indices, faces, strict=True):
            prompt = None if prompts is None else prompts[side][index]
            content = hashlib.sha256(face.light.tobytes()).digest()
            rows.append((prompt or "", content, side, face, prompt))
    rows.sort(key=lambda row: row[:3])  # the order of the pictures shall not matter
    return (
        np.stack([row[3].light.reshape(-1) for row in rows]),
        np.stack([row[3].covered for row in rows]),
        np.array([row[2] == 1 for row in rows]),
        [row[4] for row in rows],
    )


def _filled(light: NDArray[np.uint16], covered: NDArray[np.bool_]) -> NDArray[np.uint16]:
    """Return the faces with the mean of the others, of both groups, where a picture ends.

    The mean does not know the groups, so it cannot make them differ.
    """
    if covered.all():
        return light
    reached = np.repeat(covered.reshape(len(covered), -1), 3, axis=1)
    total = np.zeros(light.shape[1])
    for row, there in zip(light, reached, strict=True):
        total += np.where(there, row, 0)
    mean = np.round(total / np.maximum(reached.sum(axis=0), 1)).astype(np.uint16)
    return np.where(reached, light, mean)


def _within(outline: Array, *, side: int) -> NDArray[np.bool_]:
    """Return which pixels of a square lie within an outline given as shares of its side."""
    import cv2

    inside = np.zeros((side, side), np.uint8)
    corners = np.round((outline * side - 0.5) * 256).astype(np.int32)
    cv2.fillPoly(inside, [corners], 1, shift=8)
    return inside.astype(np.bool_)
