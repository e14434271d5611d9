"""Which boxes are about the same face: overlap, containment, and who gives way."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

SAME: Final = 0.3
"""Boxes with this intersection over union, or more, are of one face."""

INSIDE: Final = 0.6
"""So are boxes of which this share of the smaller one lies in the other: half a face, seen at the
edge of a tile, lies in the whole one."""


def areas(boxes: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the areas of boxes (left, top, right, bottom), shape (n, 4); empty ones have 0."""
    sides = np.maximum(boxes[:, 2:] - boxes[:, :2], 0)
    product: NDArray[np.float32] = sides[:, 0] * sides[:, 1]
    return product


def shared(
    box: NDArray[np.float32], boxes: NDArray[np.float32]
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Return how much a box shares with others.

    Args:
        box: (left, top, right, bottom), shape (4,).
        boxes: Shape (n, 4).

    Returns:
        Intersection over union, and intersection over the smaller area, shape (n,), in [0, 1].

    Example:
        >>> boxes = np.array([[0, 0, 2, 2], [1, 0, 2, 1]], np.float32)
        >>> of_union, of_smaller = shared(boxes[0], boxes)
        >>> of_union.tolist(), of_smaller.tolist()
        ([1.0, 0.25], [1.0, 1.0])
    """
    corners = np.concatenate(
        [np.maximum(box[:2], boxes[:, :2]), np.minimum(box[2:], boxes[:, 2:])], axis=1
    )
    common = areas(corners)
    own, others = areas(box[None])[0], areas(boxes)
    tiny = np.finfo(np.float32).tiny
    return (
        common / np.maximum(own + others - common, tiny),
        common / np.maximum(np.minimum(own, others), tiny),
    )


def is_one_of(box: NDArray[np.float32], boxes: NDArray[np.float32]) -> bool:
    """Return whether a box is of the same face as one of others.

    Example:
        >>> is_one_of(np.array([1, 0, 9, 9], np.float32), np.array([[0, 0, 9, 9]], np.float32))
        True
    """
    of_union, of_smaller = shared(box, boxes)
    return bool(np.any((of_union >= SAME) | (of_smaller >= INSIDE)))


def keep(boxes: NDArray[np.float32], scores: NDArray[np.float32]) -> list[int]:
    """Return which boxes stay where several are about one face: the one with the higher score.

    Non-maximum suppression; of equal scores the first stays.

    Args:
        boxes: Shape (n, 4).
        scores: Shape (n,).

    Returns:
        Indices, the highest score first.

    Example:
        >>> boxes = np.array([[0, 0, 9, 9], [1, 0, 9, 9], [20, 0, 29, 9]], np.float32)
        >>> keep(boxes, np.array([0.7, 0.9, 0.8], np.float32))
        [1, 2]
    """
    kept: list[int] = []
    for i in np.argsort(-scores, kind="stable").tolist():
        if not kept or not is_one_of(boxes[i], boxes[kept]):
            kept.append(i)
    return kept
