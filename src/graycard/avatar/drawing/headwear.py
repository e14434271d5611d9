"""What sits on the head. Nothing of it reaches below the hairline, so the face stays readable."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from graycard.avatar.drawing.canvas import Canvas, Colour, along
from graycard.avatar.drawing.inks import scaled

_CAPS: Final[tuple[Colour, ...]] = ((214, 56, 60), (44, 104, 190), (40, 140, 96), (60, 62, 74))
_SCARVES: Final[tuple[Colour, ...]] = (
    (226, 92, 126), (60, 150, 170), (238, 150, 50), (128, 88, 176),
)  # fmt: skip


def headwear(canvas: Canvas, kind: str, which: float) -> None:
    """Draw the headwear.

    Args:
        canvas: With its origin at the centre of the face.
        kind: A category of the attribute `headwear`.
        which: In `[0, 1)`: the colour of caps and headscarves.
    """
    _KINDS[kind](canvas, which)


def _dome(c: Canvas, half: float, top: float, bottom: float, colour: Colour) -> None:
    c.shape(along(0, bottom, half, bottom - top, 180, 360, 18), colour)


def _none(_: Canvas, __: float) -> None:
    pass


def _cap(c: Canvas, which: float) -> None:
    colour = _CAPS[int(which * len(_CAPS))]
    _dome(c, 63, -88, -34, colour)
    c.line([(0, -86), (0, -50)], 4, scaled(colour, 0.75))
    c.oval(0, -86, 6, 5, scaled(colour, 0.75))
    c.rounded(-56, -50, 56, -35, 8, scaled(colour, 0.66))


def _headscarf(c: Canvas, which: float) -> None:
    colour = _SCARVES[int(which * len(_SCARVES))]
    for x, lean in ((-16, -1), (16, 1)):
        c.shape([(0, -84), (x + lean * 16, -108), (x + lean * 26, -88)], scaled(colour, 0.8))
    c.shape([*along(0, -30, 65, 62, 180, 360, 18), (54, -36), (0, -50), (-54, -36)], colour)
    for x, y in ((-40, -52), (-20, -70), (20, -70), (40, -52), (0, -60)):
        c.oval(x, y, 6, 6, (255, 248, 236))
    c.oval(0, -86, 11, 9, scaled(colour, 0.7))


def _hard_hat(c: Canvas, _: float) -> None:
    _dome(c, 66, -100, -38, (252, 206, 36))
    c.box(-9, -104, 9, -44, (226, 172, 14))
    c.rounded(-82, -49, 82, -35, 7, (226, 172, 14))


def _chef_hat(c: Canvas, _: float) -> None:
    for x, y, r in ((-38, -76, 28), (38, -76, 28), (0, -84, 34)):
        c.oval(x, y, r + 3, r * 0.86 + 3, (196, 202, 212))
    for x, y, r in ((-38, -76, 28), (38, -76, 28), (0, -84, 34)):
        c.oval(x, y, r, r * 0.86, (254, 254, 254))
    c.box(-53, -66, 53, -38, (226, 230, 236))
    c.line([(-53, -38), (53, -38)], 4, (186, 192, 204))


def _peaked_cap(c: Canvas, _: float) -> None:
    navy = (26, 42, 96)
    c.shape([(-80, -88), (0, -104), (80, -88), (58, -50), (-58, -50)], navy)
    c.box(-58, -60, 58, -46, (230, 190, 60))
    c.shape([*along(0, -50, 60, 18, 0, 180, 14)], (12, 14, 26))
    c.oval(0, -78, 11, 12, (250, 212, 72))


def _straw_hat(c: Canvas, _: float) -> None:
    _dome(c, 56, -104, -44, (236, 196, 112))
    c.box(-56, -66, 56, -50, (160, 60, 44))
    c.oval(0, -46, 100, 12, (214, 168, 82))


_KINDS: Final[dict[str, Callable[[Canvas, float], None]]] = {
    "none": _none,
    "cap": _cap,
    "headscarf": _headscarf,
    "hard hat": _hard_hat,
    "chef hat": _chef_hat,
    "peaked cap": _peaked_cap,
    "straw hat": _straw_hat,
}
