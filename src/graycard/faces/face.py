"""What is known of one face in a picture."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

CERTAIN: Final = 0.75
"""Score of BlazeFace from which a face is sure."""

AGREES: Final = 0.5
"""Presence from which the mesh agrees that there is a face; of one in profile it often does not."""


@dataclass(frozen=True, eq=False)
class Face:
    """A face in a picture: a region of it, and nobody's identity.

    Attributes:
        box: (left, top, right, bottom) in pixels, within the picture: about from the eyebrows to
            the chin by BlazeFace, from the forehead to the chin by the Haar cascade.
        score: Of the detector, in [0, 1]; None of the Haar cascade, which gives none.
        points: float32, shape (6, 2), each (x, y) in pixels: the eye at the left of an upright
            picture, the other eye, tip of the nose, middle of the mouth, the ear at the left, the
            other ear; None of the Haar cascade.
        landmarks: float32, shape (468, 2), each (x, y) in pixels of the picture and, where its
            edge cuts the face, beyond it; None where there is no mesh. How far they may be trusted
            says `presence`.
        presence: How sure FaceMesh is that there is a face, in [0, 1]; None where there is no mesh.
    """

    box: tuple[float, float, float, float]
    score: float | None
    points: NDArray[np.float32] | None = None
    landmarks: NDArray[np.float32] | None = None
    presence: float | None = None

    @property
    def is_sure(self) -> bool:
        """Whether the detector or the mesh is sure; of the Haar cascade there is no telling."""
        return (
            self.score is None
            or self.score >= CERTAIN
            or (self.presence is not None and self.presence >= AGREES)
        )

    @property
    def height(self) -> float:
        """Height of the box in pixels."""
        return self.box[3] - self.box[1]

    @property
    def area(self) -> float:
        """Area of the box in pixels."""
        return self.height * (self.box[2] - self.box[0])


def that_count(faces: Sequence[Face], *, smallest: float, beside: float) -> list[Face]:
    """Return the faces that are high enough, the main one first.

    Args:
        faces: Of one picture.
        smallest: Height in pixels from which a face counts.
        beside: Height from which it counts beside a larger one, as a share of that one's.

    Returns:
        Those that are sure, the largest first, and then the others.

    Example:
        >>> large, small = Face((0, 0, 90, 90), 0.6, presence=0.1), Face((0, 0, 30, 30), 0.9)
        >>> [face.score for face in that_count([large, small], smallest=20, beside=0.5)]
        [0.9, 0.6]
    """
    sure = [face.height for face in faces if face.is_sure]
    least = max(smallest, beside * max(sure, default=0.0))
    high = [face for face in faces if face.height >= least]
    return sorted(high, key=lambda face: (not face.is_sure, -face.area, face.box))


def clipped(
    box: NDArray[np.float32], *, width: int, height: int
) -> tuple[float, float, float, float] | None:
    """Return a box within a picture; None if nothing of it is.

    Example:
        >>> clipped(np.array([-2, 1, 4, 9], np.float32), width=10, height=8)
        (0.0, 1.0, 4.0, 8.0)
        >>> clipped(np.array([-2, 1, 0, 9], np.float32), width=10, height=8) is None
        True
    """
    left, top, right, bottom = (float(side) for side in box)
    inside = max(left, 0.0), max(top, 0.0), min(right, float(width)), min(bottom, float(height))
    return inside if inside[0] < inside[2] and inside[1] < inside[3] else None
