"""Averages of faces for the page that shows them: what is worked out, and under which key."""

from __future__ import annotations

import io
import json
from dataclasses import dataclass
from typing import Any, Final

from PIL import Image

from graycard.app.background import Progress
from graycard.documents import digest
from graycard.explore.average_faces.average import AverageFace, averaged
from graycard.explore.average_faces.compare import SHUFFLES, Comparison, compared
from graycard.explore.average_faces.data import average_data, comparison_data
from graycard.explore.average_faces.groups import Group, prompts_of
from graycard.explore.average_faces.looking import Looked, look
from graycard.explore.average_faces.one_face import AT_LEAST
from graycard.explore.average_faces.shown import average_picture, spread_picture
from graycard.faces.find import face_finder

MOST: Final = 500
"""Pictures of a group that the page averages; of more, so many drawn at random. The command line
averages all of them."""

SIDE: Final = 256


@dataclass(frozen=True, kw_only=True)
class Average:
    """An average that was made.

    Attributes:
        face: With its numbers.
        looked: What a comparison needs of the pictures.
        files: What can be loaded of it, by name.
    """

    face: AverageFace
    looked: Looked
    files: dict[str, bytes]


def average_key(group: Group) -> str:
    """Return what an average depends on, as 64 hexadecimal digits."""
    return digest(["average", group.id, face_finder().id, AT_LEAST, SIDE])


def comparison_key(first: Group, second: Group) -> str:
    """Return what a comparison depends on."""
    return digest(["comparison", average_key(first), average_key(second), SHUFFLES])


def make_average(group: Group, progress: Progress) -> Average:
    """Average the faces of a group."""
    looked = look(group.pictures, finder=face_finder(), min_height=AT_LEAST, progress=progress)
    face = averaged(looked, alignment="warp", side=SIDE)
    files = {
        "average.png": _png(average_picture(face)),
        "spread.png": _png(spread_picture(face)),
        "numbers.json": _json(average_data(face)),
    }
    return Average(face=face, looked=looked, files=files)


def make_comparison(
    groups: tuple[Group, Group], averages: tuple[Average, Average], _: Progress
) -> Comparison:
    """Say how far two averages are apart, and how far chance would bring them."""
    return compared(
        (averages[0].looked, averages[1].looked),
        prompts=prompts_of(*groups),
        shuffles=SHUFFLES,
        seed=0,
    )


def comparison_file(found: Comparison) -> bytes:
    """Return a comparison as JSON."""
    return _json(comparison_data(found))


def _png(picture: Image.Image) -> bytes:
    buffer = io.BytesIO()
    picture.save(buffer, "PNG")
    return buffer.getvalue()


def _json(data: dict[str, Any]) -> bytes:
    return json.dumps(data, indent=2, ensure_ascii=False).encode()
