"""Contact sheets of generated portraits, for people to look at."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
from diffusers import StableDiffusionPipeline
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from graycard.avatar import contact_sheet
from graycard.avatar.seeds import derive
from graycard.lab.generation import generate

ACROSS: Final = 12
"""Pictures in a row."""


def sheet(
    pipeline: StableDiffusionPipeline,
    prompts: Sequence[str],
    *,
    across: int = ACROSS,
    guidance: float = 1.0,
    seed: int = 0,
    zoom: int = 1,
) -> Image.Image:
    """Return a contact sheet of new pictures, a row a prompt.

    Args:
        pipeline: Of avatars.
        prompts: Texts.
        across: Pictures a prompt.
        guidance: 1 is none.
        seed: Of the sheet.
        zoom: Whole number by which pictures are enlarged.
    """
    images = generate(
        pipeline,
        [prompt for prompt in prompts for _ in range(across)],
        seeds=[derive(seed, prompt, at) % 2**32 for prompt in prompts for at in range(across)],
        guidance=guidance,
    )
    rows = images.reshape(len(prompts), across, *images.shape[1:])
    return sheet_of(rows, prompts, title=f"drawn world, guidance {guidance:g}", zoom=zoom)


def sheet_of(
    images: NDArray[np.uint8], prompts: Sequence[str], *, title: str, zoom: int = 1
) -> Image.Image:
    """Return a contact sheet of pictures that are there, below a title.

    Args:
        images: A row a prompt, shape `(prompts, n, height, width, 3)`.
        prompts: Texts.
        title: What is seen.
        zoom: Whole number by which pictures are enlarged.

    Example:
        >>> black = np.zeros((2, 3, 64, 64, 3), np.uint8)
        >>> sheet_of(black, ["a photo of a nurse", "a photo of a chef"], title="drawn world").size
        (296, 154)
    """
    rows = [[Image.fromarray(image) for image in row] for row in images]
    names = [prompt.removeprefix("a photo of ") for prompt in prompts]
    below = contact_sheet(rows, names=names, zoom=zoom)
    whole = Image.new("RGB", (below.width, below.height + 20), "white")
    whole.paste(below, (0, 20))
    ImageDraw.Draw(whole).text((4, 4), title, fill="black", font=ImageFont.load_default())
    return whole
