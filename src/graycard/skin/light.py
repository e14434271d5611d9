"""The light that skin is seen in, estimated from everything but the faces."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from graycard.skin.lab import LINEAR, TO_XYZ, lightness, linear_to_lab

Box = tuple[float, float, float, float]

_ABOUT: Final = 1 << 14
"""Pixels that are looked at, about: of larger pictures every second, third, ... row and column."""

_HEAD: Final = 0.5
"""How much wider and higher than a face's box its surroundings are, on each side, that count as
the same person: hair, ears, neck."""

_LEAST_SHARE: Final = 0.1
"""Of the picture that has to be left."""


@dataclass(frozen=True, kw_only=True)
class Light:
    """The light of a picture, as far as its surroundings tell.

    Attributes:
        lightness: Mean L* of what is not face, 0 to 100.
        red: a* of a white sheet in that light, if the surroundings are grey on average.
        yellow: b* of it: positive in warm light, negative in cool.
    """

    lightness: float
    red: float
    yellow: float

    @property
    def cast(self) -> float:
        """How far the light is from neutral: the chroma C*ab of that white sheet."""
        return math.hypot(self.red, self.yellow)


def light_of(rgb: NDArray[np.uint8], faces: Sequence[Box]) -> Light | None:
    """Estimate the light of a picture from everything outside of the faces in it.

    The colour of the light is the mean of linear sRGB (the grey-world assumption), scaled to the
    luminance of white. A red wall and red light give the same number: it is a hint at how far the
    colours of the skin may be the light's, and no ground for correcting them.

    Args:
        rgb: Shape (height, width, 3).
        faces: Boxes (left, top, right, bottom) in pixels; around each, half of its width and height
            is left out, too.

    Returns:
        None if less than a tenth of the picture is left, or what is left is black.

    Source:
        G. Buchsbaum, A spatial processor model for object colour perception, Journal of the
        Franklin Institute 310 (1980) 1-26 (grey world).

    Example:
        >>> warm = np.full((8, 8, 3), (200, 180, 150), np.uint8)
        >>> light = light_of(warm, [])
        >>> round(light.lightness, 1), round(light.cast, 1), light.yellow > 0
        (74.3, 23.3, True)
    """
    height, width, _ = rgb.shape
    step = max(1, math.isqrt(height * width // _ABOUT))
    rows, columns = np.arange(0, height, step), np.arange(0, width, step)
    outside = np.ones((len(rows), len(columns)), np.bool_)
    for left, top, right, bottom in faces:
        wide, high = _HEAD * (right - left), _HEAD * (bottom - top)
        beside = (columns + 0.5 < left - wide) | (columns + 0.5 > right + wide)
        above = (rows + 0.5 < top - high) | (rows + 0.5 > bottom + high)
        outside &= above[:, None] | beside[None, :]
    if outside.size == 0 or outside.mean() < _LEAST_SHARE:
        return None
    light = LINEAR[rgb[::step, ::step][outside]]
    luminance = (light * TO_XYZ[1]).sum(axis=1)
    mean = light.mean(axis=0)
    white = float((mean * TO_XYZ[1]).sum())
    if white == 0:
        return None
    _, red, yellow = linear_to_lab(mean / white)
    return Light(lightness=float(lightness(luminance).mean()), red=float(red), yellow=float(yellow))
