"""The face of a picture that a question is about: which of how many, and where its frame is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from graycard.app.opened import Opened
from graycard.errors import DamagedRunError
from graycard.labels.faces import Box
from graycard.labels.session import Question
from graycard.labels.shown import Shown
from graycard.pictures import UndecodableError, upright_size

_MARGIN: Final = 0.15
"""Of a box's height, between it and its frame: a line over the face would hide what is asked."""


@dataclass(frozen=True, kw_only=True)
class Frame:
    """A rectangle to be drawn over a picture, in the picture's pixels.

    Attributes:
        width: Of the picture.
        height: Of the picture.
        left: Of the rectangle, as are all below.
        top: From the upper edge.
        across: How wide it is.
        down: How high it is.
    """

    width: int
    height: int
    left: float
    top: float
    across: float
    down: float


@dataclass(frozen=True, kw_only=True)
class Framed:
    """The face that a question is about.

    Attributes:
        number: 1 for the main face of the picture.
        faces: How many of the picture are asked about.
        frame: Where it is; None if the picture cannot be shown, or shows nothing of it.
    """

    number: int
    faces: int
    frame: Frame | None


def framed(here: Opened, run: int, question: Question, place: int, shown: Shown) -> Framed | None:
    """Return the face that is asked about at a place; None where it is the whole picture.

    Args:
        here: The runs.
        run: Number of the run.
        question: That is asked.
        place: In the sample.
        shown: The picture at that place.
    """
    drawn = question.sample.drawn[place]
    if drawn.box is None:
        return None
    faces = question.sample.faces[drawn.picture.generation_id]
    return Framed(
        number=faces.index(drawn.subject) + 1,
        faces=len(faces),
        frame=_frame(here, run, drawn.box, shown),
    )


def _frame(here: Opened, run: int, box: Box, shown: Shown) -> Frame | None:
    try:
        encoded = here.runs[run].images.get(shown.digest, shown.extension)
        width, height = upright_size(encoded)
    except (DamagedRunError, UndecodableError):
        return None
    margin = _MARGIN * (box[3] - box[1])
    left, top = max(box[0] - margin, 0), max(box[1] - margin, 0)
    right, bottom = min(box[2] + margin, width), min(box[3] + margin, height)
    if left >= right or top >= bottom:
        return None
    return Frame(
        width=width, height=height, left=left, top=top, across=right - left, down=bottom - top
    )
