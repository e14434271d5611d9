"""FaceMesh: 468 landmarks of one face, in a crop that is turned upright first.

Y. Kartynnik et al., Real-time Facial Surface Geometry from Monocular Video on Mobile GPUs,
arXiv:1907.06724 (2019); the model of MediaPipe, run by OpenCV.
"""

from __future__ import annotations

import math
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from graycard.faces.blaze import planes

LANDMARKS: Final = 468
SIDE: Final = 192
"""The network looks at squares of so many pixels."""

ROOM: Final = 1.5
"""Side of the square that is cut out, as a multiple of the longer side of the face's box."""

EYE_CORNERS: Final = ((33, 133), (362, 263))
"""Landmarks at the corners of the eye at the left of an upright picture, and of the other one."""

_AS_SEEN: Final = np.arange(256, dtype=np.float32) / np.float32(255)
"""What the network is shown of each 8-bit number."""

_PRESENCE, _POINTS = "conv2d_31", "conv2d_21"


def crop_of(box: NDArray[np.float32], points: NDArray[np.float32]) -> NDArray[np.float64]:
    """Return the map from the network's square to the picture.

    The square has the box's centre in its middle, one and a half times its longer side, and the
    line from eye to eye level.

    Args:
        box: (left, top, right, bottom) in pixels.
        points: Shape (2 or more, 2); the first two are the eyes, that at the left first.

    Returns:
        Shape (2, 3): multiplied with (x, y, 1) in the square it gives (x, y) in the picture.

    Example:
        >>> eyes = np.array([[4, 9], [8, 9], [6, 11], [6, 13], [2, 9], [10, 9]], np.float32)
        >>> map_ = crop_of(np.array([0, 0, 12, 16], np.float32), eyes)
        >>> (map_ @ [95.5, 95.5, 1]).tolist()  # the middle, where pixel centres are whole numbers
        [5.5, 7.5]
    """
    (left, top, right, bottom), (dx, dy) = box.astype(float), (points[1] - points[0]).astype(float)
    scale = ROOM * max(right - left, bottom - top) / SIDE
    angle = math.atan2(dy, dx)
    turn = scale * np.array(
        [[math.cos(angle), -math.sin(angle)], [math.sin(angle), math.cos(angle)]]
    )
    middle = np.array([(left + right) / 2, (top + bottom) / 2])
    # Pixel centres lie at halves: the square's middle is (SIDE - 1) / 2 as OpenCV counts.
    return np.column_stack([turn, middle - 0.5 - turn @ np.full(2, (SIDE - 1) / 2)])


class FaceMesh:
    """The network, made of the bytes of its file."""

    def __init__(self, model: bytes) -> None:
        import cv2

        self._net: Any = cv2.dnn.readNetFromTFLite(np.frombuffer(model, np.uint8))

    def landmarks(
        self, rgb: NDArray[np.uint8], box: NDArray[np.float32], points: NDArray[np.float32]
    ) -> tuple[NDArray[np.float32], float]:
        """Return the landmarks of a face and how sure the network is that there is one.

        Args:
            rgb: The whole picture, shape (height, width, 3).
            box: Of the face, (left, top, right, bottom) in its pixels.
            points: Both eyes, that at the left first, shape (2 or more, 2): more are not looked
                at, such as BlazeFace's six.

        Returns:
            Shape (468, 2), each (x, y) in pixels of the picture, and beyond it where a face is;
            and the presence in [0, 1].
        """
        import cv2

        map_ = crop_of(box, points)
        how = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
        crop = np.asarray(cv2.warpAffine(rgb, map_, (SIDE, SIDE), flags=how), np.uint8)
        self._net.setInput(planes(crop, _AS_SEEN))
        presence, answer = self._net.forward((_PRESENCE, _POINTS))
        in_square = answer.reshape(LANDMARKS, 3)[:, :2].astype(float)
        # A landmark at 0 is the square's edge, and half a pixel before its first pixel's centre.
        in_picture = (in_square - 0.5) @ map_[:, :2].T + map_[:, 2] + 0.5
        chance = 1 / (1 + math.exp(-max(min(float(presence.ravel()[0]), 80.0), -80.0)))
        return in_picture.astype(np.float32), chance
