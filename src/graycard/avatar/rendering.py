"""`render`: from an avatar and a seed to a picture, a pure function of both."""

from __future__ import annotations

import random

from PIL import Image

from graycard.avatar.drawing import age, backgrounds, clothes, features, hair, head, headwear
from graycard.avatar.drawing.canvas import Canvas, Colour
from graycard.avatar.drawing.inks import HAIR, MONK, rim, scaled, shade
from graycard.avatar.portrait import Avatar
from graycard.avatar.seeds import derive
from graycard.errors import InputError

SIZES = (64, 128, 256)
"""The sizes in pixels that can be drawn; 64 is what the world's models see."""


def render(avatar: Avatar, *, seed: int, size: int = 64) -> Image.Image:
    """Draw one portrait.

    The seed moves the head a little, changes its size, the shade of skin, hair, clothes and
    background, and the colours that mean nothing (a plain jumper, a tie, a cap). It changes
    nothing that `Avatar.labels` states.

    Args:
        avatar: What is drawn.
        seed: Any integer; the same avatar and seed give the same pixels with the same version
            of Pillow.
        size: Width and height in pixels, one of `SIZES`.

    Returns:
        An RGB picture, averaged down from four times its size.

    Raises:
        InputError: If the size is not one of `SIZES`.

    Example:
        >>> from graycard.avatar import sample
        >>> render(sample("nurse", seed=1), seed=1).size
        (64, 64)
    """
    if size not in SIZES:
        raise InputError(
            what=f"a portrait cannot be drawn at {size} pixels",
            why="every size would be a world of its own to validate",
            fix=f"choose one of {', '.join(map(str, SIZES))}",
        )
    rng = random.Random(derive(seed, "drawing"))  # noqa: S311 - drawings hold no secrets

    def between(low: float, high: float) -> float:
        return low + (high - low) * rng.random()

    skin_colour = MONK[avatar.skin_tone - 1]
    skin: Colour = _shifted(skin_colour, round(between(-2, 2)), round(between(-2, 2)))
    hair_colour = scaled(HAIR[avatar.hair_colour], between(0.92, 1.06))
    edge = rim(HAIR[avatar.hair_colour], skin_colour)
    x, y, scale = 128 + between(-6, 6), 118 + between(-4, 4), between(0.93, 1.0)

    canvas = Canvas(size)
    backgrounds.background(
        canvas, avatar.background, brightness=between(0.94, 1.05), plain=rng.random()
    )
    canvas.move(x, y, scale)
    hair.behind(canvas, avatar.hair_style, hair_colour)
    clothes.body(
        canvas,
        avatar.profession,
        avatar.shoulders,
        brightness=between(0.95, 1.04),
        plain=rng.random(),
    )
    head.neck(canvas, shade(skin_colour))
    which_tie, which_headwear = rng.random(), rng.random()
    if avatar.tie:
        clothes.tie(canvas, which_tie)
    hair.beside(canvas, avatar.hair_style, hair_colour)
    head.ears(canvas, shade(skin_colour))
    head.face(canvas, avatar.jaw, skin)
    age.cheeks(canvas, avatar.age, skin_colour)
    features.facial_hair(canvas, avatar.facial_hair, avatar.jaw, skin, hair_colour, edge)
    features.nose(canvas, skin_colour)
    features.mouth(canvas, avatar.lips, skin_colour, smile=avatar.smile)
    features.eyes(canvas, avatar.age)
    hair.on_top(canvas, avatar.hair_style, avatar.age, skin, hair_colour, edge)
    age.brow_and_eyes(canvas, avatar.age, skin_colour)
    if avatar.glasses:
        features.glasses(canvas, skin_colour)
    features.lashes(canvas, avatar.lashes, skin_colour)
    features.brows(canvas, avatar.brows, skin_colour)
    headwear.headwear(canvas, avatar.headwear, which_headwear)
    features.earrings(canvas, avatar.earrings)
    return canvas.finish()


def _shifted(colour: Colour, light: int, warm: int) -> Colour:
    r, g, b = colour
    return (_byte(r + light), _byte(g + light), _byte(b + light - warm))


def _byte(value: int) -> int:
    return max(0, min(255, value))
