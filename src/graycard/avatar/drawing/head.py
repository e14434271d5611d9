"""The shape of the head: ears, and an outline that the jaw decides."""

from __future__ import annotations

import math
from typing import Final

from graycard.avatar.drawing.canvas import Canvas, Colour, Point

RX: Final = 54.0
RY: Final = 64.0

_CORNER: Final = {"square": 6.0, "round": 2.0, "pointed": 1.2}
_CHIN: Final = {"square": 64.0, "round": 63.0, "pointed": 76.0}


def lower_outline(jaw: str, *, grow: float = 0.0, start: float = 0.0) -> list[Point]:
    """Return the lower edge of the face from right to left.

    Args:
        jaw: A value of that cue.
        grow: Units by which the edge lies outside the face.
        start: Angle in degrees at which it starts and, mirrored, ends; 0 is the eyes' height.
    """
    power = 2 / _CORNER[jaw]
    points = []
    for step in range(25):
        angle = math.radians(start + (180 - 2 * start) * step / 24)
        x, y = math.cos(angle), math.sin(angle)
        points.append(
            (
                (RX + grow) * math.copysign(abs(x) ** power, x),
                (_CHIN[jaw] + grow) * y**power,
            )
        )
    return points


def neck(canvas: Canvas, colour: Colour) -> None:
    """Draw the neck, which ends round on the clothes."""
    canvas.box(-25, 40, 25, 86, colour)
    canvas.oval(0, 86, 25, 13, colour)


def ears(canvas: Canvas, colour: Colour) -> None:
    """Draw both ears."""
    for side in (-1, 1):
        canvas.oval(side * RX, 8, 11, 15, colour)


def face(canvas: Canvas, jaw: str, colour: Colour) -> None:
    """Fill the face."""
    upper = [
        (RX * math.cos(math.radians(a)), RY * math.sin(math.radians(a))) for a in range(180, 361, 9)
    ]
    canvas.shape([*upper, *lower_outline(jaw)], colour)
