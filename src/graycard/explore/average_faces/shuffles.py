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


def comparable(prompts: Sequence[str | None], second: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return which pictures take part in a comparison, shape (n,).

    All do, unless pictures are shuffled within prompts: then those of prompts that both groups
    answer. A prompt of one group alone would make the averages differ by what it asks for.

    Args:
        prompts: Of each picture; None if it is not known.
        second: Whether it is of the second group, shape (n,).

    Example:
        >>> comparable(["a", "a", "a", "b"], np.array([False, True, True, True])).tolist()
        [True, True, True, False]
    """
    if unit_of(prompts, second) != "images within prompts":
        return np.ones(len(second), np.bool_)
    both = {p for p, of in zip(prompts, second, strict=True) if of}
    both &= {p for p, of in zip(prompts, second, strict=True) if not of}
    return np.array([prompt in both for prompt in prompts])


def blocks_of(prompts: Sequence[str | None], *, unit: Unit) -> NDArray[np.int64]:
    """Return within which block each picture is compared: its prompt, or one block of all."""
    if unit != "images within prompts":
        return np.zeros(len(prompts), np.int64)
    return np.unique(np.array(prompts, dtype=str), return_inverse=True)[1].astype(np.int64)


def weights(second: NDArray[np.bool_], blocks: NDArray[np.int64] | None = None) -> Array:
    """Return what each picture weighs in the difference of two averages, first less second.

    Within a block the averages are plain; over blocks, such as prompts, every block weighs alike,
    so that what one group was asked for more often does not count.

    Args:
        second: Shape (..., n), with at least one picture of each group in each block.
        blocks: Of each picture, shape (n,); None for one block.

    Example:
        >>> weights(np.array([False, True, True])).tolist()
        [1.0, -0.5, -0.5]
        >>> weights(np.array([False, True, True, False]), np.array([0, 0, 1, 1])).tolist()
        [0.5, -0.5, -0.5, 0.5]
    """
    blocks = np.zeros(second.shape[-1], np.int64) if blocks is None else blocks
    found = np.zeros(second.shape)
    names = np.unique(blocks)
    for block in names:
        own = blocks == block
        part = second[..., own]
        n = part.sum(axis=-1, keepdims=True)
        found[..., own] = np.where(part, -1 / n, 1 / (own.sum() - n)) / len(names)
    return found
