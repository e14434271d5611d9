"""Shapes in one coordinate system, whatever the picture's size."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import Final

from PIL import Image, ImageDraw

Colour = tuple[int, int, int]
Point = tuple[float, float]

UNITS: Final = 256
"""The drawing is 256 units wide and high; y grows downwards."""

SUPERSAMPLING: Final = 4


class Canvas:
    """A square of 256 by 256 units, drawn four times as large as the picture it becomes.

    Args:
        size: Width and height of the finished picture in pixels.
    """

    def __init__(self, size: int) -> None:
        pixels = size * SUPERSAMPLING
        self._pixels_per_unit = pixels / UNITS
        self.k, self._left, self._top = self._pixels_per_unit, 0.0, 0.0
        self._image = Image.new("RGB", (pixels, pixels))
        self._draw = ImageDraw.Draw(self._image)

    def move(self, x: float, y: float, scale: float) -> None:
        """Put the origin at a point and make units `scale` times as large, for all that follows."""
        self.k = self._pixels_per_unit * scale
        self._left, self._top = x * self._pixels_per_unit, y * self._pixels_per_unit

    def finish(self) -> Image.Image:
        """Return the picture, averaged down over 4 by 4 pixels."""
        return self._image.reduce(SUPERSAMPLING)

    def fill(self, colour: Colour) -> None:
        """Fill everything."""
        self._draw.rectangle((0, 0, *self._image.size), fill=colour)

    def box(self, x0: float, y0: float, x1: float, y1: float, colour: Colour) -> None:
        """Fill the rectangle between two corners."""
        self._draw.rectangle(self._scaled(x0, y0, x1, y1), fill=colour)

    def rounded(
        self, x0: float, y0: float, x1: float, y1: float, radius: float, colour: Colour
    ) -> None:
        """Fill a rectangle with rounded corners."""
        self._draw.rounded_rectangle(self._scaled(x0, y0, x1, y1), radius * self.k, fill=colour)

    def oval(self, x: float, y: float, rx: float, ry: float, colour: Colour) -> None:
        """Fill an ellipse around a centre."""
        self._draw.ellipse(self._scaled(x - rx, y - ry, x + rx, y + ry), fill=colour)

    def ring(self, x: float, y: float, rx: float, ry: float, width: float, colour: Colour) -> None:
        """Draw the outline of an ellipse, inwards from its radii."""
        self._draw.ellipse(
            self._scaled(x - rx, y - ry, x + rx, y + ry),
            outline=colour,
            width=max(1, round(width * self.k)),
        )

    def chord(
        self, x: float, y: float, rx: float, ry: float, start: float, end: float, colour: Colour
    ) -> None:
        """Fill the part of an ellipse that a straight cut leaves between two angles (degrees)."""
        self._draw.chord(self._scaled(x - rx, y - ry, x + rx, y + ry), start, end, fill=colour)

    def arc(
        self,
        x: float,
        y: float,
        rx: float,
        ry: float,
        start: float,
        end: float,
        width: float,
        colour: Colour,
    ) -> None:
        """Draw a part of the outline of an ellipse, clockwise in degrees from three o'clock."""
        self._draw.arc(
            self._scaled(x - rx, y - ry, x + rx, y + ry),
            start,
            end,
            fill=colour,
            width=max(1, round(width * self.k)),
        )

    def shape(self, points: Iterable[Point], colour: Colour) -> None:
        """Fill a polygon."""
        k, left, top = self.k, self._left, self._top
        self._draw.polygon([(x * k + left, y * k + top) for x, y in points], fill=colour)

    def line(self, points: Sequence[Point], width: float, colour: Colour) -> None:
        """Draw a line through points, with round ends."""
        k, left, top = self.k, self._left, self._top
        scaled = [(x * k + left, y * k + top) for x, y in points]
        self._draw.line(scaled, fill=colour, width=max(1, round(width * k)), joint="curve")
        r = width * k / 2
        for x, y in (scaled[0], scaled[-1]):
            self._draw.ellipse((x - r, y - r, x + r, y + r), fill=colour)

    def _scaled(self, x0: float, y0: float, x1: float, y1: float) -> tuple[float, ...]:
        k, left, top = self.k, self._left, self._top
        return x0 * k + left, y0 * k + top, x1 * k + left, y1 * k + top


def along(
    x: float, y: float, rx: float, ry: float, start: float, end: float, steps: int = 16
) -> list[Point]:
    """Return points on an ellipse between two angles, clockwise in degrees from three o'clock."""
    points = []
    for step in range(steps + 1):
        angle = math.radians(start + (end - start) * step / steps)
        points.append((x + rx * math.cos(angle), y + ry * math.sin(angle)))
    return points
