"""Where in a picture each pixel of the averaged square comes from, and what is there.

Two alignments. By similarity, the square is turned, sized and shifted so that eyes and mouth come
to fixed places. By warping, it is cut into triangles between landmarks, and each is moved as its
corners say, so that outline, brows and nose come to one place, too.

The centre of the first pixel is at (0.5, 0.5).
"""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from graycard.explore.average_faces.light import TO_LIGHT
from graycard.explore.average_faces.points import FIXED
from graycard.explore.average_faces.similarity import Similarity, fit_similarity

Array = NDArray[np.float64]

_SHRINK: Final = 1.5
"""Picture pixels a pixel of the square from which a picture is made smaller first: points picked
out of fine detail would flicker."""

_BORDER: Final = np.array(
    [(0, 0), (0.5, 0), (1, 0), (1, 0.5), (1, 1), (0.5, 1), (0, 1), (0, 0.5)], np.float64
)
"""Corners and middles of the square's edges, as shares of its side: they stay where they are."""


class Aligned(NamedTuple):
    """A face in the square.

    Attributes:
        light: Linear light, 0 to 65535, uint16, shape (side, side, 3).
        covered: Whether the picture reaches there, bool, shape (side, side).
    """

    light: NDArray[np.uint16]
    covered: NDArray[np.bool_]


def to_square(three: Array, *, side: int) -> Similarity:
    """Return the similarity transform that takes eyes and mouth of a picture to their places.

    Args:
        three: Both eyes and the mouth in the picture, shape (3, 2).
        side: Of the square in pixels.
    """
    return fit_similarity(three, FIXED * side)


def pixel_centres(side: int) -> Array:
    """Return the centres of a square's pixels, each (x, y), row by row, shape (side * side, 2)."""
    y, x = np.mgrid[0:side, 0:side] + 0.5
    return np.column_stack([x.ravel(), y.ravel()])


class Mesh:
    """The triangles between the landmarks of an average face and the edge of the square.

    Args:
        landmarks: Of the average face, in pixels of the square, shape (K, 2).
        side: Of the square in pixels.
    """

    def __init__(self, landmarks: Array, *, side: int) -> None:
        from scipy.spatial import Delaunay

        self.side = side
        corners = np.concatenate([landmarks, _BORDER * side])
        triangles = Delaunay(corners)
        places = pixel_centres(side)
        which = triangles.find_simplex(places, tol=1e-9)
        turn = triangles.transform[which]
        first = np.einsum("nij,nj->ni", turn[:, :2], places - turn[:, 2])
        self._weights = np.column_stack([first, 1 - first.sum(axis=1)])
        self._corners = triangles.simplices[which]

    def places(self, landmarks: Array, back: Similarity) -> Array:
        """Return where in a picture the pixels of the square come from.

        Args:
            landmarks: Of the face, in pixels of the picture, shape (K, 2).
            back: From the square to the picture: the square's edge goes along with it.

        Returns:
            Shape (side * side, 2), each (x, y).

        Source:
            Piecewise-affine warp over a Delaunay triangulation: T. F. Cootes, G. J. Edwards and
            C. J. Taylor, Active appearance models, ECCV 1998.
        """
        corners = np.concatenate([landmarks, back(_BORDER * self.side)])
        return np.asarray(np.einsum("nk,nkd->nd", self._weights, corners[self._corners]))


def cut(rgb: NDArray[np.uint8], places: Array, *, side: int, scale: float) -> Aligned:
    """Return what a picture shows at given places, in linear light.

    Between pixels it is interpolated from the four nearest; where the square is much coarser than
    the picture, the picture is averaged down first, in linear light as well.

    Args:
        rgb: The picture, uint8, shape (height, width, 3).
        places: Shape (side * side, 2), each (x, y) in its pixels.
        side: Of the square.
        scale: Pixels of the picture a pixel of the square.
    """
    import cv2

    height, width, _ = rgb.shape
    covered = np.all((places >= 0) & (places <= (width, height)), axis=1)
    low = np.floor(places.min(axis=0)).clip(0, (width - 1, height - 1)).astype(int)
    high = np.ceil(places.max(axis=0)).astype(int).clip(low + 1, (width, height))
    light = TO_LIGHT[rgb[low[1] : high[1], low[0] : high[0]]]
    there = places - low
    if scale > _SHRINK:
        size = np.maximum(np.round((high - low) / scale).astype(int), 1)
        smaller = cv2.resize(light, (int(size[0]), int(size[1])), interpolation=cv2.INTER_AREA)
        there, light = there * (size / (high - low)), np.asarray(smaller, np.uint16)
    x, y = (there.T - 0.5).astype(np.float32).reshape(2, side, side)
    found = cv2.remap(light, x, y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    return Aligned(np.asarray(found, np.uint16), covered.reshape(side, side))
