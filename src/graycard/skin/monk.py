"""The Monk Skin Tone Scale, and which of its ten swatches a colour is nearest to."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Annotated, Any

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from graycard.documents import parse, read_yaml
from graycard.skin.difference import ciede2000
from graycard.skin.lab import srgb_to_lab
from graycard.types import Noun

TONES = tuple(str(tone) for tone in range(1, 11))
"""The categories: `1`, the lightest, to `10`."""


class Scale(Noun):
    """What the file says; the swatches are sRGB, from tone 1 to tone 10."""

    name: str
    author: str
    date: str
    source: str
    licence: str
    swatches: tuple[Annotated[str, Field(pattern="^#[0-9a-f]{6}$")], ...] = Field(
        min_length=10, max_length=10
    )

    @property
    def cited(self) -> str:
        """Return author, name, date, licence and source in one line."""
        return f"{self.author}, {self.name} ({self.date}), {self.licence}, {self.source}"


@cache
def monk() -> Scale:
    """Return the scale.

    Example:
        >>> monk().swatches[4], monk().licence
        ('#d7bd96', 'CC BY 4.0')
    """
    path = Path(__file__).with_name("monk.yaml")
    return parse(Scale, read_yaml(path), where=path.name)


@cache
def swatches() -> NDArray[np.uint8]:
    """Return the ten swatches as sRGB, shape (10, 3)."""
    found = np.array([list(bytes.fromhex(one[1:])) for one in monk().swatches], np.uint8)
    found.flags.writeable = False
    return found


@cache
def _swatch_colours() -> NDArray[np.float64]:
    return srgb_to_lab(swatches())


def nearest_tone(lab: NDArray[np.float64]) -> tuple[NDArray[np.intp], NDArray[np.float64]]:
    """Return which swatch each colour is nearest to by CIEDE2000, and how far away.

    The swatches are centres of a palette for human annotators and no targets for a sensor, and 1
    and 2 are only 1.9 apart. So the tone is a rough aid, and the distance says how rough.

    Args:
        lab: L*, a*, b*; shape (..., 3).

    Returns:
        Tones from 1 to 10 and differences ΔE00, both of the leading shape. Of two swatches that
        are equally near it is the lighter.

    Example:
        >>> nearest_tone(srgb_to_lab(np.array([130, 92, 67], np.uint8)))
        (np.int64(7), np.float64(0.0))
    """
    differences: NDArray[Any] = ciede2000(lab[..., None, :], _swatch_colours())
    index = differences.argmin(axis=-1)
    return index + 1, differences.min(axis=-1)
