"""Colourfulness, lightness and contrast of a whole picture: pure pixel arithmetic.

On pictures of people these show style (some prompts are answered in saturated colours, others
in grey ones). They are about pixels and never about anybody's skin.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from graycard import roles
from graycard.documents import digest
from graycard.language import noted
from graycard.pictures import Picture
from graycard.skin.lab import LINEAR, TO_XYZ, lightness
from graycard.types import Attribute, Reading

_VERSION: Final = 1
_HASLER: Final = (
    "D. Hasler and S. Süsstrunk, Measuring colourfulness in natural images, Proc. SPIE 5007"
    " (2003), metric M3, doi:10.1117/12.477378"
)

ATTRIBUTES: Final = (
    Attribute(
        name="colourfulness",
        scale="interval",
        claim="How strong and how varied the colours of the picture are, about 0 (grey) to"
        " above 109 (called 'extremely colourful' in the source).",
        source=_HASLER,
        unit="M3, of 8-bit sRGB",
    ),
    Attribute(
        name="colourfulness_absolute",
        scale="interval",
        claim="The widely copied variant of colourfulness, which drops the sign of the opponent"
        " colours first. Its numbers are other ones, mostly smaller: the two must not be compared.",
        source=f"{_HASLER}, with |R - G| and |(R + G)/2 - B| in place of the signed differences",
        unit="M3 of absolute differences, of 8-bit sRGB",
    ),
    Attribute(
        name="lightness",
        scale="interval",
        claim="How light the picture is: CIELAB lightness L*, averaged over the pixels.",
        source="CIE 015:2018, L* under D65, from sRGB (IEC 61966-2-1)",
        unit="L*, 0 to 100",
    ),
    Attribute(
        name="contrast",
        scale="interval",
        claim="How far light and dark lie apart: the standard deviation of L* over the pixels.",
        source="RMS contrast after E. Peli, Contrast in complex images, JOSA A 7 (1990) 2032,"
        " taken on CIELAB L* in place of luminance",
        unit="L*, 0 to 50",
    ),
)

_BLOCK: Final = 1 << 16
"""Pixels whose L* is added up at a time, at any picture size: how it is rounded depends on it."""

_PIECE: Final = 1 << 14
"""Pixels that are worked on at a time: what fits in a processor's cache."""

_LUMINANCE: Final = np.outer(TO_XYZ[1], LINEAR).astype(np.float32)
"""Share of each 8-bit channel in luminance, white being 1; shape (3, 256)."""


class Settings(roles.Settings):
    """There is nothing to set."""


@dataclass(frozen=True, kw_only=True)
class Colours:
    """What is measured; see `ATTRIBUTES` for sources and units."""

    colourfulness: float
    colourfulness_absolute: float
    lightness: float
    contrast: float


def measure(rgb: NDArray[np.uint8]) -> Colours:
    """Measure the colours of a picture.

    With ``rg = R - G`` and ``yb = (R + G)/2 - B`` over all pixels, colourfulness is
    ``sqrt(sd(rg)² + sd(yb)²) + 0.3 sqrt(mean(rg)² + mean(yb)²)``; the absolute variant takes
    ``|rg|`` and ``|yb|`` instead. Lightness is the mean and contrast the standard deviation
    (with divisor n) of L*.

    Args:
        rgb: Shape (height, width, 3), sRGB, at least one pixel.

    Returns:
        Colourfulness exact to rounding, below 300; lightness and contrast within 0.001
        of double precision.

    Raises:
        ValueError: If there is no pixel: its colours are undefined.

    Example:
        >>> halves = np.zeros((2, 2, 3), np.uint8)
        >>> halves[0, :, 0] = halves[1, :, 1] = 255
        >>> measure(halves).colourfulness  # 255 + 0.3 * 127.5
        293.25
    """
    pixels = rgb.reshape(-1, 3)
    n = len(pixels)
    if n == 0:
        raise ValueError("a picture without pixels has no colours")
    opponents, lights = _Opponents(), np.zeros(2)
    for start in range(0, n, _BLOCK):
        lights += _block(pixels[start : start + _BLOCK], opponents)
    rg, rg_abs, rg_square = opponents.sums(opponents.rg, scale=1) / n
    yb, yb_abs, yb_square = opponents.sums(opponents.yb, scale=2) / n
    light, light_square = lights / n
    return Colours(
        colourfulness=_m3(rg, yb, rg_square, yb_square),
        colourfulness_absolute=_m3(rg_abs, yb_abs, rg_square, yb_square),
        lightness=float(light),
        contrast=math.sqrt(max(light_square - light**2, 0.0)),
    )


class _Opponents:
    """How many pixels have each opponent colour: whole numbers, so that no sum is rounded.

    Attributes:
        rg: Pixels by R - G, from -255 on.
        yb: Pixels by R + G - 2 B, from -510 on: twice the colour, so that it is a whole number.
    """

    def __init__(self) -> None:
        self.rg = np.zeros(2 * 255 + 1, np.int64)
        self.yb = np.zeros(2 * 510 + 1, np.int64)

    def add(
        self, red: NDArray[np.uint8], green: NDArray[np.uint8], blue: NDArray[np.uint8]
    ) -> None:
        """Count pixels, given by channel."""
        rg = np.subtract(red, green, dtype=np.int16)
        yb = np.add(red, green, dtype=np.int16)
        yb -= blue
        yb -= blue
        self.rg += np.bincount(rg + 255, minlength=len(self.rg))
        self.yb += np.bincount(yb + 510, minlength=len(self.yb))

    def sums(self, times: NDArray[np.int64], *, scale: int) -> NDArray[np.float64]:
        """Return the sums over pixels of a colour, its absolute value and its square."""
        values = (np.arange(len(times)) - len(times) // 2) / scale
        return np.array([(times * of).sum() for of in (values, np.abs(values), values**2)])


def _block(pixels: NDArray[np.uint8], opponents: _Opponents) -> NDArray[np.float64]:
    """Count the opponent colours of pixels, and return the sums of L* and of its square."""
    light = np.empty(len(pixels))
    for start in range(0, len(pixels), _PIECE):
        piece = slice(start, start + _PIECE)
        red, green, blue = np.ascontiguousarray(pixels[piece].T)
        opponents.add(red, green, blue)
        luminance = np.take(_LUMINANCE[0], red)
        luminance += np.take(_LUMINANCE[1], green)
        luminance += np.take(_LUMINANCE[2], blue)
        light[piece] = lightness(luminance)
    return np.array([light.sum(), _square(light)])


def _square(values: NDArray[np.float64]) -> float:
    # Not `values @ values`: a threaded BLAS adds up in another order on another machine, and
    # many workers that each start threads are slow.
    return float(np.einsum("i,i->", values, values))


def _m3(rg: float, yb: float, rg_square: float, yb_square: float) -> float:
    variance = rg_square - rg**2 + yb_square - yb**2
    return math.sqrt(max(variance, 0.0)) + 0.3 * math.hypot(rg, yb)


class Colour:
    """The reader; valid on any picture, since it claims nothing beyond the pixels."""

    def __init__(self) -> None:
        self.id = f"colour@{digest({'version': _VERSION})[:12]}"
        self.attributes = ATTRIBUTES
        self.domains = frozenset({roles.ANY_DOMAIN})

    def read(self, pictures: Sequence[Picture]) -> Iterator[Reading]:
        """Yield four readings a picture, each with a value and no label."""
        for picture in pictures:
            empty = picture.rgb.size == 0
            colours = None if empty else measure(picture.rgb)
            for attribute in ATTRIBUTES:
                yield Reading(
                    generation_id=picture.generation_id,
                    attribute=attribute.name,
                    value=None if colours is None else getattr(colours, attribute.name),
                    reader=self.id,
                    missing_reason=noted("the picture has no pixels") if empty else None,
                )


def load(settings: Settings) -> Colour:  # noqa: ARG001  every component is loaded this way
    """Return the reader."""
    return Colour()
