"""Key points of a picture, and what it looks like around each of them."""

from __future__ import annotations

from typing import Any, Final

import cv2
import numpy as np
from numpy.typing import NDArray

RGB = NDArray[np.uint8]
Descriptors = NDArray[np.float32]
"""Shape (key points, 128), each row of length 1."""

_SIDE: Final = 512
"""Longest side in pixels at which key points are looked for; larger pictures are made smaller."""
_MOST: Final = 500
"""Key points a picture, the strongest."""


def root_sift(rgb: RGB, *, most: int = _MOST) -> Descriptors:
    """Return the descriptors of a picture's key points.

    SIFT's descriptors are divided by their sum, and the root is taken: then the dot product of two
    is the Hellinger (Bhattacharyya) similarity of their gradients, and each has length 1.

    Args:
        rgb: Shape (height, width, 3).
        most: Key points, the strongest.

    Returns:
        Shape (key points, 128); no row where the picture has none, as plain ones do.

    Source:
        Lowe, "Distinctive image features from scale-invariant keypoints", IJCV 60 (2004);
        Arandjelović and Zisserman, "Three things everyone should know to improve object
        retrieval", CVPR (2012).

    Example:
        >>> root_sift(np.zeros((64, 64, 3), np.uint8)).shape
        (0, 128)
    """
    none = np.zeros((0, 128), np.float32)
    if rgb.size == 0:
        return none
    grey = cv2.cvtColor(np.ascontiguousarray(rgb), cv2.COLOR_RGB2GRAY)
    scale = _SIDE / max(grey.shape)
    if scale < 1:
        height, width = (max(1, round(side * scale)) for side in grey.shape)
        grey = cv2.resize(grey, (width, height), interpolation=cv2.INTER_AREA)
    found: Any = cv2.SIFT.create(nfeatures=most).detectAndCompute(grey, None)[1]
    return none if found is None else hellinger(np.asarray(found, np.float32))


def hellinger(descriptors: NDArray[np.float32]) -> Descriptors:
    """Return descriptors of length 1 whose dot products are Hellinger similarities.

    Args:
        descriptors: Not negative, shape (n, d); those that are zero throughout are left out.

    Example:
        >>> hellinger(np.array([[4.0, 0.0, 12.0]], np.float32)).round(3)
        array([[0.5  , 0.   , 0.866]], dtype=float32)
    """
    sums = descriptors.sum(axis=1, keepdims=True)
    there = sums[:, 0] > 0
    roots: Descriptors = np.sqrt(descriptors[there] / sums[there])
    return roots
