"""Which landmarks hold a face in place, and where its eyes and mouth go.

Landmarks are those of FaceMesh, 468 points in the canonical topology of MediaPipe. Left and right
are those of an upright picture.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from graycard.skin.regions import OUTLINE

Array = NDArray[np.float64]

_LEFT_EYE: Final = (
    33, 7, 163, 144, 145, 153, 154, 155, 133, 173, 157, 158, 159, 160, 161, 246,
)  # fmt: skip
_RIGHT_EYE: Final = (
    263, 249, 390, 373, 374, 380, 381, 382, 362, 398, 384, 385, 386, 387, 388, 466,
)  # fmt: skip
_LIPS: Final = (
    61, 146, 91, 181, 84, 17, 314, 405, 321, 375, 291, 409, 270, 269, 267, 0, 37, 39, 40, 185,
)  # fmt: skip
_BROWS: Final = (
    70, 63, 105, 66, 107, 55, 65, 52, 53, 46, 300, 293, 334, 296, 336, 285, 295, 282, 283, 276,
)  # fmt: skip
_NOSE: Final = (168, 6, 197, 195, 5, 4, 1, 2, 98, 327, 129, 358)

FEATURES: Final = (*OUTLINE, *_LEFT_EYE, *_RIGHT_EYE, *_LIPS, *_BROWS, *_NOSE)
"""The landmarks that a face is warped by: its outline, eyes, lips, brows and nose."""

_TIP: Final = 1
_SIDES: Final = (234, 454)
"""Tip of the nose, and the edges of the face beside it."""

FIXED: Final = np.array([(0.38, 0.42), (0.62, 0.42), (0.5, 0.67)])
"""Where the eye at the left, the other eye and the middle of the mouth go, as shares of the side of
the square: the eyes are about a quarter of it apart, and a head with its hair fits in."""


def anchors(landmarks: NDArray[np.floating[Any]]) -> Array:
    """Return the middles of both eyes and of the mouth, shape (3, 2), of all 468 landmarks.

    Example:
        >>> landmarks = np.zeros((468, 2))
        >>> landmarks[list(_LIPS)] = 7, 9
        >>> anchors(landmarks).tolist()
        [[0.0, 0.0], [0.0, 0.0], [7.0, 9.0]]
    """
    parts = (_LEFT_EYE, _RIGHT_EYE, _LIPS)
    return np.stack([landmarks[list(part)].astype(np.float64).mean(axis=0) for part in parts])


def eyes_apart(three: Array) -> float:
    """Return how far the eyes are apart, of what `anchors` returns: the unit of a face."""
    return float(np.hypot(*(three[1] - three[0])))


def moved(before: NDArray[np.floating[Any]], after: NDArray[np.floating[Any]]) -> float:
    """Return how far an eye or the mouth moved at most, as a share of the distance of the eyes.

    Args:
        before: All 468 landmarks, shape (468, 2).
        after: The same ones of another look.
    """
    now = anchors(after)
    unit = eyes_apart(now)
    return float("inf") if unit == 0 else float(np.hypot(*(now - anchors(before)).T).max() / unit)


def turned(landmarks: NDArray[np.floating[Any]]) -> float:
    """Return where between the edges of the face the tip of the nose is.

    Returns:
        0.5 in the middle, 0 above the edge at the left, 1 above the other one, and beyond: 0 to 1
        is measured along the line between both edges.

    Example:
        >>> landmarks = np.zeros((468, 2))
        >>> landmarks[[234, 454, 1]] = (0, 0), (8, 0), (2, 5)
        >>> turned(landmarks)
        0.25
    """
    left, right = (landmarks[side].astype(np.float64) for side in _SIDES)
    across = right - left
    width = float(across @ across)
    return float("inf") if width == 0 else float((landmarks[_TIP] - left) @ across / width)
