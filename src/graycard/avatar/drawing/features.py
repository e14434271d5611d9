"""Eyes, brows, nose, mouth, glasses, earrings and facial hair."""

from __future__ import annotations

from typing import Final

from graycard.avatar.drawing.canvas import Canvas, Colour
from graycard.avatar.drawing.head import RX, lower_outline
from graycard.avatar.drawing.inks import ink, lightness, mix

EYE_X: Final = 22.0
EYE_Y: Final = 3.0
SIDES: Final = (-1, 1)

_BROW: Final = {"thick": 13.0, "medium": 7.5, "thin": 3.5}
_GOLD: Final[Colour] = (250, 200, 48)
_GOLD_EDGE: Final[Colour] = (120, 76, 8)


def eyes(canvas: Canvas, age: str) -> None:
    """Draw the eyes; older eyes are narrower."""
    height = {"young": 10.0, "middle": 9.0, "older": 7.5}[age]
    for side in SIDES:
        canvas.oval(side * EYE_X, EYE_Y, 12.5, height, (255, 255, 255))
        canvas.oval(side * EYE_X, EYE_Y, 7, min(7.5, height), (30, 20, 18))


def lashes(canvas: Canvas, length: str, skin: Colour) -> None:
    """Draw a lid line, and for long lashes three that stand out to the side."""
    if length == "none":
        return
    colour = ink(skin, 45)
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
            ink(skin, 45),
        )  # fmt: skip


def nose(canvas: Canvas, skin: Colour) -> None:
    """Draw the nose."""
    canvas.line([(1, 8), (-6, 24), (5, 25)], 4.5, ink(skin, 26))


def mouth(canvas: Canvas, lips: str, skin: Colour, *, smile: bool) -> None:
    """Draw the mouth: open and curved up for a smile, closed otherwise."""
    line = ink(skin, 45)
    if lips == "painted":
        colour = (206, 22, 66) if lightness(skin) >= 50 else (252, 104, 128)
    else:
        colour = mix(ink(skin, 30), (214, 90, 84), 0.45) if lips == "natural" else line
    if smile:
        border = {"thin": 2.5, "natural": 5.0, "painted": 9.0}[lips]
        canvas.chord(0, 40, 21 + border, 17 + border, 4, 176, colour)
        canvas.chord(0, 41 + border / 3, 20, 14, 4, 176, (255, 255, 255))
    elif lips == "thin":
        canvas.line([(-17, 47), (17, 47)], 4.5, line)
    elif lips == "natural":
        canvas.oval(0, 47, 18, 6.5, colour)
    else:
        canvas.oval(-8, 45.5, 13, 7.5, colour)
        canvas.oval(8, 45.5, 13, 7.5, colour)
        canvas.oval(0, 48, 19, 9.5, colour)
        canvas.line([(-17, 47), (17, 47)], 2.5, mix(colour, (60, 0, 20), 0.5))


def glasses(canvas: Canvas, skin: Colour) -> None:
    """Draw round glasses: dark frames on light skin, light frames on dark skin."""
    colour = (24, 24, 34) if lightness(skin) >= 50 else (244, 244, 248)
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
