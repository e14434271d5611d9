"""CIEDE2000: how different two colours look."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

_TWENTY_FIVE_TO_7 = 25.0**7


def ciede2000(first: NDArray[np.float64], second: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the colour differences ΔE00 between CIELAB colours.

    About 1 is just noticeable side by side; that holds for differences up to about 5, beyond which
    the number orders colours rather than measures them. The parametric weights kL, kC, kH are 1.

    Args:
        first: L*, a*, b*; shape (..., 3).
        second: The same; the leading axes broadcast against those of `first`.

    Returns:
        Differences of the broadcast leading shape, not negative, 0 for equal colours; symmetric.

    Source:
        G. Sharma, W. Wu, E. N. Dalal, The CIEDE2000 color-difference formula: implementation
        notes, supplementary test data, and mathematical observations, Color Research and
        Application 30 (2005) 21-30, doi:10.1002/col.20070.

    Example:
        >>> ciede2000(np.array([50.0, 2.6772, -79.7751]), np.array([50.0, 0.0, -82.7485])).round(4)
        np.float64(2.0425)
    """
    l1, a1, b1 = np.moveaxis(first, -1, 0)
    l2, a2, b2 = np.moveaxis(second, -1, 0)
    g = 0.5 * (1 - _saturation((np.hypot(a1, b1) + np.hypot(a2, b2)) / 2))
    a1, a2 = (1 + g) * a1, (1 + g) * a2
    c1, c2 = np.hypot(a1, b1), np.hypot(a2, b2)
    h1, h2 = np.degrees(np.arctan2(b1, a1)) % 360, np.degrees(np.arctan2(b2, a2)) % 360

    # Where one of the two is grey it has no hue: no difference of hue, and the mean is the other's.
    grey = c1 * c2 == 0
    turn = np.where(grey, 0.0, (h2 - h1 + 180) % 360 - 180)
    # Opposite hues: the published formula takes +180 where h2 - h1 is exactly 180.
    turn = np.where(~grey & (h2 - h1 == 180), 180.0, turn)
    apart = np.abs(h1 - h2) > 180
    mean_h = np.where(grey, h1 + h2, (h1 + h2 + np.where(apart, 360, 0)) / 2) % 360
    mean_l, mean_c = (l1 + l2) / 2, (c1 + c2) / 2

    d_l, d_c = l2 - l1, c2 - c1
    d_h = 2 * np.sqrt(c1 * c2) * np.sin(np.radians(turn / 2))
    t = (
        1
        - 0.17 * _cos(mean_h - 30)
        + 0.24 * _cos(2 * mean_h)
        + 0.32 * _cos(3 * mean_h + 6)
        - 0.20 * _cos(4 * mean_h - 63)
    )
    square = (mean_l - 50) ** 2
    s_l = 1 + 0.015 * square / np.sqrt(20 + square)
    s_c = 1 + 0.045 * mean_c
    s_h = 1 + 0.015 * mean_c * t
    angle = 30 * np.exp(-(((mean_h - 275) / 25) ** 2))
    r_t = -2 * _saturation(mean_c) * np.sin(np.radians(2 * angle))
    l_, c_, h_ = d_l / s_l, d_c / s_c, d_h / s_h
    found: NDArray[np.float64] = np.sqrt(np.maximum(l_**2 + c_**2 + h_**2 + r_t * c_ * h_, 0.0))
    return found


def _saturation(chroma: NDArray[np.float64]) -> NDArray[np.float64]:
    power = chroma**7
    found: NDArray[np.float64] = np.sqrt(power / (power + _TWENTY_FIVE_TO_7))
    return found


def _cos(degrees: NDArray[np.float64]) -> NDArray[np.float64]:
    found: NDArray[np.float64] = np.cos(np.radians(degrees))
    return found
