"""Ways to shuffle which group a picture is of, if the groups do not matter.

Pictures of one prompt are alike, so they are no draws of their own where prompts differ between the
groups: then whole prompts are shuffled. Where both groups answer the same prompts, pictures change
groups within each prompt.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Unit = Literal["prompts", "images within prompts", "images"]

ENOUGH: Final = 5
"""Prompts that each group must have for prompts to be shuffled: with fewer there are so few ways to
do it that nothing could be a surprise."""


def unit_of(prompts: Sequence[str | None], second: NDArray[np.bool_]) -> Unit:
    """Return what is shuffled.

    Args:
        prompts: Of each picture; None if it is not known.
        second: Whether it is of the second group, shape (n,).

    Returns:
        `images` if a prompt is not known, or each prompt has one picture, or a group has fewer than
        five prompts; `images within prompts` if a prompt is in both groups; else `prompts`.

    Example:
        >>> unit_of(["a", "b", "a", "b"], np.array([False, False, True, True]))
        'images within prompts'
    """
    known = [prompt for prompt in prompts if prompt is not None]
    if len(known) < len(prompts) or len(set(known)) == len(known):
        return "images"
    pairs = set(zip(known, second.tolist(), strict=True))
    if len(pairs) > len(set(known)):
        return "images within prompts"
    n_second = sum(of_second for _, of_second in pairs)
    return "prompts" if min(n_second, len(pairs) - n_second) >= ENOUGH else "images"


def shuffled(
    prompts: Sequence[str | None],
    second: NDArray[np.bool_],
    *,
    unit: Unit,
    times: int,
    rng: np.random.Generator,
) -> NDArray[np.bool_]:
    """Return which pictures are of the second group, shuffled many times.

    Args:
        prompts: Of each picture.
        second: Whether it is of the second group, shape (n,).
        unit: What is shuffled: see `unit_of`.
        times: How often.
        rng: Source of chance.

    Returns:
        Shape (times, n).

    Example:
        >>> names = np.array([False, False, True])
        >>> rng = np.random.default_rng(0)
        >>> shuffled([None] * 3, names, unit="images", times=4, rng=rng).sum(axis=1).tolist()
        [1, 1, 1, 1]
    """
    if unit == "images":
        return rng.permuted(np.tile(second, (times, 1)), axis=1)
    _, which = np.unique(np.array(prompts, dtype=str), return_inverse=True)
    if unit == "prompts":
        sides = np.zeros(which.max() + 1, np.bool_)
        sides[which] = second
        return rng.permuted(np.tile(sides, (times, 1)), axis=1)[:, which]
    found = np.tile(second, (times, 1))
    for prompt in range(which.max() + 1):
        own = np.flatnonzero(which == prompt)
        found[:, own] = rng.permuted(found[:, own], axis=1)
    return found


def weights(second: NDArray[np.bool_]) -> Array:
    """Return what each picture weighs in the difference of two averages, first less second.

    Args:
        second: Shape (..., n), with at least one picture of each group.

    Example:
        >>> weights(np.array([False, True, True])).tolist()
        [1.0, -0.5, -0.5]
    """
    n = second.sum(axis=-1, keepdims=True)
    return np.asarray(np.where(second, -1 / n, 1 / (second.shape[-1] - n)))
