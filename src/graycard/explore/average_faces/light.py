"""Linear light in 16 bits, and back to the 8 bits of sRGB.

Light adds up; sRGB numbers do not. The average of a black and a white picture is a grey that
sends half of the light, which sRGB writes as 188, not as 128.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from graycard.skin.lab import LINEAR

Array = NDArray[np.float64]

FULL: Final = 65535
"""Linear light of white, in whole numbers: sRGB's darkest step is 20 of them."""

TO_LIGHT: Final = np.round(LINEAR * FULL).astype(np.uint16)
"""Linear light, 0 to 65535, of each 8-bit sRGB number; shape (256,)."""


def encoded(light: Array) -> NDArray[np.uint8]:
    """Return the 8-bit sRGB numbers of linear light in [0, 1]; IEC 61966-2-1.

    Example:
        >>> encoded(np.array([0.0, 0.5, 1.0])).tolist()
        [0, 188, 255]
    """
    curve = 1.055 * np.maximum(light, 0.0031308) ** (1 / 2.4) - 0.055
    share = np.where(light <= 0.0031308, 12.92 * light, curve)
    return np.asarray(np.round(share.clip(0, 1) * 255), np.uint8)
