"""How a picture is looked at: from further away, whole, and closer in overlapping squares."""

from __future__ import annotations

import math
from typing import Final, NamedTuple

FURTHER: Final = 1.5
"""Side of the black square in whose middle a picture lies, as a multiple of its longer side: faces
that fill much of a picture are found more surely there, and an eye is less often taken for one."""

_FIRST: Final = 0.6
"""Side of the largest squares within the picture, as a share of its longer side."""

_STEP: Final = 7 / 9
"""From one square to the next, at most, as a share of the side: two overlap by 2/9 or more, and
larger faces than that are found in squares of twice the side already."""


class Tile(NamedTuple):
    """A part of a picture.

    Attributes:
        left: In pixels.
        top: In pixels.
        right: In pixels, exclusive.
        bottom: In pixels, exclusive.
    """

    left: int
    top: int
    right: int
    bottom: int


class Level(NamedTuple):
    """Looks of one closeness.

    Attributes:
        side: Of the square that is looked at, in pixels of the picture.
        tiles: That every pixel lies in one of.
        close: Whether they show parts of the picture.
    """

    side: float
    tiles: tuple[Tile, ...]
    close: bool


def levels(width: int, height: int, *, closest: float) -> list[Level]:
    """Return what to look at: the picture from further away, whole, and closer in squares.

    Args:
        width: Of the picture in pixels.
        height: Of the picture in pixels.
        closest: Side in pixels; once squares are no larger, that is close enough.

    Returns:
        The picture in a larger square, the whole picture, then squares of 0.6 of its longer side,
        of half that, and so on.

    Example:
        >>> [(level.side, len(level.tiles)) for level in levels(500, 500, closest=150)]
        [(750.0, 1), (500.0, 1), (300.0, 4), (150.0, 16)]
    """
    longer = max(width, height)
    whole = (Tile(0, 0, width, height),)
    found = [Level(longer * FURTHER, whole, False), Level(float(longer), whole, False)]
    while found[-1].side > closest * (1 + 1e-9):
        side = found[-1].side / 2 if found[-1].close else longer * _FIRST
        squares = tuple(
            Tile(x, y, min(x + math.ceil(side), width), min(y + math.ceil(side), height))
            for y in _starts(height, side)
            for x in _starts(width, side)
        )
        found.append(Level(side, squares, True))
    return found


def _starts(length: int, side: float) -> list[int]:
    """Return where squares begin along one side of the picture, evenly from end to end."""
    rest = length - side
    if rest <= 0:
        return [0]
    gaps = math.ceil(rest / (side * _STEP) - 1e-9)
    return [math.floor(rest * i / gaps) for i in range(gaps + 1)]


def is_cut(box: tuple[float, float, float, float], tile: Tile, *, width: int, height: int) -> bool:
    """Return whether a box in a tile crosses an edge beyond which the picture goes on.

    What is cut there is seen whole in the next tile, or in a larger one.

    Example:
        >>> half = Tile(0, 0, 50, 100)
        >>> is_cut((40.0, 10.0, 51.0, 21.0), half, width=100, height=100)
        True
        >>> is_cut((-3.0, 10.0, 8.0, 21.0), half, width=100, height=100)
        False
    """
    left, top, right, bottom = box
    return (
        (left < tile.left and tile.left > 0)
        or (top < tile.top and tile.top > 0)
        or (right > tile.right and tile.right < width)
        or (bottom > tile.bottom and tile.bottom < height)
    )
