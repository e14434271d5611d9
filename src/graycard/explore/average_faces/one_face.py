"""The one face of a picture that is averaged, or the reason why there is none.

A face whose landmarks are wrong leaves a ghost in the average: a second mouth on the chin. So the
mesh looks twice, the second time where the first look put the face. Where it knows a face, it finds
it in the same place again; where it does not, the landmarks move, and the face is dropped. On drawn
portraits, whose eyes and mouths are known, this leaves out nearly all that are wrong. How sure the
mesh is that there is a face (its presence) is not asked: that dropped a third of the masculine
portraits, beards above all, whose landmarks were right. `benchmarks/average_faces.py` counts both.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from graycard.explore.average_faces.points import moved, turned
from graycard.faces.find import FaceFinder
from graycard.language import noted
from graycard.pictures import Picture
from graycard.readers.faces import NO_FACE

NO_PICTURE: Final = noted("the picture cannot be read")
SEVERAL: Final = noted("several faces of comparable size")
TOO_SMALL: Final = noted("the face is too small")
MISFIT: Final = noted("landmarks do not fit the face")
TURNED: Final = noted("the face is turned far to the side")

REASONS: Final = (NO_PICTURE, NO_FACE, SEVERAL, TOO_SMALL, MISFIT, TURNED)
"""Why a picture is not in an average, in the order in which they are looked for."""

COMPARABLE: Final = 0.5
"""Of the height of the largest face: another one as high as this is not just in the background."""

AT_LEAST: Final = 20
"""Height of a face in pixels, from the brows to the chin, from which it is averaged."""

_MOVES: Final = 0.12
"""As far as an eye or the mouth may move between two looks, in distances of the eyes."""

_AHEAD: Final = (0.2, 0.8)
"""Where between the edges of the face the tip of the nose may be; 0.5 is the middle."""


def one_face(finder: FaceFinder, picture: Picture, *, min_height: int) -> NDArray[np.float32] | str:
    """Return the landmarks of the face of a picture, shape (468, 2), or why it is not averaged.

    Args:
        finder: Of faces.
        picture: To be looked at.
        min_height: In pixels, from the brows to the chin.
    """
    faces = finder.find(picture)
    if not faces:
        return NO_FACE
    if any(face.is_sure and face.height >= COMPARABLE * faces[0].height for face in faces[1:]):
        return SEVERAL
    if faces[0].height < min_height:
        return TOO_SMALL
    again, first = finder.look_again(picture, faces[0]), faces[0].landmarks
    assert first is not None
    assert again.landmarks is not None
    if moved(first, again.landmarks) > _MOVES:
        return MISFIT
    if not _AHEAD[0] <= turned(again.landmarks) <= _AHEAD[1]:
        return TURNED
    return again.landmarks
