"""What readers and embedders have in common when they are checked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Final

import numpy as np

from graycard.pictures import Picture
from graycard.testing._contract import require

ROUNDING: Final = 1e-4
"""By how much probabilities and numbers of vectors may depend on what else is in the batch."""


@contextmanager
def unchanged(pictures: Sequence[Picture]) -> Iterator[None]:
    """Raise if pictures are changed meanwhile."""
    kept = [(picture.encoded, picture.rgb.copy()) for picture in pictures]
    yield
    for picture, (encoded, rgb) in zip(pictures, kept, strict=True):
        require(
            picture.encoded == encoded and np.array_equal(picture.rgb, rgb),
            what=f"reading changed the picture {picture.generation_id!r}",
            why="the next reader gets the same pixels",
            fix="work on a copy",
        )
