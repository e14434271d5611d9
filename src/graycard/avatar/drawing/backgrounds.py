"""The nine places behind a portrait."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from graycard.avatar.drawing.canvas import UNITS, Canvas, Colour
from graycard.avatar.drawing.inks import scaled

S: Final = UNITS
PLAIN: Final[tuple[Colour, ...]] = (
    (214, 138, 138), (140, 170, 214), (150, 196, 150), (214, 196, 130), (180, 150, 206),
    (190, 190, 190),
)  # fmt: skip


def _office(c: Canvas, k: float) -> None:
    c.fill(scaled((172, 184, 202), k))
    for x in (8, 192):
        c.box(x, 16, x + 56, 120, scaled((128, 176, 226), k))
        c.box(x + 25, 16, x + 31, 120, (240, 240, 240))
        c.box(x, 64, x + 56, 70, (240, 240, 240))


def _hospital(c: Canvas, k: float) -> None:
    c.fill(scaled((206, 234, 230), k))
    c.box(208, 18, 226, 78, (214, 50, 64))
    c.box(187, 39, 247, 57, (214, 50, 64))
    c.box(0, 186, S, S, scaled((150, 205, 204), k))


def _school(c: Canvas, k: float) -> None:
    c.fill(scaled((50, 98, 78), k))
    for y in (34, 66, 98):
        c.box(8, y, 62, y + 8, (220, 230, 222))
        c.box(194, y + 4, 248, y + 12, (220, 230, 222))
    c.box(0, 0, S, 12, (150, 102, 58))


def _home(c: Canvas, k: float) -> None:
    c.fill(scaled((240, 208, 170), k))
    c.box(188, 20, 246, 92, (140, 92, 58))
    c.box(198, 30, 236, 82, (116, 176, 168))
    c.oval(28, 158, 26, 44, scaled((78, 148, 84), k))
    c.box(14, 186, 42, 216, (196, 104, 66))


def _outdoors(c: Canvas, k: float) -> None:
    c.fill(scaled((124, 194, 242), k))
    c.oval(40, 240, 130, 90, scaled((112, 182, 92), k))
    c.oval(226, 236, 116, 98, scaled((84, 156, 82), k))
    c.oval(222, 36, 24, 24, (255, 224, 96))


def _kitchen(c: Canvas, k: float) -> None:
    c.fill(scaled((238, 234, 220), k))
    for at in range(0, S, 32):
        c.box(at, 0, at + 4, S, (188, 198, 200))
        c.box(0, at, S, at + 4, (188, 198, 200))
    c.box(10, 60, 20, 120, (120, 126, 134))
    c.oval(15, 60, 13, 18, (120, 126, 134))
    c.oval(236, 112, 20, 20, (70, 76, 86))
    c.box(231, 60, 241, 100, (70, 76, 86))


def _street(c: Canvas, k: float) -> None:
    c.fill(scaled((196, 212, 224), k))
    c.box(0, 36, 62, S, (160, 112, 96))
    c.box(194, 10, S, S, (112, 118, 134))
    for y in (54, 100, 146):
        for x in (10, 38):
            c.box(x, y, x + 14, y + 22, (248, 224, 148))
        for x in (204, 232):
            c.box(x, y - 28, x + 14, y - 6, (226, 236, 246))


def _lab(c: Canvas, k: float) -> None:
    c.fill(scaled((222, 222, 242), k))
    for x, colour in ((26, (244, 140, 110)), (228, (100, 200, 150))):
        c.shape(
            [(x - 8, 58), (x + 8, 58), (x + 8, 94), (x + 28, 150), (x - 28, 150), (x - 8, 94)],
            colour,
        )
        c.box(x - 13, 52, x + 13, 60, (140, 140, 170))


_PLACES: Final[dict[str, Callable[[Canvas, float], None]]] = {
    "office": _office,
    "hospital": _hospital,
    "school": _school,
    "home": _home,
    "outdoors": _outdoors,
    "kitchen": _kitchen,
    "street": _street,
    "lab": _lab,
}


def background(canvas: Canvas, place: str, *, brightness: float, plain: float) -> None:
    """Fill the canvas with a place.

    Args:
        canvas: What is drawn on.
        place: A category of the attribute `background`.
        brightness: Factor on the main colours, about 0.93 to 1.05.
        plain: In `[0, 1)`: which plain colour the studio has.
    """
    if place == "studio":
        canvas.fill(scaled(PLAIN[int(plain * len(PLAIN))], brightness))
    else:
        _PLACES[place](canvas, brightness)
