"""Looking closer: a picture whole, then in overlapping squares, so that small faces are found."""

from __future__ import annotations

import math
from typing import Final, NamedTuple

_FIRST: Final = 0.6
"""Side of the largest squares, as a share of the picture's longer side."""

_STEP: Final = 7 / 9
"""From one square to the next, at most, as a share of the side: the overlap, 2/9, is then larger
than any face that was too small for squares of twice the side."""


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


def tiles(width: int, height: int, *, largest: float) -> list[Tile]:
    """Return what to look at: the whole picture, then squares of half the side, and half again.

    Args:
        width: Of the picture in pixels.
        height: Of the picture in pixels.
        largest: Side of a square in which the smallest face of interest is large enough; squares
            are halved until they are no larger.

    Returns:
        The whole picture first; every pixel lies in a square of each size.

    Example:
        >>> len(tiles(512, 512, largest=512)), len(tiles(512, 512, largest=308))
        (1, 5)
    """
    found = [Tile(0, 0, width, height)]
    longer = max(width, height)
    side = longer * 1.0
    while side > largest * (1 + 1e-9):
        side = side / 2 if len(found) > 1 else longer * _FIRST
        across, down = _starts(width, side), _starts(height, side)
        found += [
            Tile(x, y, min(x + math.ceil(side), width), min(y + math.ceil(side), height))
            for y in down
            for x in across
        ]
    return found


def _starts(length: int, side: float) -> list[int]:
    """Return where squares begin along one side of the picture, evenly from end to end."""
    rest = length - side
    if rest <= 0:
        return [0]
    gaps = math.ceil(rest / (side * _STEP) - 1e-9)
    return [math.floor(rest * i / gaps) for i in range(gaps + 1)]


def is_cut(box: tuple[float, float, float, float], tile: Tile, *, width: int, height: int) -> bool:
    """Return whether a box in a tile touches an edge beyond which the picture goes on.

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
