"""Which boxes are about the same face: overlap, containment, and who gives way."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

SAME: Final = 0.3
"""Boxes with this intersection over union, or more, are of one face."""

INSIDE: Final = 0.6
"""A box of which this share or more lies in another shows a part of what that one shows."""


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
    order = np.argsort(-scores, kind="stable")
    kept: list[int] = []
    while order.size:
        first, order = int(order[0]), order[1:]
        kept.append(first)
        of_union, _ = shared(boxes[first], boxes[order])
        order = order[of_union < SAME]
    return kept


def whole_of(box: NDArray[np.float32], boxes: NDArray[np.float32]) -> int | None:
    """Return which of some larger boxes a box is a part of; None if of none.

    Example:
        >>> face, elsewhere = [0, 0, 9, 9], [20, 0, 29, 9]
        >>> whole_of(np.array([1, 1, 4, 4], np.float32), np.array([elsewhere, face], np.float32))
        1
    """
    if not boxes.size:
        return None
    _, of_smaller = shared(box, boxes)
    best = int(np.argmax(of_smaller))
    return best if of_smaller[best] >= INSIDE else None
