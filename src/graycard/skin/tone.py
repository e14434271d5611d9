"""What the colour of skin pixels comes to: ITA, lightness, hue, the nearest Monk tone, a class."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from graycard.skin.monk import nearest_tone

CLASSES: Final = ("light red", "light yellow", "dark red", "dark yellow")
LIGHT_FROM: Final = 60.0
"""L* from which skin is called light, by Thong, Joniak and Xiang."""
YELLOW_FROM: Final = 55.0
"""Hue angle in degrees from which skin is called yellow, by the same."""
HUES: Final = (-90.0, 110.0)
"""Hue angles in degrees above which, and up to which, a colour is called red or yellow here. The
source names no end of yellow: the swatches of the Monk scale end at 89°, and from about 110° on
colours look green. As the ends lie well apart, a mean of angles between them is one."""
GREY_BELOW: Final = 2.0
"""Chroma below which a colour is called grey: a step of one in one channel then turns the hue by
tens of degrees. The least of the Monk scale is 3.8, of tone 10."""


@dataclass(frozen=True, kw_only=True)
class Tone:
    """The colour of some pixels, summed up.

    Attributes:
        lightness: Mean L*, 0 to 100.
        a: Mean a*, from green to red.
        b: Mean b*, from blue to yellow.
        hue: Angle of (a, b) in degrees, in (-180, 180]: red is 0, yellow 90.
        ita: Mean individual typology angle of the pixels, in degrees; see `tone_of`.
        without_yellow: Share of the pixels with b* of 0 or less, whose angle lies outside of the
            scale of ITA, -90 to 90.
        monk: Nearest Monk tone, 1 to 10.
        distance: Its difference ΔE00 from the mean colour.
    """

    lightness: float
    a: float
    b: float
    hue: float
    ita: float
    without_yellow: float
    monk: int
    distance: float

    @property
    def chroma(self) -> float:
        """Distance of the mean colour from grey, C*ab."""
        return math.hypot(self.a, self.b)

    @property
    def is_grey(self) -> bool:
        """Whether the mean colour is too near to grey to have a hue, as in black and white."""
        return self.chroma < GREY_BELOW

    @property
    def is_red_or_yellow(self) -> bool:
        """Whether the hue lies within `HUES`."""
        return HUES[0] < self.hue <= HUES[1]

    @property
    def skin_class(self) -> str | None:
        """One of `CLASSES`; None for grey, and for a hue that is green or blue.

        Yellow is from 55° to 110°, red from there down to -90°. The source takes arctan(b/a), which
        is the same wherever a* and b* are positive, as the colours of skin nearly always are.

        Example:
            >>> tone_of(np.array([[30.7, 11.7, 13.3]])).skin_class  # Monk tone 8
            'dark red'
        """
        if self.is_grey or not self.is_red_or_yellow:
            return None
        light = "light" if self.lightness >= LIGHT_FROM else "dark"
        return f"{light} {'yellow' if self.hue >= YELLOW_FROM else 'red'}"


def tone_of(lab: NDArray[np.float64]) -> Tone:
    """Sum up the colour of skin pixels.

    ITA is the mean over the pixels of arctan2(L* - 50, b*), in degrees. The usual quotient,
    arctan((L* - 50) / b*), changes its sign where b* does.

    Args:
        lab: L*, a*, b* of the pixels, shape (n, 3), at least one.

    Raises:
        ValueError: If there is no pixel.

    Source:
        A. Chardon, I. Cretois, C. Hourseau, Skin colour typology and suntanning pathways,
        International Journal of Cosmetic Science 13 (1991) 191-208 (ITA); W. Thong, P. Joniak,
        A. Xiang, Beyond Skin Tone: A Multidimensional Measure of Apparent Skin Color, ICCV 2023,
        arXiv:2309.05148 (hue beside lightness, and the classes).

    Example:
        >>> tone = tone_of(np.array([[70.0, 10.0, 20.0]]))
        >>> round(tone.ita, 1), round(tone.hue, 1), tone.skin_class
        (45.0, 63.4, 'light yellow')
    """
    if len(lab) == 0:
        raise ValueError("no pixels have no tone")
    mean = lab.mean(axis=0)
    lightness, a, b = (float(one) for one in mean)
    tone, distance = nearest_tone(mean)
    return Tone(
        lightness=lightness,
        a=a,
        b=b,
        hue=math.degrees(math.atan2(b, a)),
        ita=float(np.degrees(np.arctan2(lab[:, 0] - 50, lab[:, 2])).mean()),
        without_yellow=float(np.mean(lab[:, 2] <= 0)),
        monk=int(tone),
        distance=float(distance),
    )
