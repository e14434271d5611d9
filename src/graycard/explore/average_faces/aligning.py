"""The second pass over pictures: every face that can be averaged, brought to the square."""

from __future__ import annotations

from collections.abc import Container, Iterator
from typing import Literal

from graycard.errors import InputError
from graycard.explore.average_faces.looking import Looked, pixels
from graycard.explore.average_faces.warp import Aligned, Mesh, cut, pixel_centres

Alignment = Literal["warp", "similarity"]


def aligned_faces(
    looked: Looked, *, alignment: Alignment, side: int, only: Container[int] | None = None
) -> Iterator[Aligned]:
    """Yield the faces that the first pass saw, in linear light, in the order of the pictures.

    Args:
        looked: With at least one face.
        alignment: `similarity` brings eyes and mouth to fixed places, `warp` all landmarks to where
            they are on average.
        side: Of the square in pixels.
        only: Indices of the pictures that are wanted; all if it is None.

    Raises:
        InputError: If a picture is no longer what it was.
    """
    mesh = Mesh(looked.mean_points * side, side=side) if alignment == "warp" else None
    centres = pixel_centres(side)
    for face in looked.faces():
        if only is not None and face.picture not in only:
            continue
        rgb = pixels(looked.pictures[face.picture])
        if rgb is None:
            raise InputError(
                what=f"{looked.pictures[face.picture].name} cannot be read any more",
                why="it could be a moment ago",
                fix="leave the pictures alone until the average is made",
            )
        back = face.to_square(side).inverse
        places = back(centres) if mesh is None else mesh.places(face.points, back)
        yield cut(rgb, places, side=side, scale=abs(back.a))
