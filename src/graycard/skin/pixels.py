"""Which pixels of a face count as its skin, and when there are too few."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from graycard.language import noted
from graycard.skin.lab import srgb_to_lab
from graycard.skin.regions import face_area, skin_mask

CLIPPED: Final = noted(
    "most pixels of cheeks and forehead are clipped: too bright to have a colour"
)
TOO_DARK: Final = noted("most pixels of cheeks and forehead are black: too dark to have a colour")
NO_COLOURS: Final = noted(
    "most pixels of cheeks and forehead are clipped or black: too bright or too dark to have a"
    " colour"
)
TOO_FEW: Final = noted("too few pixels of cheeks and forehead count as skin")

_END: Final = 255
_CLIPPED_IN: Final = 2
"""Channels at their end that make a pixel clipped. With one, nearly always red, which is a fifth of
luminance, its lightness is still nearly right; to leave out those would leave the dimmer ones."""
_BLACK: Final = 10
"""Highest channel below which a pixel is black; that of Monk tone 10 is 41."""

_SPREADS: Final = 2.5
_AT_LEAST: Final = 5.0
"""CIELAB units that a pixel may lie from the median, however alike the others are."""


@dataclass(frozen=True, eq=False)
class SkinPixels:
    """The pixels that count, or why there are not enough.

    Attributes:
        rgb: uint8, shape (n, 3); none where a reason is given.
        lab: The same pixels in CIELAB, float64, shape (n, 3).
        reason: Why nothing can be said, always in the same words; None if something can.
    """

    rgb: NDArray[np.uint8]
    lab: NDArray[np.float64]
    reason: str | None = None


def skin_pixels(
    rgb: NDArray[np.uint8],
    landmarks: NDArray[np.floating[Any]],
    *,
    min_pixels: int,
    min_share: float,
) -> SkinPixels:
    """Return the pixels of a face that count as its skin.

    Args:
        rgb: The whole picture, shape (height, width, 3).
        landmarks: Of the face, shape (468, 2), each (x, y) in pixels.
        min_pixels: Fewer than this are none.
        min_share: As a share of the area within the face's outline: less than this is nothing.
    """
    height, width, _ = rgb.shape
    region = skin_mask(landmarks, width=width, height=height).pixels(rgb)
    found = choose(region)
    enough = max(min_pixels, min_share * face_area(landmarks))
    if found.reason is None and len(found.rgb) < enough:
        return _nothing(TOO_FEW)
    return found


def choose(region: NDArray[np.uint8]) -> SkinPixels:
    """Return those pixels of a region that have a colour and are like most of the others.

    Out are: clipped pixels, with two channels at 255; black ones, with no channel at 10 or more;
    and those that lie in L*, a* or b* further from the median of the rest than 5 units and than 2.5
    standard deviations, estimated from the median absolute deviation. These are highlights, and
    what covers the skin: hair, glasses, a beard.

    Args:
        region: Pixels, shape (n, 3).

    Returns:
        Some of the pixels that have a colour, or a reason: the region has no pixels, or more than
        half of them are clipped, black, or one or the other. How many must be left for a reading
        is for `skin_pixels` to say.

    Example:
        >>> cheek = np.full((100, 3), (160, 126, 86), np.uint8)
        >>> cheek[:10] = 255  # glare
        >>> cheek[10:30] = (30, 25, 20)  # hair
        >>> len(choose(cheek).rgb)
        70
    """
    if len(region) == 0:
        return _nothing(TOO_FEW)
    clipped = np.count_nonzero(region == _END, axis=1) >= _CLIPPED_IN
    black = region.max(axis=1) < _BLACK
    for out, reason in ((clipped, CLIPPED), (black, TOO_DARK), (clipped | black, NO_COLOURS)):
        if 2 * np.count_nonzero(out) > len(region):
            return _nothing(reason)
    coloured = region[~(clipped | black)]
    lab = srgb_to_lab(coloured)
    away = np.abs(lab - np.median(lab, axis=0))
    # 1.4826 times the median absolute deviation is the standard deviation of normal numbers.
    allowed = np.maximum(_SPREADS * 1.4826 * np.median(away, axis=0), _AT_LEAST)
    alike = np.all(away <= allowed, axis=1)
    return SkinPixels(coloured[alike], lab[alike])


def _nothing(reason: str) -> SkinPixels:
    return SkinPixels(np.empty((0, 3), np.uint8), np.empty((0, 3)), reason)
