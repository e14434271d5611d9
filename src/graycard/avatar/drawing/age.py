"""What age draws on a face: round cheeks, then a few lines, then many, and sunken eyes and cheeks.

Some of it always shows: cheeks and eyes lie below any hat and above any beard.
"""

from __future__ import annotations

from graycard.avatar.drawing.canvas import Canvas, Colour
from graycard.avatar.drawing.features import EYE_X, SIDES
from graycard.avatar.drawing.inks import ink, mix


def cheeks(canvas: Canvas, age: str, skin: Colour) -> None:
    """Draw what lies on the cheeks, below beard and glasses."""
    if age == "young":
        for side in SIDES:
            canvas.oval(side * 35, 28, 13, 10, mix(skin, (226, 96, 72), 0.3))
        return
    line = ink(skin, 28)
    for side in SIDES:
        if age == "older":
            canvas.oval(side * EYE_X, 7, 22, 20, ink(skin, 10))
            canvas.oval(side * 37, 37, 8, 13, ink(skin, 10))
        canvas.line([(side * 17, 26), (side * 25, 34), (side * 27, 44)], 5, line)


def brow_and_eyes(canvas: Canvas, age: str, skin: Colour) -> None:
    """Draw the lines of the forehead and around the eyes."""
    if age == "young":
        return
    line = ink(skin, 28)
    for side in SIDES:
        canvas.arc(side * EYE_X, 13, 16, 14, 30, 150, 5, line)
    if age == "middle":
        canvas.line([(-15, -36), (15, -36)], 4.5, line)
        return
    for y in (-45, -36):
        canvas.line([(-26, y + 1), (0, y - 1), (26, y + 1)], 4.5, line)
    for side in SIDES:
        for rise in (-7, 5):
            canvas.line([(side * 42, 5 + rise / 3), (side * 51, 5 + rise)], 4.5, line)
