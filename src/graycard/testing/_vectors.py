"""The contract of an embedder."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from graycard.pictures import Picture
from graycard.roles import Embedder
from graycard.testing._contract import require
from graycard.testing._pictures import ROUNDING, unchanged


def check_vectors(embedder: Embedder, again: Embedder, pictures: Sequence[Picture]) -> None:
    """Raise unless two loads of an embedder make the same vectors, however pictures are cut."""
    width: Any = embedder.width  # whatever somebody's code says that it is
    source: Any = embedder.source
    require(
        isinstance(width, int) and width > 0 and width == again.width,
        what=f"the width is {width!r}",
        why="it is the number of columns of a table",
        fix="state how many numbers a vector has",
    )
    require(
        isinstance(source, str) and bool(source.strip()),
        what=f"the source is {source!r}",
        why="a report says which model made the vectors",
        fix="state the model in a few words",
    )
    with unchanged(pictures):
        together = embedder.embed(pictures)
    require(
        together.shape == (len(pictures), embedder.width) and together.dtype == np.float32,
        what=f"the vectors are {together.dtype} of shape {together.shape}",
        why=f"{len(pictures)} pictures make float32 of shape ({len(pictures)}, {embedder.width})",
        fix="return one row a picture, in order",
    )
    require(
        bool(np.isfinite(together).all(axis=1).any()),
        what="there is a vector of none of the pictures",
        why="every row has a number that is not finite, which says that there is none",
        fix="return finite numbers for whatever the model can look at",
    )
    together = together.copy()  # an embedder may use its array again
    alone = np.concatenate([again.embed([picture]) for picture in pictures])
    backwards = again.embed(pictures[::-1])[::-1]
    for other, how in ((alone, "one by one"), (backwards, "in another order")):
        require(
            np.allclose(together, other, rtol=ROUNDING, atol=ROUNDING, equal_nan=True),
            what=f"other vectors come when pictures are embedded {how}",
            why="chunks are cut, resumed and retried at will",
            fix="embed each picture for itself",
        )
