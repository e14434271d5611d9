"""Hair: what falls behind the head, what frames it, and what covers the top.

Short hair ends at the ears, medium hair at the jaw, long hair lies over the chest.
"""

from __future__ import annotations

from typing import Final

from graycard.avatar.drawing.canvas import Canvas, Colour, Point, along
from graycard.avatar.drawing.head import RX, RY
from graycard.avatar.drawing.inks import mix, scaled

SIDES: Final = (-1, 1)


def behind(canvas: Canvas, style: str, hair: Colour) -> None:
    """Draw what lies behind the neck."""
    dark = scaled(hair, 0.82)
    if style == "bob":
        canvas.rounded(-78, -74, 78, 56, 50, dark)
    elif style == "bun":
        canvas.oval(0, -80, 27, 25, dark)
        canvas.rounded(-70, -66, 70, 50, 40, dark)
    elif style == "afro":
        canvas.oval(0, -18, 96, 84, dark)
    elif style in ("straight", "wavy"):
        canvas.rounded(-78, -74, 78, 110, 56, dark)
    elif style == "braids":
        canvas.rounded(-64, -70, 64, 40, 46, dark)


def beside(canvas: Canvas, style: str, hair: Colour) -> None:
    """Draw what falls over the clothes, before the head is drawn."""
    sheen = mix(hair, (255, 255, 255), 0.16)
    for side in SIDES:
        if style == "straight":
            canvas.rounded(side * 60 - 20, -30, side * 60 + 20, 132, 16, hair)
            canvas.line([(side * 66, 20), (side * 66, 112)], 5, sheen)
        elif style == "wavy":
            for step in range(7):
                canvas.oval(side * (62 + 8 * (step % 2)), -24 + 24 * step, 22, 20, hair)
            canvas.line([(side * 66, 24), (side * 74, 60), (side * 64, 96)], 5, sheen)
        elif style == "braids":
            for step in range(6):
                y = 14 + 21 * step
                canvas.oval(side * 65, y, 15, 14, hair)
                canvas.line([(side * 56, y + 2), (side * 74, y - 8)], 4, scaled(hair, 0.6))


def on_top(
    canvas: Canvas, style: str, age: str, skin: Colour, hair: Colour, edge: Colour | None
) -> None:
    """Draw what covers the top of the head.

    Args:
        canvas: With its origin at the centre of the face.
        style: Of the hair.
        age: Older hairlines have moved back.
        skin: sRGB of the skin.
        hair: sRGB of the hair.
        edge: Colour of the line that parts hair from skin, where one is needed.
    """
    older = age == "older"
    if style == "bald":
        for side in SIDES:
            canvas.oval(side * (RX + 1), -10, 9, 22, hair)
        canvas.line([(-24, -46), (-12, -53)], 7, mix(skin, (255, 255, 255), 0.45))
        return
    hairline = (
        _short_hairline(older) if style in ("crop", "curls", "buzz") else _soft_hairline(older)
    )
    colour = mix(hair, skin, 0.28) if style == "buzz" else hair
    grow = {"buzz": 2.0, "afro": 14.0}.get(style, 9.0)
    outer = along(0, 0, RX + grow, RY + grow, 176 if style == "buzz" else 172, 364, 22)
    if style == "curls":
        for x, y in along(0, -14, RX + 2, RY - 8, 178, 362, 8):
            canvas.oval(x, y, 17, 17, hair)
    canvas.shape([*outer, *reversed(hairline)], colour)
    if edge:
        canvas.line(hairline, 4.5, edge)
    if style not in ("buzz", "curls", "afro"):
        canvas.arc(0, 4, RX - 6, RY - 6, 215, 262, 5, mix(hair, (255, 255, 255), 0.2))
    if style in ("curls", "afro"):
        for x, y in along(0, 0, RX - 8, RY - 6, 210, 330, 4):
            canvas.oval(x, y, 5, 5, mix(hair, (255, 255, 255), 0.16))


def _short_hairline(older: bool) -> list[Point]:
    if older:
        return [(-RX - 2, 4), (-46, -18), (-40, -46), (-24, -58), (0, -50), (24, -58), (40, -46),
                (46, -18), (RX + 2, 4)]  # fmt: skip
    return [(-RX - 2, 6), (-45, -14), (-42, -36), (-26, -44), (8, -46), (30, -42), (42, -36),
            (45, -14), (RX + 2, 6)]  # fmt: skip


def _soft_hairline(older: bool) -> list[Point]:
    top = -52.0 if older else -44.0
    left = along(-2, 14, 54, 14 - top, 188, 262, 8)
    right = along(2, 14, 54, 14 - top, 278, 352, 8)
    return [*left, (4.0, top - 6), *right]
