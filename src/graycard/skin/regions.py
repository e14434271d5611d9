"""Where a face shows skin that is rarely covered: both cheeks and the lower forehead.

Landmarks are those of FaceMesh, 468 points in the canonical topology of MediaPipe. The outlines
were chosen from that topology and looked at on photographs and drawings. They keep away from eyes
and glasses, from nose and lips, from most beards, from the hairline and from the edge of the face,
where light falls off.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

LANDMARKS: Final = 468
"""Points of a face; the refined model's ten more, of the irises, are not needed."""

CHEEKS: Final = (
    (117, 118, 119, 100, 36, 205, 187, 123),
    (352, 411, 425, 266, 329, 348, 347, 346),
)
"""Corners of the cheek at the left of an upright picture and of the other, both clockwise."""

FOREHEAD: Final = (104, 69, 108, 151, 337, 299, 333, 334, 296, 336, 9, 107, 66, 105)
"""Corners of the lower forehead, just above the brows."""

OUTLINE: Final = (
    10, 338, 297, 332, 284, 251, 389, 356, 454, 323, 361, 288, 397, 365, 379, 378, 400, 377,
    152, 148, 176, 149, 150, 136, 172, 58, 132, 93, 234, 127, 162, 21, 54, 103, 67, 109,
)  # fmt: skip
"""Corners of the whole face from hairline to chin."""


_TURNED: Final = 1 / 3
"""Of the other cheek's area: what is seen of a cheek that is smaller is the edge of the face."""


@dataclass(frozen=True)
class Mask:
    """Pixels of a part of a picture.

    Attributes:
        left: Column of the picture at which the part begins.
        top: Row at which it begins.
        inside: bool, shape (height, width) of the part.
    """

    left: int
    top: int
    inside: NDArray[np.bool_]

    def pixels(self, rgb: NDArray[np.uint8]) -> NDArray[np.uint8]:
        """Return the pixels of the whole picture that are inside, shape (n, 3), row by row."""
        height, width = self.inside.shape
        part = rgb[self.top : self.top + height, self.left : self.left + width]
        return part[self.inside]


def skin_mask(landmarks: NDArray[np.floating[Any]], *, width: int, height: int) -> Mask:
    """Return which pixels of a picture lie in the cheeks and the forehead of a face.

    A cheek that is turned away, so that less than a third of the other one's area is seen of it, is
    left out.

    Args:
        landmarks: Shape (468, 2), each (x, y) in pixels; (0, 0) is the corner of the picture and
            (0.5, 0.5) the centre of its first pixel. They may lie outside.
        width: Of the picture.
        height: Of the picture.

    Returns:
        Pixels whose centres lie within an outline. What lies outside of the picture is cut off, and
        nothing may be left.

    Example:
        >>> landmarks = np.zeros((468, 2))
        >>> landmarks[[*CHEEKS[0][::2]]] = [(2, 2), (6, 2), (6, 5), (2, 5)]
        >>> landmarks[[*CHEEKS[0][1::2]]] = [(4, 2), (6, 3), (4, 5), (2, 3)]
        >>> int(skin_mask(landmarks, width=9, height=9).inside.sum())
        12
    """
    outlines = [landmarks[list(corners)].astype(float) for corners in (*CHEEKS, FOREHEAD)]
    seen = [_area(cheek) for cheek in outlines[:2]]
    outlines = [
        outline
        for outline, area in zip(outlines, (*seen, math.inf), strict=True)
        if area >= _TURNED * max(seen)
    ]
    corners = np.concatenate(outlines)
    left, top = (max(math.floor(low), 0) for low in corners.min(axis=0))
    right, bottom = corners.max(axis=0)
    wide, high = min(math.ceil(right), width) - left, min(math.ceil(bottom), height) - top
    if wide <= 0 or high <= 0:
        return Mask(0, 0, np.zeros((0, 0), np.bool_))
    inside = np.zeros((high, wide), np.bool_)
    for outline in outlines:
        inside |= _fill(outline - (left, top), width=wide, height=high)
    return Mask(left, top, inside)


def face_area(landmarks: NDArray[np.floating[Any]]) -> float:
    """Return the area within the outline of a face, in pixels; parts outside the picture count.

    Example:
        >>> landmarks = np.zeros((468, 2))
        >>> around = np.linspace(0, 2 * np.pi, len(OUTLINE), endpoint=False)
        >>> landmarks[list(OUTLINE)] = 10 * np.column_stack([np.cos(around), np.sin(around)])
        >>> round(face_area(landmarks))  # nearly a circle of radius 10
        313
    """
    return abs(_area(landmarks[list(OUTLINE)].astype(float)))


def _area(outline: NDArray[np.float64]) -> float:
    """Return the area of a polygon, positive if its corners run clockwise as one sees it."""
    x, y = outline.T
    return float(np.sum(x * np.roll(y, -1) - y * np.roll(x, -1)) / 2)


def _fill(outline: NDArray[np.float64], *, width: int, height: int) -> NDArray[np.bool_]:
    """Return which pixels have their centres in a polygon, shape (height, width).

    A pixel is inside where an odd number of sides lies to the left of its centre.
    """
    (x, y), (next_x, next_y) = outline.T, np.roll(outline, -1, axis=0).T
    centres = np.arange(height)[:, None] + 0.5
    row, side = np.nonzero((y <= centres) != (next_y <= centres))
    along = (row + 0.5 - y[side]) / (next_y[side] - y[side])
    cut = x[side] + along * (next_x[side] - x[side])
    turns = np.zeros((height, width + 1), np.int32)
    np.add.at(turns, (row, np.clip(np.ceil(cut - 0.5), 0, width).astype(int)), 1)
    inside: NDArray[np.bool_] = turns.cumsum(axis=1)[:, :width] % 2 == 1
    return inside
