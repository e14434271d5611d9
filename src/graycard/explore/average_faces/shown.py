"""Average and spread as pictures that can be looked at."""

from __future__ import annotations

from typing import Final

import numpy as np
from PIL import Image

from graycard.explore.average_faces.average import AverageFace
from graycard.explore.average_faces.light import encoded

WHITE_AT: Final = 0.5
"""Spread that is shown white: the most that there is of many faces, half of them black and half
white. The scale is always the same, so that maps can be compared."""


def average_picture(face: AverageFace) -> Image.Image:
    """Return the average as an sRGB picture, transparent where it is undefined."""
    light = np.nan_to_num(face.light)
    there = np.where(np.isnan(face.light).any(axis=2), 0, 255).astype(np.uint8)
    return Image.fromarray(np.dstack([encoded(light), there]), "RGBA")


def spread_picture(face: AverageFace) -> Image.Image:
    """Return the map of the spread: black where all faces are alike, white from 0.5 on.

    A pixel's grey is proportional to the root of the mean variance of its three channels, in
    linear light; transparent where that is undefined.
    """
    together = np.sqrt((face.spread**2).mean(axis=2))
    grey = np.round(255 * (np.nan_to_num(together) / WHITE_AT).clip(0, 1)).astype(np.uint8)
    there = np.where(np.isnan(together), 0, 255).astype(np.uint8)
    return Image.fromarray(np.dstack([grey, grey, grey, there]), "RGBA")
