"""Clothes by profession, and the tie that goes over any of them.

Coordinates: the face's centre is the origin; the shoulders begin at y = 80.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from graycard.avatar.drawing.canvas import Canvas, Colour
from graycard.avatar.drawing.inks import scaled

TOP: Final = 80.0
BOTTOM: Final = 180.0
WHITE: Final[Colour] = (248, 248, 250)

HALF_WIDTH: Final = {"broad": 108.0, "medium": 86.0, "narrow": 64.0}

FABRIC: Final[dict[str, Colour]] = {
    "ceo": (36, 44, 74),
    "doctor": (246, 248, 250),
    "nurse": (44, 160, 170),
    "engineer": (92, 146, 214),
    "teacher": (176, 118, 62),
    "housekeeper": (52, 56, 70),
    "construction worker": (250, 132, 28),
    "chef": (250, 250, 248),
    "police officer": (28, 46, 100),
    "lawyer": (34, 30, 36),
    "scientist": (240, 243, 246),
    "programmer": (96, 100, 112),
    "receptionist": (206, 74, 122),
    "farmer": (204, 66, 52),
    "athlete": (220, 40, 52),
    "artist": (124, 78, 170),
}
PLAIN: Final[tuple[Colour, ...]] = (
    (84, 156, 110), (232, 196, 92), (120, 164, 196), (228, 150, 110), (168, 130, 160),
    (206, 210, 204),
)  # fmt: skip
TIES: Final[tuple[Colour, ...]] = ((206, 34, 48), (36, 84, 200), (22, 136, 84), (240, 176, 30))


def body(
    canvas: Canvas, profession: str, shoulders: str, *, brightness: float, plain: float
) -> None:
    """Draw the shoulders and what covers them.

    Args:
        canvas: With its origin at the centre of the face.
        profession: Decides the clothes; `person` wears a plain jumper.
        shoulders: A value of that cue.
        brightness: Factor on the fabric's colour.
        plain: In `[0, 1)`: which colour a plain jumper has.
    """
    colour = FABRIC.get(profession) or PLAIN[int(plain * len(PLAIN))]
    colour = scaled(colour, brightness)
    half = HALF_WIDTH[shoulders]
    canvas.rounded(-half, TOP, half, BOTTOM, 44, colour)
    _DETAILS.get(profession, _person)(canvas, half, colour)


def tie(canvas: Canvas, which: float) -> None:
    """Draw a broad tie with a white edge, so that it shows on any fabric."""
    for grow, colour in ((5.0, WHITE), (0.0, TIES[int(which * len(TIES))])):
        canvas.shape(
            [
                (-12 - grow, 86 - grow), (12 + grow, 86 - grow), (9 + grow, 103),
                (19 + grow, BOTTOM), (-19 - grow, BOTTOM), (-9 - grow, 103),
            ],
            colour,
        )  # fmt: skip
    canvas.line([(-8, 103), (8, 103)], 4, scaled(TIES[int(which * len(TIES))], 0.7))


def _shirt_front(c: Canvas, colour: Colour, half: float = 28) -> None:
    c.shape([(-half, TOP), (half, TOP), (0, 168)], colour)


def _person(c: Canvas, _: float, colour: Colour) -> None:
    c.arc(0, TOP - 2, 40, 28, 8, 172, 12, scaled(colour, 0.78))


def _ceo(c: Canvas, _: float, colour: Colour) -> None:
    _shirt_front(c, WHITE, 30)
    lapel = scaled(colour, 1.5)
    for side in (-1, 1):
        c.shape([(side * 30, 78), (side * 50, 106), (side * 6, 164)], lapel)
    c.shape([(40, 122), (62, 116), (60, 132), (40, 132)], (226, 44, 60))


def _lawyer(c: Canvas, _: float, __: Colour) -> None:
    for side in (-1, 1):
        c.shape(
            [(side * 30, 78), (side * 46, 82), (side * 40, BOTTOM), (side * 22, BOTTOM)],
            (142, 28, 52),
        )
        c.shape([(side * 2, 86), (side * 16, 86), (side * 22, 136), (side * 6, 136)], WHITE)
    c.shape([(-26, 80), (26, 80), (14, 96), (-14, 96)], WHITE)


def _coat(c: Canvas, inside: Colour) -> None:
    _shirt_front(c, inside, 32)
    for side in (-1, 1):
        c.line([(side * 34, 82), (side * 6, 158)], 6, (176, 186, 200))


def _doctor(c: Canvas, _: float, __: Colour) -> None:
    _coat(c, (116, 172, 226))
    c.arc(0, 84, 44, 46, 8, 172, 9, (44, 50, 62))
    c.oval(36, 122, 13, 13, (44, 50, 62))
    c.oval(36, 122, 6, 6, (210, 216, 226))


def _scientist(c: Canvas, _: float, __: Colour) -> None:
    _coat(c, (128, 88, 166))
    c.box(34, 116, 58, 142, (198, 206, 218))
    c.box(38, 102, 43, 122, (30, 84, 210))
    c.box(48, 102, 53, 122, (214, 44, 44))


def _nurse(c: Canvas, _: float, colour: Colour) -> None:
    c.line([(-30, 80), (0, 118), (30, 80)], 8, scaled(colour, 0.62))
    c.box(32, 112, 60, 140, WHITE)
    c.box(42, 115, 50, 137, (218, 40, 52))
    c.box(35, 122, 57, 130, (218, 40, 52))


def _engineer(c: Canvas, _: float, colour: Colour) -> None:
    for side in (-1, 1):
        c.shape([(side * 30, 76), (0, 102), (side * 38, 110)], WHITE)
        c.box(side * 44 - 13, 116, side * 44 + 13, 142, scaled(colour, 0.68))
    c.box(-3, 102, 3, BOTTOM, WHITE)
    c.box(38, 104, 44, 122, (250, 196, 40))


def _teacher(c: Canvas, _: float, colour: Colour) -> None:
    _shirt_front(c, (244, 234, 208), 34)
    for side in (-1, 1):
        c.line([(side * 36, 80), (side * 4, 166)], 7, scaled(colour, 0.66))
        c.oval(side * 52, 126, 7, 7, (246, 214, 120))


def _housekeeper(c: Canvas, _: float, __: Colour) -> None:
    c.rounded(-36, 104, 36, BOTTOM, 10, WHITE)
    for side in (-1, 1):
        c.shape([(side * 36, 78), (side * 24, 78), (side * 24, 110), (side * 36, 110)], WHITE)
    c.arc(0, 78, 26, 20, 10, 170, 8, (150, 160, 180))


def _construction(c: Canvas, half: float, __: Colour) -> None:
    for side in (-1, 1):
        c.shape(
            [(side * 32, 80), (side * 48, 84), (side * 48, BOTTOM), (side * 32, BOTTOM)],
            (248, 244, 110),
        )
    c.box(-half, 124, half, 138, (248, 244, 110))


def _chef(c: Canvas, _: float, __: Colour) -> None:
    c.line([(0, 100), (0, BOTTOM)], 4, (206, 208, 214))
    for side in (-1, 1):
        for y in (112, 134):
            c.oval(side * 20, y, 6, 6, (56, 58, 66))
    c.shape([(-34, 78), (34, 78), (0, 108)], (214, 44, 48))


def _police(c: Canvas, _: float, __: Colour) -> None:
    c.shape([(-28, 78), (28, 78), (0, 106)], (196, 212, 238))
    c.shape([(36, 104), (62, 104), (59, 126), (49, 138), (39, 126)], (244, 202, 58))
    for side in (-1, 1):
        c.line([(side * 40, 86), (side * 54, 92)], 9, (244, 202, 58))


def _programmer(c: Canvas, _: float, colour: Colour) -> None:
    c.arc(0, 72, 52, 40, 10, 170, 18, scaled(colour, 0.62))
    for side in (-1, 1):
        c.line([(side * 16, 108), (side * 18, 142)], 6, (244, 244, 246))


def _receptionist(c: Canvas, _: float, colour: Colour) -> None:
    _shirt_front(c, (255, 240, 244), 32)
    for side in (-1, 1):
        c.shape([(side * 32, 78), (side * 44, 100), (side * 6, 162)], scaled(colour, 0.72))
    c.box(-64, 116, -32, 134, WHITE)
    c.box(-58, 122, -38, 127, (90, 96, 110))


def _farmer(c: Canvas, half: float, __: Colour) -> None:
    denim = (60, 90, 158)
    for y in (98, 128):
        c.box(-half + 8, y, half - 8, y + 7, (236, 130, 104))
    c.rounded(-40, 108, 40, BOTTOM, 6, denim)
    for side in (-1, 1):
        c.shape([(side * 40, 78), (side * 26, 78), (side * 24, 114), (side * 40, 114)], denim)
        c.oval(side * 32, 116, 6, 6, (246, 208, 84))


def _athlete(c: Canvas, half: float, __: Colour) -> None:
    for side in (-1, 1):
        c.line([(side * (half - 16), 94), (side * (half - 16), BOTTOM)], 11, WHITE)
    c.arc(0, 78, 38, 26, 8, 172, 9, WHITE)
    c.box(-16, 116, -6, BOTTOM, WHITE)
    c.box(6, 116, 16, BOTTOM, WHITE)


def _artist(c: Canvas, _: float, __: Colour) -> None:
    paints = ((238, 70, 70), (252, 204, 60), (80, 200, 124), (70, 150, 240), (250, 250, 250))
    spots = ((-46, 112), (-22, 134), (6, 112), (30, 132), (50, 110))
    for (x, y), paint in zip(spots, paints, strict=True):
        c.oval(x, y, 11, 11, paint)


_DETAILS: Final[dict[str, Callable[[Canvas, float, Colour], None]]] = {
    "ceo": _ceo,
    "doctor": _doctor,
    "nurse": _nurse,
    "engineer": _engineer,
    "teacher": _teacher,
    "housekeeper": _housekeeper,
    "construction worker": _construction,
    "chef": _chef,
    "police officer": _police,
    "lawyer": _lawyer,
    "scientist": _scientist,
    "programmer": _programmer,
    "receptionist": _receptionist,
    "farmer": _farmer,
    "athlete": _athlete,
    "artist": _artist,
}
