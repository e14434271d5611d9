"""Eyes, brows, nose, mouth, glasses, earrings and facial hair."""

from __future__ import annotations

from typing import Final

from graycard.avatar.drawing.canvas import Canvas, Colour
from graycard.avatar.drawing.head import RX, lower_outline
from graycard.avatar.drawing.inks import DARK, ink, lightness, mix

EYE_X: Final = 22.0
EYE_Y: Final = 3.0
SIDES: Final = (-1, 1)

_WHITE_OF_THE_EYE: Final[Colour] = (248, 246, 240)
_BROW: Final = {"thick": 13.0, "medium": 7.5, "thin": 3.5}
_GOLD: Final[Colour] = (250, 200, 48)
_GOLD_EDGE: Final[Colour] = (120, 76, 8)


def eyes(canvas: Canvas, age: str) -> None:
    """Draw the eyes; older eyes are narrower."""
    height = {"young": 9.0, "middle": 8.0, "older": 6.5}[age]
    for side in SIDES:
        canvas.oval(side * EYE_X, EYE_Y, 12, height, _WHITE_OF_THE_EYE)
        canvas.oval(side * EYE_X, EYE_Y, 7, min(7.5, height), (30, 20, 18))


def lashes(canvas: Canvas, length: str, skin: Colour) -> None:
    """Draw a lid line, and for long lashes three that stand out to the side."""
    if length == "none":
        return
    colour = ink(skin, 30)
    for side in SIDES:
        x = side * EYE_X
        canvas.arc(x, EYE_Y, 14.5, 12, 195, 345, 4 if length == "short" else 7, colour)
        if length == "long":
            for x0, y0, x1, y1 in ((4, -9, 8, -18), (9, -6, 17, -15), (12, -2, 23, -8)):
                canvas.line([(x + side * x0, EYE_Y + y0), (x + side * x1, EYE_Y + y1)], 4.5, colour)


def brows(canvas: Canvas, kind: str, skin: Colour) -> None:
    """Draw the brows in the ink of the skin, whatever the hair's colour."""
    lift = {"thick": 0, "medium": 2, "thin": 5}[kind]
    for side in SIDES:
        canvas.line(
            [(side * (EYE_X - 13), -23.0), (side * (EYE_X + 2), -24.0 - lift),
             (side * (EYE_X + 14), -22.0)],
            _BROW[kind],
            ink(skin, 30),
        )  # fmt: skip


def nose(canvas: Canvas, skin: Colour) -> None:
    """Draw the nose."""
    canvas.line([(1, 8), (-6, 24), (5, 25)], 4.5, ink(skin, 20))


def mouth(canvas: Canvas, lips: str, skin: Colour, *, smile: bool) -> None:
    """Draw the mouth: open and curved up for a smile, closed otherwise."""
    line = ink(skin, 30)
    dark = lightness(skin) < DARK
    colour = {
        "thin": line,
        "natural": mix(skin, (196, 76, 72), 0.4),
        # On dark skin wine red: as strong a colour as the red on light skin, and no brighter.
        "painted": (170, 30, 84) if dark else (204, 30, 70),
    }[lips]
    if smile:
        border = {"thin": 2.0, "natural": 4.0, "painted": 6.5}[lips]
        canvas.chord(0, 40, 21 + border, 17 + border, 4, 176, colour)
        canvas.chord(0, 41 + border / 3, 19, 12, 4, 176, (252, 250, 246))
    elif lips == "thin":
        canvas.line([(-17, 47), (17, 47)], 4.5, line)
    elif lips == "natural":
        canvas.oval(0, 47, 17, 6, colour)
        canvas.line([(-16, 47), (16, 47)], 2.5, mix(colour, (40, 10, 8), 0.5))
    else:
        canvas.oval(-7, 45.5, 11, 6.5, colour)
        canvas.oval(7, 45.5, 11, 6.5, colour)
        canvas.oval(0, 48, 17, 8, colour)
        canvas.line([(-16, 47), (16, 47)], 2.5, mix(colour, (60, 0, 20), 0.5))


def glasses(canvas: Canvas, skin: Colour) -> None:
    """Draw round glasses: dark frames on light skin, golden frames on dark skin."""
    colour = (240, 214, 150) if lightness(skin) < DARK else (24, 24, 34)
    for side in SIDES:
        canvas.ring(side * EYE_X, EYE_Y + 1, 20.5, 18, 6, colour)
        canvas.line([(side * 42, EYE_Y - 2), (side * RX, EYE_Y - 5)], 6, colour)
    canvas.line([(-4, EYE_Y), (4, EYE_Y)], 5, colour)


def earrings(canvas: Canvas, kind: str) -> None:
    """Draw studs or hoops, over the hair."""
    for side in SIDES:
        x = side * (RX + 5)
        if kind == "studs":
            canvas.oval(x, 24, 8, 8, _GOLD_EDGE)
            canvas.oval(x, 24, 6, 6, _GOLD)
        elif kind == "hoops":
            canvas.ring(x, 40, 18.5, 20.5, 9, _GOLD_EDGE)
            canvas.ring(x, 40, 17, 19, 6, _GOLD)


def facial_hair(
    canvas: Canvas, kind: str, jaw: str, skin: Colour, hair: Colour, edge: Colour | None
) -> None:
    """Draw a full beard along the jaw, or a moustache.

    Args:
        canvas: With its origin at the centre of the face.
        kind: A value of that cue.
        jaw: A value of that cue; the beard follows it.
        skin: sRGB of the skin, which shows around the mouth.
        hair: sRGB of the hair.
        edge: Colour of the line that parts it from the skin, where one is needed.
    """
    if kind == "beard":
        top = [(-50.0, 8.0), (-44.0, 24.0), (-30.0, 33.0), (-12.0, 29.0), (0.0, 32.0),
               (12.0, 29.0), (30.0, 33.0), (44.0, 24.0), (50.0, 8.0)]  # fmt: skip
        canvas.shape([*lower_outline(jaw, grow=4, start=2), *top], hair)
        if edge:
            canvas.line(top, 4.5, edge)
            canvas.oval(0, 48, 28, 16.5, edge)
        canvas.oval(0, 48, 25, 13.5, skin)
    elif kind == "moustache":
        for grow, colour in ((3.5, edge), (0.0, hair)):
            if colour:
                canvas.shape(
                    [(-33 - grow, 42 + grow), (-24, 30 - grow), (-8, 28 - grow), (0, 31 - grow),
                     (8, 28 - grow), (24, 30 - grow), (33 + grow, 42 + grow), (16, 39 + grow),
                     (0, 38 + grow), (-16, 39 + grow)],
                    colour,
                )  # fmt: skip
