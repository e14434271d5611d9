"""Fingerprints of pictures: alike for the same picture however it was saved, unlike for others.

Two steps, because neither does alone. The signs of the slowest waves in a picture's lightness, 63
bits, are compared for all pairs of many pictures at once. Pairs that agree in most of them are then
held against each other part by part: the same picture nowhere differs much in colour.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from graycard.skin.lab import srgb_to_lab

RGB = NDArray[np.uint8]

SIDE: Final = 16
"""Pixels to a side of the small picture that is compared by colour."""

_HASHED: Final = 32
"""Pixels to a side of the one that is hashed."""
_WAVES: Final = 8
_PARTS: Final = 4
"""Parts to a side in which colours are compared: sixteen in all."""
_PLAIN: Final = 1.0
"""Standard deviation of L* below which a picture is plain, and its waves are noise."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Fingerprint:
    """What is kept of a picture.

    Attributes:
        bits: 63 bits in a uint64: which of the slowest waves of its lightness are positive.
        small: CIELAB colours of 16 x 16 pixels, float16, shape (16, 16, 3).
        plain: Whether the picture is of about one lightness, as black ones are: then the bits mean
            nothing, and are 0.
    """

    bits: np.uint64
    small: NDArray[np.float16]
    plain: bool


def fingerprint(rgb: RGB) -> Fingerprint:
    """Return the fingerprint of a picture.

    The picture is averaged down to 32 x 32 pixels, whatever its shape; the discrete cosine
    transform of L* has the mean in the corner and the slowest waves beside it, of which 8 x 8 but
    the mean are kept by sign. Cropped, mirrored and turned pictures have other fingerprints.

    Args:
        rgb: Shape (height, width, 3), at least one pixel.

    Source:
        The use of the slowest waves' signs follows Zauner, "Implementation and benchmarking of
        perceptual image hash functions" (2010), on CIELAB lightness in place of luma.

    Example:
        >>> black = fingerprint(np.zeros((40, 30, 3), np.uint8))
        >>> black.plain, int(black.bits)
        (True, 0)
    """
    pixels = np.ascontiguousarray(rgb)
    light = srgb_to_lab(cv2.resize(pixels, (_HASHED, _HASHED), interpolation=cv2.INTER_AREA))[
        ..., 0
    ]
    small = srgb_to_lab(cv2.resize(pixels, (SIDE, SIDE), interpolation=cv2.INTER_AREA))
    plain = bool(light.std() < _PLAIN)
    waves = cv2.dct(light)[:_WAVES, :_WAVES].ravel()[1:]
    signs = np.zeros(64, np.uint8)
    signs[1:] = 0 if plain else waves > 0
    return Fingerprint(
        bits=np.packbits(signs).view(">u8")[0].astype(np.uint64),
        small=small.astype(np.float16),
        plain=plain,
    )


def bits_apart(one: NDArray[np.uint64], other: NDArray[np.uint64]) -> NDArray[np.uint8]:
    """Return in how many bits fingerprints differ, broadcast against each other.

    Example:
        >>> bits_apart(np.array([0b1011], np.uint64), np.array([0b0001], np.uint64))
        array([2], dtype=uint8)
    """
    return np.asarray(np.bitwise_count(one ^ other))


def colours_apart(one: NDArray[np.float16], other: NDArray[np.float16]) -> NDArray[np.float32]:
    """Return how far two pictures are apart in colour where they differ most.

    Of each of the 4 x 4 parts of the picture the root of the mean squared colour difference
    (CIE 1976) is taken, and the largest is returned. 1 is about what can be seen, 100 is from black
    to white.

    Args:
        one: Small pictures, shape (..., 16, 16, 3).
        other: Of the same shape.

    Returns:
        Shape (...).

    Example:
        >>> black, white = (np.zeros((16, 16, 3), np.float16) for _ in range(2))
        >>> white[0, 0, 0] = 100  # one pixel of a part of sixteen
        >>> float(colours_apart(black, white))
        25.0
    """
    parts = _parts(one.astype(np.float32) - other.astype(np.float32))
    squares = np.einsum("...arbcl,...arbcl->...ab", parts, parts)
    return np.asarray(np.sqrt(squares.max(axis=(-2, -1)) / (SIDE // _PARTS) ** 2))


def part_colours(small: NDArray[np.float16]) -> NDArray[np.float32]:
    """Return the mean colour of each of the 4 x 4 parts, shape (..., 16, 3)."""
    means = _parts(small.astype(np.float32)).mean(axis=(-4, -2))
    return np.asarray(means.reshape(*small.shape[:-3], _PARTS**2, 3))


def _parts(small: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the pixels by part: part, row in it, part, column in it, colour."""
    pixels = SIDE // _PARTS
    return small.reshape(*small.shape[:-3], _PARTS, pixels, _PARTS, pixels, 3)
