"""From sRGB to CIELAB, for whole arrays of pixels."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

TO_XYZ: Final = np.array(
    [
        [0.412453, 0.357580, 0.180423],
        [0.212671, 0.715160, 0.072169],
        [0.019334, 0.119193, 0.950227],
    ]
)
"""From linear sRGB to CIE XYZ, 2° observer, D65; the second row is luminance."""

_WHITE: Final = TO_XYZ.sum(axis=1)
"""XYZ of (1, 1, 1): taken from the matrix itself, so that every grey has a* = b* = 0."""

_KNEE: Final = (6 / 29) ** 3
_BELOW: Final = (29 / 6) ** 2 / 3


def linear(encoded: NDArray[np.floating[Any]]) -> NDArray[np.floating[Any]]:
    """Return linear light, from sRGB numbers in [0, 1]; IEC 61966-2-1."""
    return np.where(encoded <= 0.04045, encoded / 12.92, ((encoded + 0.055) / 1.055) ** 2.4)


LINEAR: Final = linear(np.arange(256) / 255).astype(np.float64)
"""Linear light of each 8-bit sRGB number; shape (256,), in [0, 1]."""


def lightness(luminance: NDArray[np.floating[Any]]) -> NDArray[np.floating[Any]]:
    """Return L*, 0 to 100, of luminances in [0, 1] where 1 is white; CIE 015:2018.

    Example:
        >>> lightness(np.array([0.0, 0.18418652, 1.0])).round(3)
        array([  0.,  50., 100.])
    """
    return np.where(luminance > _KNEE, 116 * np.cbrt(luminance) - 16, luminance * (29 / 3) ** 3)


def srgb_to_lab(rgb: NDArray[Any]) -> NDArray[np.float64]:
    """Return the CIELAB colours of sRGB pixels, under D65 and for the 2° observer.

    Args:
        rgb: Shape (..., 3): uint8, or floating-point numbers in [0, 1].

    Returns:
        L* in [0, 100], a* and b*; float64, shape (..., 3). For greys a* and b* are 0 to rounding.

    Raises:
        ValueError: If the numbers are of another type: 8-bit numbers in floating point would be
            taken for very bright light.

    Source:
        IEC 61966-2-1 (sRGB) and CIE 015:2018, Colorimetry.

    Example:
        >>> srgb_to_lab(np.array([246, 237, 228], np.uint8)).round(1)  # Monk tone 1
        array([94.2,  1.5,  5.4])
    """
    if rgb.dtype == np.uint8:
        light = LINEAR[rgb]
    elif np.issubdtype(rgb.dtype, np.floating) and not np.any((rgb < 0) | (rgb > 1)):
        light = linear(rgb.astype(np.float64))
    else:
        raise ValueError("sRGB is uint8, or floating-point numbers in [0, 1]")
    return linear_to_lab(light)


def linear_to_lab(light: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the CIELAB colours of linear sRGB light, shape (..., 3); 1 is white."""
    # Not a matrix product: a threaded BLAS may add up in another order on another machine.
    x, y, z = (
        (light[..., 0] * row[0] + light[..., 1] * row[1] + light[..., 2] * row[2]) / white
        for row, white in zip(TO_XYZ, _WHITE, strict=True)
    )
    fx, fy, fz = (np.where(t > _KNEE, np.cbrt(t), t * _BELOW + 4 / 29) for t in (x, y, z))
    return np.stack([116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)], axis=-1)
