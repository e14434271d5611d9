"""The average of faces, with how much they differ around it and who is not in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from graycard.errors import NothingObservedError
from graycard.explore.average_faces.aligning import Alignment, aligned_faces
from graycard.explore.average_faces.looking import Looked, Progress, look
from graycard.explore.average_faces.one_face import AT_LEAST
from graycard.explore.average_faces.sums import Sums
from graycard.faces.find import FaceFinder, face_finder
from graycard.language import noted
from graycard.stats.intervals import wilson

Array = NDArray[np.float64]

SIDE: Final = 256
"""Pixels of an average's side, unless another is asked for."""

_REACHED: Final = 0.5
"""Share of the faces whose pictures must reach a pixel: elsewhere it would be about others."""

_LEVEL: Final = 0.95


@dataclass(frozen=True, kw_only=True, eq=False)
class AverageFace:
    """An average of faces. It shows what many pictures have in common, and nobody.

    Attributes:
        light: Mean linear light, in [0, 1], shape (side, side, 3); NaN where the pictures of fewer
            than half of the faces reach.
        spread: Standard deviation of linear light over the faces, with n - 1, of the same shape;
            NaN there, and everywhere if there is one face only.
        covered: How many faces' pictures reach each pixel, shape (side, side).
        n: Pictures that were looked at.
        n_used: Faces that are averaged, one of a picture.
        dropped: Pictures that are not, by reason.
        used_low: Lower end of the 95 % interval of the share of pictures that are used.
        used_high: Upper end.
        alignment: `warp` or `similarity`.
        finder: Id and method of what found the faces.
    """

    light: Array
    spread: Array
    covered: NDArray[np.int64]
    n: int
    n_used: int
    dropped: Mapping[str, int]
    used_low: float
    used_high: float
    alignment: Alignment
    finder: str

    @property
    def mean_spread(self) -> float | None:
        """Root of the mean variance over pixels and channels; None of one face."""
        if self.n_used < 2:
            return None
        return float(np.sqrt(np.nanmean(self.spread**2)))


def average_face(
    pictures: Sequence[Path],
    *,
    alignment: Alignment = "warp",
    side: int = SIDE,
    min_height: int = AT_LEAST,
    finder: FaceFinder | None = None,
    progress: Progress | None = None,
) -> AverageFace:
    """Average the faces of pictures, in linear light.

    Every picture with one clear face counts once: its eyes and mouth are brought to fixed places
    by a similarity transform and, with `warp`, its landmarks to where they are on average. Pictures
    are read one after the other, twice, and memory does not grow with their number. The order of
    the pictures changes nothing.

    Args:
        pictures: Files, photographs or drawings.
        alignment: `warp` is sharper and shows the average shape; `similarity` keeps the shapes
            apart, which blurs the outline as much as they differ.
        side: Of the average in pixels, 16 to 1024.
        min_height: Of a face in pixels, from the brows to the chin; lower ones are dropped.
        finder: Of faces; `face_finder()` if none is given.
        progress: Told how many of how many pictures were looked at.

    Raises:
        NothingObservedError: If there is no face to average.
        EnvironmentFaultError: If the files that give landmarks are not installed.
        ValueError: If the side is out of range.

    Source:
        Alignment after johnwmillr/Facer, on which Average Diffusion Faces of Stable Bias is built
        (Luccioni et al., arXiv:2303.11408); averaged in linear light, with the spread, and with
        the count of who is not in it.

    Example:
        >>> average_face([])
        Traceback (most recent call last):
        graycard.errors.NothingObservedError: there is no face to average
          why  no picture was given
          fix  choose other pictures
    """
    found = look(pictures, finder=finder or face_finder(), min_height=min_height, progress=progress)
    return averaged(found, alignment=alignment, side=side)


def averaged(looked: Looked, *, alignment: Alignment, side: int) -> AverageFace:
    """Average the faces that the first pass saw: see `average_face`."""
    if not 16 <= side <= 1024:
        raise ValueError(f"a side of {side} pixels is not within 16 to 1024")
    n, n_used = len(looked.pictures), looked.n_used
    if n_used == 0:
        reasons = ", ".join(f"{times} {why}" for why, times in looked.dropped.items())
        raise NothingObservedError(
            what=noted("there is no face to average"),
            why=noted("of {n} pictures none is left: {reasons}", n=n, reasons=reasons)
            if n
            else noted("no picture was given"),
            fix=noted("choose other pictures"),
        )
    sums = Sums(side)
    for aligned in aligned_faces(looked, alignment=alignment, side=side):
        sums.add(aligned)
    least = max(1, int(np.ceil(_REACHED * n_used)))
    low, high = wilson(n_used, n, level=_LEVEL)
    return AverageFace(
        light=sums.mean(least=least),
        spread=sums.spread(least=max(least, 2)),
        covered=sums.covered,
        n=n,
        n_used=n_used,
        dropped=looked.dropped,
        used_low=float(low),
        used_high=float(high),
        alignment=alignment,
        finder=looked.finder,
    )
