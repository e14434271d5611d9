"""Colours, and the rule that gives every skin tone the same contrast of features.

A line on the skin is drawn in an ink that lies a fixed distance in CIELAB lightness from that
skin: darker on tones 1 to 8, and on tones 9 and 10, below which there is no room, a lighter brown
of the same warmth (pale lines on dark skin would look like paint). So eyelids, brows, lines and
mouths stand out from dark skin as they do from light skin, by construction and not by taste.
"""

from __future__ import annotations

from functools import cache
from typing import Final

from graycard.avatar.drawing.canvas import Colour

MONK: Final[tuple[Colour, ...]] = (
    (246, 237, 228), (243, 231, 219), (247, 234, 208), (234, 218, 186), (215, 189, 150),
    (160, 126, 86), (130, 92, 67), (96, 65, 52), (58, 49, 42), (41, 36, 32),
)  # fmt: skip
"""sRGB of Monk Skin Tones 1 to 10 (Ellis Monk, 2019, skintone.google)."""

HAIR: Final[dict[str, Colour]] = {
    "black": (32, 28, 34),
    "brown": (106, 66, 38),
    "blond": (228, 190, 96),
    "red": (190, 78, 30),
    "grey": (150, 152, 160),
    "white": (238, 238, 240),
}

DARK: Final = 50.0
"""L* below which skin counts as dark where a colour must be chosen: Monk tones 7 to 10."""

_DARK_POLE: Final[Colour] = (12, 2, 0)
_LIGHT_POLE: Final[Colour] = (226, 162, 120)
_ROOM_BELOW: Final = 29.5
"""L* of a skin on which the darkest line is still far enough away."""


def mix(a: Colour, b: Colour, t: float) -> Colour:
    """Return the colour that is `t` of the way from `a` to `b`."""
    return (
        round(a[0] + (b[0] - a[0]) * t),
        round(a[1] + (b[1] - a[1]) * t),
        round(a[2] + (b[2] - a[2]) * t),
    )


def scaled(colour: Colour, k: float) -> Colour:
    """Return a colour that is `k` times as bright, clipped to 0..255."""
    r, g, b = (max(0, min(255, round(channel * k))) for channel in colour)
    return r, g, b


@cache
def lightness(colour: Colour) -> float:
    """Return CIELAB L* of an sRGB colour, in `[0, 100]` (IEC 61966-2-1, CIE 1976).

    Example:
        >>> round(lightness((255, 255, 255))), round(lightness((41, 36, 32)))
        (100, 15)
    """
    linear = [
        v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4
        for v in (channel / 255 for channel in colour)
    ]
    y = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    return float(116 * y ** (1 / 3) - 16 if y > 216 / 24389 else y * 24389 / 27)


@cache
def ink(skin: Colour, distance: float) -> Colour:
    """Return a line colour at a distance in L* from a skin colour.

    Args:
        skin: sRGB of the skin.
        distance: In L*, at most 30: within that every tone can be served.

    Returns:
        A darker colour on Monk tones 1 to 8, a lighter brown on 9 and 10.

    Example:
        >>> tones = [abs(lightness(ink(skin, 28)) - lightness(skin)) for skin in MONK]
        >>> all(27 < tone < 29 for tone in tones)
        True
    """
    pole = _DARK_POLE if lightness(skin) >= _ROOM_BELOW else _LIGHT_POLE
    low, high = 0.0, 1.0
    for _ in range(12):
        middle = (low + high) / 2
        if abs(lightness(mix(skin, pole, middle)) - lightness(skin)) < distance:
            low = middle
        else:
            high = middle
    return mix(skin, pole, high)


@cache
def shade(skin: Colour) -> Colour:
    """Return the tone of neck and ears, a small step away from the face's."""
    return ink(skin, 8)


@cache
def rim(hair: Colour, skin: Colour) -> Colour | None:
    """Return the colour of the line that parts hair from skin, None where they differ enough."""
    if abs(lightness(hair) - lightness(skin)) >= 24:
        return None
    return ink(skin, 26)
